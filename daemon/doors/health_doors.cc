// /livez, /readyz and /version: for whoever watches the service. They need no token and tell nothing of
// cases.
#include "daemon/doors/viewer.h"
#include "daemon/engine.h"
#include "daemon/log/event_log.h"
#include "daemon/projector.h"
#include "daemon/version.h"
#include "domain/log_level.h"

namespace htq {
namespace {

http::Response plain(std::string text) {
  return {.status = 200, .body = std::move(text), .content_type = "text/plain"};
}

}  // namespace

void add_health_doors(http::Router& router, const Doors& doors) {
  const http::RouteOptions always{.always_answers = true};
  router.add(
      "GET", "/livez", [](http::Request&) -> http::Awaitable<http::Response> { co_return plain("alive\n"); },
      always);
  router.add(
      "GET", "/readyz",
      [&doors](http::Request&) -> http::Awaitable<http::Response> {
        auto why = doors.engine.stopped();
        if (!why) why = doors.projector.stopped();
        if (!why) why = doors.engine.stalled();
        if (!why) why = doors.log.trouble();
        if (why) co_return faulty(*why);
        co_return plain("ready\n");
      },
      always);
  router.add(
      "GET", "/version",
      [&doors](http::Request& request) -> http::Awaitable<http::Response> {
        auto caller = anyone_calling(doors, request);
        if (!caller) co_return std::move(caller).error();
        std::string body = R"({"name":"htqd","version":)";
        http::append_json_string(body, kProgramVersion);
        body += R"(,"office":)";
        http::append_json_string(body, doors.office);
        body += R"(,"supportedLogLevel":)" + std::to_string(supported_log_level());
        if (doors.destroyed_keys_gone_within.count() != 0)
          body += R"(,"destroyedKeysGoneWithinSeconds":)" +
                  std::to_string(doors.destroyed_keys_gone_within.count());
        // How far the log has come tells how much happens: to who sees every record, or runs the service.
        if (Viewer(doors, std::move(*caller)).sees_positions())
          body += R"(,"position":)" + std::to_string(doors.projector.applied().value);
        body += '}';
        co_return http::Response{.body = std::move(body)};
      },
      always);
}

}  // namespace htq
