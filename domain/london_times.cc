#include "domain/london_times.h"

#include <capnp/dynamic.h>

#include <set>

#include "domain/calendar.h"
#include "schemas/json_text.h"
#include "schemas/text.h"

namespace htq {
namespace {

bool is_time(capnp::StructSchema schema) {
  return schema == capnp::Schema::from<Moment>() || schema == capnp::Schema::from<Deadline>();
}

/// Whether a time stands somewhere within: most events have none, and are not walked.
bool holds_time(capnp::StructSchema schema) {
  if (is_time(schema)) return true;
  for (const auto field : schema.getFields()) {
    capnp::Type type = field.getType();
    while (type.isList()) type = type.asList().getElementType();
    if (type.isStruct() && holds_time(type.asStruct())) return true;
  }
  return false;
}

Verdict resolve(capnp::DynamicStruct::Builder message, const std::string& path);

Verdict resolve_time(capnp::DynamicStruct::Builder message, const std::string& path) {
  const std::string local = string(message.get("local").as<capnp::Text>().asReader());
  if (local.empty()) {
    message.set("instant", 0);
    return accepted();
  }
  const bool is_deadline = message.getSchema() == capnp::Schema::from<Deadline>();
  auto instant = instant_of(local, is_deadline ? DayMeans::its_last_instant : DayMeans::its_first_instant);
  if (!instant) {
    instant.error().field = path;
    return std::unexpected(std::move(instant).error());
  }
  message.set("instant", instant->ns);
  return accepted();
}

Verdict resolve_value(capnp::DynamicValue::Builder value, const std::string& path) {
  if (value.getType() == capnp::DynamicValue::STRUCT) return resolve(value.as<capnp::DynamicStruct>(), path);
  if (value.getType() == capnp::DynamicValue::LIST) {
    auto list = value.as<capnp::DynamicList>();
    for (unsigned at = 0; at < list.size(); ++at)
      HTQ_REQUIRE(resolve_value(list[at], path + "[" + std::to_string(at) + "]"));
  }
  return accepted();
}

Verdict resolve(capnp::DynamicStruct::Builder message, const std::string& path) {
  if (is_time(message.getSchema())) return resolve_time(message, path);
  for (const auto field : message.getSchema().getFields()) {
    capnp::Type type = field.getType();
    while (type.isList()) type = type.asList().getElementType();
    if (!type.isStruct() || !holds_time(type.asStruct()) || !message.has(field)) continue;
    const std::string name = string(field.getProto().getName());
    HTQ_REQUIRE(resolve_value(message.get(field), path.empty() ? name : path + "." + name));
  }
  return accepted();
}

/// By discriminant of the body's union: computed once.
const std::set<std::uint16_t>& bodies_with_times() {
  static const std::set<std::uint16_t> found = [] {
    std::set<std::uint16_t> numbers;
    for (const auto field : capnp::Schema::from<Body>().getUnionFields())
      if (holds_time(field.getType().asStruct())) numbers.insert(field.getProto().getDiscriminantValue());
    return numbers;
  }();
  return found;
}

}  // namespace

std::expected<Instant, Refused> instant_of(std::string_view local, DayMeans day_means) {
  if (const auto day = parse_day(local))
    return day_means == DayMeans::its_last_instant ? end_of_day(*day) : start_of_day(*day);
  const auto time = parse_local_time(local);
  if (!time)
    return std::unexpected(
        Refused{.refusal = Refusal::bad_value,
                .detail = "A London time is written 2020-12-16T17:00, or as a day alone: 2020-12-16."});
  const LocalReading reading = read_local(*time);
  switch (reading.kind) {
    case LocalReading::Kind::exists: return reading.earlier;
    case LocalReading::Kind::does_not_exist:
      return std::unexpected(Refused{.refusal = Refusal::time_does_not_exist});
    case LocalReading::Kind::is_ambiguous:
      return std::unexpected(Refused{.refusal = Refusal::time_is_ambiguous});
  }
  return std::unexpected(Refused{.refusal = Refusal::bad_value});
}

std::expected<Instant, std::string> time_of(std::string_view text, DayMeans day_means) {
  if (const auto ns = parse_instant(text)) return Instant{*ns};
  const auto local = instant_of(text, day_means);
  if (local) return *local;
  switch (local.error().refusal) {
    case Refusal::time_does_not_exist:
      return std::unexpected("does not exist: the clocks in London go forward over it");
    case Refusal::time_is_ambiguous:
      return std::unexpected("exists twice: the clocks in London go back over it; write it in UTC, with a Z");
    default:
      return std::unexpected("should be " + std::string(kHowTimesAreWritten) + " of the years " +
                             std::to_string(kFirstYear) + " to " + std::to_string(kLastYear));
  }
}

Verdict resolve_times(Body::Builder body) {
  if (!bodies_with_times().contains(static_cast<std::uint16_t>(body.which()))) return accepted();
  capnp::DynamicStruct::Builder message = capnp::toDynamic(body);
  const auto which = message.which();
  KJ_IF_MAYBE (field, which) return resolve_value(message.get(*field), "");
  return accepted();
}

}  // namespace htq
