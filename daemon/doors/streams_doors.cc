#include "daemon/doors/streams_doors.h"

#include <fmt/format.h>

#include "daemon/clock.h"
#include "daemon/clock_jumps.h"
#include "daemon/doors/clearance.h"
#include "daemon/doors/reading.h"
#include "daemon/engine.h"
#include "daemon/log/event_log.h"
#include "daemon/projector.h"
#include "daemon/version.h"
#include "domain/refusal.h"

namespace htq {
namespace {

constexpr Roles kMayLook{Role::OPERATOR, Role::AUDITOR};
constexpr std::size_t kMostGroupsInMetrics = 100;

/// One who follows the log.
struct Behind {
  Position reached;
  Lag lag;
};

/// Everything at one look.
struct Look {
  Position end;
  std::optional<Fault> trouble;  // of the log
  Behind projections;
  std::optional<Publisher::Standing> publisher;
  std::optional<Lag> publisher_lag;  // if it is known here how far it is
  std::vector<ConsumerGroups::Standing> groups;
};

Result<Look> look_at(const Followed& followed) {
  const Doors& doors = followed.doors;
  const Instant now = doors.clock.now();
  Look look;
  // What follows is asked first, so that nothing seems to be ahead of the log.
  look.projections.reached = doors.projector.applied();
  if (followed.publisher != nullptr) look.publisher = followed.publisher->standing();
  if (followed.groups != nullptr) look.groups = followed.groups->standings();
  look.end = doors.log.end();
  look.trouble = doors.log.trouble();
  auto lag = lag_behind(doors.log, look.projections.reached, now);
  if (!lag) return std::unexpected(std::move(lag).error());
  look.projections.lag = *lag;
  if (look.publisher && look.publisher->reached) {
    lag = lag_behind(doors.log, *look.publisher->reached, now);
    if (!lag) return std::unexpected(std::move(lag).error());
    look.publisher_lag = *lag;
  }
  return look;
}

using Tell = http::Response (*)(const Followed&, const Look&);

/// The answer that `tell` makes of a look, for who may have one.
http::Awaitable<http::Response> answer_with(const Followed& followed, http::Request& request, Tell tell) {
  const auto caller = caller_of(followed.doors, request);
  if (!caller) co_return caller.error();
  if (roles_of(*caller).both(kMayLook).empty()) co_return refused({.refusal = Refusal::not_your_role});
  if (auto wrong = check_parameters(request, {})) co_return std::move(*wrong);
  auto read = [&followed] { return look_at(followed); };
  const auto look = co_await followed.doors.reading.off_the_loop(read);
  if (!look) co_return too_many_reads();
  if (!*look) co_return faulty(look->error());
  co_return tell(followed, **look);
}

std::string json_of(const Lag& lag) {
  return fmt::format(R"({{"events":{},"bytes":{},"seconds":{:.3f}}})", lag.events, lag.bytes, lag.seconds);
}

http::Response told_as_json(const Followed&, const Look& look) {
  std::string json = fmt::format(R"({{"end":{},"projections":{{"position":{},"behind":{}}})", look.end.value,
                                 look.projections.reached.value, json_of(look.projections.lag));
  if (look.trouble) {
    json += R"(,"trouble":)";
    http::append_json_string(json, look.trouble->what);
  }
  if (look.publisher) {
    json += fmt::format(R"(,"publisher":{{"publishes":{})", look.publisher->publishes);
    if (look.publisher_lag)
      json += fmt::format(R"(,"position":{},"publicEvents":{},"behind":{})", look.publisher->reached->value,
                          look.publisher->public_events, json_of(*look.publisher_lag));
    if (!look.publisher->trouble.empty()) {
      json += R"(,"trouble":)";
      http::append_json_string(json, look.publisher->trouble);
    }
    json += R"(},"groups":[)";
    for (const auto& group : look.groups) {
      json += json.back() == '[' ? R"({"group":)" : R"(,{"group":)";
      http::append_json_string(json, group.group);
      json += fmt::format(R"(,"stream":"{}","behind":{}}})",
                          group.stream == Stream::events ? "events" : "public", json_of(group.lag));
    }
    json += ']';
  }
  return {.body = json + '}'};
}

/// Lines as Prometheus reads them (text format 0.0.4).
class Metrics {
 public:
  void begin(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }
  void value(auto number, std::string_view labels = {}) {
    text_ += fmt::format("{}{} {}\n", name_, labels, number);
  }
  void gauge(std::string_view name, std::string_view help, auto number) {
    begin(name, "gauge", help);
    value(number);
  }
  void lag(std::string_view whose, std::string_view of, const Lag& lag) {
    gauge(fmt::format("htqd_{}_lag_events", whose), fmt::format("Events {} has not seen.", of), lag.events);
    gauge(fmt::format("htqd_{}_lag_bytes", whose), fmt::format("Bytes of the events {} has not seen.", of),
          lag.bytes);
    gauge(fmt::format("htqd_{}_lag_seconds", whose),
          fmt::format("Seconds since the first event came about that {} has not seen.", of), lag.seconds);
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
  std::string name_;
};

/// The value of a label, in quotes.
std::string in_label(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    out += letter == '\n' ? ' ' : letter;
  }
  return out + '"';
}

void add_groups(Metrics& metrics, const std::vector<ConsumerGroups::Standing>& all) {
  const auto groups = furthest_behind(all, kMostGroupsInMetrics);
  const std::string of = fmt::format("; of the {} groups furthest behind, by stream", kMostGroupsInMetrics);
  const auto each = [&](std::string_view name, std::string_view help, auto number) {
    metrics.begin(name, "gauge", std::string(help) + of);
    for (const auto& group : groups)
      metrics.value(number(group.lag), fmt::format("{{group={},stream=\"{}\"}}", in_label(group.group),
                                                   group.stream == Stream::events ? "events" : "public"));
  };
  each("htqd_consumer_lag_events", "Events of a stream that a group of consumers has not read",
       [](const Lag& lag) { return lag.events; });
  each("htqd_consumer_lag_bytes", "Bytes of the events that a group of consumers has not read",
       [](const Lag& lag) { return lag.bytes; });
  each("htqd_consumer_lag_seconds", "Seconds since the first event was published that a group has not read",
       [](const Lag& lag) { return lag.seconds; });
  metrics.gauge("htqd_consumers_left_out",
                "Groups, by stream, of which no lag is told here since they are less behind; "
                "GET /v1/streams has all.",
                all.size() - groups.size());
}

http::Response told_as_metrics(const Followed& followed, const Look& look) {
  const Engine& engine = followed.doors.engine;
  Metrics metrics;
  metrics.begin("htqd_build_info", "gauge", "The program that runs.");
  metrics.value(
      1, fmt::format("{{version={},office={}}}", in_label(kProgramVersion), in_label(followed.doors.office)));
  metrics.gauge("htqd_log_position", "Position of the last durable record.", look.end.value);
  metrics.gauge("htqd_log_in_trouble",
                "Whether what other daemons record cannot be read; GET /v1/streams says why.",
                look.trouble ? 1 : 0);
  metrics.gauge("htqd_projections_position", "Position up to which answers hold everything.",
                look.projections.reached.value);
  metrics.lag("projections", "the projections", look.projections.lag);
  if (look.publisher) {
    metrics.gauge("htqd_publisher_active", "Whether this daemon publishes events.",
                  look.publisher->publishes ? 1 : 0);
    metrics.gauge("htqd_publisher_in_trouble",
                  "Whether something keeps this daemon from publishing; GET /v1/streams says what.",
                  look.publisher->trouble.empty() ? 0 : 1);
    if (look.publisher_lag) {
      metrics.gauge("htqd_publisher_position", "Position up to which events are published.",
                    look.publisher->reached->value);
      metrics.gauge("htqd_publisher_public_events", "Events of the public stream so far.",
                    look.publisher->public_events);
      metrics.lag("publisher", "the publisher", *look.publisher_lag);
    }
    add_groups(metrics, look.groups);
  }
  metrics.gauge("htqd_commands_waiting", "Commands that wait to be decided.", engine.queued());
  metrics.gauge("htqd_can_record", "Whether commands are decided and recorded by this daemon.",
                engine.stopped() || engine.stalled() ? 0 : 1);
  if (const ClockJumps* jumps = followed.doors.clock_jumps; jumps != nullptr) {
    metrics.begin("htqd_clock_jumps_total", "counter",
                  "How often the machine's clock has jumped ahead since the start.");
    metrics.value(jumps->count());
    metrics.gauge("htqd_clock_in_doubt", "Whether nothing falls due since the clock has jumped ahead.",
                  jumps->is_in_doubt() ? 1 : 0);
  }
  metrics.begin("htqd_clock_steps_total", "counter",
                "Times the machine's clock fell behind the last record, since the start.");
  metrics.value(engine.clock_steps());
  metrics.begin("htqd_refusals_total", "counter", "Commands refused since the start, by the refusal.");
  for (const auto& [refusal, count] : engine.refusals())
    metrics.value(count, fmt::format("{{refusal={}}}", in_label(text_of(refusal).name)));
  return {.status = 200,
          .body = std::move(metrics).text(),
          .content_type = "text/plain; version=0.0.4; charset=utf-8"};
}

}  // namespace

void add_streams_door(http::Router& router, const Followed& followed) {
  router.add("GET", "/v1/streams",
             [&followed](http::Request& request) { return answer_with(followed, request, told_as_json); });
}

void add_metrics_door(http::Router& router, const Followed& followed) {
  router.add("GET", "/metrics",
             [&followed](http::Request& request) { return answer_with(followed, request, told_as_metrics); });
}

}  // namespace htq
