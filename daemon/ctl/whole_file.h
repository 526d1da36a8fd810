// A file that is there whole or not at all: written under another name beside it, and renamed when it is
// complete and on the disk. Only its owner may read it.
//
// One thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "projections/fault.h"

namespace htq::ctl {

class WholeFile {
 public:
  static Result<WholeFile> begin(std::filesystem::path path);
  WholeFile(WholeFile&& from) noexcept;
  WholeFile& operator=(WholeFile&&) = delete;
  /// What was not finished is removed.
  ~WholeFile();

  Result<> write(std::string_view bytes);
  /// What was there under that name before is replaced.
  Result<> finish();

 private:
  WholeFile(std::filesystem::path path, std::string temporary, int descriptor)
      : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor) {}
  std::unexpected<Fault> failed() const;

  std::filesystem::path path_;
  std::string temporary_;
  int descriptor_ = -1;  // -1: finished or given away
};

}  // namespace htq::ctl
