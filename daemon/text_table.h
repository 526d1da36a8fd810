// Rows as a table for a person at a terminal: columns aligned, a line under the heading, cut to the
// terminal's width.
//
//   Case                Stage      Days
//   ------------------  ---------  ----
//   HTQ-7K3M-92QX-5CJD  submitted    12
//
// Foreign text is made printable on the way. Pure functions: any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace htq {

enum class Align { left, right };

struct Column {
  std::string heading;
  Align align = Align::left;
};

/// A row with fewer cells than columns is filled up with empty ones; one with more is a bug. Without a width
/// nothing is cut: for a pipe. With one, the widest columns give way first, and a cell that was cut ends in
/// "…"; no column becomes narrower than its heading or eight characters, so a very narrow terminal wraps.
std::string text_table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows,
                       std::optional<std::size_t> width = std::nullopt);

/// Columns of a terminal that a text takes: none for a combining mark, two for East Asian wide characters and
/// emoji.
std::size_t display_width(std::string_view text);

/// The width of the terminal behind a file descriptor; nothing if it is no terminal.
std::optional<std::size_t> terminal_width(int descriptor);

}  // namespace htq
