// An entry of the access journal, from bytes that nobody vouches for. One that decodes is written for
// auditors as JSON, found by its time, and followed by an entry that names its hash and lies no earlier.
#include "daemon/access/journal.h"
#include "daemon/access/memory_key_store.h"
#include "daemon/doors/outlet.h"
#include "daemon/log/memory_log.h"
#include "daemon/record_hash.h"
#include "projections/stored_record.h"
#include "schemas/text.h"
#include "tests/fuzz/answers.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/target.h"
#include "tests/support/postponed.h"

namespace htq::fuzz {
namespace {

/// With the number that the first entry has.
std::optional<std::string> first_entry(std::string_view bytes) {
  return canonical<journal::AccessEntry>(bytes, [](auto entry) { entry.setEntry(1); });
}

void check_shown(const std::string& bytes) {
  static const MemoryKeyStore no_keys;
  static const Sealing sealing(no_keys);
  static const Outlet outlet(capnp::Schema::from<journal::AccessEntry>(), sealing);
  StoredMessage<journal::AccessEntry> entry(bytes);
  std::string others;
  outlet.write(entry.root(), Sight(policy::Audience::INTERNAL), others);
  require(others.empty() || others == "{}", "an entry is for auditors alone: " + others);
  std::string json;
  const bool is_shown = outlet.write(entry.root(), Sight(policy::Audience::RESTRICTED), json);
  require(is_shown && is_json(json), "an entry is written as JSON: " + json);
}

void check_followed(const std::string& bytes) {
  tests::Postponed executor;
  MemoryLog log(executor);
  log.append(std::make_shared<Batch>(Batch{.first = {1}, .records = {bytes}}), [](const Result<>&) {});
  executor.run_all();

  StoredMessage<journal::AccessEntry> before(bytes);
  const Instant at{before.root().getAt()};
  const ManualClock clock(Instant{1'700'000'000'000'000'000});
  const auto journal = AccessJournal::open(log, clock, {}, "New.");
  require(journal.has_value(), "a journal that ends with an entry can be opened");
  require((*journal)->first_at(at) == Position{1}, "an entry is found by its time");
  bool is_done = false;
  (*journal)->record({.kind = journal::EntryKind::READ, .subject = "a"},
                     [&](const Result<>& done) { is_done = done.has_value(); });
  executor.run_all();
  require(is_done && log.end() == Position{2}, "another entry follows");
  const std::string next = log.read({2}).value();
  StoredMessage<journal::AccessEntry> after(next);
  require(string(after.root().getPrevious()) == record_hash(bytes), "which names the hash of the one before");
  require(after.root().getAt() >= at.ns, "and lies no earlier");
}

}  // namespace

void journal_entry(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 16 << 10;
  if (bytes.size() > kMostBytes) return;
  const auto stored = first_entry(bytes);
  if (!stored) return;
  require(first_entry(*stored) == *stored, "canonical bytes are their own");
  check_shown(*stored);
  check_followed(*stored);
}

}  // namespace htq::fuzz
