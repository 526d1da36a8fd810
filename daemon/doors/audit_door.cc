// GET /v1/audit: who did what, by person, by body or by time; corrections and supersessions; what is told of
// a person.
#include <capnp/dynamic.h>

#include "daemon/access/sealing.h"
#include "daemon/doors/entry.h"
#include "daemon/doors/reading.h"
#include "daemon/doors/viewer.h"
#include "daemon/log/event_log.h"
#include "daemon/projector.h"
#include "domain/actor.h"
#include "projections/audit.h"
#include "projections/persons.h"
#include "projections/stored_record.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"subject", "body",  "corrections", "from", "until",
                                            "person",  "limit", "cursor",      "asAt", "after"};

class AuditDoor {
 public:
  explicit AuditDoor(const Doors& doors) : doors_(doors), entries_(doors.sealing) {}

  http::Awaitable<http::Response> answer(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    Viewer viewer(doors_, std::move(*caller));
    const bool is_about_a_person = request.query.find("person").has_value();
    if (is_about_a_person ? !viewer.sees_persons() : !viewer.sees_cases())
      co_return refused({.refusal = Refusal::not_your_role});
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    auto asked = asked_of(request);
    if (!asked) co_return asked.error();
    if (auto not_yet = co_await wait_for_position(doors_, viewer, request)) co_return std::move(*not_yet);
    const auto as_at = as_at_of(doors_, viewer, request);
    if (!as_at) co_return as_at.error();
    auto read = [this, viewer = std::move(viewer), asked = *std::move(asked), as_at = *as_at]() mutable {
      const RowView now = doors_.projector.view();
      if (const auto looked = viewer.look(now); !looked) return faulty(looked.error());
      return list(asked, as_at, viewer);
    };
    auto answer = co_await doors_.reading.off_the_loop(read);
    if (!answer) co_return too_many_reads();
    co_return *std::move(answer);
  }

 private:
  struct Asked {
    std::string prefix;                     // of the rows that name the positions; empty: every position
    std::string_view projection = "audit";  // whose rows these are
    std::optional<Instant> from;
    std::optional<Instant> until;
    std::uint64_t limit = 0;
    Position after;
  };

  static std::expected<Asked, http::Response> asked_of(const http::Request& request) {
    Asked asked;
    int narrowed = 0;
    if (const auto subject = request.query.find("subject")) {
      asked.prefix = audit_of_subject(*subject);
      ++narrowed;
    }
    if (const auto body = request.query.find("body")) {
      asked.prefix = audit_of_body(*body);
      ++narrowed;
    }
    if (const auto person = request.query.find("person")) {
      asked.prefix = records_of_person(*person);
      asked.projection = "persons";
      ++narrowed;
    }
    const std::string_view corrections = request.query.find("corrections").value_or("no");
    if (corrections != "yes" && corrections != "no")
      return std::unexpected(bad_parameter("corrections", "It is yes or no.", "Give one of them."));
    if (corrections == "yes") {
      asked.prefix = audit_of_corrections();
      ++narrowed;
    }
    if (narrowed > 1)
      return std::unexpected(bad_parameter("subject",
                                           "A list is by subject, by body, of a person or of corrections.",
                                           "Give one of subject, body, person and corrections=yes."));
    for (const auto& [name, day_means, into] :
         {std::tuple{"from", DayMeans::its_first_instant, &asked.from},
          std::tuple{"until", DayMeans::its_last_instant, &asked.until}}) {
      const auto text = request.query.find(name);
      if (!text) continue;
      const auto at = time_asked(name, *text, day_means);
      if (!at) return std::unexpected(at.error());
      *into = *at;
    }
    const auto limit = page_limit(request);
    if (!limit) return std::unexpected(limit.error());
    asked.limit = *limit;
    const auto cursor = whole_number(request.query.find("cursor").value_or("0"));
    if (!cursor)
      return std::unexpected(
          bad_parameter("cursor", "That is no cursor.", "Use \"next\" of the page before."));
    asked.after = {*cursor};
    return asked;
  }

  http::Response list(const Asked& asked, Position as_at, Viewer& viewer) const {
    http::Response answer;
    answer.body = R"({"asAt":)" + position_json(doors_, viewer, as_at) + R"(,"entries":[)";
    std::uint64_t shown = 0;
    Position last;
    bool more = false;
    Result<> unseen;
    const auto take = [&](Position position, std::string_view bytes) {
      StoredEvent stored(bytes);
      const Record::Reader record = stored.record();
      if (asked.from && record.getRecordedAt() < asked.from->ns) return true;
      if (asked.until && record.getRecordedAt() > asked.until->ns) return false;
      if (shown == asked.limit) {
        more = true;
        return false;
      }
      const auto sight = viewer.of_record(record);
      if (!sight) {
        unseen = std::unexpected(sight.error());
        return false;
      }
      std::string entry;
      if (!*sight || !entries_.append(record, **sight, entry)) return true;
      if (shown++ != 0) answer.body += ',';
      answer.body += entry;
      last = position;
      return true;
    };
    const Result<> read = asked.prefix.empty() ? every(asked, as_at, take) : named(asked, as_at, take);
    for (const Result<>& each : {read, unseen})
      if (!each) return faulty(each.error());
    answer.body += ']';
    if (more) answer.body += R"(,"next":")" + std::to_string(last.value) + '"';
    answer.body += '}';
    return answer;
  }

  template <typename Take>
  Result<> every(const Asked& asked, Position as_at, Take take) const {
    Position begin = asked.after.next();
    if (asked.from) {
      // Nothing recorded before it is read.
      auto before = position_at(doors_, *asked.from - Duration{1}, as_at);
      if (!before) return std::unexpected(std::move(before).error());
      begin = std::max(begin, before->next());
    }
    const auto scan = doors_.log.scan(begin);
    while (true) {
      auto record = scan->next();
      if (!record) return std::unexpected(std::move(record).error());
      if (!*record || (*record)->position > as_at) return {};
      if (!take((*record)->position, (*record)->bytes)) return {};
    }
  }

  template <typename Take>
  Result<> named(const Asked& asked, Position as_at, Take take) const {
    const RowView view = doors_.projector.view();
    Result<> failed;
    HTQ_TRY(read_audit(view.snapshot(), view.family(asked.projection), asked.prefix, asked.after,
                       [&](Position position) {
                         if (position > as_at) return false;
                         auto bytes = doors_.log.read(position);
                         if (!bytes) {
                           failed = std::unexpected(std::move(bytes).error());
                           return false;
                         }
                         return take(position, *bytes);
                       }));
    return failed;
  }

  const Doors& doors_;
  Entries entries_;
};

}  // namespace

void add_audit_door(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<AuditDoor>(doors);
  router.add("GET", "/v1/audit", [door](http::Request& request) { return door->answer(request); });
}

}  // namespace htq
