// POST /v1/log/copy: the log copied to where the configuration says, and the office moved there if that is
// asked for. The answer tells how far it is, a line of JSON at a time; a caller that goes away ends it,
// unless the office has moved: then it is finished.
//
// What comes out at the other end is the whole log. So where that is, the configuration says and no caller:
// `to` and `from` only have to agree with it.
#include <algorithm>

#include "daemon/doors/clearance.h"
#include "daemon/doors/door.h"
#include "daemon/http/waiting.h"
#include "daemon/log_copy.h"
#include "domain/actor.h"

namespace htq {
namespace {

constexpr Duration kBetweenLines = std::chrono::milliseconds(200);
constexpr std::string_view kParameters[] = {"from", "to", "move", "address"};
constexpr std::size_t kLongestAddress = 256;

std::string in_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char byte : bytes) {
    hex += kDigits[static_cast<unsigned char>(byte) >> 4U];
    hex += kDigits[static_cast<unsigned char>(byte) & 0xfU];
  }
  return hex;
}

std::string line_of(const LogCopy::Report& report, const std::string& destination) {
  std::string json =
      R"({"destination":")" + destination + R"(","moved":)" + (report.has_moved ? "true" : "false") +
      R"(,"records":)" + std::to_string(report.end.value) + R"(,"copied":)" + std::to_string(report.copied) +
      R"(,"bytes":)" + std::to_string(report.bytes) + R"(,"lastHash":")" + in_hex(report.last_hash) +
      R"(","digest":")" + in_hex(report.digest) + R"(","keys":)" + std::to_string(report.keys) +
      R"(,"destroyedKeys":)" + std::to_string(report.destroyed_keys) + R"(,"projections":[)";
  for (const ProjectionStanding& standing : report.standings) {
    if (json.back() != '[') json += ',';
    json += R"({"projection":")" + standing.name + R"(","version":)" + std::to_string(standing.version) +
            R"(,"position":)" + std::to_string(standing.position.value) + R"(,"digest":")" +
            in_hex(standing.digest.bytes()) + R"("})";
  }
  return json + "]}\n";
}

http::Response conflict(std::string_view type, std::string_view title, std::string_view detail,
                        std::string_view remedy) {
  return http::Problem({.status = 409, .type = type, .title = title, .detail = detail})
      .with("whatToDo", remedy)
      .answer();
}

http::Response no_destination() {
  return conflict(
      "no-destination", "The log has nowhere to go",
      "The log of this daemon is on Kafka, or its configuration does not say where Kafka is.",
      "Set log.kafka.bootstrap_servers, leave log.kind = \"embedded\", and start the daemon again.");
}

/// What the caller believes of where the log is and where it goes, if it is not so.
std::optional<http::Response> mistaken(const Doors& doors, const http::Request& request) {
  const auto believed = [&](std::string_view name, const std::string& is) -> std::optional<http::Response> {
    const auto said = request.query.find(name);
    if (!said || *said == is) return std::nullopt;
    return bad_parameter(name, "It is " + is + ".", "Look whether this is the daemon that you mean.");
  };
  if (auto wrong = believed("from", "rocksdb:" + doors.data_directory)) return wrong;
  if (auto wrong = believed("to", "kafka:" + doors.copy->settings().bootstrap_servers)) return wrong;
  const auto moves = request.query.find("move");
  if (moves && *moves != "yes") return bad_parameter("move", "It is not yes.", "Give yes, or leave it out.");
  const std::string address(request.query.find("address").value_or(""));
  const bool is_plain = std::ranges::all_of(address, [](char c) { return c > ' ' && c <= '~'; });
  if (address.size() > kLongestAddress || !is_plain)
    return bad_parameter("address", "It is no address.", "Give one such as https://office.example.");
  return std::nullopt;
}

http::Awaitable<void> run(const Doors& doors, http::Request& request, http::StreamWriter& out) {
  const auto caller = caller_of(doors, request);
  if (!caller) co_return out.answer(caller.error());
  if (!roles_of(*caller).has(Role::OPERATOR))
    co_return out.answer(refused({.refusal = Refusal::not_your_role}));
  if (auto wrong = check_parameters(request, kParameters)) co_return out.answer(std::move(*wrong));
  if (doors.copy == nullptr) co_return out.answer(no_destination());
  if (auto wrong = mistaken(doors, request)) co_return out.answer(std::move(*wrong));
  const bool moves = request.query.find("move").has_value();
  const auto running = doors.copy->begin({.moves = moves,
                                          .address = std::string(request.query.find("address").value_or("")),
                                          .by = caller->subject});
  if (!running)
    co_return out.answer(conflict("under-way", "The log is being copied already", "One copy runs at a time.",
                                  "Wait until it has ended, and ask again."));
  http::Headers headers;
  headers.add("Content-Type", "application/x-ndjson");
  out.begin(200, headers);
  while (!running->is_done) {
    co_await http::pause(kBetweenLines);
    const bool taken = co_await out.write(R"({"progress":{"applied":)" + std::to_string(running->compared) +
                                          R"(,"end":)" + std::to_string(running->end) + "}}\n");
    if (taken) continue;
    running->is_cancelled = true;
    co_return;
  }
  if (running->outcome) {
    co_await out.write(line_of(*running->outcome, doors.copy->destination()));
    co_return;
  }
  co_await out.write(line_of_problem(running->outcome.error()));
}

}  // namespace

void add_copy_door(http::Router& router, const Doors& doors) {
  router.add_stream("POST", "/v1/log/copy", [&doors](http::Request& request, http::StreamWriter& out) {
    return run(doors, request, out);
  });
}

}  // namespace htq
