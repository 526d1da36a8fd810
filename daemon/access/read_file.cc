#include "daemon/access/read_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace htq {
namespace {

constexpr std::size_t kMostBytes = 16 << 20;

FileStamp stamp(const struct stat& status) {
  const auto instant = [](const timespec& at) { return Instant{at.tv_sec * 1'000'000'000 + at.tv_nsec}; };
  return {.exists = true,
          .inode = status.st_ino,
          .size = static_cast<std::uint64_t>(status.st_size),
          .modified = instant(status.st_mtim),
          .changed = instant(status.st_ctim)};
}

}  // namespace

FileStamp stamp_of(const std::filesystem::path& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 ? stamp(status) : FileStamp{};
}

Result<FileBytes> read_file(const std::filesystem::path& path, ForOthers may) {
  const auto failed = [&](std::string_view doing) {
    return fault(FaultKind::io,
                 fmt::format("{}: cannot {} it: {}", path.native(), doing, std::strerror(errno)));
  };
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a FIFO must not hold us up
  if (file < 0 && errno == ENOENT) return FileBytes{};
  if (file < 0) return failed("open");
  const std::unique_ptr<const int, void (*)(const int*)> closing(&file,
                                                                 [](const int* open) { close(*open); });

  struct stat status{};
  if (fstat(file, &status) != 0) return failed("examine");
  if (!S_ISREG(status.st_mode))
    return fault(FaultKind::bad_input, fmt::format("{}: is not a file", path.native()));
  const bool is_secret = may == ForOthers::nothing;
  if ((status.st_mode & (is_secret ? 0007 : 0002)) != 0)
    return fault(FaultKind::bad_input,
                 fmt::format("{}: everyone on this machine may {} it (mode {:04o}); run: chmod o-{} '{}'",
                             path.native(), is_secret ? "use" : "write", status.st_mode & 07777,
                             is_secret ? "rwx" : "w", path.native()));
  FileBytes read{.bytes = {}, .stamp = stamp(status), .status = status};
  char piece[65536];
  for (;;) {
    const ssize_t got = ::read(file, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read");
    if (got == 0) return read;
    read.bytes.append(piece, static_cast<std::size_t>(got));
    if (read.bytes.size() > kMostBytes)
      return fault(FaultKind::bad_input, fmt::format("{}: is longer than 16 MiB", path.native()));
  }
}

}  // namespace htq
