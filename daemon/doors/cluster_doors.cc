#include "daemon/doors/cluster_doors.h"

#include <algorithm>
#include <map>

#include "daemon/doors/clearance.h"
#include "daemon/http/waiting.h"
#include "daemon/log/event_log.h"
#include "daemon/logging.h"
#include "daemon/projector.h"
#include "domain/actor.h"
#include "domain/log_level.h"

namespace htq {
namespace {

constexpr Roles kMayLook{Role::OPERATOR, Role::AUDITOR};
/// How long a command is kept when the daemon that writes is gone: a takeover takes 8 seconds or so.
constexpr Duration kWaitsForWriter = std::chrono::seconds(10);

/// In an answer to the daemon that handed a command on, and to nobody else: why it should try again.
constexpr std::string_view kAgainHeader = "htqd-again";
constexpr std::string_view kDoesNotWrite = "does-not-write";
constexpr std::string_view kOutOfTime = "out-of-time";

/// To whoever writes at this moment.
http::Awaitable<Result<http::Response>> send_on(const ClusterDoors& doors, const http::Request& request,
                                                const Caller& caller) {
  Forwarder::Errand errand{.request = request, .caller = caller, .answering = {}};
  auto answer =
      co_await http::await_callback<Result<http::Response>>([&](http::Callback<Result<http::Response>> done) {
        errand.answering = std::move(done);
        doors.forwarder.send(std::move(errand));
      });
  co_return answer;
}

http::Response as_it_came(http::Response answer) {
  http::Response response{.status = answer.status, .body = std::move(answer.body)};
  if (const auto type = answer.headers.find("content-type")) response.content_type = *type;
  for (const std::string_view name : {"ETag", "Retry-After", "WWW-Authenticate"})
    if (const auto value = answer.headers.find(name)) response.headers.add(name, *value);
  return response;
}

enum class Then { answer, sign_again, wait_for_an_election };

Then what_then(const Result<http::Response>& answer, bool somebody_was_elected) {
  if (!answer)
    return answer.error().kind == FaultKind::overloaded ? Then::answer : Then::wait_for_an_election;
  const auto again = answer->headers.find(kAgainHeader);
  if (again == kOutOfTime) return Then::sign_again;
  const bool is_of_one_replaced = answer->status == 503 && somebody_was_elected;
  return again == kDoesNotWrite || is_of_one_replaced ? Then::wait_for_an_election : Then::answer;
}

/// Whoever is replaced may have recorded the command, or record it still, as long as nobody has taken over.
/// Whoever takes over knows everything that is on record by then, and nothing of the one before comes after
/// that. So what has no answer is sent again, under its own id: it is known there, or it never happened. It
/// keeps the instant at which it came: an election makes nobody late.
http::Awaitable<http::Response> hand_on(const ClusterDoors& doors, http::Request& request, Caller caller) {
  const auto until = std::chrono::steady_clock::now() + kWaitsForWriter;
  bool may_sign_again = true;
  while (!doors.cluster.writes_here()) {
    const std::uint64_t elections = doors.writer_changed.count();
    if (!doors.cluster.other_writer()) break;  // the engine says why
    auto answer = co_await send_on(doors, request, caller);
    const Then then = what_then(answer, doors.writer_changed.count() != elections);
    // It lay with a daemon that was stopped for longer than a signature holds; or the clocks differ.
    if (then == Then::sign_again && std::exchange(may_sign_again, false)) continue;
    if (then != Then::wait_for_an_election)
      co_return answer ? as_it_came(*std::move(answer)) : faulty(answer.error());
    const auto left = until - std::chrono::steady_clock::now();
    bool somebody_was_elected = false;
    if (left > Duration(0)) somebody_was_elected = co_await doors.writer_changed.wait(elections, left);
    if (somebody_was_elected) continue;
    if (!answer)
      doors.doors.logger.warn("not_handed_on", {{"reason", answer.error().what}},
                              "The daemon that writes did not answer, and no other one was elected.");
    co_return faulty({FaultKind::unavailable,
                      "The daemon that writes does not answer, and no other one has "
                      "been elected so far. Send the command again under its id."});
  }
  auto answer = co_await doors.take_here(request, std::move(caller));
  co_return answer;
}

/// One hop: whoever handed it on to a daemon that does not write either has to look again.
http::Response does_not_write() {
  http::Response answer =
      faulty({FaultKind::unavailable, "The daemon that a command was handed on to does not write."});
  answer.headers.add(kAgainHeader, kDoesNotWrite);
  return answer;
}

http::Awaitable<http::Response> take(const ClusterDoors& doors, http::Request& request) {
  if (request.headers.find(kForwardedHeader)) {
    auto handed_on = doors.check.take(request, SystemClock().now());
    if (!handed_on) co_return not_believed(handed_on.error());
    if (!doors.cluster.writes_here()) co_return does_not_write();
    if (doors.doors.clock_mode == ClockMode::system) request.received_at = handed_on->received_at;
    auto answer = co_await doors.take_here(request, std::move(handed_on->caller));
    co_return answer;
  }
  auto caller = sender_of(doors.doors, request);
  if (!caller) co_return std::move(caller).error();
  auto answer = co_await hand_on(doors, request, *std::move(caller));
  co_return answer;
}

DaemonStanding own_standing(const ClusterDoors& doors) {
  return {.applied = doors.doors.projector.applied(), .log_level = supported_log_level()};
}

/// By address; who gives no good answer in time is not there.
http::Awaitable<std::map<std::string, DaemonStanding>> standings_of(const ClusterDoors& doors,
                                                                    const Cluster::View& view,
                                                                    const Caller& caller) {
  std::vector<std::string> others = view.daemons;
  std::erase(others, doors.cluster.own_address());
  auto ask = [&](http::Callback<OtherDaemons::Answers> done) {
    doors.others.ask(others, {.target = std::string(kStandingPath), .caller = caller}, std::move(done));
  };
  const auto answers = co_await http::await_callback<OtherDaemons::Answers>(ask);
  std::map<std::string, DaemonStanding> standings;
  for (const auto& [address, answer] : answers)
    if (const auto standing = DaemonStanding::parse(answer)) standings[address] = *standing;
  co_return standings;
}

/// To another daemon of the office.
http::Awaitable<http::Response> tell_standing(const ClusterDoors& doors, http::Request& request) {
  const auto asked = doors.check.take(request, SystemClock().now());
  if (!asked) co_return not_believed(asked.error());
  co_return http::Response{.body = own_standing(doors).text()};
}

http::Awaitable<http::Response> show(const ClusterDoors& doors, http::Request& request) {
  const auto caller = caller_of(doors.doors, request);
  if (!caller) co_return caller.error();
  if (roles_of(*caller).both(kMayLook).empty()) co_return refused({.refusal = Refusal::not_your_role});
  if (auto wrong = check_parameters(request, {})) co_return std::move(*wrong);
  const Cluster::View view = co_await look_at_the_group(doors);
  auto standings = co_await standings_of(doors, view, *caller);
  standings[doors.cluster.own_address()] = own_standing(doors);
  std::string json = R"({"daemon":)";
  http::append_json_string(json, doors.cluster.own_address());
  json += std::string(R"(,"writes":)") + (doors.cluster.writes_here() ? "true" : "false");
  json += R"(,"position":)" + std::to_string(doors.doors.projector.applied().value);
  json += R"(,"end":)" + std::to_string(doors.doors.log.end().value);
  if (view.behind) json += R"(,"unread":)" + std::to_string(*view.behind);
  if (const auto trouble = doors.doors.log.trouble()) {
    json += R"(,"trouble":)";
    http::append_json_string(json, trouble->what);
  }
  if (const auto writer = doors.cluster.writer()) {
    json += R"(,"writer":{"address":)";
    http::append_json_string(json, writer->address);
    json += R"(,"epoch":)" + std::to_string(writer->epoch) + R"(,"since":)" +
            std::to_string(writer->since.value) + "}";
  }
  json += R"(,"daemons":[)";
  for (const std::string& address : view.daemons) {
    if (json.back() != '[') json += ',';
    json += R"({"address":)";
    http::append_json_string(json, address);
    const auto standing = standings.find(address);
    if (standing != standings.end())
      json += R"(,"position":)" + std::to_string(standing->second.applied.value) +
              R"(,"supportedLogLevel":)" + std::to_string(standing->second.log_level);
    json += '}';
  }
  co_return http::Response{.body = json + "]}"};
}

}  // namespace

http::Response not_believed(ForwardedCheck::Doubt why) {
  http::Problem problem({.status = 403,
                         .type = "not-forwarded",
                         .title = "It was not sent by a daemon of this office",
                         .detail = "Its signature is wrong, for another daemon, used, or older than 5 "
                                   "seconds."});
  problem.with("whatToDo", "Look at cluster.secret_file, and at the clocks of the machines.");
  http::Response answer = problem.answer();
  if (why == ForwardedCheck::Doubt::out_of_time) answer.headers.add(kAgainHeader, kOutOfTime);
  return answer;
}

http::Awaitable<Cluster::View> look_at_the_group(const ClusterDoors& doors) {
  auto ask = [&doors](http::Callback<Cluster::View> done) { doors.cluster.look(std::move(done)); };
  auto view = co_await http::await_callback<Cluster::View>(ask);
  co_return view;
}

http::Awaitable<Result<std::vector<DaemonReport>>> reports_of_others(const ClusterDoors& doors,
                                                                     Caller caller) {
  const Cluster::View view = co_await look_at_the_group(doors);
  // This one takes part itself: who is not even told of that is told nothing.
  if (std::ranges::find(view.daemons, doors.cluster.own_address()) == view.daemons.end())
    co_return fault(FaultKind::unavailable,
                    "No broker says which daemons of this office are up. Send the command again.");
  const auto standings = co_await standings_of(doors, view, caller);
  std::vector<DaemonReport> reports;
  for (const std::string& address : view.daemons) {
    if (address == doors.cluster.own_address()) continue;
    const auto standing = standings.find(address);
    reports.push_back({.daemon = address,
                       .log_level = standing == standings.end() ? std::nullopt
                                                                : std::optional(standing->second.log_level)});
  }
  co_return reports;
}

TakeCommand commands_handed_on(const ClusterDoors& doors) {
  return
      [&doors](http::Request& request, Caller caller) { return hand_on(doors, request, std::move(caller)); };
}

void add_forwarding(http::Router& router, const ClusterDoors& doors) {
  router.add("POST", "/v1/commands/{name}",
             [&doors](http::Request& request) { return take(doors, request); });
}

void add_cluster_door(http::Router& router, const ClusterDoors& doors) {
  router.add("GET", "/v1/cluster", [&doors](http::Request& request) { return show(doors, request); });
  router.add("GET", std::string(kStandingPath),
             [&doors](http::Request& request) { return tell_standing(doors, request); });
}

}  // namespace htq
