// What every door is given, and what they share: who is calling, and how a "no" is said.
//
// Handlers run on the loop's thread. Everything referred to outlives the server.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>

#include "daemon/access/caller.h"
#include "daemon/config.h"
#include "daemon/http/message.h"
#include "daemon/http/problem.h"
#include "daemon/http/router.h"
#include "daemon/http/waiting.h"
#include "domain/london_times.h"
#include "domain/workflow.h"
#include "schemas/json_reader.h"
#include "schemas/json_writer.h"
#include "schemas/summary.h"

namespace htq {

class AccessJournal;
class Clock;
class ClockJumps;
class Engine;
class EventFeed;
class EventLog;
class Identity;
class LogCopy;
class Logger;
class Past;
class Projector;
class Pseudonyms;
class Reading;
class Rebuild;
class SealedPositions;
class Sealing;
class StatementKey;

struct Doors {
  Engine& engine;
  EventLog& log;
  Projector& projector;
  const Identity& identity;
  const Clock& clock;
  const Sealing& sealing;
  const SealedPositions& positions;
  const Pseudonyms& pseudonyms;
  const StatementKey& statements;
  const Logger& logger;
  http::Signal& applied;  // notified when the rows hold more
  Past& past;
  Reading& reading;
  EventFeed& events;
  Rebuild& rebuild;
  AccessJournal& journal;
  std::string office;
  ClockMode clock_mode = ClockMode::system;
  const ClockJumps* clock_jumps = nullptr;  // none, where the clock is moved by hand
  LogCopy* copy = nullptr;  // where there is another log to move to
  std::string data_directory;
  std::chrono::seconds destroyed_keys_gone_within{0};  // of their store, wherever it keeps them; 0: at once
  bool needs_purpose = false;                          // whoever reads what the journal keeps says what for
  /// Of the other daemons of the log, in the name of that caller; nothing: none. On the loop's thread.
  std::function<http::Awaitable<Result<std::vector<DaemonReport>>>(Caller)> ask_other_daemons = {};
};

class Viewer;

/// The caller of a request, or the 401 that says why there is none.
std::expected<Caller, http::Response> caller_of(const Doors& doors, const http::Request& request);
/// The same where everyone may come: without a token, somebody without a role. A token that does not hold is
/// not taken for none.
std::expected<Caller, http::Response> anyone_calling(const Doors& doors, const http::Request& request);

/// How each kind of "no" is answered.
http::Response refused(const Refused& refusal);
http::Response bad_request(const JsonError& error);
/// The 400 for a parameter, a header or a part of the path that cannot be read.
http::Response bad_parameter(std::string_view name, std::string_view what, std::string_view remedy);
http::Response faulty(const Fault& fault);
/// The same as the last line of an answer that has begun: {"problem":…}.
std::string line_of_problem(const Fault& fault);
http::Response no_such_case();
/// The 429 to a read when as many wait as may.
http::Response too_many_reads(std::string_view detail = "As many reads wait as may.");

/// Waits until the rows hold the position that the request names (?after= or Htqd-After); the answer if it
/// cannot.
http::Awaitable<std::optional<http::Response>> wait_for_position(const Doors& doors, const Viewer& viewer,
                                                                 const http::Request& request);

/// The 400 for a parameter that the door does not know or that is given twice: an answer to another question
/// than the one asked would be false.
std::optional<http::Response> check_parameters(const http::Request& request,
                                               std::span<const std::string_view> known);

/// The position at which a request wants its answer: ?asAt= a position or a time, of a day alone its end;
/// nothing: now.
std::expected<Position, http::Response> as_at_of(const Doors& doors, const Viewer& viewer,
                                                 const http::Request& request);

/// A time that a parameter or a header holds (london_times.h), or the 400 that says how times are written.
std::expected<Instant, http::Response> time_asked(std::string_view name, std::string_view text,
                                                  DayMeans day_means);

/// The last position up to `end` that was recorded at or before an instant; recordedAt rises strictly, so a
/// binary search finds it.
Result<Position> position_at(const Doors& doors, Instant instant, Position end);

std::optional<std::uint64_t> whole_number(std::string_view text);

/// How many rows a page has: ?limit=, or the usual number.
std::expected<std::uint64_t, http::Response> page_limit(const http::Request& request);

/// Whether a door sends this command itself, with what it tells of: nobody else does.
bool is_sent_by_a_door(Action action);
/// Who sends a command. Everyone may answer a consultation; for all else one is known. A no to whoever sends
/// what a door sends itself.
std::expected<Caller, http::Response> sender_of(const Doors& doors, const http::Request& request);
/// Takes the command that a request to "/v1/commands/{name}" holds, of that caller.
using TakeCommand = std::function<http::Awaitable<http::Response>(http::Request&, Caller)>;
TakeCommand commands_taken_here(const Doors& doors);

void add_command_door(http::Router& router, const Doors& doors);
void add_disclosure_door(http::Router& router, const Doors& doors, TakeCommand take);
void add_records_doors(http::Router& router, const Doors& doors);
void add_certificate_door(http::Router& router, const Doors& doors);
void add_case_doors(http::Router& router, const Doors& doors);
void add_list_doors(http::Router& router, const Doors& doors);
void add_cycle_doors(http::Router& router, const Doors& doors);
void add_rules_door(http::Router& router, const Doors& doors);
void add_audit_door(http::Router& router, const Doors& doors);
void add_projection_doors(http::Router& router, const Doors& doors);
void add_event_door(http::Router& router, const Doors& doors);
void add_log_door(http::Router& router, const Doors& doors);
void add_copy_door(http::Router& router, const Doors& doors);
void add_clock_door(http::Router& router, const Doors& doors);
void add_health_doors(http::Router& router, const Doors& doors);
void add_openapi_door(http::Router& router);

}  // namespace htq
