#include "projections/audit.h"

#include "projections/key.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::string under(std::string prefix, std::uint64_t position) {
  append_number(prefix, position >> 8U);
  return prefix;
}

/// Domain.md 15: supersessions and corrections. A decision after a decision supersedes it.
bool corrects(Body::Reader body) {
  switch (body.which()) {
    case Body::ENTRY_CORRECTED:
    case Body::LISTING_CORRECTED:
    case Body::PEER_REVIEW_DISCOUNTED:
    case Body::RESPONSE_REPLACED:
    case Body::RESPONSE_SET_ASIDE:
    case Body::PUBLICATION_REPLACED: return true;
    case Body::DECISION_TAKEN: return body.getDecisionTaken().getSupersedes() != 0;
    default: return false;
  }
}

}  // namespace

std::string audit_of_subject(std::string_view subject) {
  std::string prefix("s");
  prefix += subject;
  prefix += '\0';
  return prefix;
}
std::string audit_of_body(std::string_view body) {
  std::string prefix("b");
  prefix += body;
  prefix += '\0';
  return prefix;
}
std::string audit_of_corrections() {
  return std::string("c\0", 2);
}

void note_entry(RowWriter& rows, std::string prefix, std::uint64_t position) {
  const char low = static_cast<char>(position & 0xffU);
  rows.append(under(std::move(prefix), position), {&low, 1});
}

void Audit::apply(const AppliedRecord& applied, RowWriter& rows) const {
  const Record::Actor::Reader actor = applied.record.getActor();
  const std::uint64_t position = applied.record.getPosition();
  note_entry(rows, audit_of_subject(view(actor.getSubject())), position);
  if (actor.getOnBehalfOf().size() != 0)
    note_entry(rows, audit_of_body(view(actor.getOnBehalfOf())), position);
  if (corrects(applied.record.getBody())) note_entry(rows, audit_of_corrections(), position);
}

Result<> read_audit(const RowSnapshot& rows, Family audit, const std::string& prefix, Position after,
                    const std::function<bool(Position)>& each) {
  const auto cursor = rows.range(audit, under(prefix, after.value), after_prefix(prefix));
  for (; cursor->valid(); cursor->next()) {
    const std::string_view key = cursor->key();
    if (key.size() != prefix.size() + 8)
      return fault(FaultKind::corrupted, "a row of the audit has a wrong key");
    const std::uint64_t block = number_at(key, prefix.size()) << 8U;
    for (const char low : cursor->value()) {
      const Position position{block | static_cast<unsigned char>(low)};
      if (position > after && !each(position)) return {};
    }
  }
  return cursor->status();
}

}  // namespace htq
