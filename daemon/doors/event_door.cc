// GET /v1/events: everything that is recorded, in the one order, from a position on. It goes on with what
// comes, as server-sent events (resumed with Last-Event-ID) or as lines of JSON; with ?follow=no it ends at
// the head.
#include "daemon/doors/attested.h"
#include "daemon/doors/door.h"
#include "daemon/doors/viewer.h"

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
    if (!viewer.sees_cases()) co_return out.answer(refused({.refusal = Refusal::not_your_role}));
    if (auto wrong = check_parameters(request, kParameters)) co_return out.answer(std::move(*wrong));
    auto from = request.headers.find("last-event-id");
    if (!from) from = request.query.find("after");
    const auto after = from ? whole_number(*from) : std::optional<std::uint64_t>(0);
    if (!after)
      co_return out.answer(bad_parameter("after", "A cursor is the position of the last event seen.",
                                         "Give that position, or nothing to begin at the first event."));
    if (*after > doors_.log.end().value)
      co_return out.answer(
          bad_parameter("after", "That position lies ahead.", "Give the position of the last event seen."));
    const auto accept = request.headers.find("accept");
    const EventForm form = accept && accept->find("text/event-stream") != std::string_view::npos
                               ? EventForm::server_sent
                               : EventForm::lines;
    const std::string_view follow = request.query.find("follow").value_or("yes");
    if (follow != "yes" && follow != "no")
      co_return out.answer(bad_parameter("follow", "It is yes or no.", "Give no to end at the last event."));
    const bool follows = follow == "yes";
    if (viewer.sees_all_of_every_case()) {
      tells_of_every_case(request);
      viewer.note_no_more();
    }
    co_await send({.after = {*after}, .form = form, .office = viewer.of_office().clearance}, follows,
                  std::make_shared<Viewer>(std::move(viewer)), out);
  }

 private:
  http::Awaitable<void> send(EventFeed::Wanted wanted, bool follows, std::shared_ptr<Viewer> viewer,
                             http::StreamWriter& out) const {
    if (!viewer->sees_all_of_every_case()) wanted.reader = ++readers_;
    http::Headers headers;
    headers.add("Content-Type",
                wanted.form == EventForm::lines ? "application/x-ndjson" : "text/event-stream");
    out.begin(200, headers);
    const bool begun = co_await out.write("");
    if (!begun) co_return;
    const Position head = doors_.projector.applied();
    while (true) {
      const std::uint64_t news = doors_.applied.count();
      while (wanted.after < (follows ? doors_.projector.applied() : head)) {
        SharedChunk chunk = doors_.events.at_hand(wanted);
        if (!chunk)
          chunk = co_await http::await_callback<SharedChunk>(
              [&](http::Callback<SharedChunk> done) { doors_.events.ask(wanted, viewer, std::move(done)); });
        if (chunk->fault) {
          doors_.logger.error("event_stream_failed", {}, chunk->fault->what);
          wanted.after = chunk->last;
          const bool taken = co_await out.write(chunk->bytes + breaking_off(*chunk->fault, wanted));
          if (taken) out.break_off(chunk->fault->what);
          co_return;
        }
        wanted.after = chunk->last;
        const std::shared_ptr<const std::string> bytes(chunk, &chunk->bytes);
        const bool taken = co_await out.write_shared(bytes);
        if (!taken) co_return;
        // A reader that takes everything at once, or may see nothing of it, never makes a write wait: the
        // others get their turn here.
        co_await http::pause(Duration(0));
      }
      if (!follows) co_return;
      const bool more = co_await doors_.applied.wait(news, kHeartbeat);
      if (!more) {
        const bool taken = co_await out.write(heartbeat(wanted));
        if (!taken) co_return;
      }
    }
  }

  /// The last that a reader gets of a stream that cannot go on.
  static std::string breaking_off(const Fault& why, const EventFeed::Wanted& wanted) {
    const std::string problem =
        http::Problem({.status = 503,
                       .type = "events-broken-off",
                       .title = "The log could not be read on",
                       .detail = why.what})
            .with("position", static_cast<std::int64_t>(wanted.after.value))
            .with("whatToDo", "Look into the daemon's log; then read on behind this position.")
            .answer()
            .body;
    return wanted.form == EventForm::lines ? problem : "event: problem\ndata: " + problem + "\n";
  }

  static std::string heartbeat(const EventFeed::Wanted& wanted) {
    if (wanted.form == EventForm::server_sent) return ": at " + std::to_string(wanted.after.value) + "\n\n";
    return "\n";
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
}

}  // namespace htq
