// rebuild: how fast every projection is built again from a log, beside a raw scan of the same log. The log is
// written first: cases of every fate, as the process records them.
#include <capnp/dynamic.h>
#include <CLI/CLI.hpp>
#include <sodium.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <future>
#include <map>
#include <vector>

#include "bench/made_up_prose.h"
#include "daemon/applier.h"
#include "daemon/log/embedded_log.h"
#include "daemon/random.h"
#include "daemon/record_hash.h"
#include "daemon/row_directories.h"
#include "domain/case_reference.h"
#include "projections/all.h"
#include "projections/stored_record.h"
#include "tests/support/recorded_log.h"
#include "tests/support/reviewed_case.h"

namespace {

using namespace htq;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t kBatchRecords = 512;
constexpr int kTimes = 3;

/// Ids of one history and what they become in another.
using Renamed = std::map<std::string, std::string>;

/// What people write in sentences. Titles, names and references are not.
bool is_prose(std::string_view field) {
  static constexpr std::string_view kProse[] = {"advice",  "answer", "comment", "evidence", "ground",  "missing",
                                                "note",    "nextSteps", "question", "reason", "reasons", "report",
                                                "summary", "text",   "what"};
  return std::ranges::find(kProse, field) != std::end(kProse);
}

void write_anew(capnp::DynamicStruct::Builder in, MadeUpProse& prose);

void write_anew(capnp::DynamicList::Builder in, MadeUpProse& prose) {
  for (unsigned at = 0; at < in.size(); ++at)
    if (auto value = in[at]; value.getType() == capnp::DynamicValue::STRUCT)
      write_anew(value.as<capnp::DynamicStruct>(), prose);
}

/// Every history has texts of its own.
void write_anew(capnp::DynamicStruct::Builder in, MadeUpProse& prose) {
  for (const auto field : in.getSchema().getFields()) {
    if (!in.has(field)) continue;
    auto value = in.get(field);
    if (value.getType() == capnp::DynamicValue::STRUCT)
      write_anew(value.as<capnp::DynamicStruct>(), prose);
    else if (value.getType() == capnp::DynamicValue::LIST)
      write_anew(value.as<capnp::DynamicList>(), prose);
    else if (value.getType() == capnp::DynamicValue::TEXT && is_prose(view(field.getProto().getName())))
      in.set(field, prose.text().c_str());
  }
}

void rename_all(capnp::DynamicStruct::Builder in, const Renamed& renamed);

void rename_all(capnp::DynamicList::Builder in, const Renamed& renamed) {
  for (unsigned at = 0; at < in.size(); ++at) {
    auto value = in[at];
    if (value.getType() == capnp::DynamicValue::STRUCT)
      rename_all(value.as<capnp::DynamicStruct>(), renamed);
    else if (value.getType() == capnp::DynamicValue::TEXT)
      if (const auto found = renamed.find(string(value.asReader().as<capnp::Text>())); found != renamed.end())
        in.set(at, found->second.c_str());
  }
}

void rename_all(capnp::DynamicStruct::Builder in, const Renamed& renamed) {
  for (const auto field : in.getSchema().getFields()) {
    if (!in.has(field)) continue;
    auto value = in.get(field);
    if (value.getType() == capnp::DynamicValue::STRUCT)
      rename_all(value.as<capnp::DynamicStruct>(), renamed);
    else if (value.getType() == capnp::DynamicValue::LIST)
      rename_all(value.as<capnp::DynamicList>(), renamed);
    else if (value.getType() == capnp::DynamicValue::TEXT)
      if (const auto found = renamed.find(string(value.asReader().as<capnp::Text>())); found != renamed.end())
        in.set(field, found->second.c_str());
  }
}

/// The history of two cases, one live and one resubmitted, with their consultations and meetings: lived once,
/// and then again and again under other names and in other words; without `prose`, in the same words.
std::vector<std::string> records_of_an_office(std::size_t count, MadeUpProse* prose) {
  tests::ReviewedCase office;
  const std::size_t before = office.records().size();
  office.live_case({.title = "Diploma in Networks"});
  office.resubmitted_case();
  const std::size_t after = office.records().size();
  SeededRandom random(1);
  std::vector<std::string> records;
  for (std::size_t at = 0, copy = 0; records.size() < count; ++at) {
    if (at == after) {
      at = before;
      ++copy;
    }
    capnp::MallocMessageBuilder message;
    message.setRoot(office.record_at({at + 1}));
    auto record = message.getRoot<Record>();
    if (copy != 0) {
      Renamed renamed;
      for (std::size_t of = before; of < after; ++of) {
        const Record::Reader lived = office.record_at({of + 1});
        const std::string id = string(lived.getStream());
        renamed[id] = lived.getStreamKind() == StreamKind::CASE
                          ? derive_case_reference(id, std::to_string(copy)).text
                          : id + "-" + std::to_string(copy);
      }
      rename_all(record, renamed);
    }
    if (prose != nullptr) write_anew(record, *prose);
    // The rest of the envelope, as the writer fills it.
    record.setPosition(records.size() + 1);
    record.setPrevious(as_data(records.empty() ? std::string() : record_hash(records.back())));
    std::string noise(32, '\0');
    random.fill({reinterpret_cast<std::uint8_t*>(noise.data()), noise.size()});
    record.setSalt(as_data(noise.substr(0, 16)));
    record.setCommandDigest(as_data(noise.substr(16)));
    record.setCommandId(text("command/" + std::to_string(records.size())));
    record.setCommandPart(1);
    record.setCommandParts(1);
    record.setEpoch(1);
    record.setLevel(1);
    records.push_back(tests::stored_bytes(record));
  }
  return records;
}

void append(EventLog& log, const std::vector<std::string>& records) {
  for (std::size_t from = 0; from < records.size(); from += kBatchRecords) {
    auto batch = std::make_shared<Batch>();
    batch->first = log.end().next();
    const std::size_t end = std::min(records.size(), from + kBatchRecords);
    for (std::size_t at = from; at < end; ++at) batch->records.push_back(records[at]);
    std::promise<Result<>> durable;
    log.append(std::move(batch), [&](Result<> done) { durable.set_value(std::move(done)); });
    if (!durable.get_future().get()) throw std::runtime_error("the log takes no records");
  }
}

struct Scan {
  double rate;   // records a second
  double bytes;  // of a record, as it was written
};

Scan scan(const EventLog& log) {
  const auto begin = std::chrono::steady_clock::now();
  const auto records = log.scan({1});
  std::size_t bytes = 0;
  while (true) {
    const auto record = records->next();
    if (!record) throw std::runtime_error(record.error().what);
    if (!*record) break;
    bytes += (*record)->bytes.size();
  }
  if (bytes == 0) throw std::runtime_error("the log is empty");
  const auto records_read = static_cast<double>(log.end().value);
  return {records_read / Seconds(std::chrono::steady_clock::now() - begin).count(),
          static_cast<double>(bytes) / records_read};
}

double bytes_of(const std::filesystem::path& directory) {
  double bytes = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory))
    if (file.is_regular_file()) bytes += static_cast<double>(file.file_size());
  return bytes;
}

/// As `htqctl rebuild` has it done, with nobody at work beside.
double rebuild(const EventLog& log, const std::filesystem::path& directory) {
  std::filesystem::remove_all(directory);
  RowDirectories directories({.directory = directory, .cache = nullptr});
  auto live = directories.open_current();
  if (!live) throw std::runtime_error(live.error().what);
  const auto begin = std::chrono::steady_clock::now();
  auto rows = directories.create_beside();
  if (!rows) throw std::runtime_error(rows.error().what);
  auto applier = Applier::open(all_projections(), log, std::move(*rows), nullptr, {.lanes = 2});
  if (!applier) throw std::runtime_error(applier.error().what);
  if (const auto done = (*applier)->catch_up(log.end(), {}); !done)
    throw std::runtime_error(done.error().what);
  if (const auto done = (*applier)->flush(); !done) throw std::runtime_error(done.error().what);
  if (const auto done = directories.switch_over(); !done) throw std::runtime_error(done.error().what);
  return static_cast<double>(log.end().value) / Seconds(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App line{"Every projection built again from a log, beside a raw scan of it."};
  std::string directory;
  std::string existing;
  std::string words = HTQ_WORDS;
  std::size_t count = 300'000;
  bool same_words = false;
  line.add_option("--directory", directory, "A directory on the disk to be measured")->required();
  line.add_option("--records", count, "Records of the log");
  line.add_option("--words", words, "A running text in English: the words of the log's texts are drawn from it");
  line.add_flag("--same-words", same_words, "Every history in the same words, which compress to nothing");
  line.add_option("--log", existing, "The log of a stopped daemon (DATA/log) instead of one that is written");
  CLI11_PARSE(line, argc, argv);
  if (sodium_init() < 0) return 2;  // as the daemon does: it picks what the processor has instructions for
  try {
    const std::filesystem::path path =
        existing.empty() ? std::filesystem::path(directory) / "log" : std::filesystem::path(existing);
    if (existing.empty()) {
      auto written = EmbeddedLog::open({.directory = path});
      if (!written) throw std::runtime_error(written.error().what);
      MadeUpProse prose(words);
      append(**written, records_of_an_office(count, same_words ? nullptr : &prose));
    }
    Scan scanned{};
    double rebuilt = 0;
    std::uint64_t records = 0;
    for (int time = 0; time < kTimes; ++time) {
      // Opened again each time, so that no block is in the cache.
      auto log = EmbeddedLog::open({.directory = path});
      if (!log) throw std::runtime_error(log.error().what);
      records = (*log)->end().value;
      scanned = std::max(scanned, scan(**log), [](Scan a, Scan b) { return a.rate < b.rate; });
      log->reset();
      log = EmbeddedLog::open({.directory = path});
      if (!log) throw std::runtime_error(log.error().what);
      rebuilt = std::max(rebuilt, rebuild(**log, std::filesystem::path(directory) / "rows"));
    }
    std::printf("raw scan of %llu records of %.0f bytes, %.0f on the disk  %9.0f/s\n",
                static_cast<unsigned long long>(records), scanned.bytes,
                bytes_of(path / "records") / static_cast<double>(records), scanned.rate);
    std::printf("rebuild of every projection  %9.0f/s   %6.3f times the raw scan\n", rebuilt,
                rebuilt / scanned.rate);
  } catch (const std::exception& failed) {
    std::fprintf(stderr, "rebuild: %s\n", failed.what());
    return 1;
  }
  return 0;
}
