// Files that say who may come in: read whole, never from where others could write them, and read again when
// they have changed. Any thread.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "domain/instant.h"
#include "projections/fault.h"

namespace htq {

/// What of a file changes when the file does; also between two files of the same length in the same instant.
struct FileStamp {
  bool exists = false;
  std::uint64_t inode = 0, size = 0;
  Instant modified, changed;
  bool operator==(const FileStamp&) const = default;
};

FileStamp stamp_of(const std::filesystem::path& path);

/// What everyone on the machine may do with the file.
enum class ForOthers { nothing, reading };

struct FileBytes {
  std::string bytes;
  FileStamp stamp;
  std::optional<struct stat> status;  // nothing if there is no such file
};

/// A file that is not there is empty. Refuses what is no file, what others may do more with, and more than
/// 16 MiB.
Result<FileBytes> read_file(const std::filesystem::path& path, ForOthers may);

}  // namespace htq
