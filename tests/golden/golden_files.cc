#include "tests/golden/golden_files.h"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace htq::tests {
namespace {

std::string unpacked(const std::filesystem::path& file) {
  gzFile opened = gzopen(file.c_str(), "rb");
  if (opened == nullptr) throw std::runtime_error("cannot read " + file.string());
  std::string bytes;
  char some[1 << 16];
  int got = 0;
  while ((got = gzread(opened, some, sizeof some)) > 0) bytes.append(some, static_cast<std::size_t>(got));
  gzclose(opened);
  if (got < 0) throw std::runtime_error(file.string() + " is damaged");
  return bytes;
}

/// "0.10.0" comes after "0.9.0".
std::vector<unsigned long> numbers_of(const std::string& version) {
  std::vector<unsigned long> numbers;
  for (const char* at = version.c_str(); *at != '\0';) {
    char* end = nullptr;
    numbers.push_back(std::strtoul(at, &end, 10));
    at = *end == '.' ? end + 1 : end;
    if (end == version.c_str()) break;
  }
  return numbers;
}

}  // namespace

std::filesystem::path golden_folder() {
  return HTQ_SOURCE_DIR "/tests/golden";
}

std::vector<std::filesystem::path> golden_versions() {
  std::vector<std::filesystem::path> versions;
  for (const auto& entry : std::filesystem::directory_iterator(golden_folder())) {
    const std::string name = entry.path().filename();
    if (entry.is_directory() && name.front() >= '0' && name.front() <= '9') versions.push_back(entry.path());
  }
  std::ranges::sort(versions, {}, [](const auto& path) { return numbers_of(path.filename()); });
  return versions;
}

std::vector<std::filesystem::path> golden_logs(const std::filesystem::path& version) {
  std::vector<std::filesystem::path> logs;
  for (const auto& entry : std::filesystem::directory_iterator(version))
    if (entry.path().string().ends_with(".log.gz")) logs.push_back(entry.path());
  std::ranges::sort(logs);
  return logs;
}

std::vector<std::string> read_golden_log(const std::filesystem::path& file) {
  const std::string bytes = unpacked(file);
  std::vector<std::string> records;
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t length = 0;
    for (std::size_t byte = 0; byte < 4 && at + byte < bytes.size(); ++byte)
      length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + byte])) << (8 * byte);
    at += 4;
    if (at + length > bytes.size())
      throw std::runtime_error(file.string() + " ends in the middle of a record");
    records.push_back(bytes.substr(at, length));
    at += length;
  }
  return records;
}

std::vector<std::string> read_lines(const std::filesystem::path& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

void write_lines(const std::filesystem::path& file, const std::vector<std::string>& lines) {
  std::ofstream out(file);
  for (const std::string& line : lines) out << line << '\n';
}

bool is_updating() {
  const char* update = std::getenv("HTQ_UPDATE_GOLDEN");
  return update != nullptr && *update == '1';
}

std::map<std::string, std::string> stated_reasons() {
  std::map<std::string, std::string> reasons;
  for (const std::string& line : read_lines(golden_folder() / "reasons.txt")) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with('#') || colon == std::string::npos) continue;
    reasons[line.substr(0, colon)] = line.substr(colon + 2);
  }
  return reasons;
}

}  // namespace htq::tests
