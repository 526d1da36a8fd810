// Takes a data directory for this process, so that two daemons never write one log. The file LOCK.htqd holds
// the pid of whoever has it; the kernel gives it back when the process ends, however it ends.
#pragma once

#include <filesystem>
#include <memory>

#include "daemon/log/posix_file.h"

namespace htq {

class DirectoryLock {
 public:
  /// Creates the directory if there is none. FaultKind::bad_input, naming the pid, if another process has it.
  static Result<std::unique_ptr<DirectoryLock>> take(const std::filesystem::path& directory);
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  explicit DirectoryLock(PosixFile file) : file_(std::move(file)) {}
  PosixFile file_;
};

}  // namespace htq
