#include "daemon/doors/asyncapi_door.h"

#include <map>
#include <memory>
#include <vector>

#include "daemon/doors/door.h"
#include "daemon/doors/policy.h"
#include "daemon/publish/event_types.h"
#include "daemon/version.h"
#include "domain/event_kind.h"
#include "schemas/answer.capnp.h"
#include "schemas/documentation.h"
#include "schemas/json_schema.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::string in_quotes(std::string_view text) {
  std::string json;
  http::append_json_string(json, text);
  return json;
}

/// A type of event of one of the streams, and how its data look.
struct EventType {
  Stream stream;
  std::string type;
  std::string name;  // as in event.capnp
  Body::Which event;
  capnp::StructSchema told;  // what the data hold, if they are not a record
};

std::vector<EventType> event_types() {
  std::vector<EventType> types;
  for (const auto field : capnp::Schema::from<Body>().asStruct().getUnionFields()) {
    const std::string name = string(field.getProto().getName());
    const auto event = static_cast<Body::Which>(field.getProto().getDiscriminantValue());
    const capnp::StructSchema own = field.getType().asStruct();
    types.push_back({Stream::events, event_type(Stream::events, name), name, event, own});
    if (is_publication(event, kind_of_event(event).value_or(StreamKind::OFFICE)))
      types.push_back(
          {Stream::published, event_type(Stream::published, name), name, event,
           changes_the_register(event) ? capnp::Schema::from<answer::ListedQualification>() : own});
  }
  return types;
}

JsonSchemaOptions form(std::string prefix) {
  return {.form = JsonForm::answer, .reference_prefix = std::move(prefix)};
}

/// The data of a type: the record that holds such an event, or what became public.
std::string data_schema(const EventType& type, const JsonSchemaOptions& options) {
  if (type.stream == Stream::events)
    return R"({"allOf":[)" + json_schema_reference(capnp::Schema::from<Record>(), options) +
           R"(,{"required":["position","body"],"properties":{"body":{"required":[)" + in_quotes(type.name) +
           "]}}}]}";
  if (!changes_the_register(type.event)) return json_schema_reference(type.told, options);
  return R"({"type":"object","required":["listings"],"additionalProperties":false,"properties":{"listings":{"type":"array","minItems":1,"items":)" +
         json_schema_reference(type.told, options) + "}}}";
}

std::string standalone_schema(const EventType& type, const Documentation& documentation) {
  const JsonSchemaOptions options = form("#/$defs/");
  const capnp::StructSchema roots[] = {type.stream == Stream::events ? capnp::Schema::from<Record>()
                                                                     : type.told};
  return R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":)" +
         in_quotes(event_schema(type.type)) + R"(,"title":)" + in_quotes(type.type) + R"(,"allOf":[)" +
         data_schema(type, options) + R"(],"$defs":)" +
         json_schema_components(roots, documentation, options) + "}";
}

/// The headers that the binary mode of CloudEvents puts beside the data.
std::string headers_schema(Stream stream) {
  std::string required, properties;
  const auto add = [&](std::string_view name, std::string_view schema, bool always) {
    properties += (properties.empty() ? "" : ",") + in_quotes(name) + ":" + std::string(schema);
    if (always) required += (required.empty() ? "" : ",") + in_quotes(name);
  };
  constexpr std::string_view kText = R"({"type":"string"})";
  constexpr std::string_view kTime = R"({"type":"string","format":"date-time"})";
  add("content-type", R"({"const":"application/json"})", true);
  add("ce_specversion", R"({"const":"1.0"})", true);
  for (const char* name : {"ce_id", "ce_source", "ce_type", "ce_subject", "ce_partitionkey"})
    add(name, kText, true);
  add("ce_dataschema", R"({"type":"string","pattern":"^urn:htq:schema:"})", true);
  add("ce_sequence", R"({"type":"string","pattern":"^[0-9]{20}$"})", true);
  add("ce_time", kTime, true);
  add("ce_recordedtime", kTime, true);
  add("ce_dataclassification", kText, true);
  if (stream == Stream::events) {
    add("ce_correlationid", kText, true);
    add("ce_authtype", R"({"enum":["user","system"]})", true);
    for (const char* name : {"ce_causationid", "ce_authid", "ce_traceparent"}) add(name, kText, false);
  }
  return R"({"type":"object","required":[)" + required + R"(],"properties":{)" + properties + "}}";
}

std::string channel(Stream stream, const std::string& office, const std::vector<EventType>& types) {
  const std::string topic = in_quotes(stream_topic(stream, office));
  std::string messages;
  for (const EventType& type : types)
    if (type.stream == stream)
      messages += (messages.empty() ? "" : ",") + in_quotes(type.type) + R"(:{"$ref":)" +
                  in_quotes("#/components/messages/" + type.type) + "}";
  return R"({"address":)" + topic + R"(,"description":)" +
         in_quotes(stream == Stream::events
                       ? "Every event, as far as an official sees it to whom no case is assigned. One order."
                       : "What happens to cycles, consultations and the register, for everyone.") +
         R"(,"messages":{)" + messages + R"(},"bindings":{"kafka":{"topic":)" + topic +
         R"(,"partitions":1,"bindingVersion":"0.5.0"}}})";
}

std::string message(const EventType& type, const Documentation& documentation) {
  const std::string of = type.stream == Stream::events ? "EventHeaders" : "PublicEventHeaders";
  return R"({"name":)" + in_quotes(type.type) + R"(,"summary":)" +
         in_quotes(documentation.of(type.told.getProto().getId())) +
         R"(,"contentType":"application/json","headers":{"$ref":"#/components/schemas/)" + of +
         R"("},"payload":)" + data_schema(type, form("#/components/schemas/")) +
         R"(,"bindings":{"kafka":{"key":{"type":"string"},"bindingVersion":"0.5.0"}}})";
}

std::string document(const std::string& office, const std::vector<EventType>& types,
                     const Documentation& documentation) {
  std::string messages;
  for (const EventType& type : types)
    messages += (messages.empty() ? "" : ",") + in_quotes(type.type) + ":" + message(type, documentation);
  const capnp::StructSchema roots[] = {capnp::Schema::from<Record>(),
                                       capnp::Schema::from<answer::ListedQualification>()};
  const std::string shapes = json_schema_components(roots, documentation, form("#/components/schemas/"));
  const auto operation = [](std::string_view of) {
    return R"({"action":"send","channel":{"$ref":"#/channels/)" + std::string(of) + R"("}})";
  };
  return R"({"asyncapi":"3.0.0","info":{"title":"htqd","version":)" + in_quotes(kProgramVersion) +
         R"(,"description":"What an approvals office publishes: CloudEvents 1.0 in Kafka's binary mode, each once and in order."},"defaultContentType":"application/json","channels":{"events":)" +
         channel(Stream::events, office, types) + R"(,"public":)" +
         channel(Stream::published, office, types) + R"(},"operations":{"publishEvents":)" +
         operation("events") + R"(,"publishPublicEvents":)" + operation("public") +
         R"(},"components":{"messages":{)" + messages + R"(},"schemas":{"EventHeaders":)" +
         headers_schema(Stream::events) + R"(,"PublicEventHeaders":)" + headers_schema(Stream::published) +
         "," + shapes.substr(1) + "}}";
}

/// Made once; texts never change while the program runs.
struct Texts {
  std::string asyncapi;
  std::map<std::string, EventType, std::less<>> types;
  Documentation documentation;

  explicit Texts(const std::string& office) {
    const std::vector<EventType> all = event_types();
    asyncapi = document(office, all, documentation);
    for (const EventType& type : all) types.emplace(type.type, type);
  }
};

http::Awaitable<http::Response> schema_of(const Texts& texts, http::Request& request) {
  const auto found = texts.types.find(request.parameter("type"));
  if (found == texts.types.end())
    co_return http::Problem({.status = 404,
                             .type = "no-such-type",
                             .title = "There is no such type of event",
                             .detail = "/asyncapi.json names those there are."})
        .answer();
  co_return http::Response{.body = standalone_schema(found->second, texts.documentation),
                           .content_type = "application/schema+json"};
}

}  // namespace

void add_asyncapi_door(http::Router& router, const std::string& office) {
  const auto texts = std::make_shared<const Texts>(office);
  router.add("GET", "/asyncapi.json", [texts](http::Request&) -> http::Awaitable<http::Response> {
    co_return http::Response{.body = texts->asyncapi};
  });
  router.add("GET", "/schemas/{type}",
             [texts](http::Request& request) { return schema_of(*texts, request); });
}

}  // namespace htq
