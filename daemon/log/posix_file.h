// A file descriptor that closes itself, and the faults of the calls on it. Not shared between threads.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "projections/fault.h"

namespace htq {

class PosixFile {
 public:
  PosixFile() = default;
  explicit PosixFile(int descriptor) : descriptor_(descriptor) {}
  PosixFile(PosixFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  PosixFile& operator=(PosixFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~PosixFile();

  /// Opens for reading and writing, created if it is not there.
  static Result<PosixFile> open(const std::filesystem::path& path);

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

/// The fault of the last failed system call: "sync /path: Input/output error".
std::unexpected<Fault> errno_fault(const std::string& doing);

/// Makes the names in a directory survive a crash.
Result<> sync_directory(const std::filesystem::path& directory);

/// Creates the directory and its parents so that they survive a crash.
Result<> make_directory(const std::filesystem::path& directory);

}  // namespace htq
