// The bearer tokens of an office: a file of hashes, one token a line, which a person may read and edit.
//
//   # Hashed bearer tokens of htqd. Remove a line to take a token back.
//   id=3fa94c1b hash=<64 hexadecimal digits> subject=jane.smith roles=official,secretary organisation=ofs
//   not_after=2026-09-01T00:00:00Z created_at=2025-09-01T09:00:00Z note=laptop
//
// (here broken in two). organisation and not_after may be left out; note comes last and runs to the end of
// the line. Empty lines and lines that begin with # are kept. A file that does not exist holds no token.
//
// Tokens: caller() from any thread; load and reload_if_changed by one thread at a time. It must not outlive
// the clock. create_token: any thread or process, also while a daemon reads the file.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/access/caller.h"
#include "daemon/access/read_file.h"
#include "daemon/access/token_text.h"
#include "daemon/clock.h"
#include "projections/fault.h"

namespace htq {

/// Whether the vocabulary has a role of this name. "system" is refused to every token whatever it says.
using RoleCheck = std::function<bool(std::string_view)>;

struct TokenEntry {
  std::string id;
  TokenHash hash{};
  std::string subject;
  std::vector<std::string> roles;
  std::string organisation;
  std::optional<Instant> not_after;  // the last instant at which it is valid
  Instant created_at;
  std::string note;

  bool operator==(const TokenEntry&) const = default;
};

/// What a file said at one time.
class TokenFile {
 public:
  /// A fault names every bad line. A file that everyone on the machine may read or write is refused.
  static Result<TokenFile> load(const std::filesystem::path& path, const RoleCheck& is_role);

  const std::vector<TokenEntry>& entries() const { return entries_; }

  const FileStamp& stamp() const { return stamp_; }

 private:
  std::vector<TokenEntry> entries_;  // in the order of their hashes
  FileStamp stamp_;
};

class Tokens {
 public:
  static Result<std::unique_ptr<Tokens>> load(std::filesystem::path path, RoleCheck is_role,
                                              const Clock& clock);

  /// Nothing if the token is not known or its time is over.
  std::optional<Caller> caller(std::string_view bearer) const;

  enum class Reloaded { no, yes };
  /// Reads the file again if it is another than before. If it cannot be read, the tokens known before stay
  /// valid and the fault is brought once for each change of the file.
  Result<Reloaded> reload_if_changed();
  /// How often it was read anew. Any thread.
  std::uint64_t changes() const { return changes_; }

  std::size_t size() const;

 private:
  Tokens(std::filesystem::path path, RoleCheck is_role, const Clock& clock, TokenFile file);
  std::shared_ptr<const TokenFile> current() const;

  const std::filesystem::path path_;
  const RoleCheck is_role_;
  const Clock& clock_;
  FileStamp seen_;
  std::atomic<std::uint64_t> changes_ = 0;
  mutable std::mutex mutex_;  // guards the pointer only
  std::shared_ptr<const TokenFile> file_;
};

struct TokenRequest {
  std::string subject;
  std::vector<std::string> roles;
  std::string organisation;
  std::optional<Instant> not_after;
  std::string note;
};

struct CreatedToken {
  std::string id;
  std::string text;  // to be shown once
};

/// Adds a token to the file, which is made if it is not there. The file is replaced as a whole, so whoever
/// reads it sees it with or without the token; two at once wait for each other.
Result<CreatedToken> create_token(const std::filesystem::path& path, const TokenRequest& request,
                                  const RoleCheck& is_role, const Clock& clock, Random& random);

}  // namespace htq
