// One reading of one document: the walk of json_reader.cc. Lives on the stack of JsonReader::read.
#pragma once

#include <simdjson.h>

#include <bitset>
#include <vector>

#include "schemas/json_reader.h"

namespace htq {

class JsonReading {
 public:
  using Value = simdjson::ondemand::value;

  JsonReading(const JsonReaderOptions& options, JsonExtras& extras) : options_(options), extras_(extras) {}

  /// All of these answer false after an error, with the path so far in `error()`.
  bool document(simdjson::padded_string_view json, const StructPlan& plan,
                capnp::DynamicStruct::Builder into);
  JsonError& error() { return error_; }

 private:
  struct Members {
    std::bitset<StructPlan::kMostFields> seen;
    const FieldPlan* in_union = nullptr;
  };

  bool object(simdjson::ondemand::object object, const StructPlan& plan, capnp::DynamicStruct::Builder into,
              int depth);
  bool member(std::string_view key, Value value, const StructPlan& plan, Members& members,
              capnp::DynamicStruct::Builder into, int depth);
  bool structure(Value value, const StructPlan& plan, capnp::DynamicStruct::Builder into, int depth);
  bool sealed(simdjson::ondemand::object object, const StructPlan& plan, capnp::DynamicStruct::Builder into);
  bool elements(simdjson::ondemand::array array, const TypePlan& type, capnp::DynamicList::Builder into,
                int depth);
  bool count(simdjson::ondemand::array& array, std::uint32_t& size);
  bool nothing(Value value);
  bool extra(std::string_view key, Value value);

  /// `Place` is a field of a struct or an element of a list.
  template <typename Place>
  bool value(Value value, const TypePlan& type, Place place, int depth);
  template <typename Place>
  bool list(Value value, const TypePlan& type, Place place, int depth);
  template <typename Place>
  bool scalar(Value value, const TypePlan& type, Place place);
  bool boolean(Value value, bool& out);
  bool whole(Value value, const TypePlan& type, std::int64_t& out);
  bool real(Value value, const TypePlan& type, double& out);
  bool text(Value value, std::string_view& out);
  bool enumerant(Value value, const EnumPlan& plan, std::uint16_t& out);
  bool checked_text(Value value, const TypePlan& type, std::string_view& out);
  bool instant(Value value, std::int64_t& out);
  bool bytes(Value value, const TypePlan& type, std::vector<std::uint8_t>& out);

  bool expect(Value value, simdjson::ondemand::json_type type, std::string_view wanted);
  bool enter(int depth);
  bool end_of(simdjson::ondemand::document& document);
  bool fail(std::string what, std::string remedy);
  bool not_json(simdjson::error_code code);
  bool at(std::string_view name);
  bool at(std::size_t index);

  const JsonReaderOptions& options_;
  JsonExtras& extras_;
  JsonError error_;
  std::uint32_t elements_ = 0;
};

}  // namespace htq
