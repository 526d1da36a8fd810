#include "daemon/doors/door.h"

#include <algorithm>
#include <charconv>

#include "daemon/access/identity.h"
#include "daemon/clock.h"
#include "daemon/doors/attested.h"
#include "daemon/doors/viewer.h"
#include "daemon/log/event_log.h"
#include "daemon/page.h"
#include "daemon/projector.h"
#include "domain/london_text.h"
#include "projections/stored_record.h"

namespace htq {
namespace {

/// How far a log that several daemons write may be ahead of what one has read of it.
constexpr std::uint64_t kFarthestAhead = 100'000;
constexpr Duration kLongestWait = std::chrono::seconds(10);
constexpr std::string_view kNoPosition = "That is no position that was given to you.";
constexpr std::size_t kShownText = 60;  // of what was asked, in an answer

int status_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::no_such_stream:
    case Refusal::not_the_applicant: return 404;
    case Refusal::not_your_role: return 403;
    case Refusal::bad_value:
    case Refusal::missing_value:
    case Refusal::unknown_reference:
    case Refusal::time_does_not_exist:
    case Refusal::time_is_ambiguous: return 422;
    default: return 409;
  }
}

struct FaultAnswer {
  FaultKind kind;
  int status;
  std::string_view type;
  std::string_view title;
  std::string_view retry_after;  // seconds
};

constexpr FaultAnswer kFaultAnswers[] = {
    {FaultKind::unavailable, 503, "not-now", "The office cannot answer now", "1"},
    {FaultKind::overloaded, 429, "overloaded", "The office has more to do than it can take", "1"},
    {FaultKind::no_space, 503, "no-space", "The office has no space to write", "10"},
    {FaultKind::io, 503, "disk-failed", "The office's disk has failed", "10"},
    {FaultKind::corrupted, 503, "damaged", "What is stored is damaged", "60"},
    {FaultKind::bad_input, 400, "bad-input", "The input cannot be used", "1"},
};

const FaultAnswer& answer_to(FaultKind kind) {
  return *std::ranges::find(kFaultAnswers, kind, &FaultAnswer::kind);
}

std::string kebab(std::string_view snake) {
  std::string out(snake);
  for (char& c : out)
    if (c == '_') c = '-';
  return out;
}

}  // namespace

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

std::expected<Caller, http::Response> caller_of(const Doors& doors, const http::Request& request) {
  auto caller = doors.identity.caller(request);
  if (caller) {
    is_called_by(request, *caller);
    return *std::move(caller);
  }
  http::Response answer =
      http::Problem({.status = 401,
                     .type = "unknown-caller",
                     .title = "Who is calling is not known",
                     .detail = caller.error()})
          .with(
              "whatToDo",
              "Send Authorization: Bearer TOKEN, with an access token of this office's provider or one made "
              "by: htqctl token create")
          .answer();
  answer.headers.add("WWW-Authenticate", "Bearer");
  return std::unexpected(std::move(answer));
}

std::expected<Caller, http::Response> anyone_calling(const Doors& doors, const http::Request& request) {
  if (!request.headers.find("authorization")) return Caller{};
  return caller_of(doors, request);
}

std::string line_of_problem(const Fault& fault) {
  std::string body = faulty(fault).body;
  while (body.ends_with('\n')) body.pop_back();
  return R"({"problem":)" + body + "}\n";
}

http::Response no_such_case() {
  return refused({.refusal = Refusal::no_such_stream});
}

http::Response refused(const Refused& refusal) {
  // Another applicant's case and a case that is not there answer the same.
  const Refusal shown =
      refusal.refusal == Refusal::not_the_applicant ? Refusal::no_such_stream : refusal.refusal;
  const RefusalText& text = text_of(shown);
  const std::string type = kebab(text.name);
  http::Problem problem({.status = status_of(shown),
                         .type = type,
                         .title = text.sentence,
                         .detail = refusal.detail.empty() ? text.sentence : refusal.detail});
  problem.with("refusal", static_cast<std::int64_t>(text.refusal))
      .with("name", text.name)
      .with("clause", text.clause);
  if (!refusal.field.empty()) problem.with("field", refusal.field);
  problem.with("whatToDo", text.remedy);
  return problem.answer();
}

http::Response bad_parameter(std::string_view name, std::string_view what, std::string_view remedy) {
  return http::Problem(
             {.status = 400, .type = "bad-parameter", .title = "A parameter cannot be read", .detail = what})
      .with("field", name)
      .with("whatToDo", remedy)
      .answer();
}

http::Response bad_request(const JsonError& error) {
  http::Problem problem(
      {.status = 400, .type = "bad-body", .title = "The body cannot be taken", .detail = error.what});
  if (!error.path.empty()) problem.with("field", error.path);
  return problem.with("whatToDo", error.remedy).answer();
}

http::Response faulty(const Fault& fault) {
  const FaultAnswer& how = answer_to(fault.kind);
  http::Response answer =
      http::Problem({.status = how.status, .type = how.type, .title = how.title, .detail = fault.what})
          .with("whatToDo",
                "Send it again later with the same Idempotency-Key: nothing is lost or done twice.")
          .answer();
  answer.headers.add("Retry-After", how.retry_after);
  return answer;
}

http::Response too_many_reads(std::string_view detail) {
  const FaultAnswer& how = answer_to(FaultKind::overloaded);
  http::Response answer =
      http::Problem({.status = how.status, .type = how.type, .title = how.title, .detail = detail})
          .with("whatToDo", "Ask again after the time in Retry-After.")
          .answer();
  answer.headers.add("Retry-After", how.retry_after);
  return answer;
}

http::Awaitable<std::optional<http::Response>> wait_for_position(const Doors& doors, const Viewer& viewer,
                                                                 const http::Request& request) {
  auto wanted = request.query.find("after");
  if (!wanted) wanted = request.headers.find("htqd-after");
  if (!wanted) co_return std::nullopt;
  const auto named = position_named(doors, viewer, *wanted);
  if (!named) co_return bad_parameter("after", kNoPosition, "Use the position of a receipt, as it came.");
  // So far ahead no daemon's receipt can be: nobody need wait for it.
  if (named->value > doors.log.end().value + kFarthestAhead)
    co_return bad_parameter("after", "That position lies ahead of everything that is recorded.",
                            "Use the position of a receipt, as it came.");
  const bool reached = co_await doors.applied.wait_until(
      [&doors, wanted_position = *named] { return doors.projector.applied() >= wanted_position; },
      kLongestWait);
  if (reached) co_return std::nullopt;
  http::Problem problem({.status = 503,
                         .type = "behind",
                         .title = "The position has not been reached",
                         .detail = "Waited ten seconds for it."});
  if (viewer.sees_positions())
    problem.with("position", static_cast<std::int64_t>(doors.projector.applied().value));
  http::Response answer = problem.with("whatToDo", "Check the position, or ask again.").answer();
  answer.headers.add("Retry-After", "1");
  co_return answer;
}

std::optional<http::Response> check_parameters(const http::Request& request,
                                               std::span<const std::string_view> known) {
  std::string names;
  for (const std::string_view name : known) names += (names.empty() ? "" : ", ") + std::string(name);
  const std::string remedy = names.empty() ? "It knows none: leave it out." : "It knows: " + names + ".";
  for (const auto& [name, value] : request.query.parameters) {
    if (std::ranges::find(known, name) == known.end())
      return bad_parameter(name, "This address knows no such parameter.", remedy);
    if (request.query.count(name) > 1)
      return bad_parameter(name, "The parameter is given more than once.", "Give it once.");
  }
  return std::nullopt;
}

std::expected<Instant, http::Response> time_asked(std::string_view name, std::string_view text,
                                                  DayMeans day_means) {
  const auto at = time_of(text, day_means);
  if (at) return *at;
  return std::unexpected(
      bad_parameter(name, "\"" + std::string(text.substr(0, kShownText)) + "\" " + at.error() + ".",
                    name == "asAt" ? "Give one, or a position." : "Correct it, or leave it out."));
}

std::expected<std::uint64_t, http::Response> page_limit(const http::Request& request) {
  const auto asked = request.query.find("limit");
  if (!asked) return kUsualPage;
  const auto limit = whole_number(*asked);
  if (limit && *limit >= 1 && *limit <= kLongestPage) return *limit;
  return std::unexpected(bad_parameter("limit", "A page has 1 to " + std::to_string(kLongestPage) + " rows.",
                                       "Give a limit in that range."));
}

Result<Position> position_at(const Doors& doors, Instant instant, Position end) {
  std::uint64_t low = 0;
  std::uint64_t high = end.value;
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    const auto bytes = doors.log.read({middle});
    if (!bytes) return std::unexpected(bytes.error());
    StoredEvent stored(*bytes);
    if (Instant{stored.record().getRecordedAt()} <= instant)
      low = middle;
    else
      high = middle - 1;
  }
  return Position{low};
}

std::expected<Position, http::Response> as_at_of(const Doors& doors, const Viewer& viewer,
                                                 const http::Request& request) {
  const Position end = doors.projector.applied();
  const auto wanted = request.query.find("asAt");
  if (!wanted) return end;
  if (const auto named = position_named(doors, viewer, *wanted)) {
    if (*named <= end) return *named;
    return std::unexpected(bad_parameter(
        "asAt",
        viewer.sees_positions() ? "That position lies ahead: the last is " + std::to_string(end.value) + "."
                                : "That position lies ahead.",
        "Give a position that has been reached."));
  }
  const auto instant = time_asked("asAt", *wanted, DayMeans::its_last_instant);
  if (!instant) return std::unexpected(instant.error());
  if (*instant > doors.clock.now())
    return std::unexpected(bad_parameter("asAt",
                                         "That lies ahead: it is " + moment_text(doors.clock.now()) + ".",
                                         "Give a time that has passed; a day alone means its end."));
  // To who is told times to the millisecond, one stands for all of it.
  const Duration told{viewer.sees_positions() ? 0 : kFinestTold - 1};
  auto position = position_at(doors, *instant + told, end);
  if (!position) return std::unexpected(faulty(position.error()));
  return *position;
}

}  // namespace htq
