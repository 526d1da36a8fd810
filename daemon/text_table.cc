#include "daemon/text_table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <numeric>

#include "daemon/spelling.h"
#include "domain/ensure.h"

namespace htq {
namespace {

constexpr std::string_view kGap = "  ";
constexpr std::size_t kNarrowest = 8;

struct Span {
  char32_t first, last;
};
// Unicode 15: categories Mn and Me of the scripts we may meet, joiners and variation selectors.
constexpr Span kZeroWide[] = {{0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},
                              {0x64b, 0x65f},   {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200d},
                              {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xe0100, 0xe01ef}};
// East_Asian_Width W and F in whole blocks, and emoji that are shown as pictures.
constexpr Span kTwoWide[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xac00, 0xd7a3},
                             {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
                             {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff}, {0x20000, 0x3fffd}};

template <std::size_t n>
bool within(const Span (&spans)[n], char32_t code) {
  return std::ranges::any_of(spans, [&](Span span) { return code >= span.first && code <= span.last; });
}

std::size_t width_of(const Character& character) {
  if (!character.valid) return 1;
  return within(kZeroWide, character.code) ? 0 : within(kTwoWide, character.code) ? 2 : 1;
}

/// The text in exactly `width` columns, unless it is the last of a row: nobody needs its spaces.
std::string fitted(std::string_view text, std::size_t width, Align align, bool is_last) {
  std::string cut;
  std::size_t taken = 0;
  const bool fits = display_width(text) <= width;
  const std::size_t room = fits ? width : width - 1;
  while (!text.empty()) {
    const Character next = first_character(text);
    if (taken + width_of(next) > room) break;
    taken += width_of(next);
    cut += next.bytes;
    text.remove_prefix(next.bytes.size());
  }
  if (!fits) {
    cut += "…";
    ++taken;
  }
  const std::string spaces(width - taken, ' ');
  if (align == Align::right) return spaces + cut;
  return is_last ? cut : cut + spaces;
}

/// Takes from the widest column, one at a time, until all fit or none may become narrower.
void narrow(std::vector<std::size_t>& widths, const std::vector<std::size_t>& least, std::size_t width) {
  const std::size_t gaps = kGap.size() * (widths.size() - 1);
  std::size_t all = std::accumulate(widths.begin(), widths.end(), gaps);
  while (all > width) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (widths[i] > least[i] && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
    if (widest == widths.size()) return;
    --widths[widest];
    --all;
  }
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character next = first_character(text);
    width += width_of(next);
    text.remove_prefix(next.bytes.size());
  }
  return width;
}

std::optional<std::size_t> terminal_width(int descriptor) {
  winsize size{};
  if (isatty(descriptor) == 0 || ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return std::nullopt;
  return size.ws_col;
}

std::string text_table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows,
                       std::optional<std::size_t> width) {
  ensure(!columns.empty(), "a table has a column");
  std::vector<std::vector<std::string>> shown;
  std::vector<std::size_t> widths, least;
  for (const Column& column : columns) {
    widths.push_back(display_width(column.heading));
    least.push_back(std::max(widths.back(), kNarrowest));
  }
  for (const auto& row : rows) {
    ensure(row.size() <= columns.size(), "a cell of a table has a column");
    auto& cells = shown.emplace_back(columns.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells[i] = printable(row[i]);
      widths[i] = std::max(widths[i], display_width(cells[i]));
    }
  }
  if (width) narrow(widths, least, *width);

  std::string table;
  const auto add_row = [&](auto cell) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) line += kGap;
      line += fitted(cell(i), widths[i], columns[i].align, i + 1 == columns.size());
    }
    line.erase(line.find_last_not_of(' ') + 1);
    table += line + '\n';
  };
  add_row([&](std::size_t i) { return columns[i].heading; });
  add_row([&](std::size_t i) { return std::string(widths[i], '-'); });
  for (const auto& cells : shown) add_row([&](std::size_t i) { return cells[i]; });
  return table;
}

}  // namespace htq
