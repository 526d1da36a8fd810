// What is set by a file, by the environment or on the command line: what is taken is printed as a file that
// sets the same, and each mistake says where it is.
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/config.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {
namespace {

/// A file that lies in memory alone.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("htqd.toml", MFD_CLOEXEC)) {
    require(descriptor_ >= 0 && ::write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
            "a file in memory can be written");
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

Result<LoadedConfig> load(std::string_view toml) {
  const MemoryFile file(toml);
  return load_config({.files = {file.path()}, .environment = {}, .settings = {}});
}

/// "http.listen=127.0.0.1:80" a line.
ConfigInput settings(Input input, bool from_environment) {
  ConfigInput all;
  while (!input.rest().empty()) {
    const std::string line(input.until('\n'));
    const std::size_t equals = line.find('=');
    if (!from_environment)
      all.settings.push_back(line);
    else if (equals != std::string::npos)
      all.environment.emplace_back("HTQD_" + line.substr(0, equals), line.substr(equals + 1));
  }
  return all;
}

}  // namespace

void configuration(std::string_view bytes) {
  Input input(bytes);
  const std::size_t way = input.choice(3);
  const auto loaded = way == 0 ? load(input.rest()) : load_config(settings(input, way == 1));
  if (!loaded) {
    require(loaded.error().kind == FaultKind::bad_input && loaded.error().what.find(": ") != std::string::npos,
            "a mistake says where it is and what it is");
    for (const char c : loaded.error().what)
      require(c == '\n' || static_cast<unsigned char>(c) >= ' ', "what was written cannot touch the terminal");
    return;
  }
  const std::string printed = print_config(*loaded);
  const auto again = load(printed);
  require(again.has_value(), "what was taken is printed so that it loads: " + (again ? "" : again.error().what));
  require(again->config == loaded->config, "and sets the same");
}

}  // namespace htq::fuzz
