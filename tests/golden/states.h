// What the events of a log mean to decisions: the state of each case and of the office, field by field. A
// projection shows some of it; the rest is seen here.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "domain/case_state.h"
#include "domain/office.h"
#include "projections/digest.h"
#include "schemas/event.capnp.h"

namespace htq::tests {

/// Folds records, and keeps a digest of each field over all cases, and of each field of the office.
class States {
 public:
  /// Calls `changed` for each field that this record changes, such as "case.stage", with its digest now.
  void fold(Record::Reader record,
            const std::function<void(const std::string& field, const Digest& now)>& changed);
  /// Every field there is, also one that nothing has changed yet.
  static std::vector<std::string> fields();

 private:
  void note(const std::string& of, const std::vector<std::string>& texts, std::span<const char* const> names,
            const std::function<void(const std::string&, const Digest&)>& changed);

  Office office_;
  std::map<std::string, CaseState> cases_;
  std::map<std::string, std::vector<std::string>> known_;  // texts of the fields, by case; the office under ""
  std::map<std::string, Digest> digests_;
};

}  // namespace htq::tests
