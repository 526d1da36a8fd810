#include "daemon/doors/cluster_doors.h"

#include "daemon/doors/clearance.h"
#include "daemon/http/waiting.h"
#include "domain/actor.h"

namespace htq {
namespace {

constexpr Roles kMayLook{Role::OPERATOR, Role::AUDITOR};

http::Awaitable<http::Response> hand_on(const ClusterDoors& doors, std::string address,
                                        http::Request& request) {
  // The time of the machine: how old a signature is has nothing to do with a clock that is moved by hand.
  const Instant sent = SystemClock().now();
  Forwarder::Errand errand{.address = std::move(address),
                           .method = request.method,
                           .target = request.target,
                           .headers = headers_to_forward(request),
                           .body = request.body,
                           .answering = {}};
  errand.headers.add("Htqd-Forwarded", sign_forwarded(request, sent, doors.key, doors.random));
  auto answer =
      co_await http::await_callback<Result<http::Response>>([&](http::Callback<Result<http::Response>> done) {
        errand.answering = std::move(done);
        doors.forwarder.send(std::move(errand));
      });
  if (!answer)
    co_return faulty(
        {answer.error().kind == FaultKind::overloaded ? FaultKind::overloaded : FaultKind::unavailable,
         "The daemon that writes did not answer: " + answer.error().what});
  http::Response response{.status = answer->status, .body = std::move(answer->body)};
  if (const auto type = answer->headers.find("content-type")) response.content_type = *type;
  for (const std::string_view name : {"ETag", "Retry-After", "WWW-Authenticate"})
    if (const auto value = answer->headers.find(name)) response.headers.add(name, *value);
  co_return response;
}

http::Awaitable<http::Response> take(const ClusterDoors& doors, const http::Router& here,
                                     http::Request& request) {
  if (request.headers.find(kForwardedHeader)) {
    const auto received = doors.check.received_at(request, SystemClock().now());
    if (!received)
      co_return http::Problem({.status = 403,
                               .type = "not-forwarded",
                               .title = "The command was not handed on by a daemon of this office",
                               .detail = "Its signature is wrong, or used, or older than 5 seconds."})
          .with("whatToDo", "Look at cluster.secret_file, and at the clocks of the machines.")
          .answer();
    // One hop: who hands on to a daemon that does not write either has to look again.
    if (!doors.cluster.writes_here())
      co_return faulty(
          {FaultKind::unavailable, "The daemon that a command was handed on to does not write."});
    if (doors.doors.clock_mode == ClockMode::system) request.received_at = *received;
  } else if (!doors.cluster.writes_here()) {
    if (auto other = doors.cluster.other_writer()) {
      auto answer = co_await hand_on(doors, std::move(*other), request);
      co_return answer;
    }
  }
  const auto match = here.match(request);
  if (match.route == nullptr) co_return *match.refusal;
  auto answer = co_await std::get<http::Handler>(match.route->handler)(request);
  co_return answer;
}

http::Awaitable<http::Response> show(const ClusterDoors& doors, http::Request& request) {
  const auto caller = caller_of(doors.doors, request);
  if (!caller) co_return caller.error();
  if (roles_of(*caller).both(kMayLook).empty()) co_return refused({.refusal = Refusal::not_your_role});
  if (auto wrong = check_parameters(request, {})) co_return std::move(*wrong);
  const auto view = co_await http::await_callback<Cluster::View>(
      [&](http::Callback<Cluster::View> done) { doors.cluster.look(std::move(done)); });
  std::string json = R"({"daemon":)";
  http::append_json_string(json, doors.cluster.own_address());
  json += std::string(R"(,"writes":)") + (doors.cluster.writes_here() ? "true" : "false");
  json += R"(,"position":)" + std::to_string(doors.doors.projector.applied().value);
  json += R"(,"end":)" + std::to_string(doors.doors.log.end().value);
  if (view.behind) json += R"(,"unread":)" + std::to_string(*view.behind);
  if (const auto writer = doors.cluster.writer()) {
    json += R"(,"writer":{"address":)";
    http::append_json_string(json, writer->address);
    json += R"(,"epoch":)" + std::to_string(writer->epoch) + R"(,"since":)" +
            std::to_string(writer->since.value) + "}";
  }
  json += R"(,"daemons":[)";
  for (const std::string& address : view.daemons) {
    if (json.back() != '[') json += ',';
    http::append_json_string(json, address);
  }
  co_return http::Response{.body = json + "]}"};
}

}  // namespace

void add_forwarding(http::Router& router, const http::Router& here, const ClusterDoors& doors) {
  router.add("POST", "/v1/commands/{name}",
             [&doors, &here](http::Request& request) { return take(doors, here, request); });
}

void add_cluster_door(http::Router& router, const ClusterDoors& doors) {
  router.add("GET", "/v1/cluster", [&doors](http::Request& request) { return show(doors, request); });
}

}  // namespace htq
