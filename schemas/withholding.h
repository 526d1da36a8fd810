// A copy for disclosure: everything of a record but what an exemption covers, and of each thing that is left
// out which exemption that is. As redact.h it copies what is disclosed and never deletes from a copy.
//
// One object serves any number of threads; schemas as in json_plan.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "schemas/event.capnp.h"
#include "schemas/json_plan.h"
#include "schemas/sight.h"

namespace htq {

/// Which exemption covers what: a section of the Freedom of Information Act 2000; 0: none, it is disclosed.
struct Exemptions {
  std::uint16_t persons = 0;  // texts about persons, and who they are
  std::uint16_t restricted = 0;
  std::uint16_t internal = 0;
  std::uint16_t flagged = 0;                 // documents that the applicant flagged, and what names them
  const DocumentNames* documents = nullptr;  // these
};

struct Withheld {
  std::string field;  // "body.peerReviewReceived.comment"
  std::uint16_t exemption = 0;
};

class Withholding {
 public:
  Withholding() : plan_(capnp::Schema::from<Record>()) {}

  /// `disclosed` is new. What says nothing of the case (salts, digests, how the log holds records together)
  /// is left out without a word. Sealed texts are carried, so that the last step can open them.
  void disclose(Record::Reader record, Record::Builder disclosed, const Exemptions& exemptions,
                std::vector<Withheld>& withheld) const;

 private:
  Plan plan_;
};

}  // namespace htq
