// GET /v1/events: what is recorded, in the one order, from a position on: to whoever sees every case all of
// it, to an applicant what it sees of its own cases. GET /v1/events/public: what became public, to everyone.
// It goes on with what comes, as server-sent events (resumed with Last-Event-ID) or as lines of JSON; with
// ?follow=no it ends at the head: with everything that was acknowledged before it was asked for.
//
// Nothing that a reader does not see shows: not in ids, which are sealed, nor in when something is sent. A
// sign of life comes when nothing was sent to that reader for a while, whatever was recorded meanwhile.
//
// Who reads is looked at again before anything is sent: a token that was taken back or ran out ends the
// stream.
#include "daemon/doors/attested.h"
#include "daemon/doors/door.h"
#include "daemon/doors/event_feed.h"
#include "daemon/doors/still_known.h"
#include "daemon/doors/viewer.h"
#include "daemon/log/event_log.h"
#include "daemon/logging.h"
#include "daemon/projector.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"after", "follow"};
constexpr Duration kHeartbeat = std::chrono::seconds(15);

class EventDoor {
 public:
  explicit EventDoor(const Doors& doors) : doors_(doors) {}

  http::Awaitable<void> stream(http::Request& request, http::StreamWriter& out) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return out.answer(std::move(caller).error());
    Viewer viewer(doors_, std::move(*caller));
    const bool sees_everything = viewer.sees_cases();
    if (!sees_everything && !viewer.roles().has(Role::APPLICANT))
      co_return out.answer(refused({.refusal = Refusal::not_your_role}));
    if (viewer.sees_all_of_every_case()) {
      tells_of_every_case(request);
      viewer.note_no_more();
    }
    const EventsOf of = sees_everything ? EventsOf::everything : EventsOf::own_cases;
    StillKnown reader(doors_, request, viewer.caller());
    const auto whose = std::make_shared<Viewer>(std::move(viewer));
    co_await send(request, of, whose, &reader, out);
  }

  http::Awaitable<void> publish(http::Request& request, http::StreamWriter& out) const {
    auto caller = anyone_calling(doors_, request);
    if (!caller) co_return out.answer(std::move(caller).error());
    // The same for everyone, whoever asks.
    const auto everyone = std::make_shared<Viewer>(doors_, Caller{});
    co_await send(request, EventsOf::publications, everyone, nullptr, out);
  }

 private:
  struct Asked {
    EventFeed::Wanted wanted;
    bool follows = true;
  };

  std::expected<Asked, http::Response> asked_of(const http::Request& request, EventsOf of,
                                                const Viewer& viewer) const {
    if (auto wrong = check_parameters(request, kParameters)) return std::unexpected(std::move(*wrong));
    auto from = request.headers.find("last-event-id");
    if (!from) from = request.query.find("after");
    const auto after = from ? position_named(doors_, viewer, *from) : std::optional(Position{});
    if (!after)
      return std::unexpected(bad_parameter("after", "A cursor is the id of the last event seen.",
                                           "Give that id, or nothing to begin at the first event."));
    if (*after > doors_.log.end())
      return std::unexpected(
          bad_parameter("after", "That position lies ahead.", "Give the id of the last event seen."));
    const auto accept = request.headers.find("accept");
    const EventForm form = accept && accept->find("text/event-stream") != std::string_view::npos
                               ? EventForm::server_sent
                               : EventForm::lines;
    const std::string_view follow = request.query.find("follow").value_or("yes");
    if (follow != "yes" && follow != "no")
      return std::unexpected(
          bad_parameter("follow", "It is yes or no.", "Give no to end at the last event."));
    return Asked{.wanted = {.after = *after, .form = form, .of = of, .office = viewer.of_office().clearance},
                 .follows = follow == "yes"};
  }

  /// `reader`: who must still be known; nullptr: it is for everyone.
  http::Awaitable<void> send(const http::Request& request, EventsOf of, std::shared_ptr<Viewer> viewer,
                             StillKnown* reader, http::StreamWriter& out) const {
    auto asked = asked_of(request, of, *viewer);
    if (!asked) co_return out.answer(std::move(asked).error());
    EventFeed::Wanted wanted = asked->wanted;
    const bool follows = asked->follows;
    if (of != EventsOf::publications && !viewer->sees_all_of_every_case()) wanted.reader = ++readers_;
    http::Headers headers;
    headers.add("Content-Type",
                wanted.form == EventForm::lines ? "application/x-ndjson" : "text/event-stream");
    out.begin(200, headers);
    const bool begun = co_await out.write("");
    if (!begun) co_return;
    // Where it ends that does not follow: with everything that anybody was told is recorded.
    const Position head = doors_.log.end();
    auto silent_since = std::chrono::steady_clock::now();
    const auto no_more = [reader](StillKnown::Look look) {
      return reader != nullptr ? reader->no_more(look) : std::optional<http::Response>();
    };
    while (true) {
      const std::uint64_t news = doors_.applied.count();
      if (const auto why = no_more(StillKnown::Look::sometimes))
        co_return co_await end(why->body, wanted, out);
      while (wanted.after < doors_.projector.applied() && (follows || wanted.after < head)) {
        SharedChunk chunk = doors_.events.at_hand(wanted);
        if (!chunk)
          chunk = co_await http::await_callback<SharedChunk>(
              [&](http::Callback<SharedChunk> done) { doors_.events.ask(wanted, viewer, std::move(done)); });
        // Now that it is rendered, which may have taken its time.
        if (const auto why = no_more(StillKnown::Look::sometimes))
          co_return co_await end(why->body, wanted, out);
        if (chunk->fault) {
          doors_.logger.error("event_stream_failed", {}, chunk->fault->what);
          wanted.after = chunk->last;
          const bool taken = co_await out.write(chunk->bytes + breaking_off(*chunk->fault, wanted, *viewer));
          if (taken) out.break_off(chunk->fault->what);
          co_return;
        }
        wanted.after = chunk->last;
        if (!chunk->bytes.empty()) {
          const std::shared_ptr<const std::string> bytes(chunk, &chunk->bytes);
          const bool taken = co_await out.write_shared(bytes);
          if (!taken) co_return;
          silent_since = std::chrono::steady_clock::now();
        }
        // A reader that takes everything at once, or may see nothing of it, never makes a write wait: the
        // others get their turn here.
        co_await http::pause(Duration(0));
      }
      if (!follows && wanted.after >= head) co_return;
      const Duration left = kHeartbeat - (std::chrono::steady_clock::now() - silent_since);
      if (left > Duration(0)) co_await doors_.applied.wait(news, left);
      if (std::chrono::steady_clock::now() - silent_since < kHeartbeat) continue;
      if (const auto why = no_more(StillKnown::Look::now)) co_return co_await end(why->body, wanted, out);
      const bool taken = co_await out.write(heartbeat(wanted, *viewer));
      if (!taken) co_return;
      silent_since = std::chrono::steady_clock::now();
    }
  }

  /// Without its last chunk, so that nobody takes it for all that there was.
  static http::Awaitable<void> end(const std::string& problem, const EventFeed::Wanted& wanted,
                                   http::StreamWriter& out) {
    const bool taken = co_await out.write(as_last(problem, wanted));
    if (taken) out.break_off("who reads it is not who opened it any more");
  }

  static std::string as_last(const std::string& problem, const EventFeed::Wanted& wanted) {
    return wanted.form == EventForm::lines ? problem : "event: problem\ndata: " + problem + "\n";
  }

  /// The last that a reader gets of a stream that cannot go on.
  static std::string breaking_off(const Fault& why, const EventFeed::Wanted& wanted, const Viewer& viewer) {
    http::Problem answer({.status = 503,
                          .type = "events-broken-off",
                          .title = "The log could not be read on",
                          .detail = viewer.sees_positions() ? why.what : ""});
    // Where it broke off is told to those alone who see positions; the others go on behind the last id.
    if (viewer.sees_positions()) answer.with("position", static_cast<std::int64_t>(wanted.after.value));
    const std::string problem =
        answer.with("whatToDo", "Look into the daemon's log; then read on behind this position.")
            .answer()
            .body;
    return as_last(problem, wanted);
  }

  static std::string heartbeat(const EventFeed::Wanted& wanted, const Viewer& viewer) {
    if (wanted.form == EventForm::lines) return "\n";
    return viewer.sees_positions() ? ": at " + std::to_string(wanted.after.value) + "\n\n" : ":\n\n";
  }

  const Doors& doors_;
  mutable std::uint64_t readers_ = 0;  // the loop's thread
};

}  // namespace

void add_event_door(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<EventDoor>(doors);
  router.add_stream("GET", "/v1/events", [door](http::Request& request, http::StreamWriter& out) {
    return door->stream(request, out);
  });
  router.add_stream("GET", "/v1/events/public", [door](http::Request& request, http::StreamWriter& out) {
    return door->publish(request, out);
  });
}

}  // namespace htq
