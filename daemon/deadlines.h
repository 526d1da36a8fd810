// The system commands that are due, or will be: the writer's list, kept up with every event it folds. A due
// command stays on the list until the state it rests on changes; while it is under way it is not taken again,
// and once refused it is parked until then: a refused system command is a defect that somebody must look at. One
// that met a fault is put off, and tried again.
//
// The engine's executor only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "domain/due.h"
#include "domain/identity.h"

namespace htq {

class Deadlines {
 public:
  struct Entry {
    Due due;
    Position cause;     // the record that led to it
    std::string owner;  // as in set()
    bool has_failed = false;
  };

  /// Replaces what is due of one stream, or of the office as a whole (an empty owner).
  void set(const std::string& owner, std::vector<Due> dues, Position cause);
  void clear();

  /// When the next one is due that is neither under way nor parked.
  std::optional<Instant> next() const;
  /// Takes up to `most` that are due, by instant and then by stream. Each is under way until done() or
  /// park().
  std::vector<Entry> take(Instant now, std::size_t most);
  void done(const Due& due);
  /// It met a fault of the world: it waits for try_again().
  void put_off(Entry entry);
  void try_again();
  void park(const Due& due);

  std::size_t waiting() const { return order_.size(); }
  std::size_t parked() const { return parked_.size(); }

 private:
  using Place = std::tuple<Instant, std::string, std::string>;  // instant, stream, command id
  static Place place_of(const Due& due) { return {due.at, due.stream, command_id_of(due)}; }

  std::map<std::string, std::vector<Place>> by_owner_;
  std::map<Place, Entry> order_;    // waiting
  std::map<Place, Entry> put_off_;  // until they are tried again
  std::set<Place> under_way_;
  std::set<Place> parked_;
};

}  // namespace htq
