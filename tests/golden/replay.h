// A golden log read by this build: the digest of each projection and of each field of the states that
// decisions rest on, after each record, and the sentences that people read.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "schemas/event.capnp.h"

namespace htq::tests {

/// Versions of what has none in the program, the sentences and the fields of the states: raised, with a reason
/// in reasons.txt, when a sentence of a released event reads otherwise, or a field holds something else. 1 if
/// it is not named.
inline const std::map<std::string, std::uint32_t> kRaised = {};

/// What one projection, one field ("case.stage"), or the sentences make of a log.
struct Trace {
  std::uint32_t version = 0;
  std::string digest;              // after the last record, hexadecimal
  std::vector<std::string> marks;  // by record: how the digest there begins, or the sentence's; "-": as before
};

struct Replay {
  std::vector<std::string> events;      // by record: its type
  std::map<std::string, Trace> traces;  // by projection, by field, and "sentences"
};

std::string event_of(Record::Reader record);

Replay replay(const std::vector<std::string>& records);

/// LOG.digests.txt and LOG.marks.txt beside LOG.log.gz; empty if they are not there.
Replay read_golden_replay(const std::filesystem::path& log);
void write_golden_replay(const std::filesystem::path& log, const Replay& replay);

/// Where the traces of a projection part, in words; empty: nowhere.
std::string difference(const std::string& name, const Replay& golden, const Replay& now);

}  // namespace htq::tests
