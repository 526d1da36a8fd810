#include "daemon/row_directories.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <fstream>

#include "daemon/log/posix_file.h"
#include "projections/rocks_check.h"

namespace htq {
namespace {

constexpr const char* kCurrent = "current";

}  // namespace

std::filesystem::path RowDirectories::path_of(std::uint64_t number) const {
  return options_.directory / ("rows-" + std::to_string(number));
}

Result<> RowDirectories::remove_all_but(std::uint64_t number) const {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(options_.directory, error)) {
    if (entry.path() == path_of(number) || entry.path().filename() == kCurrent) continue;
    std::filesystem::remove_all(entry.path(), error);
    if (error) return fault(FaultKind::io, "remove " + entry.path().string() + ": " + error.message());
  }
  if (error) return fault(FaultKind::io, "look into " + options_.directory.string() + ": " + error.message());
  return {};
}

Result<std::shared_ptr<Rows>> RowDirectories::open(std::uint64_t number, bool are_for_later) const {
  RocksRowsOptions options = options_;
  options.are_for_later = are_for_later;
  options.directory = path_of(number);
  auto rows = RocksRows::open(options);
  if (!rows) return std::unexpected(std::move(rows).error());
  return std::shared_ptr<Rows>(rows->release(),
                               [number, path = options.directory, current = current_](Rows* old) {
                                 delete old;
                                 // What cannot be removed now is removed at the next start.
                                 std::error_code ignored;
                                 if (*current != number) std::filesystem::remove_all(path, ignored);
                               });
}

std::uint64_t RowDirectories::named_current() const {
  std::uint64_t current = 1;
  std::string text;
  if (std::ifstream file(options_.directory / kCurrent); std::getline(file, text)) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), current);
    // Rows can be built again: what cannot be read is as good as none.
    if (error != std::errc() || end != text.data() + text.size()) current = 1;
  }
  return current;
}

Result<> RowDirectories::check() const {
  const auto rows = path_of(named_current());
  std::error_code error;
  if (!std::filesystem::exists(rows / "CURRENT", error)) return {};
  return check_rocks(rows);
}

Result<> RowDirectories::drop_all() const {
  std::error_code error;
  std::filesystem::remove_all(options_.directory, error);
  if (error) return fault(FaultKind::io, "remove " + options_.directory.string() + ": " + error.message());
  return sync_directory(options_.directory.parent_path());
}

Result<std::shared_ptr<Rows>> RowDirectories::open_current() {
  HTQ_TRY(make_directory(options_.directory));
  const std::uint64_t current = named_current();
  HTQ_TRY(remove_all_but(current));
  *current_ = current;
  beside_ = current;
  return open(current, /*are_for_later=*/false);
}

Result<std::shared_ptr<Rows>> RowDirectories::create_beside() {
  return open(++beside_, /*are_for_later=*/true);
}

Result<> RowDirectories::switch_over() {
  const std::filesystem::path path = options_.directory / kCurrent;
  const std::filesystem::path written = path.string() + ".new";
  const std::string text = std::to_string(beside_) + "\n";
  const int descriptor = ::open(written.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno_fault("write " + path.string());
  PosixFile file(descriptor);
  if (::write(descriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    return errno_fault("write " + path.string());
  if (::fsync(descriptor) != 0) return errno_fault("sync " + path.string());
  if (::rename(written.c_str(), path.c_str()) != 0) return errno_fault("rename " + written.string());
  HTQ_TRY(sync_directory(options_.directory));
  *current_ = beside_;
  return {};
}

}  // namespace htq
