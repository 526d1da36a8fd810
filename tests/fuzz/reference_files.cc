// The files of a reference import. The bytes are files one after the other, each under a line with its number: "%3".
// Whatever they hold, either every fault has a place or the plan can be sent.
#include <array>
#include <fstream>

#include "daemon/ctl/import/reference.h"
#include "tests/fuzz/planned_commands.h"
#include "tests/fuzz/target.h"
#include "tests/log/temporary_directory.h"

namespace htq::fuzz {
namespace {

constexpr std::array<const char*, 9> kFiles{
    "routes.csv", "bank_holidays.csv",      "standards.csv", "standard_versions.csv", "standard_relations.csv",
    "scope.csv",  ctl::kOccupationsFile, "cycles.json",   "criteria.json"};

/// The first rows of the real files: what the bytes do not give is this.
const std::array<std::string, kFiles.size()>& usual() {
  static const auto files = [] {
    std::array<std::string, kFiles.size()> read;
    for (std::size_t at = 0; at < kFiles.size(); ++at) {
      std::ifstream in(std::string(HTQ_SOURCE_DIR) + "/ops/reference/" + kFiles[at], std::ios::binary);
      std::string line;
      const bool is_table = std::string_view(kFiles[at]).ends_with(".csv");
      for (int lines = 0; (!is_table || lines < 3) && std::getline(in, line); ++lines) read[at] += line + "\n";
      require(!read[at].empty(), std::string("the real ") + kFiles[at] + " can be read");
    }
    return read;
  }();
  return files;
}

}  // namespace

void reference_files(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 64 << 10;
  if (bytes.size() > kMostBytes) return;
  static const TemporaryDirectory directory;
  auto files = usual();
  Input input(bytes);
  std::string* file = nullptr;
  while (!input.rest().empty()) {
    const std::string_view line = input.until('\n');
    if (line.size() == 2 && line[0] == '%' && line[1] >= '0' && line[1] <= '8') {
      file = &files[static_cast<std::size_t>(line[1] - '0')];
      file->clear();
    } else if (file != nullptr) {
      *file += line;
      if (!input.rest().empty()) *file += '\n';
    }
  }
  for (std::size_t at = 0; at < kFiles.size(); ++at)
    std::ofstream(directory.path() / kFiles[at], std::ios::binary | std::ios::trunc) << files[at];
  ctl::Sources sources(directory.path());
  const ctl::Plan plan = ctl::plan_reference(sources);
  check_plan(sources, plan);
}

}  // namespace htq::fuzz
