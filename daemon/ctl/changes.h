// What differs between two documents, as lines a person reads:
//
//     stage: draft -> submitted
//   + documents[structure]: part structure and mapping, sensitivity may be published
//   - openRequests[1]: due 2021-10-01 00:59:59 BST
//
// Elements of a list are told apart by what names them (an id, a number, a standard), not by where they
// stand. Pure functions; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "daemon/ctl/json.h"

namespace htq::ctl {

struct Change {
  enum class Kind { added, changed, removed } kind;
  std::string field;  // "stage", "requiredChanges[2].done"
  Json before;
  Json after;
};

std::vector<Change> changes_between(const Json& before, const Json& after);

/// "+ title: Diploma in Nursing"; values that are long are shortened.
std::string line_of(const Change& change);
/// {"field", "from", "to"}, with what is there.
Json document_of(const Change& change);

/// A document as lines of what it is and its value. An element of a list has a line of its own; members that
/// say the same as in `blank`, and those that are not there, have none.
std::vector<std::pair<std::string, std::string>> facts_of(const Json& document, const Json& blank);

}  // namespace htq::ctl
