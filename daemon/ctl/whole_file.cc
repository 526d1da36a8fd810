#include "daemon/ctl/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace htq::ctl {
namespace {

/// So that the name is there, too, after a power cut.
void sync_directory(const std::filesystem::path& file) {
  const std::filesystem::path directory = file.has_parent_path() ? file.parent_path() : ".";
  const int descriptor = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

}  // namespace

Result<WholeFile> WholeFile::begin(std::filesystem::path path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    // Renaming onto a device would take its place, and onto a link the link's.
    if (!std::filesystem::is_regular_file(path, error))
      return fault(FaultKind::bad_input, path.string() + " is no file that can be replaced; write to stdout");
    path = std::filesystem::canonical(path, error);
    if (error) return fault(FaultKind::bad_input, "cannot find " + path.string() + ": " + error.message());
  }
  std::string temporary = path.string() + ".part-XXXXXX";
  const int descriptor = mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0)
    return fault(FaultKind::bad_input,
                 "cannot write beside " + path.string() + ": " + std::generic_category().message(errno));
  return WholeFile(std::move(path), std::move(temporary), descriptor);
}

WholeFile::WholeFile(WholeFile&& from) noexcept
    : path_(std::move(from.path_)),
      temporary_(std::move(from.temporary_)),
      descriptor_(std::exchange(from.descriptor_, -1)) {}

WholeFile::~WholeFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(temporary_.c_str());
}

Result<> WholeFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> WholeFile::finish() {
  if (fsync(descriptor_) != 0 || std::rename(temporary_.c_str(), path_.c_str()) != 0) return failed();
  close(std::exchange(descriptor_, -1));
  sync_directory(path_);
  return {};
}

std::unexpected<Fault> WholeFile::failed() const {
  return fault(FaultKind::unavailable,
               "cannot write " + path_.string() + ": " + std::generic_category().message(errno));
}

}  // namespace htq::ctl
