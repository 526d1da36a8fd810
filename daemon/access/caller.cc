#include "daemon/access/caller.h"

#include <algorithm>

namespace htq {

bool holds_role(const Caller& caller, std::string_view role) {
  return std::ranges::find(caller.roles, role) != caller.roles.end();
}

std::optional<std::string_view> bearer_token(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer";
  const auto same = [](char typed, char lower) {
    return (typed >= 'A' && typed <= 'Z' ? typed + 32 : typed) == lower;
  };
  if (authorization.size() <= kScheme.size() || authorization[kScheme.size()] != ' ' ||
      !std::ranges::equal(authorization.substr(0, kScheme.size()), kScheme, same))
    return std::nullopt;
  authorization.remove_prefix(authorization.find_first_not_of(' ', kScheme.size()) == authorization.npos
                                  ? authorization.size()
                                  : authorization.find_first_not_of(' ', kScheme.size()));
  while (authorization.ends_with(' ')) authorization.remove_suffix(1);
  if (authorization.empty() || authorization.find_first_of(" ,\t") != authorization.npos) return std::nullopt;
  return authorization;
}

}  // namespace htq
