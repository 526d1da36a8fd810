// fuzz_seeds DIRECTORY: writes the inputs that the corpora began with, into a folder for each target: every command as it
// was asked in the office's history and as the schema alone would have it, every record, questions with the cursors
// that the office gives, and the first lines of the real reference files. libFuzzer -merge=1 keeps those that matter.
#include <capnp/dynamic.h>
#include <capnp/serialize.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "daemon/config.h"
#include "daemon/doors/lists.h"
#include "domain/words.h"
#include "schemas/journal.capnp.h"
#include "schemas/json_plan.h"
#include "schemas/json_writer.h"
#include "tests/fuzz/answers.h"
#include "tests/fuzz/story.h"
#include "tests/fuzz/target.h"
#include "tests/support/recorded_log.h"

namespace htq::fuzz {
namespace {

namespace fs = std::filesystem;
using capnp::DynamicStruct;

class Seeds {
 public:
  explicit Seeds(fs::path directory) : directory_(std::move(directory)) {}

  void add(const std::string& target, const std::string& bytes) {
    fs::create_directories(directory_ / target);
    const std::string name = "seed-" + std::to_string(++counts_[target]);
    std::ofstream(directory_ / target / name, std::ios::binary) << bytes;
  }

 private:
  fs::path directory_;
  std::map<std::string, int> counts_;
};

std::string byte(std::size_t value) {
  return std::string(1, static_cast<char>(value));
}

/// A struct in which everything that a caller may say is said.
class Filled {
 public:
  enum class Computed { left_out, said };
  Filled(const Story& story, Computed computed) : story_(story), computed_(computed) {}

  void fill(const StructPlan& plan, DynamicStruct::Builder to, int depth = 0) {
    if (plan.sealed) {
      to.set(plan.sealed->person->field, "pat");
      to.set(plan.sealed->box->field, capnp::Data::Reader(kj::StringPtr("About Pat.").asBytes()));
      return;
    }
    bool has_chosen = false;
    for (const FieldPlan& field : plan.fields) {
      if (field.is_computed && computed_ == Computed::left_out) continue;
      if (field.is_in_union && std::exchange(has_chosen, true)) continue;
      set(field, plan.shorthand == &field, to, depth);
    }
  }

 private:
  void set(const FieldPlan& field, bool is_time, DynamicStruct::Builder to, int depth) {
    if (depth > 6) return;
    if (field.type.kind == JsonKind::structure)
      return fill(*field.type.structure, to.init(field.field).as<DynamicStruct>(), depth + 1);
    if (field.type.kind != JsonKind::list) return to.set(field.field, scalar(field.type, is_time));
    const auto list = to.init(field.field, 1).as<capnp::DynamicList>();
    auto elements = list;
    if (field.type.element->kind == JsonKind::structure)
      fill(*field.type.element->structure, elements[0].as<DynamicStruct>(), depth + 1);
    else if (field.type.element->kind != JsonKind::list)
      elements.set(0, scalar(*field.type.element, false));
  }

  capnp::DynamicValue::Reader scalar(const TypePlan& type, bool is_time) {
    switch (type.kind) {
      case JsonKind::boolean: return true;
      case JsonKind::whole:
        if (type.is_instant) return story_.now().ns;
        if (type.is_unsigned) return std::uint64_t{1};
        return std::int64_t{1};
      case JsonKind::real: return 0.5;
      case JsonKind::text: kept_ = words(type, is_time); return capnp::Text::Reader(kept_.c_str(), kept_.size());
      case JsonKind::data: return capnp::Data::Reader(kj::StringPtr("12345678901234567890123456789012").asBytes());
      case JsonKind::enumeration: return capnp::DynamicEnum(type.enumeration->schema, 1);
      default: return capnp::VOID;
    }
  }

  std::string words(const TypePlan& type, bool is_time) const {
    if (type.is_day) return "2020-12-10";
    if (is_time) return "2020-12-16T15:00";
    if (type.reference == "standard") return "ST0116";
    if (type.reference == "occupation") return "OCC1021A";
    if (type.reference == "ukprn") return "10000001";
    if (type.reference == "case") return story_.under_review;
    if (type.reference == "slug") return "example-college";
    return "words";
  }

  const Story& story_;
  Computed computed_;
  std::string kept_;
};

std::string usual_target(const Story& story, StreamKind kind) {
  switch (kind) {
    case StreamKind::CASE: return story.under_review;
    case StreamKind::CYCLE: return "cycle-1";
    case StreamKind::CONSULTATION: return "consultation-1";
    case StreamKind::MEETING: return "meeting-1";
    case StreamKind::PUBLICATION: return "privacy-notice";
    case StreamKind::STANDARD: return "ST0116";
    case StreamKind::ORGANISATION: return "example-college";
    case StreamKind::BODY: return "afc";
    case StreamKind::CALENDAR: return "england-and-wales";
    case StreamKind::ROUTE: return "digital";
    default: return "x";
  }
}

std::size_t caller_for(const Actor& actor) {
  const auto& callers = OpenOffice::callers();
  for (std::size_t at = 0; at < callers.size(); ++at)
    if (callers[at].subject == actor.subject) return at;
  return callers.size() - 1;
}

std::string json_of(Command::Reader command) {
  static const JsonWriter writer(capnp::Schema::from<Command>(),
                                 {.london = {}, .open = [](auto, auto, std::string_view box) {
                                    return Opened(std::string(box));
                                  }});
  std::string json;
  const DynamicStruct::Reader dynamic = command;
  KJ_IF_MAYBE (field, dynamic.which()) {
    writer.write(dynamic.get(*field).as<DynamicStruct>(), json);
  }
  const StreamKind kind = kind_of(command.which());
  if (kind == StreamKind::CASE && creates(command.which())) return json;
  const std::string target =
      "{\"" + name_of_enumerant(kind) + "\":\"" + string(command.getTarget()) + "\"" + (json == "{}" ? "" : ",");
  return target + json.substr(1);
}

void add_command(Seeds& seeds, capnp::MessageBuilder& message, std::size_t caller) {
  const Command::Reader command = message.getRoot<Command>().asReader();
  const std::string choice = byte(static_cast<std::size_t>(command.which())) + byte(caller);
  seeds.add("command_json", choice + json_of(command));
  const auto words = capnp::messageToFlatArray(message);
  seeds.add("command_capnp", choice + std::string(words.asBytes().asChars().begin(), words.asBytes().size()));
}

void commands(Seeds& seeds, const Story& story) {
  std::map<Action, const tests::Asked*> first;
  std::map<Action, const tests::Asked*> last;
  for (const tests::Asked& asked : story.accepted()) {
    const Action action = asked.message->getRoot<Command>().which();
    first.emplace(action, &asked);
    last[action] = &asked;
  }
  for (const auto& each : {first, last})
    for (const auto& [action, asked] : each) add_command(seeds, *asked->message, caller_for(asked->actor));

  const Plan plan(capnp::Schema::from<Command>());
  for (const FieldPlan& field : plan.root().fields) {
    if (!field.is_in_union) continue;
    const auto action = static_cast<Action>(field.field.getProto().getDiscriminantValue());
    capnp::MallocMessageBuilder message;
    auto command = message.initRoot<Command>();
    command.setTarget(text(usual_target(story, kind_of(action))));
    DynamicStruct::Builder dynamic = command;
    Filled(story, Filled::Computed::left_out)
        .fill(*field.type.structure, dynamic.init(field.field).as<DynamicStruct>());
    add_command(seeds, message, OpenOffice::callers().size() - 1);
    const bool is_applicants = kind_of(action) == StreamKind::CASE;
    if (is_applicants) {
      command.setTarget(text(story.started));
      add_command(seeds, message, 1);
    }
  }
}

void records(Seeds& seeds, const Story& story) {
  std::map<Body::Which, std::string> last;
  for (const auto& message : story.records()) {
    const Record::Reader record = message->getRoot<Record>().asReader();
    last[record.getBody().which()] = tests::stored_bytes(record);
  }
  for (const auto& [which, bytes] : last) seeds.add("stored_record", bytes);
  const Plan plan(capnp::Schema::from<Record>());
  const StructPlan& body = *plan.find(capnp::Schema::from<Body>());
  for (const FieldPlan& field : body.fields) {
    capnp::MallocMessageBuilder message;
    auto record = message.initRoot<Record>();
    record.setPosition(1);
    record.setVersion(1);
    record.setStream(text(story.live));
    record.setRecordedAt(story.now().ns);
    record.setOccurredAt(story.now().ns);
    record.setSalt(as_data("0123456789abcdef"));
    record.initActor().setSubject("olive");
    DynamicStruct::Builder dynamic = record.initBody();
    Filled(story, Filled::Computed::said).fill(*field.type.structure, dynamic.init(field.field).as<DynamicStruct>());
    seeds.add("stored_record", tests::stored_bytes(record.asReader()));
  }
}

std::string line_for(const KnownCaller& caller) {
  return "Authorization: Bearer " + caller.token + "\r\n";
}

void questions(Seeds& seeds) {
  const auto& all = lists();
  const KnownCaller& olive = OpenOffice::callers().front();
  for (std::size_t at = 0; at < all.size(); ++at) {
    const auto add = [&](std::size_t who, const std::string& parameters) {
      seeds.add("list_question", byte(at) + byte(who) + parameters);
    };
    const std::string request = "GET " + std::string(all[at].path) + "?limit=1 HTTP/1.1\r\nHost: here\r\n" +
                                line_for(olive) + "\r\n";
    const auto answers = checked(OpenOffice::fresh().exchange(request));
    const std::string next = text_in(answers.front().body, "next");
    if (!next.empty()) add(0, "limit=2&cursor=" + next);
    for (const std::size_t who : {0, 1, 11, 14}) add(who, "limit=3");
    add(0, "asAt=20");
    add(0, "asAt=2020-10-01T00:00:00Z&after=3");
    for (const ListFilter& filter : all[at].filters)
      add(0, std::string(filter.parameter) + (filter.how == ListFilter::How::is_set ? "=yes" : "=2020-12-10"));
  }
  const std::size_t others = all.size();
  for (std::size_t at = others; at < others + 11; ++at)
    for (const char* parameters :
         {"", "asAt=30", "after=2", "at=2020-12-10", "by=route", "format=csv&by=level", "follow=no&after=30",
          "subject=olive&limit=2", "corrections=yes", "body=afc", "from=2020-10-01T00:00:00Z&cursor=7"})
      seeds.add("list_question", byte(at) + byte(0) + parameters);
}

void requests(Seeds& seeds, const Story& story) {
  const auto& callers = OpenOffice::callers();
  const std::string host = " HTTP/1.1\r\nHost: here\r\n";
  const std::string official = line_for(callers[0]);
  const std::string applicant = line_for(callers[1]);
  const std::string interest = "{\"cycle\":\"cycle-1\"}";
  const std::string ask = "POST /v1/commands/register-interest" + host + applicant + "Idempotency-Key: 1\r\n";
  const std::string with_length = "Content-Length: " + std::to_string(interest.size()) + "\r\n\r\n" + interest;
  const std::string move = "{\"to\":\"2020-12-17T12:00:00Z\"}";
  std::vector<std::string> all{
      "GET /livez" + host + "\r\n",
      "GET /readyz HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /version HTTP/1.0\r\n\r\n",
      "HEAD /v1/register" + host + "\r\nGET /v1/scope?limit=2" + host + "Connection: close\r\n\r\n",
      "GET http://here/v1/cases?title=higher%20national&limit=2" + host + official + "\r\n",
      "GET /v1/cases/" + story.live + "/timeline?asAt=60" + host + official + "\r\n",
      "GET /v1/cases/" + story.started + host + applicant + "\r\n",
      "GET /v1/events?follow=no" + host + official + "Accept: text/event-stream\r\nLast-Event-ID: 70\r\n\r\n",
      "GET /v1/events" + host + official + "\r\n",
      "GET /v1/cycles/cycle-1/statistics?by=route&format=csv" + host + official + "\r\n",
      "GET /v1/audit?subject=olive&from=2020-10-01T00:00:00Z" + host + official + "\r\n",
      "GET /v1/worklist?role=official&before=2020-12-20&cursor=00" + host + official + "\r\n",
      "GET /v1/rules?at=2020-11-01" + host + "Htqd-After: 5\r\n\r\n",
      "DELETE /v1/cases" + host + "\r\n",
      ask + with_length,
      ask + "Content-Type: application/json\r\nIf-Match: \"1\"\r\nHtqd-Role: applicant\r\n" + with_length,
      ask + "Htqd-After: 3\r\nHtqd-Occurred-At: 2020-12-16T11:00:00Z\r\nHtqd-On-Behalf-Of: afc\r\nHtqd-Authority: d-1\r\n" +
          with_length,
      ask + "Transfer-Encoding: chunked\r\n\r\n13;x=y\r\n" + interest + "\r\n0\r\nTrailer: x\r\n\r\n",
      ask + "Expect: 100-continue\r\n" + with_length,
      ask + "Content-Type: application/x-capnp\r\n" + with_length,
      ask + "Content-Type: text/plain\r\n" + with_length,
      "POST /v1/clock" + host + line_for(callers[8]) + "Content-Length: " + std::to_string(move.size()) + "\r\n\r\n" +
          move,
      "GET /v1/clock" + host + official + "\r\n",
      "GET /%zz" + host + "\r\n",
      "GET /a/b%2Fc/?d=e+f&g" + host + "\r\n",
      "POST /x" + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
      "POST /x" + host + "Content-Length: 99999999\r\n\r\n",
      "GET / HTTP/1.2\r\nHost: here\r\n\r\n",
      "GET /" + host + " folded: x\r\n\r\n",
      "\r\nGET /" + host + "X: y\r\nX: z\r\n\r\n",
  };
  for (const std::string& bytes : all) {
    seeds.add("http_doors", bytes);
    seeds.add("http_request", bytes);
  }
  for (const char* answer :
       {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\nhello", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 304 Not Modified\r\n\r\n"})
    for (const std::size_t method : {0, 1}) seeds.add("http_answer", byte(method) + answer);
}

std::string beginning_of(const fs::path& file, int lines) {
  std::ifstream in(file, std::ios::binary);
  std::string all;
  std::string line;
  for (int at = 0; at < lines && std::getline(in, line); ++at) all += line + "\n";
  return all;
}

void files(Seeds& seeds) {
  const fs::path reference = fs::path(HTQ_SOURCE_DIR) / "ops/reference";
  const char* names[] = {"routes.csv", "bank_holidays.csv", "standards.csv",   "standard_versions.csv", "standard_relations.csv",
                         "scope.csv",  "occupations.csv",   "cycles.json", "criteria.json"};
  for (std::size_t at = 0; at < std::size(names); ++at) {
    const bool is_table = at < 7;
    const std::string file = beginning_of(reference / names[at], is_table ? 4 : 10'000);
    seeds.add("reference_files", "%" + std::to_string(at) + "\n" + file);
    seeds.add(is_table ? "csv_table" : "json_document", file);
  }
  for (const int lines : {2, 4, 30, 80}) seeds.add("register_list", beginning_of(reference / "approved_qualifications.csv", lines));
  seeds.add("csv_table", "a,b\r\n\"1,\"\"2\"\"\n\",\r\n");
  for (const char* json : {"{}", "[1,-2.5e3,\"a\\u00e9\\n\",true,null,{\"a\":{\"a\":[]}}]", "\"x\"", "12345678901234567890", "[1e400]",
                           "{\"a\":1,\"a\":2}"})
    seeds.add("json_document", json);

  const auto loaded = load_config({});
  seeds.add("configuration", byte(0) + print_config(*loaded));
  seeds.add("configuration", byte(0) + "[clock]\nmode = \"manual\"\nstart = 2020-09-23T11:00:00Z\n[random]\nseed = 7\n");
  seeds.add("configuration", byte(0) + "[http]\nlisten = \"[::1]:80\"\nsocket_mode = 0o600\n");
  seeds.add("configuration", byte(1) + "HTTP_LISTEN=127.0.0.1:80\nLOGGING_LEVEL=debug\nLOG_MIN_FREE_BYTES=10\n");
  seeds.add("configuration", byte(2) + "http.socket=/run/x y\"\\.sock\noffice.name=a\nprojections.flush_every=1000\n");

  const std::string hash(64, 'a');
  seeds.add("token_lines", byte(0) + "# Tokens\nid=1a hash=" + hash + " subject=jane.smith roles=official,secretary organisation=ofs not_after=2026-09-01T00:00:00Z created_at=2025-09-01T09:00:00Z note=a laptop\n\n");
  seeds.add("token_lines", byte(0) + "id=2 hash=" + hash + " subject=x roles=auditor created_at=2025-09-01T09:00:00Z\r\n");
  for (const KnownCaller& caller : OpenOffice::callers()) seeds.add("token_lines", byte(1) + "Bearer " + caller.token);
  seeds.add("token_lines", byte(1) + "bEARER   x ");
  seeds.add("token_lines", byte(2) + "# Services\ncertificate=\"CN=a b,O=c\" subject=mailer roles=mailer organisation=ofs\nuser=1000 subject=olga roles=official,auditor\r\ngroup=g roles=official");
  // {"alg":"EdDSA","kid":"ed","typ":"at+jwt"} and {"sub":"a"}.
  seeds.add("token_lines", byte(3) + "eyJhbGciOiJFZERTQSIsImtpZCI6ImVkIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJhIn0." + std::string(86, 'A'));
  seeds.add("token_lines", byte(4) + R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"ed","use":"sig","alg":"EdDSA","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
}

void logs(Seeds& seeds) {
  seeds.add("log_files", byte(2) + byte(0) + std::string("\x01\x05\x02\x20\x21\x00\x40", 7));
  seeds.add("log_files", byte(2) + byte(9) + std::string("\x01\x05\x02\x20\x21\x00\x40", 7));
  const std::string record = std::string("\x01\x08", 2) + std::string(7, '\0') + "\x01" + std::string("\x01r", 2);
  const std::string write = std::string(8, '\0') + std::string("\x01\0\0\0", 4) + record;
  seeds.add("log_files", byte(1) + byte(1) + byte(1) + byte(write.size() - 16) + write);
  seeds.add("log_files", byte(1) + byte(2) + byte(0) + byte(14) + write.substr(0, 14) + byte(4) + byte(0) + byte(10) + write.substr(14));
  seeds.add("log_files", byte(0) + std::string(40, '\0'));
  std::string slot = std::string("htqwmark\0\0\0\0\0\0\x01\x2c\xc0\x76\xba\x82", 20);
  slot.resize(512);
  seeds.add("log_files", byte(3) + slot + slot);
  seeds.add("log_files", byte(3) + slot);
  seeds.add("log_files", byte(4) + "2021-09-17T16:00:00.000000001Z\n");
}

/// What one daemon signs for another, and what it may be changed by.
void handed_on(Seeds& seeds) {
  seeds.add("forwarded_command", byte(0) + "v2 1700000000000000000 1700000000000000000 " + std::string(32, '0') + " b2xnYS4u.b2Zz. " +
                                     std::string(64, '0') + " " + std::string(64, '0'));
  for (const std::size_t which : {0, 1, 2, 3, 4, 5})
    seeds.add("forwarded_command", byte(1) + "olga\nofs\n1f\n" + byte(2) + "official\nauditor\nrecord-route\none\n\"3\"\n\n" +
                                       byte(90) + byte(which) + "\x01\x07\x03\n{\"route\":\"digital\"}");
}

void secrets(Seeds& seeds) {
  const std::string list = byte(0) + byte(2) + byte(1) + std::string(16, '\0') + byte(2) + "0123\n";
  for (const std::size_t how : {0, 1, 2, 3, 4}) seeds.add("key_files", byte(0) + byte(3) + byte(0) + byte(how) + "\x03\x02\x00" + list);
  seeds.add("key_files", byte(0) + byte(1) + byte(0) + byte(0) + byte(1) + std::string("\x40\0\0\0\0\0\0\0", 8) + std::string(8, 'm'));
  seeds.add("key_files", byte(1) + "htqdkeys\x01" + std::string(200, '\0'));
  for (const char* end : {"\n", "", "\r\n", " "}) seeds.add("key_files", byte(2) + std::string(64, 'a') + end);
  const std::string claims = R"({"iss":"https://i","aud":["x","htqd"],"exp":1700000600,"nbf":1700000000.5,"iat":1700000000,"sub":"olga","org":"ofs","r":{"groups":)";
  for (const char* groups : {R"(["o","a b"]}})", R"("o"}})", R"(["none"]}})"}) seeds.add("signed_claims", claims + groups);
  seeds.add("sealed_words", byte(0) + std::string(64, 'B'));
  for (const char* text : {"", "Pat Example", "a place in a list, which is longer than a short name is"})
    seeds.add("sealed_words", byte(1) + "\x01\x02\x03\n" + text);
}

/// An entry of each kind, and one with everything that an entry may say.
void journal_entries(Seeds& seeds, const Story& story) {
  for (std::uint16_t kind = 0; kind < 8; ++kind) {
    capnp::MallocMessageBuilder message;
    auto entry = message.initRoot<journal::AccessEntry>();
    if (kind == 7) Filled(story, Filled::Computed::said).fill(Plan(capnp::Schema::from<journal::AccessEntry>()).root(), entry);
    entry.setEntry(1);
    if (kind < 7) entry.setKind(static_cast<journal::EntryKind>(kind));
    const kj::Array<capnp::word> words = capnp::canonicalize(entry.asReader());
    seeds.add("journal_entry", std::string(words.asBytes().asChars().begin(), words.asBytes().size()));
  }
}

void words(Seeds& seeds, const Story& story) {
  for (const std::string& text :
       {std::string("2020-10-25T01:30"), std::string("2021-03-28T01:30:01"), std::string("2020-12-16"), std::string("2025-03"),
        std::string("2020-12-16T17:00:00.001Z"), std::string("2020-12-16T17:00:00+01:00"), story.live, std::string("htq 8ohh r2ft dsc9"),
        std::string("HTQDZ0022f"), std::string("HTQCZHS25001"), std::string("Higher  Technical Qualification"), std::string("ST0116"),
        std::string("OCC1021A"), std::string("10000001"), std::string("example-college"), std::string("00ffaa"), std::string("aGVsbG8="),
        std::string("18446744073709551615"), std::string("\xE2\x80\xAE\x1b[31m\xFF")})
    seeds.add("written_words", text);
}

}  // namespace
}  // namespace htq::fuzz

int main(int count, char** arguments) {
  using namespace htq::fuzz;
  if (count != 2) {
    std::cerr << "usage: fuzz_seeds DIRECTORY\n";
    return 64;
  }
  Seeds seeds(arguments[1]);
  const Story story;
  commands(seeds, story);
  records(seeds, story);
  questions(seeds);
  requests(seeds, story);
  files(seeds);
  logs(seeds);
  handed_on(seeds);
  secrets(seeds);
  journal_entries(seeds, story);
  words(seeds, story);
}
