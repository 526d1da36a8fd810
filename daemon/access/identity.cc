#include "daemon/access/identity.h"

#include "daemon/access/jwt.h"

namespace htq {

std::expected<Caller, std::string> Identity::caller(const http::Request& request) const {
  if (const auto authorization = request.headers.find("authorization")) {
    const auto token = bearer_token(*authorization);
    if (!token) return std::unexpected("The request carries no bearer token.");
    if (provider_ != nullptr && looks_like_jwt(*token)) return provider_->caller(*token, *callers_);
    if (auto known = tokens_.caller(*token)) return *std::move(known);
    return std::unexpected("The token is not known, or its time is over.");
  }
  if (callers_ != nullptr && request.peer_certificate) {
    if (auto known = callers_->with(*request.peer_certificate)) return *std::move(known);
    return std::unexpected(
        "The certificate that was shown is of no caller of this office, or its time is over.");
  }
  if (callers_ != nullptr && request.peer_user)
    if (auto known = callers_->user(*request.peer_user)) return *std::move(known);
  return std::unexpected("The request carries no bearer token.");
}

std::uint64_t Identity::changes() const {
  return tokens_.changes() + (callers_ != nullptr ? callers_->changes() : 0) +
         (provider_ != nullptr ? provider_->changes() : 0);
}

}  // namespace htq
