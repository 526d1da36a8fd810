// Events as readers of the stream get them, rendered on an executor of its own, and once for all readers of one
// form who see all of every case; to anybody else, what ties them to cases decides.
// A chunk ends at a multiple of kGrid, so that readers who began at different positions
// ask for the same ones soon. The last chunks are kept; a reader that is far behind or does not read costs no
// memory but what it holds of one.
//
// Any thread asks. Log, projector, sealing and executor must outlive it, and the executor's work must be done
// before it goes.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/doors/entry.h"
#include "daemon/doors/publications.h"
#include "daemon/executor.h"
#include "daemon/log/event_log.h"
#include "daemon/projector.h"

namespace htq {

class Viewer;

enum class EventForm { lines, server_sent };

/// One event of a stream; nothing, if the sight does not cover it.
void append_event(const Entries& entries, Record::Reader record, EventForm form, const Sight& sight,
                  std::string& bytes);

/// The same of what became public; the position is that of its record.
void append_publication(const Publication& told, Position position, EventForm form, const Sight& sight,
                        std::string& bytes);

struct EventChunk {
  std::string bytes;           // empty if the audience may see none of these events
  Position last;               // of the events that were looked at
  std::optional<Fault> fault;  // then the rest means nothing
  Sealing::Noted sealing{};
};
using SharedChunk = std::shared_ptr<const EventChunk>;

/// Which events a reader is sent.
enum class EventsOf {
  everything,    // of whoever sees every case: as far as they see it
  own_cases,     // of an applicant: its cases, and nothing else
  publications,  // what became public with it
};

class EventFeed {
 public:
  struct Wanted {
    Position after;
    EventForm form;
    EventsOf of;
    policy::Audience office;   // how far what is no case is seen
    std::uint64_t reader = 0;  // whose chunk it is alone; 0: of all who see all of every case
    auto operator<=>(const Wanted&) const = default;
  };
  using Done = std::move_only_function<void(SharedChunk)>;

  EventFeed(const EventLog& log, const Projector& projector, const Sealing& sealing, Executor& executor)
      : log_(log), projector_(projector), sealing_(sealing), executor_(executor) {
    sealing_.note_in(&noted_);
  }

  /// The chunk, if it is at hand.
  SharedChunk at_hand(const Wanted& wanted);
  /// The rows must hold more than `wanted.after`. `done` is called once, maybe at once; until then nobody else
  /// uses the viewer.
  void ask(const Wanted& wanted, std::shared_ptr<Viewer> viewer, Done done);

  static constexpr std::uint64_t kGrid = 64;

 private:
  static constexpr std::size_t kChunkBytes = 32 << 10;
  static constexpr std::size_t kMostKeptBytes = 4 << 20;

  using Kept = std::list<std::pair<Wanted, SharedChunk>>;

  SharedChunk find(const Wanted& wanted);
  SharedChunk render(const Wanted& wanted, Viewer& viewer);
  /// Nothing: it is not sent to that reader.
  static Result<std::optional<Sight>> sight_of(EventsOf of, Record::Reader record, Viewer& viewer);
  /// No key is gone of those that opened something in it.
  bool may_be_told(const EventChunk& chunk) const;
  void render_and_answer(const Wanted& wanted, std::shared_ptr<Viewer> viewer);

  const EventLog& log_;
  const Projector& projector_;
  Sealing sealing_;
  Sealing::Noted noted_;  // the executor's
  Entries entries_{sealing_};
  Publications publications_;
  Executor& executor_;

  std::mutex mutex_;
  Kept kept_;  // most recently asked for first
  std::map<Wanted, Kept::iterator> places_;
  std::size_t kept_bytes_ = 0;
  std::map<Wanted, std::vector<Done>> under_way_;
};

}  // namespace htq
