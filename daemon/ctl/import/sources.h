// The files of an import as they are read. Whatever is wrong with any of them is kept with its place, so that
// all of it is said at once and nothing is sent.
//
// One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/ctl/csv.h"
#include "daemon/ctl/exit.h"
#include "daemon/ctl/json.h"

namespace htq::ctl {

struct InputFault {
  std::string file;
  std::size_t line = 0;    // 0: the file as a whole
  std::size_t column = 0;  // bytes; 0: the line as a whole
  std::string what;        // and what to do
};

class Sources {
 public:
  explicit Sources(std::filesystem::path directory) : directory_(std::move(directory)) {}

  bool has(const std::string& file) const;
  /// No rows after a fault.
  std::vector<CsvRow> table(const std::string& file, std::span<const std::string_view> columns);
  /// Null after a fault.
  Json document(const std::string& file);

  void fault(const std::string& file, const CsvRow& row, std::string what) {
    fault({.file = file, .line = row.line, .column = 0, .what = std::move(what)});
  }
  /// `place` as "cycles[2].windows".
  void fault(const std::string& file, const std::string& place, std::string what) {
    fault({.file = file, .line = 0, .column = 0, .what = place + ": " + std::move(what)});
  }
  const std::vector<InputFault>& faults() const { return faults_; }

  /// A cell that holds a whole number, or nothing.
  std::optional<std::uint64_t> whole(const std::string& file, const CsvRow& row, std::string_view column);

 private:
  void fault(InputFault fault) { faults_.push_back(std::move(fault)); }
  std::optional<std::string> contents(const std::string& file);

  const std::filesystem::path directory_;
  std::vector<InputFault> faults_;
};

/// "standards.csv:12:5: what is wrong", as editors and compilers write places.
std::string text_of(const InputFault& fault);

/// Says all that is wrong on stderr, and that nothing was sent.
Exit fail_for(const Sources& sources);

}  // namespace htq::ctl
