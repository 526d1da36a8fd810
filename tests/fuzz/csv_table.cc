// CSV: what is read reads back when it is written with every field in quotes, and a fault has its place.
#include "daemon/ctl/csv.h"

#include "tests/fuzz/target.h"

namespace htq::fuzz {

void csv_table(std::string_view bytes) {
  const auto records = ctl::read_csv(bytes);
  if (!records) {
    const ctl::CsvFault& fault = records.error();
    require(fault.line > 0 && fault.column > 0 && !fault.what.empty(), "a fault has a place and a reason");
    require(fault.line <= 1 + static_cast<std::size_t>(std::ranges::count(bytes, '\n')), "the place is in the file");
    return;
  }
  std::string written;
  for (const ctl::CsvRecord& record : *records) {
    require(record.fields.size() == records->front().fields.size(), "every record has as many fields as the first");
    for (std::size_t at = 0; at < record.fields.size(); ++at) {
      written += at == 0 ? "\"" : ",\"";
      for (const char c : record.fields[at]) written += c == '"' ? "\"\"" : std::string(1, c);
      written += '"';
    }
    written += "\r\n";
  }
  const auto again = ctl::read_csv(written);
  require(again.has_value() && again->size() == records->size(), "what was read reads back");
  for (std::size_t at = 0; at < records->size(); ++at)
    require((*again)[at].fields == (*records)[at].fields, "with the same fields");
}

}  // namespace htq::fuzz
