#include "tests/simulation/world.h"

#include <utility>

#include "daemon/access/sealing.h"
#include "daemon/record_hash.h"
#include "domain/due.h"
#include "projections/all.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/disposable.h"
#include "schemas/personal.h"
#include "schemas/text.h"

namespace htq::simulation {
namespace {

constexpr Instant kStart{1'600'858'800'000'000'000};  // 2020-09-23T11:00:00Z: the first window opens

}  // namespace

World::World(std::uint64_t seed)
    : dice_(seed),
      log_lane_(scheduler_.add_lane()),
      engine_lane_(scheduler_.add_lane()),
      projector_lane_(scheduler_.add_lane()),
      clock_(kStart),
      random_(seed),
      log_(log_lane_) {
  start();
}

World::~World() {
  scheduler_.forget();
  rebuilding_.reset();
  engine_.reset();
  projector_.reset();
}

void World::expect(bool holds, const std::string& what) {
  if (!holds) violations_.push_back("step " + std::to_string(counts_.steps) + ": " + what);
}

void World::start() {
  // Now and then the rows fail while they catch up, and the process dies before it is up.
  if (roll(dice_, 4) == 0) rows_->fail_write(roll(dice_, 4), roll(dice_, 2) == 0);
  while (!comes_up()) {
    ++counts_.failed_starts;
    projector_.reset();
    rows_->crash();
  }
  rows_->fail_no_more();
}

/// Whether the process gets as far as to answer; violations apart, only failing rows keep it from that.
bool World::comes_up() {
  owed_ = 0;
  reads_owed_ = 0;
  ++incarnation_;
  clock_showed_ = {clock_.now()};
  auto applier = Applier::open(all_projections(), log_, rows_, nullptr, some_options());
  expect(applier.has_value(), "the projections open");
  projector_ = std::make_unique<Projector>(std::move(*applier), projector_lane_, clock_,
                                           Projector::Options{.flush_every_records = 1 + roll(dice_, 50)});
  const bool caught_up = projector_->catch_up(log_, {}).has_value();
  expect(caught_up || rows_->has_failed(), "the projections catch up");
  if (!caught_up) return false;
  check_rebuild();
  projector_->follow(log_, {});
  engine_ = std::make_unique<Engine>(
      engine_lane_, log_, *projector_, clock_, random_, keys_,
      Engine::Options{.queue_length = 64,
                      .batch_records = 1 + roll(dice_, 8),
                      .unapplied_records = 50,
                      .cached_streams = 1 + roll(dice_, 20),
                      .digest_key = std::string(32, 'k'),
                      .incarnation = "simulated-office",
                      .address = "simulation",
                      .person_keys = {.ready_ahead = 4},
                      .on_system_refused = [this](const Due& due, const Refused& refused) {
                        expect(false, "the system's own commands are permitted: " + command_id_of(due) + " " +
                                          std::string(text_of(refused.refusal).name));
                      }});
  expect(engine_->start().has_value(), "the engine starts");
  check_persons();
  check_texts();
  return true;
}

void World::crash() {
  ++counts_.restarts;
  const Position before = log_.end();
  engine_.reset();
  projector_.reset();
  scheduler_.forget();
  rebuilding_.reset();  // it was not the current one: a start removes it
  log_.crash(roll(dice_, 2) == 0 ? MemoryLog::Pending::kept : MemoryLog::Pending::lost);
  rows_->crash();
  expect(before <= log_.end(), "nothing durable is lost");
  check_log();
  start();
}

void World::move_clock(Duration by) {
  clock_.move_to(clock_.now() + by);
  clock_showed_.push_back(clock_.now());
  engine_->look_at_the_clock();
}

/// No space is left for a batch, or a sync fails and the process ends.
void World::fail_an_append() {
  ++counts_.failed_appends;
  if (roll(dice_, 3) != 0) return log_.fail_next({FaultKind::no_space, "no space is left"});
  log_.fail_next({FaultKind::io, "a sync failed"});
  scheduler_.run_all();
  if (engine_->stopped()) crash();
}

/// When an erasure is answered, nothing that was told of the person before it can be read.
void World::check_erased(const std::string& person, Position at) {
  const Sealing sealing(keys_);
  const auto scan = log_.scan({1});
  while (true) {
    const auto next = scan->next();
    if (!next || !*next || at <= (*next)->position) return;
    StoredEvent stored((*next)->bytes);
    each_personal(stored.record().getBody(), [&](Personal::Reader about) {
      if (view(about.getPerson()) != person) return;
      expect(sealing.open(string(about.getKey()), string(about.getBox())) ==
                 Opened(std::unexpected(Unreadable::erased)),
             "what was told before an erasure is gone when that is answered");
    });
  }
}

/// When a disposal is answered, nothing that the case said before it can be read.
void World::check_disposed(const std::string& reference, Position at) {
  ++counts_.disposed;
  const Sealing sealing(keys_);
  const auto scan = log_.scan({1});
  while (true) {
    const auto next = scan->next();
    if (!next || !*next || at <= (*next)->position) return;
    StoredEvent stored((*next)->bytes);
    if (view(stored.record().getStream()) != reference) continue;
    each_disposable(stored.record().getBody(), [&](std::string_view words) {
      const auto sealed = sealed_text(words);
      expect(sealed && sealing.open(sealed->key, sealed->box) == Opened(std::unexpected(Unreadable::erased)),
             "what a case said before it was disposed of is gone when that is answered");
      return true;
    });
  }
}

/// The texts of a case are sealed with one key of its own; they can be read unless it was disposed of.
void World::check_texts() {
  const Sealing sealing(keys_);
  std::map<std::string, std::vector<SealedText>> said;  // by stream
  std::set<std::string> disposed;
  std::map<std::string, std::string> whose;  // by key
  const auto scan = log_.scan({1});
  while (true) {
    const auto next = scan->next();
    if (!next || !*next) break;
    StoredEvent stored((*next)->bytes);
    const Record::Reader record = stored.record();
    const std::string stream = string(record.getStream());
    if (record.getBody().isCaseDisposed()) disposed.insert(stream);
    each_disposable(record.getBody(), [&](std::string_view words) {
      const auto sealed = sealed_text(words);
      expect(sealed.has_value(), "what a case says is sealed");
      if (!sealed) return true;
      expect(!disposed.contains(stream), "nothing is put into what was disposed of");
      expect(whose.try_emplace(sealed->key, stream).first->second == stream, "a key is of one stream");
      said[stream].push_back(*sealed);
      return true;
    });
  }
  for (const auto& [stream, texts] : said)
    for (const SealedText& each : texts) {
      expect(each.key == texts.front().key, "a stream has one key");
      expect(sealing.open(each.key, each.box) ==
                 (disposed.contains(stream) ? Opened(std::unexpected(Unreadable::erased)) : Opened(kWords)),
             "what " + stream + " says can be read as long as it is kept");
    }
}

/// What is told of persons is sealed; what was told before an erasure cannot be read by anyone, all else can.
void World::check_persons() {
  const Sealing sealing(keys_);
  struct Told {
    std::string key;
    std::string box;
  };
  std::map<std::string, std::vector<Told>> told;  // by person, since the last erasure
  std::map<std::string, std::string> whose;       // by key
  const auto scan = log_.scan({1});
  while (true) {
    const auto next = scan->next();
    if (!next || !*next) break;
    StoredEvent stored((*next)->bytes);
    const Record::Reader record = stored.record();
    if (record.getBody().isPersonErased()) {
      for (const Told& each : std::exchange(told[string(record.getStream())], {}))
        expect(sealing.open(each.key, each.box) == Opened(std::unexpected(Unreadable::erased)),
               "what was told before an erasure is gone");
      continue;
    }
    each_personal(record.getBody(), [&](Personal::Reader about) {
      const std::string person = string(about.getPerson()), key = string(about.getKey());
      expect(!key.empty() && string(about.getBox()).find(kWords) == std::string::npos,
             "what is told of a person is sealed");
      expect(whose.try_emplace(key, person).first->second == person, "a key is of one person");
      told[person].push_back({key, string(about.getBox())});
    });
  }
  for (const auto& [person, texts] : told) {
    std::set<std::string> keys;
    for (const Told& each : texts) {
      expect(sealing.open(each.key, each.box) == Opened(kWords),
             "what is told of " + person + " can be read");
      keys.insert(each.key);
    }
    expect(keys.size() <= 1, "a person has one key");
  }
}

/// The log against what the clients know: every acknowledged command once and whole, no command twice, each
/// stream in order, every record chained to the one before.
void World::check_log() {
  std::map<std::pair<std::string, std::string>, Position> found;
  std::map<std::string, std::uint64_t> versions;
  std::string previous;
  std::int64_t recorded_at = 0;
  const auto scan = log_.scan({1});
  std::uint64_t position = 0;
  while (true) {
    const auto next = scan->next();
    expect(next.has_value(), "the log can be read");
    if (!next || !*next) break;
    StoredEvent stored((*next)->bytes);
    const Record::Reader record = stored.record();
    ++position;
    expect(record.getPosition() == position, "positions have no gap");
    expect(string(record.getPrevious()) == previous, "each record names the hash of the one before");
    expect(record.getRecordedAt() > recorded_at, "recordedAt rises");
    previous = record_hash((*next)->bytes);
    recorded_at = record.getRecordedAt();
    const std::string stream = timeline_prefix(record.getStreamKind(), view(record.getStream()));
    expect(record.getVersion() == ++versions[stream], "versions of a stream have no gap");
    if (record.getCommandPart() == 1) {
      const auto key = std::pair(string(record.getActor().getSubject()), string(record.getCommandId()));
      expect(found.try_emplace(key, Position{position}).second, "a command is there once: " + key.second);
    }
  }
  for (const auto& [key, acknowledged] : acknowledged_) {
    const auto at = found.find(key);
    expect(at != found.end() && at->second == acknowledged.receipt.first,
           "an acknowledged command is there: " + key.second);
  }
  counts_.records = position;
}

void World::step() {
  ++counts_.steps;
  const std::uint64_t chance = roll(dice_, 1'000);
  if (chance < 3) return crash();
  // Whoever looks after the process ends it when the projections have stopped: soon, and not at once.
  if (projector_->stopped() && chance < 300) return crash();
  if (chance < 230) return client_acts();
  if (chance < 530) return arrive();
  if (chance < 550) return move_clock(std::chrono::seconds(roll(dice_, 200'000)));
  if (chance < 553) return fail_an_append();
  if (chance < 555) return fail_the_rows();
  if (chance < 570) return read_anything();
  if (chance < 580) return go_on_rebuilding();
  scheduler_.run_one();
}

/// What the system has to do by now, by the log alone.
void World::check_nothing_is_overdue() {
  durable_.fold_up_to(log_, log_.end());
  for (const Due& due : due_of_office(durable_.office()))
    expect(due.at > clock_.now(), "what falls due is done at its time: " + command_id_of(due));
}

void World::finish() {
  rows_->fail_no_more();
  if (rebuilding_) rebuilding_->rows->fail_no_more();
  if (projector_->stopped()) crash();
  while (!on_the_way_.empty()) arrive();
  scheduler_.run_all();
  expect(owed_ == 0, "every command is answered");
  expect(reads_owed_ == 0, "every read is answered");
  check_log();
  crash();
  scheduler_.run_all();
  check_log();
  engine_->look_at_the_clock();
  scheduler_.run_all();
  check_nothing_is_overdue();
  check_persons();
  check_texts();
  expect(projector_->applied() == log_.end(), "the rows reach the end of the log");
}

}  // namespace htq::simulation
