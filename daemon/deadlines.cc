#include "daemon/deadlines.h"

#include <algorithm>

namespace htq {

void Deadlines::set(const std::string& owner, std::vector<Due> dues, Position cause) {
  std::vector<Place>& mine = by_owner_[owner];
  for (const Place& place : mine) {
    order_.erase(place);
    put_off_.erase(place);
    parked_.erase(place);  // its stream has moved on: it gets another try
  }
  mine.clear();
  for (Due& due : dues) {
    Place place = place_of(due);
    mine.push_back(place);
    if (!under_way_.contains(place) && !parked_.contains(place))
      order_.insert_or_assign(std::move(place), Entry{.due = std::move(due), .cause = cause, .owner = owner});
  }
  if (mine.empty()) by_owner_.erase(owner);
}

void Deadlines::clear() {
  *this = {};
}

std::optional<Instant> Deadlines::next() const {
  if (order_.empty()) return std::nullopt;
  return std::get<Instant>(order_.begin()->first);
}

std::vector<Deadlines::Entry> Deadlines::take(Instant now, std::size_t most) {
  std::vector<Entry> taken;
  while (taken.size() < most && !order_.empty() && std::get<Instant>(order_.begin()->first) <= now) {
    under_way_.insert(order_.begin()->first);
    taken.push_back(std::move(order_.begin()->second));
    order_.erase(order_.begin());
  }
  return taken;
}

void Deadlines::done(const Due& due) {
  under_way_.erase(place_of(due));
}

void Deadlines::put_off(Entry entry) {
  const Place place = place_of(entry.due);
  under_way_.erase(place);
  const auto mine = by_owner_.find(entry.owner);
  if (mine == by_owner_.end() || std::ranges::find(mine->second, place) == mine->second.end()) return;
  entry.has_failed = true;
  put_off_.insert_or_assign(place, std::move(entry));
}

void Deadlines::try_again() {
  order_.merge(put_off_);
  put_off_.clear();
}

void Deadlines::park(const Due& due) {
  under_way_.erase(place_of(due));
  parked_.insert(place_of(due));
}

}  // namespace htq
