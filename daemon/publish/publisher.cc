#include "daemon/publish/publisher.h"

#include <utility>

#include "daemon/log/event_log.h"
#include "daemon/logging.h"
#include "daemon/projector.h"
#include "daemon/publish/yielding.h"
#include "daemon/record_hash.h"
#include "domain/words.h"
#include "projections/stored_record.h"

namespace htq {
namespace {

constexpr std::size_t kMostRecords = 1'000;  // of one transaction
constexpr std::size_t kMostBytes = 4 << 20;
constexpr auto kTriesAgainAfter = std::chrono::seconds(1);

}  // namespace

/// What wakes the thread. The projector may hold it for longer than the publisher is there.
struct Publisher::Woken {
  std::mutex mutex;
  std::condition_variable changed;
  bool is_asked = false;  // the projector, for the next record
  bool has_news = false;
  bool stops = false;
};

Publisher::Publisher(const Doors& doors, KafkaSettings settings, std::function<bool()> may_publish)
    : doors_(doors),
      settings_(std::move(settings)),
      may_publish_(std::move(may_publish)),
      making_(doors.office),
      woken_(std::make_shared<Woken>()),
      thread_([this] { run(); }) {}

Publisher::~Publisher() {
  {
    const std::lock_guard lock(woken_->mutex);
    woken_->stops = true;
  }
  woken_->changed.notify_all();
  thread_.join();
}

Publisher::Standing Publisher::standing() const {
  const std::lock_guard lock(mutex_);
  return standing_;
}

void Publisher::note(const std::optional<Mark>& mark, bool publishes) {
  const std::lock_guard lock(mutex_);
  standing_.publishes = publishes;
  // How far another daemon comes is not known here.
  if (!publishes && !may_publish_()) standing_ = {};
  if (!publishes) return;
  standing_.trouble.clear();
  standing_.reached = mark ? mark->position : Position{};
  standing_.public_events = mark ? mark->public_events : 0;
}

void Publisher::forget_the_reached() {
  const std::lock_guard lock(mutex_);
  standing_.reached.reset();
}

void Publisher::note_trouble(const Fault& why) {
  {
    const std::lock_guard lock(mutex_);
    standing_.publishes = false;
    if (std::exchange(standing_.trouble, why.what) == why.what) return;
  }
  doors_.logger.warn("not_published", {{"reason", why.what}},
                     "Events are not published for now. Nothing else waits for it.");
}

bool Publisher::is_wanted() const {
  {
    const std::lock_guard lock(woken_->mutex);
    if (woken_->stops) return false;
  }
  return may_publish_();
}

void Publisher::run() {
  using Clock = std::chrono::steady_clock;
  Yielding yielding;
  Clock::time_point not_before{};
  while (true) {
    if (is_wanted() && Clock::now() >= not_before) {
      Turn turn;
      const Result<> ended = publish(turn);
      if (!ended && is_wanted()) note_trouble(ended.error());
      if (turn.was_fenced)
        not_before = Clock::now() + yielding.after(std::chrono::duration_cast<Yielding::Span>(
                                        Clock::now() - turn.began));
    }
    note(std::nullopt, false);
    if (!may_publish_()) {
      // Another one publishes from here on: how far it is, is not known here. If this one is elected again, it
      // publishes at once.
      forget_the_reached();
      yielding.forget();
      not_before = {};
    }
    std::unique_lock lock(woken_->mutex);
    if (woken_->changed.wait_for(lock, kTriesAgainAfter, [&] { return woken_->stops; })) return;
  }
}

/// As the one publisher, until something goes wrong or another daemon writes.
Result<> Publisher::publish(Turn& turn) {
  turn.began = std::chrono::steady_clock::now();
  const KafkaOutbox::Waiting waiting{
      .is_wanted = [this] { return is_wanted(); },
      .say = [this](const KafkaError& why) { note_trouble(fault_of(why)); }};
  auto outbox = KafkaOutbox::open(settings_, doors_.office, waiting);
  if (!outbox) return std::unexpected(std::move(outbox).error());
  // Before anybody is fenced: a daemon of another log leaves whoever publishes alone.
  HTQ_TRY(check((*outbox)->last_mark(waiting)));
  const auto found = (*outbox)->take_over(waiting);
  if (!found) return std::unexpected(ended_by(found.error(), turn));
  HTQ_TRY(check(found));
  Mark mark = found->value_or(Mark{});
  note(mark, true);
  turn.began = std::chrono::steady_clock::now();
  doors_.logger.info("publishing", {{"position", mark.position.value}},
                     "This daemon publishes events from here on.");
  while (is_wanted()) {
    if (doors_.projector.applied() <= mark.position) {
      wait_for_news(mark.position);
      continue;
    }
    auto stretch = next_stretch(mark);
    if (!stretch) return std::unexpected(std::move(stretch).error());
    if (const auto done = (*outbox)->publish(stretch->events, stretch->mark); !done)
      return std::unexpected(ended_by(done.error(), turn));
    mark = std::move(stretch->mark);
    note(mark, true);
  }
  return {};
}

Fault Publisher::ended_by(const KafkaError& error, Turn& turn) const {
  turn.was_fenced = error.trouble == KafkaTrouble::fenced;
  if (!turn.was_fenced) return fault_of(error);
  return {FaultKind::unavailable,
          "Another daemon has begun to publish for office " + doors_.office + " (" + error.what +
              "). Of daemons that do not share a log only one may have publish.to set."};
}

Result<> Publisher::check(const KafkaResult<std::optional<Mark>>& found) const {
  if (!found) return std::unexpected(fault_of(found.error()));
  const Mark mark = found->value_or(Mark{});
  if (mark.position.value == 0) return {};
  if (mark.position > doors_.log.end())
    return fault(FaultKind::corrupted, "events are published up to position " +
                                           std::to_string(mark.position.value) + ", and this log ends at " +
                                           std::to_string(doors_.log.end().value) +
                                           ": it has lost what was recorded, or is of another office");
  const auto bytes = doors_.log.read(mark.position);
  if (!bytes) return std::unexpected(bytes.error());
  if (record_hash(*bytes) == mark.record_hash) return {};
  return fault(FaultKind::corrupted, "what is published up to position " +
                                         std::to_string(mark.position.value) +
                                         " is not of this log: the record there is another one");
}

Result<Publisher::Stretch> Publisher::next_stretch(const Mark& from) const {
  // A case is seen as it stands by now: what its applicant flagged meanwhile is withheld, too.
  const RowView now = doors_.projector.view();
  Viewer trusted(doors_, {.subject = {},
                          .roles = {name_of_enumerant(kTrustedStreamSeesAs)},
                          .organisation = {},
                          .token_id = {}});
  HTQ_TRY(trusted.look(now));
  const Sight everyone = Viewer(doors_, {}).with_positions(policy::Audience::PUBLIC);
  Stretch stretch{.events = {}, .mark = from};
  std::size_t bytes = 0;
  const auto scan = doors_.log.scan(from.position.next());
  for (std::size_t taken = 0; taken < kMostRecords && bytes < kMostBytes; ++taken) {
    const auto next = scan->next();
    if (!next) return std::unexpected(next.error());
    if (!*next || (*next)->position > now.applied()) break;
    StoredEvent stored((*next)->bytes);
    const Record::Reader record = stored.record();
    const auto sight = trusted.of_record(record);
    if (!sight) return std::unexpected(sight.error());
    if (*sight)
      if (auto event = making_.of(record, **sight)) stretch.events.push_back(std::move(*event));
    auto told = making_.for_everyone(record, everyone, stretch.mark.public_events + 1, now);
    if (!told) return std::unexpected(std::move(told).error());
    if (*told) {
      ++stretch.mark.public_events;
      stretch.events.push_back(*std::move(*told));
    }
    bytes += (*next)->bytes.size();
    stretch.mark.position = (*next)->position;
    stretch.mark.record_hash = record_hash((*next)->bytes);
  }
  return stretch;
}

void Publisher::wait_for_news(Position after) {
  bool is_asked = false;
  {
    const std::lock_guard lock(woken_->mutex);
    is_asked = std::exchange(woken_->is_asked, true);
  }
  if (!is_asked)
    doors_.projector.when_applied(after.next(), [woken = woken_] {
      {
        const std::lock_guard lock(woken->mutex);
        woken->is_asked = false;
        woken->has_news = true;
      }
      woken->changed.notify_all();
    });
  std::unique_lock lock(woken_->mutex);
  // Now and then it looks whether it is still the one to publish.
  woken_->changed.wait_for(lock, kTriesAgainAfter, [&] { return woken_->stops || woken_->has_news; });
  woken_->has_news = false;
}

}  // namespace htq
