// The engine in manual mode: the clock moves when it is told to, and everything is decided one at a time.
// What is due comes before what was sent, so that the same commands lead to the same log, whatever the
// threads do.
#include <algorithm>

#include "daemon/engine.h"
#include "domain/ensure.h"

namespace htq {

void Engine::move_clock(Instant to, Answering answering) {
  ensure(options_.by_hand != nullptr, "only a manual clock is moved");
  take({.order = {}, .answering = std::move(answering), .moves_clock_to = to});
}

void Engine::take_one_by_one(const RowView& rows) {
  {
    const std::lock_guard lock(mutex_);
    scheduled_ = false;
  }
  // When what was decided becomes durable is chance: nothing further is decided until it is.
  if (in_flight_) return;
  release_answers();
  while (room() != 0) {
    while (agenda_.has_cases_to_look_at()) look_again_at_cases(rows);
    if (take_what_is_due(rows, 1) != 0) continue;
    if (moving_) {
      move_on();
      continue;
    }
    auto waiting = next_waiting();
    if (!waiting) return;
    if (waiting->moves_clock_to)
      begin_to_move(*std::move(waiting));
    else
      handle(*std::move(waiting), rows);
  }
}

std::optional<Waiting> Engine::next_waiting() {
  const std::lock_guard lock(mutex_);
  std::deque<Waiting> next = inbox_.take(1);
  if (next.empty()) return std::nullopt;
  return std::move(next.front());
}

void Engine::begin_to_move(Waiting waiting) {
  const Instant now = clock_.now();
  if (*waiting.moves_clock_to < now)
    return answer(std::move(waiting.answering), ClockStands{.now = now, .moved = false});
  moving_ = {.to = *waiting.moves_clock_to, .answering = std::move(waiting.answering)};
}

/// To the next instant at which something is due, or to the end of the way. Nothing is due now.
void Engine::move_on() {
  const auto next = agenda_.deadlines().next();
  if (next && *next <= moving_->to) {
    options_.by_hand->move_to(*next);
    return;
  }
  Move move = *std::exchange(moving_, std::nullopt);
  options_.by_hand->move_to(move.to);
  if (Result<> kept = options_.on_clock_moved(move.to); !kept)
    return answer(std::move(move.answering), std::move(kept).error());
  answer(std::move(move.answering), ClockStands{.now = move.to});
}

}  // namespace htq
