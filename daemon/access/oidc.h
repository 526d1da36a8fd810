// Access tokens of an OpenID Connect provider: who they say is calling, if the provider's keys, its name, the
// audience and the time are right. Keys come from a file, which is read again when it changes: whoever renews
// it needs no restart, and the daemon needs no way to the provider.
//
// caller() from any thread; load and reload_if_changed by one thread at a time. It must not outlive the
// clock, which is the machine's: a provider does not know of an office that keeps a time of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/access/callers.h"
#include "daemon/access/jwks.h"
#include "daemon/clock.h"

namespace htq {

class OidcTokens {
 public:
  struct Options {
    std::filesystem::path jwks;
    std::string issuer;    // exactly as in the claim "iss"
    std::string audience;  // one of "aud"
    std::string subject_claim = "sub";
    std::string subject_prefix;  // put before it, so that no provider can name a caller of another kind
    std::string roles_claim = "roles";  // a path: "realm_access.roles"; its values are groups (callers.h)
    std::string organisation_claim;     // empty: callers act for none
    Duration leeway{};                  // by how much clocks may differ
  };

  static Result<std::unique_ptr<OidcTokens>> load(Options options, RoleCheck is_role, const Clock& machine);

  /// Otherwise why not, in words that hold nothing of the token.
  std::expected<Caller, std::string> caller(std::string_view token, const Callers& groups) const;

  /// As of Tokens.
  Result<Tokens::Reloaded> reload_if_changed();
  /// How often it was read anew. Any thread.
  std::uint64_t changes() const { return changes_; }

 private:
  using Keys = std::vector<JwtKey>;
  OidcTokens(Options options, RoleCheck is_role, const Clock& machine)
      : options_(std::move(options)), is_role_(std::move(is_role)), machine_(machine) {}
  Result<Keys> read();
  std::shared_ptr<const Keys> current() const;

  const Options options_;
  const RoleCheck is_role_;
  const Clock& machine_;
  FileStamp seen_;
  std::atomic<std::uint64_t> changes_ = 0;
  mutable std::mutex mutex_;  // guards the pointer only
  std::shared_ptr<const Keys> keys_;
};

}  // namespace htq
