// GET /v1/cases: cases by cycle, stage, organisation, route, standard and words of the title, a page at a
// time.
#include <algorithm>
#include <cctype>

#include "daemon/doors/clearance.h"
#include "daemon/doors/door.h"
#include "daemon/doors/words_of_time.h"
#include "domain/case_reference.h"
#include "domain/words.h"
#include "projections/stored_record.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"cycle", "stage", "organisation", "route", "standard",
                                            "title", "limit", "cursor",       "after"};
constexpr std::uint64_t kUsualPage = 50;
constexpr std::uint64_t kLongestPage = 500;

std::string small(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// What a list is narrowed to; empty: anything.
struct Filter {
  std::string cycle, stage, organisation, route, standard, title;

  static Filter of(const http::Query& query) {
    const auto get = [&](std::string_view name) { return std::string(query.find(name).value_or("")); };
    return {.cycle = get("cycle"),
            .stage = get("stage"),
            .organisation = get("organisation"),
            .route = get("route"),
            .standard = get("standard"),
            .title = small(get("title"))};
  }

  static bool names(answer::CaseRow::Reader row, std::string_view standard) {
    for (const auto named : row.getStandards())
      if (view(named) == standard) return true;
    return false;
  }

  bool holds(answer::CaseRow::Reader row) const {
    const auto equal = [](const std::string& wanted, std::string_view is) {
      return wanted.empty() || wanted == is;
    };
    return equal(cycle, view(row.getCycle())) && equal(stage, name_of_enumerant(row.getStage())) &&
           equal(organisation, view(row.getOrganisation())) && equal(route, view(row.getRoute())) &&
           (standard.empty() || names(row, standard)) &&
           (title.empty() || small(view(row.getTitle())).find(title) != std::string::npos);
  }
};

http::Response bad_parameter(std::string_view name, std::string_view what, std::string_view remedy) {
  return bad_request({.path = std::string(name), .what = std::string(what), .remedy = std::string(remedy)});
}

}  // namespace

void add_case_list_door(http::Router& router, const Doors& doors) {
  auto writer = std::make_shared<JsonWriter>(capnp::Schema::from<answer::CaseRow>(),
                                             JsonWriter::Options{.london = london_hook(), .open = {}});
  router.add("GET", "/v1/cases", [&doors, writer](http::Request& request) -> http::Awaitable<http::Response> {
    const auto caller = caller_of(doors, request);
    if (!caller) co_return caller.error();
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    const auto limit = whole_number(request.query.find("limit").value_or(std::to_string(kUsualPage)));
    if (!limit || *limit == 0 || *limit > kLongestPage)
      co_return bad_parameter("limit", "A page has 1 to 500 cases.", "Give a limit in that range.");
    const std::string_view asked_from = request.query.find("cursor").value_or("");
    const auto cursor = parse_case_reference(asked_from);
    if (!asked_from.empty() && !cursor)
      co_return bad_parameter("cursor", "That is no cursor.", "Use \"next\" of the page before, as it came.");
    if (auto not_yet = co_await wait_for_position(doors, request)) co_return std::move(*not_yet);

    const Position as_at = doors.projector.applied();
    const auto rows = doors.projector.rows().snapshot();
    const Filter filter = Filter::of(request.query);
    const policy::Audience clearance = clearance_of(*caller);
    http::Response answer;
    answer.body = R"({"asAt":)" + std::to_string(as_at.value) + R"(,"cases":[)";
    std::uint64_t shown = 0;
    std::string last;
    bool more = false;
    const std::string begin = asked_from.empty() ? "" : cursor->text + '\0';
    const auto row_cursor = rows->range(doors.case_rows, begin, "");
    for (; row_cursor->valid(); row_cursor->next()) {
      StoredMessage<answer::CaseRow> stored(row_cursor->value());
      const auto row = stored.root();
      if (!may_see_case(*caller, view(row.getOrganisation())) || !filter.holds(row)) continue;
      if (shown == *limit) {
        more = true;
        break;
      }
      if (shown++ != 0) answer.body += ',';
      writer->write(row, clearance, answer.body);
      last = row_cursor->key();
    }
    if (const auto read = row_cursor->status(); !read) co_return faulty(read.error());
    answer.body += ']';
    if (more) answer.body += R"(,"next":")" + last + '"';
    answer.body += '}';
    co_return answer;
  });
}

}  // namespace htq
