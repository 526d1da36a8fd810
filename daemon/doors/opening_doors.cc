#include "daemon/doors/opening_doors.h"

#include "daemon/http/problem.h"

namespace htq {

void Opening::has_applied(Position applied, Position end) {
  percent_ = end.value == 0 ? 100 : static_cast<int>(applied.value * 100 / end.value);
}

std::string Opening::words() const {
  if (const int percent = percent_; percent >= 0)
    return "The daemon starts: its rows have read " + std::to_string(percent) + " % of the log.";
  if (reads_topic_) return "The daemon starts: it reads the log from the brokers.";
  return "The daemon starts.";
}

void add_opening_doors(http::Router& router, const Opening& opening) {
  // Nothing of a caller is known yet, so nobody asks who it is.
  const http::RouteOptions always{.always_answers = true};
  const http::Handler not_yet = [&opening](http::Request&) -> http::Awaitable<http::Response> {
    http::Response answer =
        http::Problem(
            {.status = 503, .type = "starting", .title = "The office is not open yet", .detail = opening.words()})
            .with("whatToDo", "Send it again later with the same Idempotency-Key: nothing is lost or done twice.")
            .answer();
    answer.headers.add("Retry-After", "1");
    co_return answer;
  };
  router.add(
      "GET", "/livez",
      [](http::Request&) -> http::Awaitable<http::Response> {
        co_return http::Response{.status = 200, .body = "alive\n", .content_type = "text/plain"};
      },
      always);
  for (const char* method : {"GET", "POST"}) router.add(method, "/{rest...}", not_yet, always);
}

}  // namespace htq
