// A record as it is read back, from bytes that nobody vouches for. Whatever can be read whole is a record: its
// canonical bytes are its own, it is redacted for every audience, written, told in a sentence, folded into the state
// of a case and of the office, and applied to every projection.
#include "daemon/access/memory_key_store.h"
#include "daemon/applier.h"
#include "daemon/doors/entry.h"
#include "daemon/log/memory_log.h"
#include "daemon/record_hash.h"
#include "domain/describe.h"
#include "domain/evolve.h"
#include "projections/all.h"
#include "projections/memory_rows.h"
#include "projections/stored_record.h"
#include "schemas/text.h"
#include "tests/fuzz/answers.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/target.h"
#include "tests/support/postponed.h"

namespace htq::fuzz {
namespace {

/// With the position that the first record of a log has.
std::optional<std::string> first_record(std::string_view bytes) {
  return canonical<Record>(bytes, [](auto record) { record.setPosition(1); });
}

void check_shown(Record::Reader record) {
  static const MemoryKeyStore no_keys;
  static const Sealing sealing(no_keys);
  static const Entries entries(sealing);
  std::size_t shown = 0;
  for (const auto audience : {policy::Audience::PUBLIC, policy::Audience::CONSULTATION, policy::Audience::APPLICANT,
                              policy::Audience::INTERNAL, policy::Audience::RESTRICTED}) {
    std::string json;
    const bool is_shown = entries.append(record, audience, json);
    require(is_shown != json.empty(), "what is not shown leaves nothing");
    if (!is_shown) continue;
    require(is_json(json), "a record is written as JSON: " + json);
    require(json.find("\"salt\"") == std::string::npos && json.find("\"commandDigest\"") == std::string::npos,
            "what is for nobody is shown to nobody");
    require(json.size() >= shown, "a narrower audience sees no less");
    shown = json.find("[withheld]") == std::string::npos ? json.size() : shown;
  }
}

void check_folded(Record::Reader record) {
  CaseState file;
  Office office;
  if (record.getStreamKind() == StreamKind::CASE) {
    evolve(file, record);
    note_place(office, string(record.getStream()), file);
  } else {
    evolve(office, record);
  }
}

void check_applied(const std::string& bytes) {
  tests::Postponed executor;
  const MemoryLog log(executor);
  auto applier = Applier::open(all_projections(), log, std::make_shared<MemoryRows>());
  require(applier.has_value(), "empty rows can be opened");
  const auto applied = (*applier)->apply({{.position = {1}, .bytes = bytes}});
  require(applied || (applied.error().kind == FaultKind::corrupted && !applied.error().what.empty()),
          "projections take the record, or it is said to be damaged");
}

}  // namespace

void stored_record(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 32 << 10;
  if (bytes.size() > kMostBytes) return;
  const auto stored = first_record(bytes);
  if (!stored) return;
  require(first_record(*stored) == *stored, "canonical bytes are their own");
  require(record_hash(*stored) == record_hash(*stored) && record_hash(*stored).size() == 32, "a record has one hash");
  StoredEvent event(*stored);
  check_shown(event.record());
  check_folded(event.record());
  check_applied(*stored);
}

}  // namespace htq::fuzz
