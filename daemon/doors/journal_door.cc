// GET /v1/audit/reads: the access journal, for auditors: who read what is narrow, and who was refused. That
// somebody looks is on record before they see it. Where several daemons share a log each has a journal of its
// own: then whoever is asked asks the others (GET /v1/cluster/reads), and tells the entries of all by time,
// and who did not answer.
#include "daemon/doors/journal_door.h"

#include <capnp/dynamic.h>

#include <algorithm>
#include <set>

#include "daemon/access/journal.h"
#include "daemon/access/sealing.h"
#include "daemon/doors/attested.h"
#include "daemon/doors/clearance.h"
#include "daemon/doors/journal_pages.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/reading.h"
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
constexpr std::string_view kReadsPath = "/v1/cluster/reads";
constexpr Duration kPatienceWithEach = std::chrono::seconds(10);  // each syncs an entry, and looks at many

bool names(capnp::List<capnp::Text>::Reader list, std::string_view name) {
  for (const capnp::Text::Reader each : list)
    if (view(each) == name) return true;
  return false;
}

class JournalDoor {
 public:
  JournalDoor(const Doors& doors, const ClusterDoors* cluster)
      : doors_(doors),
        cluster_(cluster),
        outlet_(capnp::Schema::from<journal::AccessEntry>(), doors.sealing) {}

  http::Awaitable<http::Response> answer(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    const Viewer viewer(doors_, std::move(*caller));
    if (!viewer.roles().has(Role::AUDITOR)) co_return refused({.refusal = Refusal::not_your_role});
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    auto asked = asked_of(request);
    if (!asked) co_return asked.error();
    if (cluster_ == nullptr) {
      const auto cursor = whole_number(request.query.find("cursor").value_or("0"));
      if (!cursor) co_return no_cursor();
      asked->after = {*cursor};
      auto page = co_await page_here(request, *std::move(asked));
      if (!page) co_return std::move(page).error();
      co_return told(*page);
    }
    auto answer = co_await answer_of_all(request, viewer.caller(), *std::move(asked));
    co_return answer;
  }

  /// To another daemon, in the name of an auditor who asked that one.
  http::Awaitable<http::Response> answer_to_a_daemon(http::Request& request) const {
    auto asks = cluster_->check.take(request, SystemClock().now());
    if (!asks) co_return not_believed(asks.error());
    is_called_by(request, asks->caller);
    if (!roles_of(asks->caller).has(Role::AUDITOR)) co_return refused({.refusal = Refusal::not_your_role});
    auto asked = asked_of(request);
    if (!asked) co_return asked.error();
    const auto cursor = parse_journal_cursor(request.query.find("cursor").value_or(""));
    if (!cursor) co_return no_cursor();
    asked->after = {reached(*cursor, cluster_->cluster.own_address())};
    auto page = co_await page_here(request, *std::move(asked));
    if (!page) co_return std::move(page).error();
    co_return http::Response{.body = page->text()};
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
    return asked;
  }

  static http::Response no_cursor() {
    return bad_parameter("cursor", "That is no cursor.", "Use \"next\" of the page before.");
  }
  static std::uint64_t reached(const JournalCursor& cursor, const std::string& daemon) {
    const auto found = cursor.find(daemon);
    return found == cursor.end() ? 0 : found->second;
  }

  /// Of this daemon's journal.
  http::Awaitable<std::expected<JournalPage, http::Response>> page_here(const http::Request& request,
                                                                        Asked asked) const {
    // With this entry everything that was noted before it is durable, and can be read.
    if (auto no = co_await put_on_record_first(doors_, request)) co_return std::unexpected(*std::move(no));
    auto read = [this, asked = std::move(asked)] { return list(asked); };
    auto page = co_await doors_.reading.off_the_loop(read);
    if (!page) co_return std::unexpected(too_many_reads());
    if (!*page) co_return std::unexpected(faulty(page->error()));
    co_return **std::move(page);
  }

  http::Awaitable<http::Response> answer_of_all(const http::Request& request, const Caller& caller,
                                                Asked asked) const {
    auto cursor = parse_journal_cursor(request.query.find("cursor").value_or(""));
    if (!cursor) co_return no_cursor();
    const std::string& own = cluster_->cluster.own_address();
    asked.after = {reached(*cursor, own)};
    const std::uint64_t limit = asked.limit;
    auto here = co_await page_here(request, std::move(asked));
    if (!here) co_return std::move(here).error();
    const Cluster::View view = co_await look_at_the_group(*cluster_);
    // Who wrote once has a journal, whether or not it is up.
    std::set<std::string> others(view.daemons.begin(), view.daemons.end());
    for (std::string& daemon : cluster_->cluster.all_that_wrote()) others.insert(std::move(daemon));
    others.erase(own);
    OtherDaemons::Question question{.target = std::string(kReadsPath) + query_of(request),
                                    .caller = caller,
                                    .purpose = std::string(request.headers.find("htqd-purpose").value_or("")),
                                    .patience = kPatienceWithEach};
    auto ask = [&](http::Callback<OtherDaemons::Answers> done) {
      cluster_->others.ask({others.begin(), others.end()}, std::move(question), std::move(done));
    };
    const auto answers = co_await http::await_callback<OtherDaemons::Answers>(ask);
    std::map<std::string, JournalPage> pages{{own, *std::move(here)}};
    for (const auto& [daemon, answer] : answers)
      if (auto page = JournalPage::parse(answer)) {
        pages[daemon] = *std::move(page);
        others.erase(daemon);
      }
    co_return told(merged(std::move(pages), *std::move(cursor), limit), others);
  }

  static std::string query_of(const http::Request& request) {
    const std::size_t begin = request.target.find('?');
    return begin == std::string::npos ? "" : request.target.substr(begin);
  }

  static http::Response told(const JournalPage& page) {
    std::string json = R"({"entries":[)";
    for (const JournalLine& line : page.lines) {
      if (json.back() != '[') json += ',';
      json += line.json;
    }
    json += ']';
    if (page.has_more) json += R"(,"next":")" + std::to_string(page.looked_to) + '"';
    return {.body = json + '}'};
  }

  static http::Response told(const JournalPageOfAll& page, const std::set<std::string>& unanswered) {
    std::string json = R"({"entries":[)";
    for (const auto& [daemon, line] : page.lines) {
      if (json.back() != '[') json += ',';
      json += R"({"daemon":)";
      http::append_json_string(json, daemon);
      json += ',';
      json.append(line.json, 1);
    }
    json += ']';
    if (page.has_more) {
      json += R"(,"next":)";
      http::append_json_string(json, cursor_text(page.reached));
    }
    json += R"(,"unanswered":[)";
    for (const std::string& daemon : unanswered) {
      if (json.back() != '[') json += ',';
      http::append_json_string(json, daemon);
    }
    return {.body = json + "]}"};
  }

  Result<JournalPage> list(const Asked& asked) const {
    const AccessJournal& journal = doors_.journal;
    Position begin = std::max(journal.first(), asked.after.next());
    if (asked.from) {
      const auto first = journal.first_at(*asked.from);
      if (!first) return std::unexpected(first.error());
      begin = std::max(begin, *first);
    }
    const Sight sight(policy::Audience::RESTRICTED);
    JournalPage page{.looked_to = asked.after.value};
    std::uint64_t looked_at = 0;
    const auto scan = journal.log().scan(begin);
    while (true) {
      auto record = scan->next();
      if (!record) return std::unexpected(std::move(record).error());
      if (!*record) break;
      StoredMessage<journal::AccessEntry> stored((*record)->bytes);
      const auto entry = stored.root();
      if (asked.until && entry.getAt() > asked.until->ns) break;
      const bool is_wanted = asked.wants(entry);
      // A page that found nothing to the end of its patience has a next one.
      if ((is_wanted && page.lines.size() == asked.limit) || looked_at++ == kMostLookedAt) {
        page.has_more = true;
        return page;
      }
      page.looked_to = (*record)->position.value;
      page.looked_until = {entry.getAt()};
      if (!is_wanted) continue;
      JournalLine line{.entry = page.looked_to, .at = page.looked_until, .json = {}};
      outlet_.write(entry, sight, line.json);
      page.lines.push_back(std::move(line));
    }
    return page;
  }

  const Doors& doors_;
  const ClusterDoors* const cluster_;
  Outlet outlet_;
};

}  // namespace

void add_journal_door(http::Router& router, const Doors& doors, const ClusterDoors* cluster) {
  auto door = std::make_shared<JournalDoor>(doors, cluster);
  router.add("GET", "/v1/audit/reads", [door](http::Request& request) { return door->answer(request); });
  if (cluster != nullptr)
    router.add("GET", std::string(kReadsPath),
               [door](http::Request& request) { return door->answer_to_a_daemon(request); });
}

}  // namespace htq
