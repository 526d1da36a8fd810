// The writer's keys: which one seals a text that is being recorded, about a person or of a record that will
// be disposed of one day. Each has its owner, a person or a stream. Keys stand ready ahead of use and are
// made durable beside the writer, so that no command waits for it.
//
//   start → (take_for → seal → note)* → released
//
// The keys of a person who was erased, or of a stream that was disposed of, are destroyed when that is
// durable, before it is answered; what a crash left undone is done at the start.
//
// The writer's thread only. Store and executor must outlive it, and the executor's work be done before they
// go.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemon/access/key_store.h"
#include "daemon/executor.h"
#include "daemon/row_view.h"
#include "domain/given.h"
#include "schemas/event.capnp.h"

namespace htq {

class PersonKeys {
 public:
  struct Options {
    /// Keys made at a time; at half of them more are made. What is left of them when the process ends is used
    /// by nobody.
    std::uint64_t ready_ahead = 1024;
    /// Where they are made; nullptr: at once, on the writer's thread.
    Executor* beside = nullptr;
  };

  PersonKeys(KeyStore& store, Options options);

  /// Forgets what is not in the rows, destroys what is erased by them, and sees to it that keys are ready,
  /// durably. Keys that lost records were sealed with are not taken again.
  Result<> start(const RowView& rows);

  /// A key for each person of whom the events of that stream tell, for the stream if they hold texts that are
  /// disposed of with it, and those of whom or what they erase. A fault, and nothing is taken, if too few are
  /// ready.
  Result<> take_for(NewEvents& events, StreamKind kind, const std::string& stream, const RowView& rows);
  /// Seals each such text with the key that was taken, on its way into the record of that stream at this
  /// position.
  void seal(Body::Builder body, StreamKind kind, const std::string& stream, Position position) const;
  /// A record has come to be, durable or not.
  void note(Record::Reader record);
  /// Destroys the keys of those whose erasure is durable. A fault: they are there, and it is tried again the
  /// next time.
  Result<> finish_erasures(Position durable);
  /// The rows hold all up to there.
  void release(Position applied);

 private:
  struct Pool;
  struct Recent {
    PersonKey key;
    Position last;  // record that names it; 0: none yet
  };

  void make_more();
  void note_use(const std::string& owner, Position position);
  void note_erasure(const std::string& owner, Position position);

  KeyStore& store_;
  Options options_;
  std::shared_ptr<Pool> pool_;
  std::uint64_t unnamed_ = 1;  // by the rows at the start: behind the highest that a record names
  std::unordered_map<std::string, Recent> recent_;  // by owner: taken, and not yet known to be in the rows
  std::deque<std::pair<Position, std::string>> order_;
  std::unordered_map<std::string, Position> erased_;  // the same, of erasures
  struct Erasure {
    Position position;
    std::vector<std::string> ids;
  };
  std::deque<Erasure> erasures_;       // not finished
  std::vector<std::string> to_erase_;  // of the owner whose erasure is being recorded, by the rows
};

/// How many of the keys that the rows name are not in the store, of the last one and some others: more than
/// none, and it is another log's store or an old one.
Result<std::uint64_t> keys_that_are_lost(const RowView& rows, const KeyStore& store);

}  // namespace htq
