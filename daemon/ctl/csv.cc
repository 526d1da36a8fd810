#include "daemon/ctl/csv.h"

#include <algorithm>
#include <optional>

#include "domain/ensure.h"

namespace htq::ctl {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::expected<std::vector<CsvRecord>, CsvFault> read() {
    if (text_.starts_with(kByteOrderMark))
      fault("It begins with a byte-order mark: save it as UTF-8 without one.");
    while (at_ < text_.size() && !fault_) read_record();
    if (fault_) return std::unexpected(*std::move(fault_));
    return std::move(records_);
  }

 private:
  void read_record() {
    CsvRecord record{.line = line_, .fields = {}};
    while (true) {
      record.fields.push_back(next() == '"' ? quoted() : plain());
      if (fault_) return;
      if (next() != ',') break;
      ++at_;
    }
    const std::size_t here = at_;
    end_line();
    if (fault_) return;
    if (!records_.empty() && record.fields.size() != records_.front().fields.size())
      return fault_at(record.line, 1,
                      "It has " + std::to_string(record.fields.size()) +
                          (record.fields.size() == 1 ? " field" : " fields") + " and the heading has " +
                          std::to_string(records_.front().fields.size()) +
                          ": put a field that holds a comma in quotes, and leave no line empty.");
    ensure(at_ > here || at_ == text_.size(), "a record ends with its line");
    records_.push_back(std::move(record));
  }

  std::string plain() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
      if (text_[at_] == '"') {
        fault("A quote stands inside a field: put the whole field in quotes and double the quote.");
        return {};
      }
      if (is_nul()) return {};
      ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string quoted() {
    const std::size_t line = line_;
    const std::size_t column = at_ - line_begins_ + 1;
    std::string field;
    for (++at_; at_ < text_.size(); ++at_) {
      if (is_nul()) return {};
      if (text_[at_] == '"') {
        ++at_;
        if (next() != '"') return field;
      }
      field += text_[at_];
      if (text_[at_] == '\n') begin_line(at_ + 1);
    }
    fault_at(line, column, "The quote that opens here is never closed.");
    return {};
  }

  void end_line() {
    if (at_ == text_.size()) return;
    if (text_.substr(at_).starts_with("\r\n")) ++at_;
    if (text_[at_] == '\r')
      return fault("A line ends with a carriage return alone: end lines with CRLF or LF.");
    if (text_[at_] != '\n')
      return fault("Something follows the closing quote: a comma or the end of the line belongs here.");
    begin_line(++at_);
  }

  void begin_line(std::size_t at) {
    ++line_;
    line_begins_ = at;
  }

  bool is_nul() {
    if (text_[at_] != '\0') return false;
    fault("A zero byte: this is no text file.");
    return true;
  }

  std::optional<char> next() const { return at_ < text_.size() ? std::optional(text_[at_]) : std::nullopt; }

  void fault(std::string what) { fault_at(line_, at_ - line_begins_ + 1, std::move(what)); }
  void fault_at(std::size_t line, std::size_t column, std::string what) {
    if (!fault_) fault_ = CsvFault{.line = line, .column = column, .what = std::move(what)};
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_begins_ = 0;
  std::vector<CsvRecord> records_;
  std::optional<CsvFault> fault_;
};

std::optional<CsvFault> wrong_heading(const CsvRecord& heading, std::span<const std::string_view> columns) {
  const auto wrong = [](std::string what) {
    return CsvFault{.line = 1, .column = 1, .what = std::move(what)};
  };
  for (const std::string_view column : columns) {
    const auto times = std::ranges::count(heading.fields, column);
    if (times == 0) return wrong("The heading lacks the column \"" + std::string(column) + "\": add it.");
    if (times > 1)
      return wrong("The heading names the column \"" + std::string(column) + "\" twice: name it once.");
  }
  for (const std::string& field : heading.fields)
    if (std::ranges::find(columns, field) == columns.end())
      return wrong("Column \"" + field + "\" is not known: take it out, or mend its name.");
  return std::nullopt;
}

}  // namespace

std::expected<std::vector<CsvRecord>, CsvFault> read_csv(std::string_view text) {
  return Reader(text).read();
}

const std::string& CsvRow::at(std::string_view column) const {
  const auto found = cells.find(column);
  ensure(found != cells.end(), "a cell is asked for by a column that the table was read with");
  return found->second;
}

std::expected<std::vector<CsvRow>, CsvFault> read_csv_table(std::string_view text,
                                                            std::span<const std::string_view> columns) {
  auto records = read_csv(text);
  if (!records) return std::unexpected(std::move(records).error());
  if (records->empty())
    return std::unexpected(
        CsvFault{.line = 1, .column = 1, .what = "It is empty: its first line is the heading."});
  const CsvRecord& heading = records->front();
  if (auto wrong = wrong_heading(heading, columns)) return std::unexpected(*std::move(wrong));
  std::vector<CsvRow> rows;
  for (std::size_t at = 1; at < records->size(); ++at) {
    CsvRow row{.line = (*records)[at].line, .cells = {}};
    for (std::size_t field = 0; field < heading.fields.size(); ++field)
      row.cells.emplace(heading.fields[field], std::move((*records)[at].fields[field]));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace htq::ctl
