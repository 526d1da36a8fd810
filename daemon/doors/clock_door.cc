// GET /v1/clock: which clock the office goes by, and where it stands. POST /v1/clock moves a manual clock
// forward: when it answers, everything that fell due on the way is decided and durable.
#include <capnp/dynamic.h>

#include "daemon/access/sealing.h"
#include "daemon/clock.h"
#include "daemon/doors/clearance.h"
#include "daemon/doors/door.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/viewer.h"
#include "daemon/engine.h"
#include "daemon/log/event_log.h"
#include "domain/london_text.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

// GCC 12 takes Asio's paired operators for a mismatch when it inlines one of them.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace htq {
namespace {

http::Response conflict(std::string_view type, std::string_view title, std::string_view detail,
                        std::string_view remedy) {
  return http::Problem({.status = 409, .type = type, .title = title, .detail = detail})
      .with("whatToDo", remedy)
      .answer();
}

class ClockDoor {
 public:
  explicit ClockDoor(const Doors& doors)
      : doors_(doors),
        reader_(capnp::Schema::from<answer::ClockMove>()),
        outlet_(capnp::Schema::from<answer::ClockReading>(), doors.sealing) {}

  http::Awaitable<http::Response> show(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    if (auto wrong = check_parameters(request, {})) co_return std::move(*wrong);
    co_return reading(Viewer(doors_, std::move(*caller)), doors_.clock.now());
  }

  http::Awaitable<http::Response> move(http::Request& request) const {
    const auto caller = caller_of(doors_, request);
    if (!caller) co_return caller.error();
    if (auto wrong = check_parameters(request, {})) co_return std::move(*wrong);
    if (!roles_of(*caller).has(Role::OPERATOR)) co_return refused({.refusal = Refusal::not_your_role});
    if (doors_.clock_mode != ClockMode::manual)
      co_return conflict("clock-not-manual", "The clock is not moved by hand",
                         "The office goes by the system's clock.",
                         "Start a daemon of its own with clock.mode = \"manual\" to try what time does.");
    capnp::MallocMessageBuilder message;
    auto asked = message.initRoot<answer::ClockMove>();
    if (const auto read = reader_.read(request.body, asked); !read) co_return bad_request(read.error());
    if (asked.getTo() == 0)
      co_return bad_request({.path = "to",
                             .what = "It does not say when to.",
                             .remedy = "Give an instant such as 2021-09-17T16:00:00Z."});
    const Instant to{asked.getTo()};
    const Reply reply = co_await http::await_callback<Reply>(
        [&](http::Callback<Reply> done) { doors_.engine.move_clock(to, std::move(done)); });
    if (const auto* fault = std::get_if<Fault>(&reply)) co_return faulty(*fault);
    const auto& stands = std::get<ClockStands>(reply);
    if (!stands.moved)
      co_return conflict("clock-moves-forward", "The clock only moves forward",
                         "It stands at " + rfc3339(stands.now) + ".", "Give a later instant.");
    co_return reading(Viewer(doors_, *caller), stands.now);
  }

 private:
  http::Response reading(const Viewer& viewer, Instant now) const {
    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<answer::ClockReading>();
    out.setMode(doors_.clock_mode == ClockMode::manual ? "manual" : "system");
    out.setNow(now.ns);
    out.setPosition(doors_.log.end().value);
    http::Response answer;
    outlet_.write(out.asReader(), viewer.with_positions(policy::Audience::PUBLIC), answer.body);
    return answer;
  }

  const Doors& doors_;
  JsonReader reader_;
  Outlet outlet_;
};

}  // namespace

void add_clock_door(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<ClockDoor>(doors);
  router.add("GET", "/v1/clock", [door](http::Request& request) { return door->show(request); });
  router.add("POST", "/v1/clock", [door](http::Request& request) { return door->move(request); });
}

}  // namespace htq
