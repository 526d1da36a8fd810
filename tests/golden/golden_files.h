// The files of tests/golden/: a folder for each released version, with what that version wrote and how its
// schema reads.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace htq::tests {

/// tests/golden
std::filesystem::path golden_folder();
/// The folders of the versions, oldest first.
std::vector<std::filesystem::path> golden_versions();
/// The logs of a version: its files *.log.gz.
std::vector<std::filesystem::path> golden_logs(const std::filesystem::path& version);

/// The records of a golden log, as they were stored.
std::vector<std::string> read_golden_log(const std::filesystem::path& file);
std::vector<std::string> read_lines(const std::filesystem::path& file);
void write_lines(const std::filesystem::path& file, const std::vector<std::string>& lines);

/// HTQ_UPDATE_GOLDEN=1: golden files are written anew, as far as that is permitted.
bool is_updating();

/// Why something that a released version fixed has changed: tests/golden/reasons.txt, lines of "KEY: reason".
/// KEY is "PROJECTION VERSION", or the key of a line of schema.txt whose annotations changed.
std::map<std::string, std::string> stated_reasons();

}  // namespace htq::tests
