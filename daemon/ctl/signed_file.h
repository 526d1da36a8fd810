// A signed statement in two files: the statement as it was signed, byte for byte, and beside it what checks
// it. They are begun before the daemon is asked for what is put on record: a folder that cannot be written to
// is found while nothing has happened.
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "daemon/ctl/json.h"
#include "daemon/ctl/settings.h"
#include "daemon/ctl/whole_file.h"

namespace htq::ctl {

class SignedFile {
 public:
  /// FILE and FILE.signature; the reason is said if they cannot be made.
  static std::expected<SignedFile, Exit> begin(const std::string& file);

  /// Both are there when it returns; the reason is said if not.
  Exit write(const Json& answer);
  const std::string& name() const { return name_; }

 private:
  SignedFile(std::string name, WholeFile statement, WholeFile signature)
      : name_(std::move(name)), statement_(std::move(statement)), signature_(std::move(signature)) {}

  std::string name_;
  WholeFile statement_;
  WholeFile signature_;
};

}  // namespace htq::ctl
