// Who is calling, as far as a door could prove it. Where it came from (a token of ours today) is no one
// else's business: whatever proves an identity makes one of these. A value; any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/disclosed.h"

namespace htq {

struct Caller {
  std::string subject;
  std::vector<std::string> roles;  // as the vocabulary spells them
  std::string organisation;        // empty if the caller acts for none
  std::string token_id;
  std::shared_ptr<Disclosed> disclosed{};  // where what they are told is noted; none: nobody asks

  bool operator==(const Caller&) const = default;
};

bool holds_role(const Caller& caller, std::string_view role);

/// The token in the value of an Authorization header: "Bearer htq_…", the word in any case (RFC 9110 11.1).
/// Nothing for another scheme or for more than one token. It points into `authorization`.
std::optional<std::string_view> bearer_token(std::string_view authorization);

}  // namespace htq
