// GET /v1/events: everything that is recorded, in the one order, from a position on. It goes on with what
// comes, as server-sent events (resumed with Last-Event-ID) or as lines of JSON; with ?follow=no it ends at
// the head.
#include "daemon/doors/door.h"
#include "daemon/doors/entry.h"
#include "daemon/doors/viewer.h"
#include "projections/stored_record.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"after", "follow"};
constexpr Duration kHeartbeat = std::chrono::seconds(15);
constexpr std::size_t kChunkBytes = 8 << 10;  // some milliseconds of work

enum class Form { lines, server_sent };

class EventDoor {
 public:
  explicit EventDoor(const Doors& doors) : doors_(doors), entries_(doors.sealing) {}

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
    const Form form = accept && accept->find("text/event-stream") != std::string_view::npos
                          ? Form::server_sent
                          : Form::lines;
    const std::string_view follow = request.query.find("follow").value_or("yes");
    if (follow != "yes" && follow != "no")
      co_return out.answer(bad_parameter("follow", "It is yes or no.", "Give no to end at the last event."));
    const bool follows = follow == "yes";
    co_await send(Position{*after}, form, follows, std::move(viewer), out);
  }

 private:
  http::Awaitable<void> send(Position seen, Form form, bool follows, Viewer viewer,
                             http::StreamWriter& out) const {
    http::Headers headers;
    headers.add("Content-Type", form == Form::lines ? "application/x-ndjson" : "text/event-stream");
    out.begin(200, headers);
    const bool begun = co_await out.write("");
    if (!begun) co_return;
    while (true) {
      const std::uint64_t news = doors_.applied.count();
      const auto scan = doors_.log.scan(seen.next());
      // What ties the reader to a case, as the rows stand with the records of this stretch.
      const RowView now = doors_.projector.view();
      const auto looked = viewer.look(now);
      if (!looked) {
        co_await end_with(looked.error(), {}, seen, form, out);
        co_return;
      }
      std::string chunk;
      while (true) {
        const auto record = scan->next();
        if (!record) {
          co_await end_with(record.error(), std::move(chunk), seen, form, out);
          co_return;
        }
        // What the rows do not hold yet is not sent yet: a reader may ask about it at once.
        if (!*record || (*record)->position > now.applied()) break;
        seen = (*record)->position;
        StoredEvent stored((*record)->bytes);
        const auto sight = viewer.of_record(stored.record());
        if (!sight) {
          co_await end_with(sight.error(), std::move(chunk), seen, form, out);
          co_return;
        }
        if (*sight) append(stored.record(), form, **sight, chunk);
        if (chunk.size() < kChunkBytes) continue;
        const bool taken = co_await out.write(std::move(chunk));
        if (!taken) co_return;
        chunk.clear();
        // A reader that takes everything at once never makes write() wait: the others get their turn here.
        co_await http::pause(Duration(0));
      }
      // One co_await a statement: GCC 12 miscompiles one within && or ?:.
      if (!chunk.empty()) {
        const bool taken = co_await out.write(std::move(chunk));
        if (!taken) co_return;
      }
      if (!follows) co_return;
      const bool more = co_await doors_.applied.wait(news, kHeartbeat);
      if (!more) {
        const bool taken = co_await out.write(heartbeat(seen, form));
        if (!taken) co_return;
      }
    }
  }

  http::Awaitable<void> end_with(Fault why, std::string chunk, Position seen, Form form,
                                 http::StreamWriter& out) const {
    doors_.logger.error("event_stream_failed", {}, why.what);
    const bool taken = co_await out.write(chunk + breaking_off(why, seen, form));
    if (taken) out.break_off(why.what);
  }

  void append(Record::Reader record, Form form, const Sight& sight, std::string& chunk) const {
    std::string entry;
    if (!entries_.append(record, sight, entry)) return;
    if (form == Form::lines) {
      chunk += entry + '\n';
      return;
    }
    chunk += "id: " + std::to_string(record.getPosition()) + "\nevent: " + Entries::type_of(record) +
             "\ndata: " + entry + "\n\n";
  }

  /// The last that a reader gets of a stream that cannot go on.
  static std::string breaking_off(const Fault& why, Position seen, Form form) {
    const std::string problem =
        http::Problem({.status = 503,
                       .type = "events-broken-off",
                       .title = "The log could not be read on",
                       .detail = why.what})
            .with("position", static_cast<std::int64_t>(seen.value))
            .with("whatToDo", "Look into the daemon's log; then read on behind this position.")
            .answer()
            .body;
    return form == Form::lines ? problem : "event: problem\ndata: " + problem + "\n";
  }

  static std::string heartbeat(Position seen, Form form) {
    if (form == Form::server_sent) return ": at " + std::to_string(seen.value) + "\n\n";
    return "\n";
  }

  const Doors& doors_;
  Entries entries_;
};

}  // namespace

void add_event_door(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<EventDoor>(doors);
  router.add_stream("GET", "/v1/events", [door](http::Request& request, http::StreamWriter& out) {
    return door->stream(request, out);
  });
}

}  // namespace htq
