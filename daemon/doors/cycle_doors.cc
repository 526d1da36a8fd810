// GET /v1/cycles/{id} and /v1/cycles/{id}/statistics: a cycle and its exact figures, now and as at any
// position or instant, as JSON or CSV.
#include <capnp/dynamic.h>

#include "daemon/access/sealing.h"
#include "daemon/doors/attested.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/rows.h"
#include "daemon/doors/statistics_csv.h"
#include "daemon/projector.h"
#include "domain/actor.h"
#include "projections/reference.h"
#include "projections/statistics.h"
#include "projections/stored_record.h"

namespace htq {
namespace {

constexpr std::string_view kOfCycle[] = {"asAt", "after"};
constexpr std::string_view kOfStatistics[] = {"asAt", "after", "format"};

/// Exact figures before their release (domain.md 3 and 13).
bool may_see_figures(const Viewer& viewer) {
  return viewer.roles().has(Role::STATISTICIAN) || viewer.of_office().clearance >= policy::Audience::INTERNAL;
}

http::Response no_such_cycle(const std::string& id) {
  return refused({.refusal = Refusal::no_such_stream, .detail = "There is no cycle \"" + id + "\"."});
}

class CycleDoors {
 public:
  explicit CycleDoors(const Doors& doors)
      : doors_(doors),
        cycles_(capnp::Schema::from<answer::Cycle>(), doors.sealing),
        figures_(capnp::Schema::from<answer::Statistics>(), doors.sealing) {}

  http::Awaitable<http::Response> show(http::Request& request) const {
    auto caller = anyone_calling(doors_, request);
    if (!caller) co_return std::move(caller).error();
    const Viewer viewer(doors_, std::move(*caller));
    if (auto wrong = check_parameters(request, kOfCycle)) co_return std::move(*wrong);
    const auto rows = co_await rows_for(doors_, viewer, request, "reference");
    if (!rows) co_return rows.error();
    const std::string id(request.parameter("id"));
    const auto bytes = row_of(*rows->view, id);
    if (!bytes) co_return faulty(bytes.error());
    if (!*bytes) co_return no_such_cycle(id);
    StoredMessage<answer::Cycle> row(**bytes);
    http::Response answer;
    cycles_.write(row.root(), viewer.with_positions(policy::Audience::PUBLIC), answer.body);
    co_return answer;
  }

  http::Awaitable<http::Response> statistics(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    const Viewer viewer(doors_, std::move(*caller));
    if (!may_see_figures(viewer)) co_return refused({.refusal = Refusal::not_your_role});
    if (auto wrong = check_parameters(request, kOfStatistics)) co_return std::move(*wrong);
    const std::string format(request.query.find("format").value_or("json"));
    if (format != "json" && format != "csv")
      co_return bad_parameter("format", "It is json or csv.", "Give one of them.");
    const auto rows = co_await rows_for(doors_, viewer, request, "statistics");
    if (!rows) co_return rows.error();
    const std::string id(request.parameter("id"));
    // Whether there is such a cycle, the present knows.
    const auto cycle = row_of(doors_.projector.view(), id);
    if (!cycle) co_return faulty(cycle.error());
    if (!*cycle) co_return no_such_cycle(id);
    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<answer::Statistics>();
    const RowView& view = *rows->view;
    if (const auto read = read_statistics(view.snapshot(), view.family("statistics"), id, out); !read)
      co_return faulty(read.error());
    out.setAsAt(rows->as_at.value);
    http::Response answer;
    if (format == "csv") {
      answer.headers.add("Content-Type", "text/csv; charset=utf-8");
      answer.body = statistics_csv(out.asReader());
      tells(request, policy::Audience::INTERNAL);
    } else {
      figures_.write(out.asReader(), viewer.with_positions(policy::Audience::INTERNAL), answer.body);
    }
    co_return answer;
  }

 private:
  static Result<std::optional<std::string>> row_of(const RowView& view, const std::string& id) {
    return view.get("reference", reference_prefix(StreamKind::CYCLE) + id);
  }

  const Doors& doors_;
  Outlet cycles_;
  Outlet figures_;
};

}  // namespace

void add_cycle_doors(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<CycleDoors>(doors);
  router.add("GET", "/v1/cycles/{id}", [door](http::Request& request) { return door->show(request); });
  router.add("GET", "/v1/cycles/{id}/statistics",
             [door](http::Request& request) { return door->statistics(request); });
}

}  // namespace htq
