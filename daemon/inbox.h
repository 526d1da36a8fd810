// What waits to be decided: a bounded queue in which submissions whose hour runs out stand in front, with
// places that nobody else gets.
//
// A submission goes ahead of commands of other cases and other clients only. Behind a command of its own
// case, its own sender or its own organisation it keeps its place: what a client sent one after the other is
// decided one after the other, and what is decided of a case may hang on what came before. Of two submissions
// of one case the second waits among the others, so that nobody who repeats one keeps everyone else out.
//
// For one thread at a time: the engine's lock is held around it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "daemon/order.h"

namespace htq {

struct Waiting {
  Order order;
  Answering answering;
  bool comes_first = false;                    // a submission in the last hour (last_hour.h)
  std::optional<Instant> moves_clock_to = {};  // then there is no order
};

class Inbox {
 public:
  explicit Inbox(std::size_t length);

  bool has_room_for(const Waiting& waiting) const;
  void put(Waiting waiting);
  /// Up to `most`, in the order in which they are to be decided.
  std::deque<Waiting> take(std::size_t most);

  bool empty() const { return size() == 0; }
  std::size_t size() const { return ahead_.size() + others_.size(); }
  /// Whether there is room enough for the office to do something of its own.
  bool is_at_ease() const { return size() <= length_ / 2; }

 private:
  /// Equal values have equal marks; that others may, too, costs a submission its place in front and nothing
  /// else.
  struct Marks {
    std::uint64_t stream = 0;
    std::uint64_t subject = 0;
    std::uint64_t organisation = 0;  // 0: none
  };
  struct Place {
    Waiting waiting;
    Marks marks;
  };
  static Marks marks_of(const Waiting& waiting);
  bool may_go_ahead(const Marks& marks) const;

  std::size_t length_;
  std::size_t reserve_;  // beyond the length, for submissions in their last hour alone
  std::deque<Place> ahead_;
  std::deque<Place> others_;
};

}  // namespace htq
