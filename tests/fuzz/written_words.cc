// What people and programs write as instants, days, times of day, references of cases, names: what is taken is
// written in one way and means the same, and a "no" has a reason.
#include "daemon/doors/door.h"
#include "daemon/http/utf8.h"
#include "daemon/spelling.h"
#include "domain/calendar.h"
#include "domain/case_reference.h"
#include "domain/london_text.h"
#include "domain/london_times.h"
#include "domain/product_code.h"
#include "domain/title.h"
#include "schemas/json_text.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {
namespace {

void check_instants(std::string_view text) {
  if (const auto at = parse_rfc3339(text)) {
    require(parse_rfc3339(rfc3339(*at)) == at, "an instant is written so that it reads back");
    require(!moment_text(*at).empty() && !table_text(*at).empty(), "an instant has a text");
  }
  if (const auto ns = parse_instant(text)) require(parse_instant(format_instant(*ns)) == ns, "so is one in JSON");
}

void check_london(std::string_view text) {
  if (const auto day = parse_day(text)) require(iso_text(*day) == text, "a day has one text");
  if (const auto month = parse_month(text)) require(iso_text(*month) == text, "a month has one text");
  if (const auto time = parse_local_time(text))
    require(parse_local_time(iso_text(*time)) == time, "a time of day reads back");
  const auto first = instant_of(text, DayMeans::its_first_instant);
  const auto last = instant_of(text, DayMeans::its_last_instant);
  require(first.has_value() == last.has_value(), "a text is a time whatever a day means");
  if (first) require(*first <= *last && rfc3339(*last).size() > 19, "a day begins before it ends");
}

void check_references(std::string_view text) {
  if (const auto reference = parse_case_reference(text)) {
    const auto again = parse_case_reference(reference->text);
    require(again.has_value() && again->text == reference->text, "a reference has one form");
  } else {
    require(!reference.error().empty(), "a reference that is refused has a reason");
    for (const char c : reference.error())
      require(c >= ' ' && c <= '~', "and the reason quotes nothing that could touch a terminal");
  }
}

void check_names(std::string_view text) {
  for (const char* kind : {"standard", "occupation", "ukprn", "slug", "case"})
    if (const auto wrong = check_identifier(kind, text)) require(!wrong->empty(), "a bad identifier has a reason");
  const std::string shown = printable(text);
  require(printable(shown).find_first_of("\x1b\n\r") == std::string::npos, "what is shown cannot touch the terminal");
  for (std::string_view rest = shown; !rest.empty();) {
    const Character next = first_character(rest);
    require(next.valid && !is_control(next.code), "what is shown is text without control characters");
    rest.remove_prefix(next.bytes.size());
  }
  std::string json;
  append_json_string(json, text);
  require(json.size() >= 2 && json.front() == '"' && json.back() == '"', "a text is a JSON string");
  if (const auto number = whole_number(text)) require(std::to_string(*number).size() <= text.size(), "a number is one");
  if (const auto bytes = decode_base64(text)) {
    std::string again;
    append_base64(again, {reinterpret_cast<const char*>(bytes->data()), bytes->size()});
    require(again == text, "bytes in base64 have one text");
  }
  if (const auto bytes = decode_hex(text)) {
    std::string again;
    append_hex(again, {reinterpret_cast<const char*>(bytes->data()), bytes->size()});
    require(again == text, "bytes in hexadecimal have one text");
  }
}

void check_titles(std::string_view text) {
  if (!http::is_utf8(text)) return;  // no door lets it in
  require(collapsed(collapsed(text)) == collapsed(text), "collapsed blanks are collapsed");
  const ProductCode code = read_product_code(text);
  require(code.has_usual_form || !code.warnings.empty(), "a code in no usual form says what is odd");
}

}  // namespace

void written_words(std::string_view bytes) {
  check_instants(bytes);
  check_london(bytes);
  check_references(bytes);
  check_names(bytes);
  check_titles(bytes);
}

}  // namespace htq::fuzz
