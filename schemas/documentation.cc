#include "schemas/documentation.h"

#include <limits>

#include "schemas/json_plan.h"

namespace htq {
namespace {

std::string_view trimmed(std::string_view comment) {
  const auto last = comment.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view{} : comment.substr(0, last + 1);
}

// Our own compiler wrote the request: nothing to guard against.
constexpr capnp::ReaderOptions kUnbounded{.traversalLimitInWords = std::numeric_limits<std::uint64_t>::max(),
                                          .nestingLimit = 64};

}  // namespace

Documentation::Documentation(kj::ArrayPtr<const capnp::word> request) : message_(request, kUnbounded) {
  const auto root = message_.getRoot<capnp::schema::CodeGeneratorRequest>();
  for (const auto node : root.getNodes()) ids_.emplace(view(node.getDisplayName()), node.getId());
  for (const auto source : root.getSourceInfo())
    comments_.emplace(source.getId(),
                      Comments{.own = trimmed(view(source.getDocComment())), .members = source.getMembers()});
}

std::string_view Documentation::of(std::uint64_t node_id) const {
  const auto found = comments_.find(node_id);
  return found == comments_.end() ? std::string_view{} : found->second.own;
}

std::string_view Documentation::of_member(std::uint64_t node_id, std::uint32_t index) const {
  const auto found = comments_.find(node_id);
  if (found == comments_.end() || index >= found->second.members.size()) return {};
  return trimmed(view(found->second.members[index].getDocComment()));
}

std::optional<std::uint64_t> Documentation::find(std::string_view display_name) const {
  const auto found = ids_.find(display_name);
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

}  // namespace htq
