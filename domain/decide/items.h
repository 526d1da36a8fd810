// The items of the required changes, and the documents that they name (domain.md 9, Resubmission). Pure; any
// thread. Included by the files of decide/ only.
#pragma once

#include <string>

#include "domain/given.h"

namespace htq {

bool is_named_by_an_item(const CaseState& file, const std::string& document);

/// Officials check the items only (Resubmission 3): where the items name documents, no other document may
/// change.
Verdict within_the_items(const CaseState& file, const std::string& document, const std::string& field);

}  // namespace htq
