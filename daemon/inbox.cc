#include "daemon/inbox.h"

#include <algorithm>
#include <functional>
#include <string_view>

#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kReservedShare = 4;  // one place for so many of the queue

std::uint64_t mark_of(std::string_view text) {
  return std::hash<std::string_view>{}(text) | 1U;
}

}  // namespace

Inbox::Inbox(std::size_t length)
    : length_(length), reserve_(std::max<std::size_t>(1, length / kReservedShare)) {}

Inbox::Marks Inbox::marks_of(const Waiting& waiting) {
  if (waiting.moves_clock_to) return {};
  const Order& order = waiting.order;
  return {.stream = mark_of(view(order.message->getRoot<Command>().asReader().getTarget())),
          .subject = mark_of(order.actor.subject),
          .organisation = order.actor.organisation.empty() ? 0 : mark_of(order.actor.organisation)};
}

bool Inbox::may_go_ahead(const Marks& marks) const {
  const auto is_of_its_own = [&](const Place& place) {
    return place.marks.stream == marks.stream || place.marks.subject == marks.subject ||
           (marks.organisation != 0 && place.marks.organisation == marks.organisation);
  };
  const auto is_of_its_case = [&](const Place& place) { return place.marks.stream == marks.stream; };
  return std::ranges::none_of(others_, is_of_its_own) && std::ranges::none_of(ahead_, is_of_its_case);
}

bool Inbox::has_room_for(const Waiting& waiting) const {
  if (size() < length_) return true;
  if (!waiting.comes_first || size() >= length_ + reserve_) return false;
  // The kept places are for those who have not submitted yet: who repeats a submission gets none.
  const Marks marks = marks_of(waiting);
  const auto is_the_same = [&](const Place& place) {
    return place.waiting.comes_first && place.marks.stream == marks.stream;
  };
  return std::ranges::none_of(ahead_, is_the_same) && std::ranges::none_of(others_, is_the_same);
}

void Inbox::put(Waiting waiting) {
  const Marks marks = marks_of(waiting);
  std::deque<Place>& lane = waiting.comes_first && may_go_ahead(marks) ? ahead_ : others_;
  lane.push_back({std::move(waiting), marks});
}

std::deque<Waiting> Inbox::take(std::size_t most) {
  std::deque<Waiting> taken;
  for (std::deque<Place>* lane : {&ahead_, &others_})
    while (taken.size() < most && !lane->empty()) {
      taken.push_back(std::move(lane->front().waiting));
      lane->pop_front();
    }
  return taken;
}

}  // namespace htq
