#include "daemon/ctl/import/sources.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include "daemon/ctl/json_place.h"
#include "daemon/ctl/saying.h"
#include "daemon/http/utf8.h"

namespace htq::ctl {
namespace {

constexpr std::uintmax_t kMostBytes = std::uintmax_t{64} << 20;  // a thousand times what there is

}  // namespace

std::optional<std::string> Sources::contents(const std::string& file) {
  const auto wrong = [&](std::string what) {
    fault({.file = file, .line = 0, .column = 0, .what = std::move(what)});
    return std::nullopt;
  };
  const std::filesystem::path path = directory_ / file;
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error)
    return wrong("It cannot be read (" + error.message() + "): is " + path.string() + " the right place?");
  if (size > kMostBytes) return wrong("It has more than 64 MiB: this is no such file.");
  std::ifstream stream(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) return wrong("It cannot be read: may this user read it?");
  if (!http::is_utf8(bytes)) return wrong("It is not UTF-8: save it as UTF-8.");
  return bytes;
}

bool Sources::has(const std::string& file) const {
  std::error_code error;
  return std::filesystem::exists(directory_ / file, error);
}

std::vector<CsvRow> Sources::table(const std::string& file, std::span<const std::string_view> columns) {
  const auto bytes = contents(file);
  if (!bytes) return {};
  auto rows = read_csv_table(*bytes, columns);
  if (rows) return *std::move(rows);
  fault({.file = file, .line = rows.error().line, .column = rows.error().column, .what = rows.error().what});
  return {};
}

Json Sources::document(const std::string& file) {
  const auto bytes = contents(file);
  if (!bytes) return {};
  auto document = Json::parse(*bytes);
  if (document) return *std::move(document);
  const auto place = first_fault_of_json(*bytes).value_or(TextPlace{});
  fault({.file = file,
         .line = place.line,
         .column = place.column,
         .what = "No JSON could go on like this (" + document.error() + "): mend it here."});
  return {};
}

std::optional<std::uint64_t> Sources::whole(const std::string& file, const CsvRow& row,
                                            std::string_view column) {
  const std::string& cell = row.at(column);
  if (cell.empty()) return std::nullopt;
  std::uint64_t number = 0;
  const auto [stop, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (error == std::errc() && stop == cell.data() + cell.size()) return number;
  fault(file, row,
        "Column " + std::string(column) + " holds \"" + cell + "\": write a whole number or leave it empty.");
  return std::nullopt;
}

std::string text_of(const InputFault& fault) {
  std::string text = fault.file;
  if (fault.line != 0) text += ":" + std::to_string(fault.line);
  if (fault.column != 0) text += ":" + std::to_string(fault.column);
  return text + ": " + fault.what;
}

Exit fail_for(const Sources& sources) {
  constexpr std::size_t kMost = 20;  // more are of one kind
  std::vector<std::string> said;
  for (const InputFault& fault : sources.faults())
    if (std::string text = text_of(fault); std::ranges::find(said, text) == said.end())
      said.push_back(std::move(text));
  for (std::size_t at = 0; at < std::min(said.size(), kMost); ++at) note(said[at]);
  if (said.size() > kMost) note("and " + std::to_string(said.size() - kMost) + " more");
  return fail(Exit::bad_input, "nothing was sent: mend the files and run it again");
}

}  // namespace htq::ctl
