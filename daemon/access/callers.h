// Callers who come without a token of htqd, in a file that a person writes: services by the certificate that
// they show, users of this machine behind the Unix socket, and what roles the groups of an identity provider
// are worth.
//
//   # Who calls without a token of htqd. The first line that fits counts.
//   certificate=URI:spiffe://example/mailer subject=mailer roles=mailer
//   certificate="CN=mailer,O=Example Ltd" subject=mailer roles=mailer
//   user=1000 subject=olga roles=official,operator
//   group="htq officials" roles=official,secretary
//
// A certificate is named by one of its names (DNS:, URI:, email:) or by its whole subject as OpenSSL prints
// it (openssl x509 -subject -nameopt RFC2253). A file that does not exist names nobody.
//
// Callers: the questions from any thread; load and reload_if_changed by one thread at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/access/caller.h"
#include "daemon/access/read_file.h"
#include "daemon/access/tokens.h"
#include "daemon/clock.h"
#include "daemon/http/tls.h"

namespace htq {

struct CallerLine {
  enum class By { certificate, user, group };
  By by{};
  std::string is;  // the name of the certificate, the number of the user, the group
  Caller caller;   // of a group: the roles alone
};

/// A fault names every bad line, with `path` in front.
Result<std::vector<CallerLine>> parse_caller_lines(const std::filesystem::path& path, std::string_view bytes,
                                                   const RoleCheck& is_role);

class Callers {
 public:
  /// `machine` outlives it: a certificate's authority does not know of an office that keeps a time of its
  /// own.
  static Result<std::unique_ptr<Callers>> load(std::filesystem::path path, RoleCheck is_role,
                                               const Clock& machine);

  /// Nothing also once the certificate's time is over: a connection, and a stream, may outlast it.
  std::optional<Caller> with(const http::PeerCertificate& certificate) const;
  std::optional<Caller> user(std::uint32_t number) const;
  /// Nothing for a group that no line names.
  std::vector<std::string> roles_of_group(std::string_view group) const;

  /// As of Tokens: if it cannot be read, what was known before stays, and the fault is brought once.
  Result<Tokens::Reloaded> reload_if_changed();
  /// How often it was read anew. Any thread.
  std::uint64_t changes() const { return changes_; }

 private:
  Callers(std::filesystem::path path, RoleCheck is_role, const Clock& machine)
      : path_(std::move(path)), is_role_(std::move(is_role)), machine_(machine) {}
  std::optional<Caller> find(CallerLine::By by, std::string_view is) const;
  std::shared_ptr<const std::vector<CallerLine>> current() const;

  const std::filesystem::path path_;
  const RoleCheck is_role_;
  const Clock& machine_;
  FileStamp seen_;
  std::atomic<std::uint64_t> changes_ = 0;
  mutable std::mutex mutex_;  // guards the pointer only
  std::shared_ptr<const std::vector<CallerLine>> lines_;
};

}  // namespace htq
