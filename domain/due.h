// What the office owes itself: which commands of the system fall due, and when (domain.md section 12).
// Deadlines bind at their instant whether or not anyone looks; these commands only record that they have
// passed. A due command is one that the table and the rules accept at its instant, and one of the deadlines
// refuse a nanosecond before.
//
// Pure; any thread. Nothing refers to an argument after the call. What is due of a case hangs on the case, on
// its cycle, its consultation and its organisation, what is due of the office on cycles and consultations:
// ask again when one of them has changed.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/case_state.h"
#include "domain/office.h"
#include "domain/workflow.h"
#include "schemas/event.capnp.h"

namespace htq {

struct Due {
  Instant at;     // 0: at once, a consequence that waits for no deadline
  Action action;  // taken as Role::SYSTEM
  StreamKind kind;
  std::string stream;  // that it acts on
  std::string name;  // of the window or the consultation, or the instant of the loss, where it is about one;
                     // of material: case, document and instant of the flag, with slashes between
  std::uint16_t request = 0;  // for information, where it is about one

  friend bool operator==(const Due&, const Due&) = default;
};

/// Of a case, the earliest first.
std::vector<Due> due_of(const Office& office, const std::string& reference, const CaseState& file);
/// Of cycles and consultations, the earliest first.
std::vector<Due> due_of_office(const Office& office);
/// Whether an event that is of no case can change what is due of any: responses to a consultation come by the
/// thousand, and are about as many cases. Cheap, and never a wrong no (tests/golden/due_test.cc).
bool concerns_what_is_due(Body::Reader event);

/// Writes the command, target included.
void write_command(const Due& due, const CaseState& file, Command::Builder command);
/// The same for the same cause, so that what is asked twice is done once; different for any other:
/// "lapse-draft/2021-10-15T23:00:00Z/HTQ-7K3M-92QX-5CJD",
/// "close-window/2020-12-16T17:00:00.000000001Z/cycle-1/1", "grant-form-access/at-once/HTQ-7K3M-92QX-5CJD".
std::string command_id_of(const Due& due);

}  // namespace htq
