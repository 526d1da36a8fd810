// GET /v1/rules: guidance, criteria, conditions, notices, scope and editions as an applicant had them at an
// instant (domain.md sections 15 and 18, edge case 43). ?at= asks for the rules in force then, by what is
// known now; ?asAt= by what was on record then.
#include <capnp/dynamic.h>

#include <algorithm>

#include "daemon/access/sealing.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/reading.h"
#include "daemon/doors/rows.h"
#include "daemon/row_view.h"
#include "domain/london_text.h"
#include "domain/london_times.h"
#include "projections/reference.h"
#include "projections/stored_record.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"asAt", "after", "at", "cycle"};

class RulesDoor {
 public:
  explicit RulesDoor(const Doors& doors)
      : doors_(doors),
        cycles_(capnp::Schema::from<answer::Cycle>(), doors.sealing),
        publications_(capnp::Schema::from<answer::Publication>(), doors.sealing),
        scope_(capnp::Schema::from<answer::Scope>(), doors.sealing) {}

  http::Awaitable<http::Response> answer(http::Request& request) const {
    auto caller = anyone_calling(doors_, request);
    if (!caller) co_return std::move(caller).error();
    const Viewer viewer(doors_, std::move(*caller));
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    std::optional<Instant> asked;
    if (const auto text = request.query.find("at")) {
      const auto at = time_asked("at", *text, DayMeans::its_last_instant);
      if (!at) co_return at.error();
      asked = *at;
    }
    const auto rows = co_await rows_for(doors_, viewer, request, "reference");
    if (!rows) co_return rows.error();
    const Instant at = asked.value_or(rows->at);
    auto read = [this, viewer = std::move(viewer), rows = *rows, at,
                 cycle = std::string(request.query.find("cycle").value_or(""))] {
      return rules(viewer, rows, at, cycle);
    };
    auto answer = co_await doors_.reading.off_the_loop(read);
    if (!answer) co_return too_many_reads();
    co_return *std::move(answer);
  }

 private:
  http::Response rules(const Viewer& viewer, const RowsAt& rows, Instant at, const std::string& cycle) const {
    if (!cycle.empty()) {
      const auto known = is_on_record(doors_, StreamKind::CYCLE, cycle);
      if (!known) return faulty(known.error());
      if (!*known) return not_on_record("cycle", cycle);
    }
    const Sight sight = viewer.with_positions(policy::Audience::PUBLIC);
    http::Response answer;
    answer.body = R"({"asAt":)" + position_json(doors_, viewer, rows.as_at) + R"(,"at":")" + rfc3339(at) +
                  R"(","atLondon":")" + moment_text(at) + R"(","cycles":[)";
    const auto holds = [&](auto row) {
      return row.getFrom() <= at.ns && (row.getUntil() == 0 || at.ns < row.getUntil());
    };
    const auto of_cycle = [&](auto row) {
      return cycle.empty() || row.getCycle().size() == 0 || view(row.getCycle()) == cycle;
    };
    const std::string publications = reference_prefix(StreamKind::PUBLICATION);
    auto done = each<answer::Cycle>(*rows.view, after_prefix(scope_prefix()),
                                    after_prefix(reference_prefix(StreamKind::CYCLE)), cycles_, sight,
                                    answer.body, of_cycle);
    answer.body += R"(],"publications":[)";
    if (done)
      done = each<answer::Publication>(*rows.view, publications, after_prefix(publications), publications_,
                                       sight, answer.body,
                                       [&](auto row) { return holds(row) && of_cycle(row); });
    answer.body += R"(],"scope":[)";
    if (done)
      done = each<answer::Scope>(*rows.view, scope_prefix(), after_prefix(scope_prefix()), scope_, sight,
                                 answer.body, [&](auto row) { return holds(row) && of_cycle(row); });
    if (!done) return faulty(done.error());
    answer.body += "]}";
    return answer;
  }

  template <typename Row, typename Wanted>
  static Result<> each(const RowView& view, const std::string& begin, const std::string& end,
                       const Outlet& outlet, const Sight& sight, std::string& json, Wanted wanted) {
    bool first = true;
    const auto cursor = view.range("reference", begin, end);
    for (; cursor->valid(); cursor->next()) {
      StoredMessage<Row> row(cursor->value());
      if (!wanted(row.root())) continue;
      if (!first) json += ',';
      first = false;
      outlet.write(row.root(), sight, json);
    }
    return cursor->status();
  }

  const Doors& doors_;
  Outlet cycles_;
  Outlet publications_;
  Outlet scope_;
};

}  // namespace

void add_rules_door(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<RulesDoor>(doors);
  router.add("GET", "/v1/rules", [door](http::Request& request) { return door->answer(request); });
}

}  // namespace htq
