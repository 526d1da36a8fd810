// A command on its way through the engine, and what comes back.
#pragma once

#include <capnp/message.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/actor.h"
#include "domain/given.h"
#include "domain/identity.h"
#include "domain/instant.h"
#include "projections/fault.h"
#include "schemas/command.capnp.h"
#include "schemas/event.capnp.h"

namespace htq {

struct Order {
  std::unique_ptr<capnp::MallocMessageBuilder> message;  // root: Command
  Actor actor;
  std::string command_id;           // unique within the actor's subject
  Instant received_at;              // when the last byte of the request was read
  std::optional<Version> expected;  // of the stream; nothing: any
  /// Versions are of the events that applicants may see: what is expected, and what is told of a conflict.
  bool counts_shown_events = false;
  Instant occurred_at;  // 0: when it is recorded
  Position caused_by;   // of a system command
  std::string traceparent;
  std::vector<DaemonReport> other_daemons = {};  // of this log, if the command rests on what they are
};

/// It happened: these records are durable.
struct Receipt {
  Position first;
  Position last;
  StreamKind kind = StreamKind::OFFICE;
  std::string stream;
  Version version;                  // of the stream, after it
  Version version_shown;            // the same, of the events that applicants may see
  Instant recorded_at;              // of the last record
  std::vector<std::string> events;  // names of the event types
  bool repeated = false;            // the first answer to this command, given again

  /// Adds what a record of it tells: all but positions and what applicants see.
  void note(Record::Reader record);
};

struct VersionConflict {
  Version current;
};

/// The command id was used for another command.
struct KeyReused {};

/// Where the manual clock stands after it was asked to move.
struct ClockStands {
  Instant now;
  bool moved = true;  // false: it was asked to go back
};

using Reply = std::variant<Receipt, Refused, VersionConflict, KeyReused, Fault, ClockStands>;
using Answering = std::move_only_function<void(Reply)>;

}  // namespace htq
