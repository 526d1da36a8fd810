// GET /v1/log/level: at which level the log is, and how far it could be raised.
#include <algorithm>

#include "daemon/access/sealing.h"
#include "daemon/doors/door.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/viewer.h"
#include "daemon/projector.h"
#include "domain/evolve.h"
#include "domain/log_level.h"
#include "projections/timeline.h"
#include "schemas/answer.capnp.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"after"};

class LogDoor {
 public:
  explicit LogDoor(const Doors& doors)
      : doors_(doors), outlet_(capnp::Schema::from<answer::LogLevel>(), doors.sealing) {}

  http::Awaitable<http::Response> show(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    const Viewer viewer(doors_, std::move(*caller));
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    if (auto not_yet = co_await wait_for_position(doors_, viewer, request)) co_return std::move(*not_yet);
    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<answer::LogLevel>();
    out.setLevel(kFirstLogLevel);
    out.setSupported(co_await supported_by_all(viewer));
    const RowView rows = doors_.projector.view();
    const auto read =
        read_timeline(rows.snapshot(), rows.family("timeline"), timeline_prefix(StreamKind::OFFICE),
                      [&](Record::Reader record, std::string_view) {
                        if (!record.getBody().isLogLevelRaised()) return true;
                        out.setLevel(record.getBody().getLogLevelRaised().getLevel());
                        out.setRaisedAt(record.getRecordedAt());
                        out.setPosition(record.getPosition());
                        return true;
                      });
    if (!read) co_return faulty(read.error());
    http::Response answer;
    outlet_.write(out.asReader(), viewer.with_positions(policy::Audience::PUBLIC), answer.body);
    co_return answer;
  }

 private:
  /// How far it could be raised, to who may raise it: one that does not answer leaves it where it is. The
  /// others are not asked for anybody else.
  http::Awaitable<std::uint16_t> supported_by_all(const Viewer& viewer) const {
    std::uint16_t supported = supported_log_level();
    if (!doors_.ask_other_daemons || !viewer.roles().has(Role::OPERATOR)) co_return supported;
    const auto reports = co_await doors_.ask_other_daemons(viewer.caller());
    if (!reports) co_return kFirstLogLevel;
    for (const DaemonReport& report : *reports)
      supported = std::min(supported, report.log_level.value_or(kFirstLogLevel));
    co_return supported;
  }

  const Doors& doors_;
  Outlet outlet_;
};

}  // namespace

void add_log_door(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<LogDoor>(doors);
  router.add("GET", "/v1/log/level", [door](http::Request& request) { return door->show(request); });
}

}  // namespace htq
