// GET /v1/cases/{id} and /v1/cases/{id}/timeline, now and as at any position or instant.
#include <capnp/dynamic.h>

#include "daemon/access/sealing.h"
#include "daemon/doors/case_view.h"
#include "daemon/doors/door.h"
#include "daemon/doors/entry.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/reading.h"
#include "daemon/doors/viewer.h"
#include "daemon/projector.h"
#include "domain/case_reference.h"
#include "projections/successors.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"asAt", "after"};

constexpr std::size_t kChunkBytes = 64 << 10;  // of a timeline

/// What can be said without looking at the rows.
struct Asked {
  std::string reference;
  std::shared_ptr<Viewer> viewer;  // its own, and used by one piece of work at a time
  Position as_at;
};

/// A part of a timeline; `next` is the version to go on with, nothing at the end.
struct Part {
  std::string entries;
  std::optional<Version> next;
};
template <typename T>
using Read = std::expected<T, http::Response>;

class CaseDoors {
 public:
  explicit CaseDoors(const Doors& doors)
      : doors_(doors), outlet_(capnp::Schema::from<answer::Case>(), doors.sealing), entries_(doors.sealing) {}

  http::Awaitable<http::Response> show(http::Request& request) const {
    auto asked = co_await asked_of(request);
    if (!asked) co_return std::move(asked).error();
    auto read = [this, asked = *std::move(asked)] { return case_as_asked(asked); };
    auto answer = co_await doors_.reading.off_the_loop(read);
    if (!answer) co_return too_many_reads();
    co_return *std::move(answer);
  }

  /// A short one is an answer like any other. A long one is sent as it is read, a chunk at a time, so that
  /// neither its reader nor its length takes memory or time from others.
  http::Awaitable<void> timeline(http::Request& request, http::StreamWriter& out) const {
    auto wanted = co_await asked_of(request);
    if (!wanted) co_return out.answer(std::move(wanted).error());
    const Asked asked = *std::move(wanted);
    std::string body = R"({"case":")" + asked.reference + R"(","asAt":)" +
                       position_json(doors_, *asked.viewer, asked.as_at) + R"(,"entries":[)";
    std::optional<Version> next = Version{1};
    bool is_first = true;
    while (next) {
      auto read_on = [this, asked, from = *next, is_first] {
        return is_first ? first_part(asked, from) : part_of(asked, from);
      };
      auto read = co_await doors_.reading.off_the_loop(read_on);
      if (is_first && !read) co_return out.answer(too_many_reads());
      if (is_first && !*read) co_return out.answer(std::move(*read).error());
      // What has begun is broken off: without its end the client can tell.
      if (!read || !*read) co_return out.break_off("the timeline could not be read to its end");
      Part part = *std::move(*read);
      if (!is_first && !part.entries.empty()) body += ',';
      body += part.entries;
      next = part.next;
      if (!next) body += "]}";
      if (is_first && !next) co_return out.answer({.body = std::move(body)});
      if (is_first) out.begin(200, json_headers());
      is_first = false;
      const bool taken = co_await out.write(std::move(body));
      if (!taken) co_return;
      body.clear();
    }
  }

 private:
  static http::Headers json_headers() {
    http::Headers headers;
    headers.add("Content-Type", "application/json");
    return headers;
  }

  http::Awaitable<Read<Asked>> asked_of(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::unexpected(std::move(caller).error());
    auto viewer = std::make_shared<Viewer>(doors_, std::move(*caller));
    if (auto wrong = check_parameters(request, kParameters)) co_return std::unexpected(std::move(*wrong));
    if (auto not_yet = co_await wait_for_position(doors_, *viewer, request))
      co_return std::unexpected(std::move(*not_yet));
    const auto reference = parse_case_reference(request.parameter("id"));
    if (!reference)
      co_return std::unexpected(
          bad_parameter("id", reference.error(), "Read the reference again: HTQ- and twelve characters."));
    auto as_at = as_at_of(doors_, *viewer, request);
    if (!as_at) co_return std::unexpected(std::move(as_at).error());
    co_return Asked{.reference = reference->text, .viewer = std::move(viewer), .as_at = *as_at};
  }

  // From here on: off the loop.

  /// By what ties the caller to the case as it is now, at whatever time it is looked at.
  static Read<Sight> sight_of(const Asked& asked, const RowView& now) {
    if (const auto looked = asked.viewer->look(now); !looked) return std::unexpected(faulty(looked.error()));
    const auto sight = asked.viewer->of_case(asked.reference);
    if (!sight) return std::unexpected(faulty(sight.error()));
    if (!*sight) return std::unexpected(no_such_case());
    return **sight;
  }

  http::Response case_as_asked(const Asked& asked) const {
    const RowView rows = doors_.projector.view();
    const auto sight = sight_of(asked, rows);
    if (!sight) return sight.error();
    const Position as_at{sight->end_by(asked.as_at.value)};
    const auto state = case_as_at(rows, asked.reference, as_at);
    if (!state) return faulty(state.error());
    const Version version = version_seen(*state, *sight);
    if (version == Version{}) return no_such_case();
    const auto turned_away = turned_away_as_at(rows, *state, as_at);
    if (!turned_away) return faulty(turned_away.error());

    const auto later = later_cases(asked, rows, as_at);
    if (!later) return faulty(later.error());

    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<answer::Case>();
    write_case(*state, asked.reference, as_at, *sight, out);
    auto names = out.initLaterCases(static_cast<unsigned>(later->size()));
    for (unsigned at = 0; at < names.size(); ++at) names.set(at, text((*later)[at]));
    write_turned_away(*turned_away, out);
    http::Response answer;
    outlet_.write(out.asReader(), *sight, answer.body);
    answer.headers.add("ETag", "\"" + std::to_string(version.value) + "\"");
    return answer;
  }

  /// Whoever names an earlier case may be of another organisation: of a case that the caller does not see
  /// they are not told here either.
  static Result<std::vector<std::string>> later_cases(const Asked& asked, const RowView& rows,
                                                      Position as_at) {
    const auto all = successors_of(rows.snapshot(), rows.family("successors"), asked.reference);
    if (!all) return std::unexpected(all.error());
    std::vector<std::string> seen;
    for (const Successor& later : *all) {
      if (later.since > as_at) continue;
      const auto sight = asked.viewer->of_case(later.reference);
      if (!sight) return std::unexpected(sight.error());
      if (*sight) seen.push_back(later.reference);
    }
    return seen;
  }

  Read<Part> first_part(const Asked& asked, Version from) const {
    auto part = part_of(asked, from);
    if (part && part->entries.empty() && !part->next) return std::unexpected(no_such_case());
    return part;
  }

  /// Of a snapshot of its own: what was recorded by then is never changed. A part ends before an entry that
  /// the caller sees, so that what it does not see shows in no boundary.
  Read<Part> part_of(const Asked& asked, Version from) const {
    const RowView rows = doors_.projector.view();
    const auto sight = sight_of(asked, rows);
    if (!sight) return std::unexpected(sight.error());
    Part part;
    const auto read = read_timeline(rows.snapshot(), rows.family("timeline"), StreamKind::CASE,
                                    asked.reference, from, [&](Record::Reader record, std::string_view) {
                                      if (record.getPosition() > sight->end_by(asked.as_at.value))
                                        return false;
                                      std::string entry;
                                      if (!entries_.append(record, *sight, entry)) return true;
                                      if (part.entries.size() >= kChunkBytes) {
                                        part.next = Version{record.getVersion()};
                                        return false;
                                      }
                                      if (!part.entries.empty()) part.entries += ',';
                                      part.entries += entry;
                                      return true;
                                    });
    if (!read) return std::unexpected(faulty(read.error()));
    return part;
  }

  const Doors& doors_;
  Outlet outlet_;
  Entries entries_;
};

}  // namespace

void add_case_doors(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<CaseDoors>(doors);
  router.add("GET", "/v1/cases/{id}", [door](http::Request& request) { return door->show(request); });
  router.add_stream(
      "GET", "/v1/cases/{id}/timeline",
      [door](http::Request& request, http::StreamWriter& out) { return door->timeline(request, out); });
}

}  // namespace htq
