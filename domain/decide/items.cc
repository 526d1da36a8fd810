#include "domain/decide/items.h"

#include <algorithm>

namespace htq {

bool is_named_by_an_item(const CaseState& file, const std::string& document) {
  return !document.empty() &&
         std::ranges::count(file.required_changes, document, &RequiredChangeState::document) != 0;
}

Verdict within_the_items(const CaseState& file, const std::string& document, const std::string& field) {
  const bool some_name_one = std::ranges::any_of(
      file.required_changes, [](const RequiredChangeState& change) { return !change.document.empty(); });
  if (!some_name_one || is_named_by_an_item(file, document)) return accepted();
  return refuse(Refusal::document_beyond_the_items, "No item names \"" + document + "\".", field);
}

}  // namespace htq
