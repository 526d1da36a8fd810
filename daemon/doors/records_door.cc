// GET /v1/records: what is kept, until when and why; GET /v1/retention: the schedule. Nothing of what a
// record says.
#include <array>

#include "daemon/access/sealing.h"
#include "daemon/clock.h"
#include "daemon/doors/door.h"
#include "daemon/doors/kept_records.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/reading.h"
#include "daemon/doors/viewer.h"
#include "daemon/http/problem.h"
#include "daemon/projector.h"
#include "domain/words.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"keeping", "class", "before", "limit", "cursor", "after"};
constexpr std::string_view kOfSchedule[] = {"limit", "cursor", "after"};
constexpr Roles kMayLook{Role::RECORDS_OFFICER, Role::AUDITOR};

struct Asked {
  std::optional<WhyKept> keeping;
  std::optional<RetentionClass> retention;
  std::optional<Instant> before;  // kept until then, or not so long
  std::uint64_t limit = 0;
  std::string after;
};

class RecordsDoor {
 public:
  explicit RecordsDoor(const Doors& doors)
      : doors_(doors),
        records_(capnp::Schema::from<answer::KeptRecord>(), doors.sealing),
        rules_(capnp::Schema::from<answer::RetentionRule>(), doors.sealing) {}

  http::Awaitable<http::Response> list(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    Viewer viewer(doors_, std::move(*caller));
    if (viewer.roles().both(kMayLook).empty()) co_return refused({.refusal = Refusal::not_your_role});
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    auto asked = asked_of(request);
    if (!asked) co_return std::move(asked).error();
    if (auto not_yet = co_await wait_for_position(doors_, viewer, request)) co_return std::move(*not_yet);
    const Sight sight = viewer.of_office();
    auto read = [this, asked = *std::move(asked), sight] { return page(asked, sight); };
    auto answer = co_await doors_.reading.off_the_loop(read);
    if (!answer) co_return too_many_reads();
    co_return *std::move(answer);
  }

  http::Awaitable<http::Response> schedule(http::Request& request) const {
    auto caller = anyone_calling(doors_, request);
    if (!caller) co_return std::move(caller).error();
    Viewer viewer(doors_, std::move(*caller));
    if (auto wrong = check_parameters(request, kOfSchedule)) co_return std::move(*wrong);
    const auto limit = page_limit(request);
    if (!limit) co_return limit.error();
    std::optional<RetentionClass> behind;
    if (const auto cursor = request.query.find("cursor")) {
      behind = retention_class_named(*cursor);
      if (!behind)
        co_return bad_parameter("cursor", "It is no cursor of this list.", "Give next of the page before.");
    }
    if (auto not_yet = co_await wait_for_position(doors_, viewer, request)) co_return std::move(*not_yet);
    auto read = [this, sight = viewer.of_office(), limit = *limit, behind] {
      return rules(sight, limit, behind);
    };
    auto answer = co_await doors_.reading.off_the_loop(read);
    if (!answer) co_return too_many_reads();
    co_return *std::move(answer);
  }

 private:
  static std::expected<Asked, http::Response> asked_of(const http::Request& request) {
    Asked asked;
    if (const auto text = request.query.find("keeping")) {
      for (unsigned number = 0; number <= static_cast<unsigned>(WhyKept::disposed); ++number)
        if (words_of(static_cast<WhyKept>(number)) == *text) asked.keeping = static_cast<WhyKept>(number);
      if (!asked.keeping)
        return std::unexpected(
            bad_parameter("keeping", "There is no such standing.",
                          "Give due, open, inForce, noRule, notYet, onLegalHold or disposed."));
    }
    if (const auto text = request.query.find("class")) {
      asked.retention = retention_class_named(*text);
      if (!asked.retention)
        return std::unexpected(bad_parameter("class", "The schedule knows no class of that name.",
                                             "Give one such as not-approved: see GET /v1/retention."));
    }
    if (const auto text = request.query.find("before")) {
      const auto at = time_asked("before", *text, DayMeans::its_last_instant);
      if (!at) return std::unexpected(at.error());
      asked.before = *at;
    }
    const auto limit = page_limit(request);
    if (!limit) return std::unexpected(limit.error());
    asked.limit = *limit;
    asked.after = std::string(request.query.find("cursor").value_or(""));
    return asked;
  }

  http::Response page(const Asked& asked, const Sight& sight) const {
    const RowView rows = doors_.projector.view();
    const Instant now = doors_.clock.now();
    const auto office = office_that_keeps(rows);
    if (!office) return faulty(office.error());
    http::Response answer;
    answer.body = R"({"asAt":)" + std::to_string(rows.applied().value) + R"(,"records":[)";
    std::uint64_t told = 0;
    std::string last;
    bool more = false;
    const auto read =
        each_kept_record(rows, *office, now, asked.after,
                         [&](StreamKind kind, const std::string& stream, const KeptRecord& record) {
                           const Keeping keeping = keeping_of(*office, record, now);
                           if (asked.keeping && keeping.why != *asked.keeping) return true;
                           if (asked.retention && record.retention != *asked.retention) return true;
                           if (asked.before && (keeping.until.ns == 0 || *asked.before < keeping.until))
                             return true;
                           if (told == asked.limit) {
                             more = true;
                             return false;
                           }
                           if (told++ != 0) answer.body += ',';
                           last = name_of_record(kind, stream);
                           append(kind, stream, record, keeping, sight, answer.body);
                           return true;
                         });
    if (!read) return faulty(read.error());
    answer.body += ']';
    if (more) {
      answer.body += R"(,"next":)";
      http::append_json_string(answer.body, last);
    }
    answer.body += '}';
    return answer;
  }

  void append(StreamKind kind, const std::string& stream, const KeptRecord& record, const Keeping& keeping,
              const Sight& sight, std::string& json) const {
    capnp::MallocMessageBuilder message;
    auto row = message.initRoot<answer::KeptRecord>();
    row.setStreamKind(kind);
    row.setStream(text(stream));
    row.setClass(record.retention);
    // The words are the same, in the same order.
    row.setKeeping(static_cast<answer::Keeping>(keeping.why));
    row.setEndedAt(record.ended_at.ns);
    row.setKeptUntil(keeping.until.ns);
    row.setDisposedAt(record.disposed_at.ns);
    auto holds = row.initLegalHolds(static_cast<unsigned>(record.legal_holds.size()));
    for (unsigned at = 0; at < holds.size(); ++at) holds.set(at, text(record.legal_holds[at]));
    if (keeping.rule != nullptr) {
      row.setRule(keeping.rule->position.value);
      row.setAuthority(text(keeping.rule->authority));
    }
    records_.write(row.asReader(), sight, json);
  }

  http::Response rules(const Sight& sight, std::uint64_t limit, std::optional<RetentionClass> behind) const {
    const auto office = office_that_keeps(doors_.projector.view());
    if (!office) return faulty(office.error());
    http::Response answer{.body = R"({"rules":[)"};
    std::uint64_t told = 0;
    std::string next;
    for (const auto& [retention, rule] : office->retention) {
      if (behind && retention <= *behind) continue;
      if (told++ == limit) break;
      next = name_of(retention);
      if (!answer.body.ends_with('[')) answer.body += ',';
      capnp::MallocMessageBuilder message;
      auto row = message.initRoot<answer::RetentionRule>();
      row.setClass(retention);
      row.setYears(rule.years);
      row.setDays(rule.days);
      row.setAuthority(text(rule.authority));
      rules_.write(row.asReader(), sight, answer.body);
    }
    answer.body += ']';
    if (told > limit) answer.body += R"(,"next":")" + next + '"';
    answer.body += '}';
    return answer;
  }

  const Doors& doors_;
  Outlet records_;
  Outlet rules_;
};

}  // namespace

void add_records_doors(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<RecordsDoor>(doors);
  router.add("GET", "/v1/records", [door](http::Request& request) { return door->list(request); });
  router.add("GET", "/v1/retention", [door](http::Request& request) { return door->schedule(request); });
}

}  // namespace htq
