#include "schemas/json_reading.h"

#include <algorithm>
#include <utility>

#include "schemas/json_suggest.h"
#include "schemas/json_text.h"

namespace htq {
namespace {

struct FieldPlace {
  capnp::DynamicStruct::Builder into;
  capnp::StructSchema::Field field;

  void set(const capnp::DynamicValue::Reader& value) { into.set(field, value); }
  capnp::DynamicValue::Builder init() { return into.init(field); }
  capnp::DynamicValue::Builder init(std::uint32_t size) { return into.init(field, size); }
};

struct ElementPlace {
  capnp::DynamicList::Builder into;
  std::uint32_t index;

  void set(const capnp::DynamicValue::Reader& value) { into.set(index, value); }
  capnp::DynamicValue::Builder init() { return into[index]; }
  capnp::DynamicValue::Builder init(std::uint32_t size) { return into.init(index, size); }
};

}  // namespace

using capnp::DynamicList;
using capnp::DynamicStruct;
using capnp::DynamicValue;
using simdjson::ondemand::json_type;

bool JsonReading::fail(std::string what, std::string remedy) {
  error_ = {.path = "", .what = std::move(what), .remedy = std::move(remedy)};
  return false;
}

bool JsonReading::not_json(simdjson::error_code code) {
  if (code == simdjson::UTF8_ERROR)
    return fail("The document is not UTF-8.", "Send UTF-8 without a byte order mark.");
  if (code == simdjson::UNESCAPED_CHARS)
    return fail("A string holds a control character that is not escaped.",
                "Write a line break as \\n, a tab as \\t.");
  if (code == simdjson::CAPACITY || code == simdjson::MEMALLOC)
    return fail("The document is too large.", "Send it in smaller parts.");
  return fail("This is not JSON.", "Check quotes, commas and brackets near this place.");
}

// Paths grow from the inside out while an error travels up.
bool JsonReading::at(std::string_view name) {
  const bool joins = !error_.path.empty() && error_.path.front() != '[';
  error_.path.insert(0, shown(name) + (joins ? "." : ""));
  return false;
}

bool JsonReading::at(std::size_t index) {
  const bool joins = !error_.path.empty() && error_.path.front() != '[';
  error_.path.insert(0, "[" + std::to_string(index) + "]" + (joins ? "." : ""));
  return false;
}

bool JsonReading::enter(int depth) {
  if (depth <= JsonReader::kMostDepth) return true;
  return fail("Objects and lists are nested too deeply here.",
              "Nest at most " + std::to_string(JsonReader::kMostDepth) + " of them in one another.");
}

bool JsonReading::document(simdjson::padded_string_view json, const StructPlan& plan,
                           DynamicStruct::Builder into) {
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  if (const auto code = parser.iterate(json).get(document)) {
    if (code == simdjson::EMPTY) return fail("The document is empty.", "Send a JSON object.");
    return not_json(code);
  }
  json_type type;
  if (const auto code = document.type().get(type)) return not_json(code);
  if (type != json_type::object)
    return fail("The document is not a JSON object.", "Put the fields between { and }.");
  simdjson::ondemand::object root;
  if (const auto code = document.get_object().get(root)) return not_json(code);
  if (plan.sealed) {
    if (!sealed(root, plan, into)) return false;
  } else if (!object(root, plan, into, 1)) {
    return false;
  }
  return end_of(document);
}

bool JsonReading::end_of(simdjson::ondemand::document& document) {
  const char* rest;
  if (document.current_location().get(rest) == simdjson::OUT_OF_BOUNDS) return true;
  return fail("Something follows the end of the JSON object.", "Send one object and nothing after it.");
}

bool JsonReading::object(simdjson::ondemand::object object, const StructPlan& plan,
                         DynamicStruct::Builder into, int depth) {
  if (!enter(depth)) return false;
  Members members;
  for (auto next : object) {
    simdjson::ondemand::field field;
    if (const auto code = std::move(next).get(field)) return not_json(code);
    std::string_view key;
    if (const auto code = field.unescaped_key().get(key)) return not_json(code);
    if (depth == 1 && std::ranges::find(extras_.names, key) != extras_.names.end()) {
      if (!extra(key, field.value())) return at(key);
    } else if (!member(key, field.value(), plan, members, into, depth)) {
      return at(key);
    }
  }
  return true;
}

bool JsonReading::extra(std::string_view key, Value value) {
  std::string_view found;
  if (extras_.found.contains(key)) return fail("This field is given twice.", "Give it once.");
  if (!text(value, found)) return false;
  extras_.found.emplace(key, found);
  return true;
}

bool JsonReading::member(std::string_view key, Value value, const StructPlan& plan, Members& members,
                         DynamicStruct::Builder into, int depth) {
  const FieldPlan* known = plan.find(key);
  if (known == nullptr) return fail("There is no field of this name here.", advice_on_name(key, plan));
  const std::size_t place = known - plan.fields.data();
  if (members.seen[place]) return fail("This field is given twice.", "Give it once.");
  members.seen.set(place);
  if (known->is_computed) return fail("The office fills this in.", "Leave it out.");
  if (known->is_in_union) {
    if (members.in_union != nullptr)
      return fail("This excludes \"" + members.in_union->name + "\", which is given too.",
                  "Give one of the two.");
    members.in_union = known;
  }
  if (known->type.kind != JsonKind::nothing)
    return this->value(value, known->type, FieldPlace{into, known->field}, depth);
  if (!known->is_in_union) return fail("This field carries nothing.", "Leave it out.");
  if (!nothing(value)) return false;
  into.set(known->field, capnp::VOID);
  return true;
}

template <typename Place>
bool JsonReading::value(Value value, const TypePlan& type, Place place, int depth) {
  switch (type.kind) {
    case JsonKind::nothing: return fail("This list carries nothing.", "Leave it out.");
    case JsonKind::structure:
      return structure(value, *type.structure, place.init().template as<DynamicStruct>(), depth);
    case JsonKind::list: return list(value, type, place, depth);
    default: return scalar(value, type, place);
  }
}

bool JsonReading::nothing(Value value) {
  bool is_null = false;
  if (value.is_null().get(is_null) == simdjson::SUCCESS && is_null) return true;
  return fail("This choice carries nothing.", "Write null.");
}

bool JsonReading::structure(Value value, const StructPlan& plan, DynamicStruct::Builder into, int depth) {
  json_type type;
  if (const auto code = value.type().get(type)) return not_json(code);
  if (plan.shorthand != nullptr && type == json_type::string)
    return scalar(value, plan.shorthand->type, FieldPlace{into, plan.shorthand->field});
  if (!expect(value, json_type::object, plan.shorthand != nullptr ? "a string or an object" : "an object"))
    return false;
  simdjson::ondemand::object members;
  if (const auto code = value.get_object().get(members)) return not_json(code);
  if (!plan.sealed) return object(members, plan, into, depth + 1);
  return enter(depth + 1) && sealed(members, plan, into);
}

bool JsonReading::sealed(simdjson::ondemand::object object, const StructPlan& plan,
                         DynamicStruct::Builder into) {
  bool has_person = false, has_text = false;
  for (auto next : object) {
    simdjson::ondemand::field field;
    if (const auto code = std::move(next).get(field)) return not_json(code);
    std::string_view key, read;
    if (const auto code = field.unescaped_key().get(key)) return not_json(code);
    const bool is_person = key == "person";
    if (!is_person && key != "text") {
      fail("There is no field of this name here.", "The fields here are person and text.");
      return at(key);
    }
    if (bool& given = is_person ? has_person : has_text; std::exchange(given, true)) {
      fail("This field is given twice.", "Give it once.");
      return at(key);
    }
    if (!(is_person ? checked_text(field.value(), plan.sealed->person->type, read)
                    : text(field.value(), read)))
      return at(key);
    if (is_person && read.empty()) {
      fail("This is empty.", "Name the person by pseudonym.");
      return at(key);
    }
    const auto size = static_cast<std::uint32_t>(read.size());
    if (is_person)
      std::ranges::copy(read, into.init(plan.sealed->person->field, size).as<capnp::Text>().begin());
    else
      std::ranges::copy(read, into.init(plan.sealed->box->field, size).as<capnp::Data>().begin());
  }
  if (has_person && has_text) return true;
  fail("This is missing.", "Name the person by pseudonym, and give the text about them.");
  return at(has_person ? "text" : "person");
}

bool JsonReading::count(simdjson::ondemand::array& array, std::uint32_t& size) {
  std::size_t counted = 0;
  if (const auto code = array.count_elements().get(counted)) return not_json(code);
  if (counted > options_.most_elements_in_list)
    return fail("This list has " + std::to_string(counted) + " entries.",
                "Send at most " + std::to_string(options_.most_elements_in_list) + ".");
  if (counted > options_.most_elements - elements_)
    return fail("The lists of this document have too many entries.",
                "Send at most " + std::to_string(options_.most_elements) + " in all.");
  size = static_cast<std::uint32_t>(counted);
  elements_ += size;
  return true;
}

template <typename Place>
bool JsonReading::list(Value value, const TypePlan& type, Place place, int depth) {
  simdjson::ondemand::array array;
  std::uint32_t size = 0;
  if (!enter(depth + 1) || !expect(value, json_type::array, "a list")) return false;
  if (const auto code = value.get_array().get(array)) return not_json(code);
  if (!count(array, size)) return false;
  return elements(array, *type.element, place.init(size).template as<DynamicList>(), depth + 1);
}

bool JsonReading::elements(simdjson::ondemand::array array, const TypePlan& type, DynamicList::Builder into,
                           int depth) {
  std::uint32_t index = 0;
  for (auto next : array) {
    Value entry;
    if (const auto code = std::move(next).get(entry)) return not_json(code), at(index);
    if (index == into.size())
      return not_json(simdjson::TAPE_ERROR);  // counted otherwise: brackets do not match
    if (!value(entry, type, ElementPlace{into, index}, depth)) return at(index);
    ++index;
  }
  return index == into.size() || not_json(simdjson::TAPE_ERROR);
}

template <typename Place>
bool JsonReading::scalar(Value value, const TypePlan& type, Place place) {
  switch (type.kind) {
    case JsonKind::boolean: {
      bool read = false;
      if (!boolean(value, read)) return false;
      place.set(read);
      return true;
    }
    case JsonKind::whole: {
      std::int64_t read = 0;
      if (!(type.is_instant ? instant(value, read) : whole(value, type, read))) return false;
      place.set(type.is_unsigned ? DynamicValue::Reader(static_cast<std::uint64_t>(read))
                                 : DynamicValue::Reader(read));
      return true;
    }
    case JsonKind::real: {
      double read = 0;
      if (!real(value, type, read)) return false;
      place.set(read);
      return true;
    }
    case JsonKind::text: {
      std::string_view read;
      if (!checked_text(value, type, read)) return false;
      // A Text::Reader would have to end in a zero byte, which simdjson does not write.
      std::ranges::copy(
          read, place.init(static_cast<std::uint32_t>(read.size())).template as<capnp::Text>().begin());
      return true;
    }
    case JsonKind::data: {
      std::vector<std::uint8_t> read;
      if (!bytes(value, type, read)) return false;
      place.set(capnp::Data::Reader(read.data(), read.size()));
      return true;
    }
    case JsonKind::enumeration: {
      std::uint16_t read = 0;
      if (!enumerant(value, *type.enumeration, read)) return false;
      place.set(capnp::DynamicEnum(type.enumeration->schema, read));
      return true;
    }
    default: return fail("This cannot be given.", "Leave it out.");
  }
}

}  // namespace htq
