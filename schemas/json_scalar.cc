// The scalars of JsonReading: one value, its type, its range, its form.
#include <charconv>
#include <cmath>
#include <limits>

#include "schemas/json_reading.h"
#include "schemas/json_suggest.h"
#include "schemas/json_text.h"
#include "schemas/years.h"

namespace htq {
namespace {

using simdjson::ondemand::json_type;

std::string_view name_of(json_type type) {
  switch (type) {
    case json_type::array: return "a list";
    case json_type::object: return "an object";
    case json_type::number: return "a number";
    case json_type::string: return "a string";
    case json_type::boolean: return "true or false";
    case json_type::null: return "null";
  }
  return "something else";
}

bool has_only_digits(std::string_view token) {
  if (token.starts_with('-')) token.remove_prefix(1);
  const auto last = token.find_last_not_of(" \t\r\n");
  token = token.substr(0, last == std::string_view::npos ? 0 : last + 1);
  return !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool JsonReading::expect(Value value, json_type type, std::string_view wanted) {
  json_type given;
  if (const auto code = value.type().get(given)) return not_json(code);
  if (given == type) return true;
  if (given == json_type::null) return fail("This is null.", "Leave the field out to say nothing.");
  return fail("This is " + std::string(name_of(given)) + ".", "Give " + std::string(wanted) + ".");
}

bool JsonReading::boolean(Value value, bool& out) {
  if (!expect(value, json_type::boolean, "true or false")) return false;
  const auto code = value.get_bool().get(out);
  return code == simdjson::SUCCESS || not_json(code);
}

bool JsonReading::whole(Value value, const TypePlan& type, std::int64_t& out) {
  if (!expect(value, json_type::number, "a whole number")) return false;
  const std::string_view token = value.raw_json_token();
  const auto code = value.get_int64().get(out);
  if (code == simdjson::SUCCESS && out >= type.least && out <= type.most) return true;
  if (code == simdjson::SUCCESS || (has_only_digits(token) && code == simdjson::INCORRECT_TYPE))
    return fail("This number is out of range.", "Give a whole number from " + std::to_string(type.least) +
                                                    " to " + std::to_string(type.most) + ".");
  if (code == simdjson::INCORRECT_TYPE)
    return fail("This is not a whole number.", "Give it without fraction or exponent.");
  return not_json(code);
}

bool JsonReading::real(Value value, const TypePlan& type, double& out) {
  if (!expect(value, json_type::number, "a number")) return false;
  if (const auto code = value.get_double().get(out)) return not_json(code);
  const bool is_single = type.type.which() == capnp::schema::Type::FLOAT32;
  if (std::isfinite(is_single ? static_cast<float>(out) : out)) return true;
  return fail("This number is out of range.", "Give a smaller one.");
}

bool JsonReading::text(Value value, std::string_view& out) {
  if (!expect(value, json_type::string, "a string")) return false;
  if (const auto code = value.get_string().get(out)) return not_json(code);
  if (out.size() > options_.most_bytes_in_text)
    return fail(
        "The text has " + std::to_string(out.size()) + " bytes.",
        "Keep to " + std::to_string(options_.most_bytes_in_text) + "; attach what is longer as a document.");
  const auto bad = find_bad_character(out);
  if (!bad) return true;
  const std::string place = " at byte " + std::to_string(bad->offset) + ".";
  if (bad->kind == BadCharacter::Kind::control)
    return fail("The text holds a control character" + place, "Keep to line breaks (\\n) and tabs (\\t).");
  return fail("The text holds half of a surrogate pair" + place,
              "Escape both halves or write the character itself.");
}

bool JsonReading::enumerant(Value value, const EnumPlan& plan, std::uint16_t& out) {
  std::string_view name;
  if (!text(value, name)) return false;
  const auto found = plan.by_name.find(name);
  if (found == plan.by_name.end())
    return fail("\"" + shown(name) + "\" is not one of the words allowed here.", advice_on_word(name, plan));
  out = found->second;
  return true;
}

bool JsonReading::checked_text(Value value, const TypePlan& type, std::string_view& out) {
  if (!text(value, out)) return false;
  if (type.is_day && !is_day(out))
    return fail("This is not a day of the calendar.", "Write it YYYY-MM-DD, as in 2020-09-23.");
  if (type.reference.empty()) return true;
  std::optional<std::string> wrong;
  if (options_.check_reference) wrong = options_.check_reference(type.reference, out);
  if (!wrong) wrong = check_identifier(type.reference, out);
  return !wrong || fail(*std::move(wrong), "Correct it or leave it out.");
}

bool JsonReading::instant(Value value, std::int64_t& out) {
  std::string_view read;
  if (!text(value, read)) return false;
  const auto parsed = parse_instant(read);
  if (!parsed)
    return fail(
        "This is not an instant of the years " + std::to_string(kFirstYear) + " to " +
            std::to_string(kLastYear) + ".",
        "Write it as in 2020-09-23T11:00:00Z, with Z or an offset and nine digits of a fraction at most.");
  out = *parsed;
  return true;
}

bool JsonReading::bytes(Value value, const TypePlan& type, std::vector<std::uint8_t>& out) {
  std::string_view read;
  if (!text(value, read)) return false;
  auto decoded = type.is_hex ? decode_hex(read) : decode_base64(read);
  if (!decoded)
    return type.is_hex
               ? fail("These are not bytes in hexadecimal.", "Write two lower-case digits a byte.")
               : fail("These are not bytes in base64.", "Use the standard alphabet with padding, no blanks.");
  out = *std::move(decoded);
  return true;
}

}  // namespace htq
