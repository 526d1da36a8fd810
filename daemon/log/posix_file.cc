#include "daemon/log/posix_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace htq {

PosixFile::~PosixFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<PosixFile> PosixFile::open(const std::filesystem::path& path) {
  PosixFile file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (file.descriptor() < 0) return errno_fault("open " + path.string());
  return file;
}

std::unexpected<Fault> errno_fault(const std::string& doing) {
  const int error = errno;
  return fault(error == ENOSPC || error == EDQUOT ? FaultKind::no_space : FaultKind::io,
               doing + ": " + std::generic_category().message(error));
}

Result<> sync_directory(const std::filesystem::path& directory) {
  const PosixFile opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.descriptor() < 0) return errno_fault("open " + directory.string());
  if (::fsync(opened.descriptor()) != 0) return errno_fault("sync " + directory.string());
  return {};
}

Result<> make_directory(const std::filesystem::path& directory) {
  std::error_code error;
  if (std::filesystem::is_directory(directory, error)) return {};
  const auto parent = directory.parent_path();
  if (!parent.empty() && parent != directory) HTQ_TRY(make_directory(parent));
  std::filesystem::create_directory(directory, error);
  if (error) return fault(FaultKind::io, "create " + directory.string() + ": " + error.message());
  return sync_directory(parent.empty() ? "." : parent);
}

}  // namespace htq
