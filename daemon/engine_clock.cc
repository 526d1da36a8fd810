// What the clock brings the engine: commands of the system that are due, what was turned away of late, and
// the cases that are to be looked at again.
#include <algorithm>
#include <utility>

#include "daemon/engine.h"
#include "daemon/planted.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kMostCasesLookedAt = 256;
constexpr std::size_t kMostTurnedAwayAtOnce = 16;
/// However much there is to do, what was turned away is on record after that: until then it is in memory
/// alone.
constexpr Duration kLongestOffTheRecord = std::chrono::seconds(5);

}  // namespace

std::optional<Instant> Engine::believed_now() const {
  return options_.clock_jumps == nullptr ? clock_.now() : options_.clock_jumps->now();
}

bool Engine::is_due() const {
  const auto now = believed_now();  // asked whether anything is due or not
  const std::int64_t next = next_due_.load(std::memory_order_acquire);
  return now && next != 0 && next <= now->ns;
}

void Engine::look_at_the_clock() {
  if (!is_due() && !turned_away_.oldest() && !some_failed_ && !clock_is_behind(clock_.now())) return;
  tries_again_ = true;
  const std::lock_guard lock(mutex_);
  if (!stopped_ && !recovering_) schedule();
}

/// A manual clock stands still, and its records run ahead of it.
bool Engine::clock_is_behind(Instant shown) const {
  return options_.by_hand == nullptr && ClockSteps::is_behind(shown, {last_recorded_.load()});
}

void Engine::look_for_a_step_of_the_clock() {
  if (options_.by_hand != nullptr) return;
  const auto behind = clock_steps_.look(clock_.now(), {last_recorded_.load()});
  if (behind && options_.on_clock_stepped_back) options_.on_clock_stepped_back(*behind);
}

/// Hands in the system commands that are due, as any other command, and says how many. They yield to those
/// that people sent.
std::size_t Engine::take_what_is_due(const RowView& rows, std::size_t most) {
  std::size_t taken = 0;
  if (tries_again_.exchange(false) && some_failed_.exchange(false)) agenda_.deadlines().try_again();
  const auto now = believed_now();
  if (now && !stopped() && room() != 0) {
    std::vector<Deadlines::Entry> entries = agenda_.deadlines().take(*now, std::min(most, room()));
    if (is_planted(Plant::fires_a_timer_twice) && !entries.empty()) entries.push_back(entries.back());
    for (const Deadlines::Entry& entry : entries) {
      ++taken;
      std::string again;
      if (is_planted(Plant::fires_a_timer_twice)) again = "/" + std::to_string(writer_.head().position.value);
      Order order{.message = std::make_unique<capnp::MallocMessageBuilder>(),
                  .actor = {.subject = "system", .roles = {Role::SYSTEM}},
                  .command_id = command_id_of(entry.due) + again,
                  .received_at = *now,
                  .occurred_at = entry.due.at,
                  .caused_by = entry.cause};
      const CaseState unborn;
      const CaseState* file = &unborn;
      if (entry.due.kind == StreamKind::CASE) {
        const auto loaded = cases_.load(entry.due.stream, rows);
        if (loaded && *loaded != nullptr) file = *loaded;
      }
      write_command(entry.due, *file, order.message->initRoot<Command>());
      handle({std::move(order), [this, entry](Reply reply) { due_is_done(entry, reply); }}, rows);
    }
  }
  const auto next = agenda_.deadlines().next();
  next_due_.store(next ? std::max<std::int64_t>(next->ns, 1) : 0, std::memory_order_release);
  return taken;
}

void Engine::due_is_done(const Deadlines::Entry& entry, const Reply& reply) {
  if (const auto* refused = std::get_if<Refused>(&reply)) {
    agenda_.deadlines().park(entry.due);
    if (options_.on_system_refused) options_.on_system_refused(entry.due, *refused);
  } else if (const auto* failed = std::get_if<Fault>(&reply)) {
    {
      const std::lock_guard lock(mutex_);
      if (stopped_ || recovering_ || finishing_)
        return;  // before anything else is due, the list is made anew
    }
    agenda_.deadlines().put_off(entry);
    some_failed_ = true;
    if (!entry.has_failed) options_.on_system_failed(entry.due, *failed);
  } else {
    agenda_.deadlines().done(entry.due);
  }
}

/// Puts on record what was turned away of submissions in their last hour: when there is room, but not much
/// later. Before what was sent is taken: under load that fills every batch.
void Engine::record_what_was_turned_away(const RowView& rows) {
  const auto oldest = turned_away_.oldest();
  if (!oldest || stopped() || is_left()) return;
  const Instant now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    if (!inbox_.is_at_ease() && now - *oldest < kLongestOffTheRecord) return;
  }
  for (auto& [submission, count] : turned_away_.take(now, std::min(room(), kMostTurnedAwayAtOnce))) {
    Order order{
        .message = std::make_unique<capnp::MallocMessageBuilder>(),
        .actor = {.subject = "system", .roles = {Role::SYSTEM}},
        // A batch that is lost is counted again and gets this position again, and no other count does.
        .command_id = "turned-away/" + std::to_string(writer_.head().position.value + 1),
        .received_at = now,
        .occurred_at = count.last};
    auto command = order.message->initRoot<Command>();
    command.setTarget(text(submission.cycle));
    auto event = command.initRecordSubmissionsTurnedAway();
    event.setWindow(text(submission.window));
    event.setOrganisation(text(submission.organisation));
    event.setCount(count.submissions);
    event.setFirst(count.first.ns);
    event.setLast(count.last.ns);
    handle({std::move(order),
            [this, submission, count](Reply reply) {
              if (std::holds_alternative<Fault>(reply)) turned_away_.add(submission, count);
              const auto* refused = std::get_if<Refused>(&reply);
              if (refused == nullptr || !options_.on_system_refused) return;
              options_.on_system_refused({.at = count.last,
                                          .action = Command::RECORD_SUBMISSIONS_TURNED_AWAY,
                                          .kind = StreamKind::CYCLE,
                                          .stream = submission.cycle,
                                          .name = submission.window},
                                         *refused);
            }},
           rows);
  }
}

/// What is due of a case may have changed with its cycle or its consultation.
void Engine::look_again_at_cases(const RowView& rows) {
  for (std::size_t looked = 0; looked < kMostCasesLookedAt; ++looked) {
    const auto next = agenda_.next_to_look_at();
    if (!next) return;
    const auto& [reference, cause] = *next;
    const auto loaded = cases_.load(reference, rows);
    if (loaded && *loaded != nullptr) agenda_.case_is(reference, **loaded, office_, cause);
  }
}

}  // namespace htq
