// Rows of a list as a table for people.
#include <algorithm>

#include "daemon/ctl/entry_text.h"
#include "daemon/ctl/lists.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"
#include "schemas/json_text.h"

namespace htq::ctl {
namespace {

std::string words(const std::string& enumerant) {
  return enumerant == "none" ? std::string() : in_words(enumerant);
}

template <typename TextOf>
std::string joined(const Json::Array& elements, const TextOf& text_of) {
  std::string text;
  for (const Json& each : elements) text += (text.empty() ? "" : ", ") + text_of(each);
  return text;
}

std::string size_of(const Json::Array& elements) {
  return elements.empty() ? std::string() : std::to_string(elements.size());
}

std::string stream_of(const Json& entry) {
  const Json* record = entry.find("record");
  if (record == nullptr) return {};
  return in_words(record->text_of("streamKind")) + " " + record->text_of("stream");
}

std::string cell(const ListColumn& column, const Json& row) {
  const std::string text = row.text_of(column.member);
  switch (column.show) {
    case Show::text: return text;
    case Show::words: return words(text);
    case Show::time: return london(text);
    case Show::yes: return text == "true" ? "yes" : "";
    case Show::several:
      return joined(row.elements_of(column.member), [](const Json& each) { return each.text(); });
    case Show::size: return size_of(row.elements_of(column.member));
    case Show::counts:
      return joined(row.elements_of(column.member), [](const Json& each) {
        return in_words(each.text_of("kind")) + " " + each.text_of("count");
      });
    case Show::when: return text_of_entry(row).when;
    case Show::who: return text_of_entry(row).who;
    case Show::stream: return stream_of(row);
    case Show::sentence: return text_of_entry(row).sentence;
  }
  return {};
}

}  // namespace

void say_rows(std::span<const ListColumn> columns, const Json::Array& rows) {
  std::vector<Column> headings;
  std::vector<std::vector<std::string>> cells(rows.size());
  for (const ListColumn& column : columns) {
    const auto is_empty = [&](const Json& row) { return cell(column, row).empty(); };
    if (column.is_left_out_if_empty && std::ranges::all_of(rows, is_empty)) continue;
    headings.push_back({column.heading, column.align});
    for (std::size_t at = 0; at < rows.size(); ++at) cells[at].push_back(cell(column, rows[at]));
  }
  say_table(headings, cells);
}

}  // namespace htq::ctl
