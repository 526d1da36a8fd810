// GET /openapi.json: the doors as OpenAPI 3.1, generated from the schemas and their comments.
#include <algorithm>
#include <vector>

#include "daemon/doors/lists.h"
#include "daemon/version.h"
#include "domain/words.h"
#include "domain/workflow.h"
#include "schemas/answer.capnp.h"
#include "schemas/documentation.h"
#include "schemas/journal.capnp.h"
#include "schemas/json_schema.h"
#include "schemas/text.h"

namespace htq {
namespace {

const JsonSchemaOptions kCommandForm{.form = JsonForm::command, .name_suffix = "Asked"};
const JsonSchemaOptions kAnswerForm{.form = JsonForm::answer};

std::string in_quotes(std::string_view text) {
  std::string json;
  http::append_json_string(json, text);
  return json;
}

std::string parameter(std::string_view name, std::string_view in, std::string_view description,
                      bool required) {
  return R"({"name":)" + in_quotes(name) + R"(,"in":)" + in_quotes(in) + R"(,"required":)" +
         (required ? "true" : "false") + R"(,"description":)" + in_quotes(description) +
         R"(,"schema":{"type":"string"}})";
}

std::string answer(std::string_view status, std::string_view description, std::string_view schema) {
  return in_quotes(status) + R"(:{"description":)" + in_quotes(description) +
         R"(,"content":{"application/json":{"schema":)" + std::string(schema) + "}}}";
}

std::string problem(std::string_view status, std::string_view description) {
  return in_quotes(status) + R"(:{"description":)" + in_quotes(description) +
         R"(,"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}})";
}

/// What every request may be answered with, whatever it asks: by the connection, before a door is asked.
std::string usual_problems() {
  return problem("405", "Not with this method.") + "," + problem("408", "The request did not come in time.") +
         "," + problem("413", "The body is too large.") + "," + problem("414", "The address is too long.") +
         "," + problem("415", "That kind of body is not taken.") + "," +
         problem("429", "More than the caller, or the office, can take at once; Retry-After says when.") +
         "," + problem("431", "The headers are too large or too many.") + "," + problem("503", "Not now.");
}

std::string command_path(Action action, capnp::StructSchema asked, const Documentation& documentation) {
  const std::string kind = name_of_enumerant(kind_of(action));
  const bool derives = kind_of(action) == StreamKind::CASE && creates(action);
  // The target stands beside the struct's own properties.
  std::string body = json_schema_reference(asked, kCommandForm);
  if (!derives)
    body = json_schema_with(asked, kind,
                            R"({"type":"string","description":"Id of the )" + kind + R"( it acts on."})",
                            documentation, kCommandForm);
  return in_quotes("/v1/commands/" + std::string(name_of(action))) +
         R"(:{"post":{"tags":["commands"],"operationId":)" + in_quotes(name_of(action)) +
         R"(,"description":)" + in_quotes(documentation.of(asked.getProto().getId())) + R"(,"parameters":[)" +
         parameter("Idempotency-Key", "header", "Names the command, so that it happens once.", true) + "," +
         parameter("If-Match", "header", "The version that the caller has seen, in quotes.", false) + "," +
         parameter("Htqd-Occurred-At", "header", "When it happened, if it is entered later.", false) + "," +
         parameter("Htqd-On-Behalf-Of", "header", "The body, regulator or person it is entered for.", false) +
         "," + parameter("Htqd-Authority", "header", "The delegation that it rests on.", false) + "," +
         parameter("Htqd-Role", "header", "The role in which it is taken, if the caller holds several.",
                   false) +
         R"(],"requestBody":{"required":true,"content":{"application/json":{"schema":)" + body +
         R"(}}},"responses":{)" +
         answer("201", "It happened, and is durable.",
                json_schema_reference(capnp::Schema::from<answer::Receipt>(), kAnswerForm)) +
         "," + problem("400", "The request cannot be read.") + "," +
         problem("401", "Who is calling is not known.") + "," + problem("403", "Not in this role.") + "," +
         problem("404", "There is nothing of that name.") + "," +
         problem("409", "The process does not permit it.") + "," + problem("412", "It has moved on.") + "," +
         problem("422", "A value or the command's id cannot be used.") + "," + usual_problems() + "}}}";
}

std::string read_path(std::string_view path, std::string_view description, std::string_view schema,
                      const std::vector<std::string>& parameters) {
  std::string joined = parameter("Htqd-Purpose", "header",
                                 "What it is read for: kept with restricted and personal material.", false);
  for (const std::string& each : parameters) joined += "," + each;
  return in_quotes(path) + R"(:{"get":{"tags":["queries"],"description":)" + in_quotes(description) +
         R"(,"parameters":[)" + joined + R"(],"responses":{)" + answer("200", "The answer.", schema) + "," +
         problem("400", "A parameter cannot be read.") + "," +
         problem("401", "Who is calling is not known.") + "," + problem("403", "Not in this role.") + "," +
         problem("404", "There is nothing of that name.") + "," + usual_problems() + "}}}";
}

/// Sealed, and so a text, for whoever does not see every record.
constexpr std::string_view kPosition = R"({"type":["integer","string"]})";

std::string list_path(const RowsDoor& list, const Documentation& documentation, const std::string& as_at,
                      const std::string& after) {
  std::vector<std::string> parameters;
  for (const ListFilter& filter : list.filters)
    parameters.push_back(parameter(filter.parameter, "query",
                                   "Narrows the list by " + std::string(filter.field) + ".", false));
  parameters.push_back(parameter("limit", "query", "Rows of a page, 1 to 500; 50 if left out.", false));
  parameters.push_back(parameter("cursor", "query", "next of the page before.", false));
  parameters.push_back(as_at);
  parameters.push_back(after);
  return read_path(list.path, documentation.of(list.row.getProto().getId()),
                   R"({"type":"object","properties":{"asAt":)" + std::string(kPosition) + "," +
                       in_quotes(list.property) + R"(:{"type":"array","items":)" +
                       json_schema_reference(list.row, kAnswerForm) + R"(},"next":{"type":"string"}}})",
                   parameters);
}

std::string rules_schema() {
  const auto list = [](capnp::StructSchema row) {
    return R"({"type":"array","items":)" + json_schema_reference(row, kAnswerForm) + "}";
  };
  return R"({"type":"object","properties":{"asAt":)" + std::string(kPosition) +
         R"(,"at":{"type":"string"},"atLondon":{"type":"string"},"cycles":)" +
         list(capnp::Schema::from<answer::Cycle>()) + R"(,"publications":)" +
         list(capnp::Schema::from<answer::Publication>()) + R"(,"scope":)" +
         list(capnp::Schema::from<answer::Scope>()) + "}}";
}

std::string streams_schema() {
  const std::string behind =
      R"({"type":"object","required":["events","bytes","seconds"],"properties":{"events":{"type":"integer"},"bytes":{"type":"integer"},"seconds":{"type":"number"}}})";
  const std::string stands = R"("position":{"type":"integer"},"behind":)" + behind;
  return R"({"type":"object","required":["end","projections"],"properties":{"end":{"type":"integer"},"trouble":{"type":"string"},"projections":{"type":"object","properties":{)" +
         stands +
         R"(}},"publisher":{"type":"object","required":["publishes"],"properties":{"publishes":{"type":"boolean"},"publicEvents":{"type":"integer"},"trouble":{"type":"string"},)" +
         stands +
         R"(}},"groups":{"type":"array","items":{"type":"object","properties":{"group":{"type":"string"},"stream":{"enum":["events","public"]},"behind":)" +
         behind + "}}}}}";
}

/// Both of /v1/clock.
std::string clock_path(capnp::StructSchema reading) {
  const std::string stands = json_schema_reference(reading, kAnswerForm);
  std::string path =
      read_path("/v1/clock", "Which clock the office goes by, and where it stands.", stands, {});
  path.pop_back();
  return path +
         R"(,"post":{"tags":["clock"],"description":"Moves a manual clock forward; what falls due on the way is durable when this answers.","requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["to"],"properties":{"to":{"type":"string","format":"date-time"}}}}}},"responses":{)" +
         answer("200", "Where it stands now.", stands) + "," + problem("400", "The request cannot be read.") +
         "," + problem("401", "Who is calling is not known.") + "," + problem("403", "Not in this role.") +
         "," + problem("409", "The clock is not manual, or would go back.") + "," + usual_problems() + "}}}";
}

/// The same question, of one that leaves an entry on the log.
std::string as_post(std::string path) {
  const std::string_view get = R"({"get":)";
  return path.replace(path.find(get), get.size(), R"({"post":)");
}

std::string document() {
  const Documentation documentation;
  std::vector<capnp::StructSchema> asked;
  std::string paths;
  for (const auto field : capnp::Schema::from<Command>().asStruct().getUnionFields()) {
    const auto action = static_cast<Action>(field.getProto().getDiscriminantValue());
    const capnp::StructSchema schema = field.getType().asStruct();
    if (is_sent_by_a_door(action)) continue;
    if (std::ranges::find(asked, schema) == asked.end()) asked.push_back(schema);
    paths += command_path(action, schema, documentation) + ",";
  }
  std::vector<capnp::StructSchema> answers{
      capnp::Schema::from<answer::Receipt>(),      capnp::Schema::from<answer::Case>(),
      capnp::Schema::from<answer::Timeline>(),     capnp::Schema::from<answer::Statistics>(),
      capnp::Schema::from<answer::ClockReading>(), capnp::Schema::from<answer::LogLevel>(),
      capnp::Schema::from<journal::AccessEntry>(), capnp::Schema::from<answer::KeptRecord>(),
      capnp::Schema::from<answer::RetentionRule>()};
  const std::string as_at =
      parameter("asAt", "query", "A position or an instant (RFC 3339): the answer as it was then.", false);
  const std::string after = parameter("after", "query", "Wait until the answer holds this position.", false);
  for (const RowsDoor& list : lists()) {
    if (std::ranges::find(answers, list.row) == answers.end()) answers.push_back(list.row);
    paths += list_path(list, documentation, as_at, after) + ",";
  }
  const auto reference = [](capnp::StructSchema schema) {
    return json_schema_reference(schema, kAnswerForm);
  };
  const std::string of_case = parameter("id", "path", "Reference of the case.", true);
  const std::string of_cycle = parameter("id", "path", "The cycle.", true);
  paths += read_path("/v1/cases/{id}", "A case.", reference(answers[1]), {of_case, as_at, after}) + ",";
  paths += read_path("/v1/cases/{id}/timeline", "Every event of a case, in order.", reference(answers[2]),
                     {of_case, as_at, after}) +
           ",";
  const std::string statement =
      R"({"type":"object","required":["statement","algorithm","publicKey","signature"],"properties":{"statement":{"type":"string"},"algorithm":{"const":"Ed25519"},"publicKey":{"type":"string"},"signature":{"type":"string"}}})";
  paths +=
      as_post(read_path(
          "/v1/cases/{id}/disclosure",
          "Makes a redacted copy of a case as a signed statement, for records officers, and puts on record "
          "that "
          "it was made: the text of a JSON document with each record's hash and what was withheld of it "
          "under "
          "which exemption, and the signature over that text.",
          statement,
          {of_case,
           parameter("exemption", "query",
                     "Sections of the Freedom of Information Act 2000, such as 40,43: of 35, 36, 40, 41, 43.",
                     true),
           parameter("request", "query", "Reference of the request that it answers, if it answers one.",
                     false),
           as_at, after})) +
      ",";
  paths +=
      read_path(
          "/v1/records",
          "What is kept, until when and why, and what may be disposed of: for records officers and "
          "auditors.",
          R"({"type":"object","properties":{"asAt":{"type":"integer"},"records":{"type":"array","items":)" +
              reference(capnp::Schema::from<answer::KeptRecord>()) + R"(},"next":{"type":"string"}}})",
          {parameter("keeping", "query", "due, open, inForce, noRule, notYet, onLegalHold or disposed.",
                     false),
           parameter("class", "query", "A class of the schedule, such as not-approved.", false),
           parameter("before", "query", "Whose time is over at this instant.", false),
           parameter("limit", "query", "Rows of a page, 1 to 500; 50 if left out.", false),
           parameter("cursor", "query", "next of the page before.", false), after}) +
      ",";
  paths += read_path("/v1/retention", "The retention schedule: how long each class of records is kept.",
                     R"({"type":"object","properties":{"rules":{"type":"array","items":)" +
                         reference(capnp::Schema::from<answer::RetentionRule>()) +
                         R"(},"next":{"type":"string"}}})",
                     {parameter("limit", "query", "Rows of a page, 1 to 500; 50 if left out.", false),
                      parameter("cursor", "query", "next of the page before.", false), after}) +
           ",";
  paths += read_path("/v1/records/{kind}/{id}/certificate",
                     "That a record was disposed of, as a signed statement with the hashes of its records.",
                     statement,
                     {parameter("kind", "path", "case, consultation, enquiry or processFeedback.", true),
                      parameter("id", "path", "Reference or id of the record.", true), after}) +
           ",";
  paths += read_path("/v1/cycles/{id}", "A cycle.", reference(capnp::Schema::from<answer::Cycle>()),
                     {of_cycle, as_at, after}) +
           ",";
  paths += read_path("/v1/cycles/{id}/statistics", "The exact figures of a cycle.", reference(answers[3]),
                     {of_cycle, parameter("format", "query", "json or csv.", false), as_at, after}) +
           ",";
  paths += read_path("/v1/rules", "What was published, in scope and in force at an instant.", rules_schema(),
                     {parameter("at", "query", "A day or an instant; now if left out.", false),
                      parameter("cycle", "query", "Only what concerns it.", false), as_at, after}) +
           ",";
  paths +=
      read_path(
          "/v1/audit",
          "Who did what: entries as in a timeline, by one of subject, body, person, corrections or time.",
          R"({"type":"object","properties":{"asAt":)" + std::string(kPosition) +
              R"(,"entries":{"type":"array","items":)" +
              reference(capnp::Schema::from<answer::TimelineEntry>()) + R"(},"next":{"type":"string"}}})",
          {parameter("subject", "query", "Who did it.", false),
           parameter("body", "query", "The body it was entered for.", false),
           parameter("person", "query", "Of whom is told, by pseudonym; for records officers and auditors.",
                     false),
           parameter("corrections", "query", "yes: corrections and supersessions.", false),
           parameter("from", "query", "Recorded at this instant or later.", false),
           parameter("until", "query", "Recorded at this instant or before.", false),
           parameter("limit", "query", "Entries of a page, 1 to 500; 50 if left out.", false),
           parameter("cursor", "query", "next of the page before.", false), as_at, after}) +
      ",";
  paths +=
      read_path(
          "/v1/audit/reads",
          "The access journal: who read restricted or personal material, and who was refused. For auditors.",
          R"({"type":"object","properties":{"entries":{"type":"array","items":{"allOf":[)" +
              reference(capnp::Schema::from<journal::AccessEntry>()) +
              R"(,{"type":"object","properties":{"daemon":{"type":"string","description":"Of several that share a log: whose journal it is of."}}}]}},"next":{"type":"string"},"unanswered":{"type":"array","description":"Daemons whose journals are missing here.","items":{"type":"string"}}}})",
          {parameter("subject", "query", "Of this caller.", false),
           parameter("case", "query", "Of this case, or of every case.", false),
           parameter("person", "query", "Of personal text about this person.", false),
           parameter("kind", "query", "begun, read, refusal, strangers, unrecorded or disposed.", false),
           parameter("from", "query", "At this instant or later.", false),
           parameter("until", "query", "At this instant or before.", false),
           parameter("limit", "query", "Entries of a page, 1 to 500; 50 if left out.", false),
           parameter("cursor", "query", "next of the page before.", false)}) +
      ",";
  paths += clock_path(answers[4]) + ",";
  paths +=
      read_path("/v1/streams", "How far everything is that follows the log: in events, bytes and seconds.",
                streams_schema(), {}) +
      ",";
  paths += read_path("/v1/log/level", "At which level the log is, and how far it could be raised.",
                     reference(answers[5]), {after}) +
           ",";
  const auto events = [](std::string_view path, std::string_view description, const std::string& problems) {
    return in_quotes(path) + R"(:{"get":{"tags":["streams"],"description":)" + in_quotes(description) +
           R"(,"parameters":[)" +
           parameter("after", "query", "Id or position of the last event seen.", false) + "," +
           parameter("follow", "query", "no: end at the head.", false) +
           R"(],"responses":{"200":{"description":"Lines of JSON, or server-sent events.","content":{"application/x-ndjson":{},"text/event-stream":{}}},)" +
           problem("400", "A parameter cannot be read.") + "," +
           problem("401", "Who is calling is not known.") + "," + problems + usual_problems() + "}}}";
  };
  paths +=
      events("/v1/events",
             "What is recorded, in the one order: to officials and auditors everything, to applicants what "
             "they see of their own cases.",
             problem("403", "Not in this role.") + ",") +
      "," +
      events("/v1/events/public", "What became public, in the order in which it did; for everyone.", "");

  const std::string commands = json_schema_components(asked, documentation, kCommandForm);
  const std::string answered = json_schema_components(answers, documentation, kAnswerForm);
  std::string out =
      R"({"openapi":"3.1.0","info":{"title":"htqd","description":"The memory of an approvals office.","version":)";
  out += in_quotes(kProgramVersion) + R"(},"security":[{"bearer":[]}],"paths":{)" + paths +
         R"(},"components":{"securitySchemes":{"bearer":{"type":"http","scheme":"bearer"}},"schemas":{)";
  out +=
      R"("Problem":{"type":"object","description":"RFC 9457","required":["type","title","status"],"properties":{)"
      R"("type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},)"
      R"("field":{"type":"string"},"refusal":{"type":"integer"},"name":{"type":"string"},"clause":{"type":"string"},)"
      R"("whatToDo":{"type":"string"}}},)";
  // Both are JSON objects: their members stand side by side.
  out += commands.substr(1, commands.size() - 2) + "," + answered.substr(1, answered.size() - 2) + "}}}";
  return out;
}

}  // namespace

void add_openapi_door(http::Router& router) {
  router.add("GET", "/openapi.json",
             [text = std::make_shared<const std::string>(document())](http::Request&)
                 -> http::Awaitable<http::Response> { co_return http::Response{.body = *text}; });
}

}  // namespace htq
