// Reads a TOML file into lines of "section.key" and what was written there. It alone knows the TOML library,
// and nothing of which keys exist. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "daemon/config_values.h"
#include "projections/fault.h"

namespace htq {

struct ConfigLine {
  std::string key;  // "http.listen"; of a section, its name
  Written written;
  unsigned line = 0;
  bool is_section = false;
};

/// In the order of the file. A fault has file and line in front.
Result<std::vector<ConfigLine>> read_config_file(const std::filesystem::path& file);

}  // namespace htq
