#include "domain/words.h"

namespace htq {

std::string words_of(StreamKind kind, Standing standing) {
  switch (standing) {
    case Standing::none: return "not there";
    case Standing::present:
      switch (kind) {
        case StreamKind::CYCLE: return "announced";
        case StreamKind::CONSULTATION: return "planned, not open";
        case StreamKind::MEETING: return "called, not held";
        case StreamKind::ENQUIRY: return "received, not answered";
        case StreamKind::PERSON: return "told of";
        case StreamKind::RETENTION: return "scheduled";
        default: return "there";
      }
    case Standing::open: return kind == StreamKind::MEETING ? "held" : "open";
    case Standing::ended:
      switch (kind) {
        case StreamKind::BODY: return "abolished";
        case StreamKind::ENQUIRY: return "answered";
        case StreamKind::PERSON: return "erased";
        case StreamKind::MEETING: return "adjourned";
        case StreamKind::STANDARD: return "retired or merged";
        case StreamKind::ORGANISATION: return "merged";
        default: return "closed";
      }
  }
  return "unknown";
}

}  // namespace htq
