// GET /v1/audit/reads: the access journal, for auditors: who read what is narrow, and who was refused. That
// somebody looks is on record before they see it.
#include <capnp/dynamic.h>

#include <algorithm>

#include "daemon/doors/attested.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/viewer.h"
#include "domain/case_reference.h"
#include "domain/words.h"
#include "projections/stored_record.h"
#include "schemas/text.h"

// GCC 12 takes Asio's paired operators for a mismatch when it inlines one of them.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"subject", "case",  "person", "kind",
                                            "from",    "until", "limit",  "cursor"};
constexpr std::uint64_t kMostLookedAt = 100'000;  // entries, for one page

bool names(capnp::List<capnp::Text>::Reader list, std::string_view name) {
  for (const capnp::Text::Reader each : list)
    if (view(each) == name) return true;
  return false;
}

class JournalDoor {
 public:
  explicit JournalDoor(const Doors& doors)
      : doors_(doors), outlet_(capnp::Schema::from<journal::AccessEntry>(), doors.sealing) {}

  http::Awaitable<http::Response> answer(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    const Viewer viewer(doors_, std::move(*caller));
    if (!viewer.roles().has(Role::AUDITOR)) co_return refused({.refusal = Refusal::not_your_role});
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    auto asked = asked_of(request);
    if (!asked) co_return asked.error();
    // With this entry everything that was noted before it is durable, and can be read.
    if (auto no = co_await put_on_record_first(doors_, request)) co_return *std::move(no);
    auto read = [this, asked = *std::move(asked)] { return list(asked); };
    auto answer = co_await doors_.reading.off_the_loop(read);
    if (!answer) co_return too_many_reads();
    co_return *std::move(answer);
  }

 private:
  struct Asked {
    std::optional<std::string> subject;
    std::optional<std::string> reference;
    std::optional<std::string> person;
    std::optional<journal::EntryKind> kind;
    std::optional<Instant> from;
    std::optional<Instant> until;
    std::uint64_t limit = 0;
    Position after;

    bool wants(journal::AccessEntry::Reader entry) const {
      if (kind && entry.getKind() != *kind) return false;
      if (subject && view(entry.getSubject()) != *subject) return false;
      if (person && !names(entry.getPersons(), *person)) return false;
      return !reference || entry.getEveryCase() || names(entry.getCases(), *reference);
    }
  };

  static std::expected<Asked, http::Response> asked_of(const http::Request& request) {
    Asked asked;
    const auto text_of = [&](std::string_view name) -> std::optional<std::string> {
      const auto value = request.query.find(name);
      return value ? std::optional(std::string(*value)) : std::nullopt;
    };
    asked.subject = text_of("subject");
    asked.person = text_of("person");
    if (const auto named = request.query.find("case")) {
      const auto reference = parse_case_reference(*named);
      if (!reference)
        return std::unexpected(bad_parameter("case", reference.error(), "Read the reference again."));
      asked.reference = reference->text;
    }
    if (const auto word = request.query.find("kind")) {
      std::string known;
      for (const auto each : capnp::Schema::from<journal::EntryKind>().getEnumerants()) {
        const auto kind = static_cast<journal::EntryKind>(each.getOrdinal());
        if (kind == journal::EntryKind::NONE) continue;
        const std::string name = string(each.getProto().getName());
        if (name == *word) asked.kind = kind;
        known += (known.empty() ? "" : ", ") + name;
      }
      if (!asked.kind)
        return std::unexpected(
            bad_parameter("kind", "There is no such kind of entry.", "Give one of: " + known + "."));
    }
    for (const auto& [name, day_means, into] :
         {std::tuple{"from", DayMeans::its_first_instant, &asked.from},
          std::tuple{"until", DayMeans::its_last_instant, &asked.until}}) {
      const auto value = request.query.find(name);
      if (!value) continue;
      const auto at = time_asked(name, *value, day_means);
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

  http::Response list(const Asked& asked) const {
    const AccessJournal& journal = doors_.journal;
    Position begin = std::max(journal.first(), asked.after.next());
    if (asked.from) {
      const auto first = journal.first_at(*asked.from);
      if (!first) return faulty(first.error());
      begin = std::max(begin, *first);
    }
    http::Response answer{.body = R"({"entries":[)"};
    const Sight sight(policy::Audience::RESTRICTED);
    std::uint64_t shown = 0;
    std::uint64_t looked_at = 0;
    Position last = asked.after;
    const auto scan = journal.log().scan(begin);
    while (true) {
      auto record = scan->next();
      if (!record) return faulty(record.error());
      if (!*record) break;
      StoredMessage<journal::AccessEntry> stored((*record)->bytes);
      const auto entry = stored.root();
      if (asked.until && entry.getAt() > asked.until->ns) break;
      const bool is_wanted = asked.wants(entry);
      // A page that found nothing to the end of its patience has a next one.
      if ((is_wanted && shown == asked.limit) || looked_at++ == kMostLookedAt) {
        answer.body += R"(],"next":")" + std::to_string(last.value) + "\"}";
        return answer;
      }
      last = (*record)->position;
      if (!is_wanted) continue;
      if (shown++ != 0) answer.body += ',';
      outlet_.write(entry, sight, answer.body);
    }
    answer.body += "]}";
    return answer;
  }

  const Doors& doors_;
  Outlet outlet_;
};

}  // namespace

void add_journal_door(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<JournalDoor>(doors);
  router.add("GET", "/v1/audit/reads", [door](http::Request& request) { return door->answer(request); });
}

}  // namespace htq
