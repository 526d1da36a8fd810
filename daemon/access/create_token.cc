#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "daemon/access/token_lines.h"
#include "daemon/access/tokens.h"
#include "domain/london_text.h"

namespace htq {
namespace {

constexpr std::string_view kHeading = "# Hashed bearer tokens of htqd. Remove a line to take a token back.\n";
constexpr mode_t kMode = 0640;

std::unexpected<Fault> failed(const std::filesystem::path& path, std::string_view doing) {
  const auto kind = errno == ENOSPC || errno == EDQUOT ? FaultKind::no_space : FaultKind::io;
  return fault(kind, fmt::format("{}: cannot {}: {}", path.native(), doing, std::strerror(errno)));
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

Result<> write_all(int file, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t wrote = write(file, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return failed(path, "write");
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

/// Puts `bytes` in the place of the file, whole and durable or not at all, with the owner and the permissions
/// it had. A new file belongs to the group of its directory, which is how a daemon that is not root may read
/// it. The caller holds the lock on `directory`.
Result<> replace(const std::filesystem::path& path, const Descriptor& directory,
                 const std::optional<struct stat>& old, std::string_view bytes) {
  std::filesystem::path fresh = path;
  fresh += ".new";
  // What a crash may have left; whoever else may write here could have put it there too, so it is not written
  // into.
  unlink(fresh.c_str());
  {
    const Descriptor file(open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.is_open()) return failed(fresh, "make the file");
    const auto undo = [&](Fault why) {
      unlink(fresh.c_str());
      return std::unexpected(std::move(why));
    };
    if (auto written = write_all(file.get(), bytes, fresh); !written) return undo(std::move(written).error());
    struct stat around{};
    if (fstat(directory.get(), &around) != 0) return undo(failed(path, "examine its directory").error());
    if (old && fchown(file.get(), old->st_uid, old->st_gid) != 0)
      return undo(failed(fresh, "give it the owner of the old file").error());
    if (!old && fchown(file.get(), static_cast<uid_t>(-1), around.st_gid) != 0 && errno != EPERM)
      return undo(failed(fresh, "give it the group of its directory").error());
    if (fchmod(file.get(), old ? old->st_mode & 0777 : kMode) != 0)
      return undo(failed(fresh, "set its permissions").error());
    if (fsync(file.get()) != 0) return undo(failed(fresh, "sync").error());
    if (rename(fresh.c_str(), path.c_str()) != 0) return undo(failed(path, "replace").error());
  }
  if (fsync(directory.get()) != 0) return failed(path, "sync its directory");
  return {};
}

}  // namespace

Result<CreatedToken> create_token(const std::filesystem::path& asked, const TokenRequest& request,
                                  const RoleCheck& is_role, const Clock& clock, Random& random) {
  std::error_code unknown;
  auto path = std::filesystem::weakly_canonical(asked, unknown);  // a symbolic link stays one
  if (unknown) path = asked;
  TokenEntry entry{.id = {},
                   .hash = {},
                   .subject = request.subject,
                   .roles = request.roles,
                   .organisation = request.organisation,
                   .not_after = request.not_after,
                   .created_at = clock.now(),
                   .note = request.note};
  if (auto problem = check_token(entry, is_role)) return fault(FaultKind::bad_input, *std::move(problem));
  if (entry.not_after && *entry.not_after <= entry.created_at)
    return fault(FaultKind::bad_input,
                 fmt::format("not_after should lie ahead: {} has passed", rfc3339(*entry.not_after)));

  // The directory is locked, not the file: the file is another one after each change.
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const Descriptor directory(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) return failed(parent, "open the directory");
  while (flock(directory.get(), LOCK_EX) != 0)
    if (errno != EINTR) return failed(parent, "lock the directory");

  auto old = read_file(path, ForOthers::nothing);
  HTQ_TRY(old);
  const auto entries = parse_token_lines(path, old->bytes, is_role);
  HTQ_TRY(entries);
  NewToken made;
  do {
    made = make_token(random);
    entry.hash = made.hash;
    entry.id = hex(made.hash).substr(0, 8);
  } while (std::ranges::count(*entries, entry.id, &TokenEntry::id) != 0);

  std::string bytes = old->bytes.empty() ? std::string(kHeading) : std::move(old->bytes);
  if (!bytes.ends_with('\n')) bytes += '\n';
  bytes += token_line(entry) + '\n';
  HTQ_TRY(replace(path, directory, old->status, bytes));
  return CreatedToken{.id = entry.id, .text = std::move(made.text)};
}

}  // namespace htq
