#include "daemon/log/directory_lock.h"

#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>

namespace htq {

namespace {

std::string holder(const PosixFile& file) {
  std::array<char, 32> bytes{};
  const auto length = ::pread(file.descriptor(), bytes.data(), bytes.size(), 0);
  const std::string_view text(bytes.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  return std::string(text.substr(0, text.find('\n')));
}

}  // namespace

Result<std::unique_ptr<DirectoryLock>> DirectoryLock::take(const std::filesystem::path& directory) {
  HTQ_TRY(make_directory(directory));
  const std::string path = (directory / "LOCK.htqd").string();
  auto file = PosixFile::open(path);
  if (!file) return std::unexpected(std::move(file).error());
  if (::flock(file->descriptor(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return errno_fault("lock " + path);
    return fault(FaultKind::bad_input, directory.string() + " is in use by process " + holder(*file));
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file->descriptor(), 0) != 0 ||
      ::pwrite(file->descriptor(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
    return errno_fault("write " + path);
  return std::unique_ptr<DirectoryLock>(new DirectoryLock(std::move(*file)));
}

}  // namespace htq
