// Reads CSV strictly (RFC 4180): what could be read in two ways is refused with its place, nothing is
// guessed.
//
// Lines end with CRLF or LF. A field that holds a comma, a quote or a line end stands in quotes, and a quote
// in it is doubled. Every record has as many fields as the first.
//
// Pure; any thread. Takes any bytes.
#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace htq::ctl {

struct CsvRecord {
  std::size_t line = 0;  // where it begins; the first is 1
  std::vector<std::string> fields;
};

struct CsvFault {
  std::size_t line = 0;
  std::size_t column = 0;  // bytes from the start of the line; the first is 1
  std::string what;        // what is wrong and what to do
};

std::expected<std::vector<CsvRecord>, CsvFault> read_csv(std::string_view text);

/// A record under the names of the first.
struct CsvRow {
  std::size_t line = 0;
  std::map<std::string, std::string, std::less<>> cells;

  /// Of a column that the table was read with.
  const std::string& at(std::string_view column) const;
};

/// The records behind the heading, which names exactly these columns, in any order.
std::expected<std::vector<CsvRow>, CsvFault> read_csv_table(std::string_view text,
                                                            std::span<const std::string_view> columns);

}  // namespace htq::ctl
