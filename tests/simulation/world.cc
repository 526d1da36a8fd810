#include "tests/simulation/world.h"

#include <algorithm>

#include "daemon/record_hash.h"
#include "domain/due.h"
#include "projections/all.h"
#include "projections/commands.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq::simulation {
namespace {

constexpr Instant kStart{1'600'858'800'000'000'000};  // 2020-09-23T11:00:00Z: the first window opens

std::string name(const char* kind, std::uint64_t number) {
  return kind + std::to_string(number);
}

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
  engine_.reset();
  projector_.reset();
}

void World::expect(bool holds, const std::string& what) {
  if (!holds) violations_.push_back("step " + std::to_string(counts_.steps) + ": " + what);
}

void World::start() {
  owed_ = 0;
  ++incarnation_;
  clock_showed_ = {clock_.now()};
  auto applier = Applier::open(all_projections(), log_, rows_);
  expect(applier.has_value(), "the projections open");
  projector_ = std::make_unique<Projector>(std::move(*applier), projector_lane_, clock_,
                                           Projector::Options{.flush_every_records = 1 + roll(dice_, 50)});
  expect(projector_->catch_up(log_, {}).has_value(), "the projections catch up");
  check_rebuild();
  projector_->follow(log_, {});
  engine_ = std::make_unique<Engine>(
      engine_lane_, log_, *projector_, clock_, random_, sealing_,
      Engine::Options{.queue_length = 64,
                      .batch_records = 1 + roll(dice_, 8),
                      .pinned_streams = 50,
                      .cached_streams = 1 + roll(dice_, 20),
                      .digest_key = std::string(32, 'k'),
                      .incarnation = "simulated-office",
                      .address = "simulation",
                      .on_system_refused = [this](const Due& due, const Refused& refused) {
                        expect(false, "the system's own commands are permitted: " + command_id_of(due) + " " +
                                          std::string(text_of(refused.refusal).name));
                      }});
  expect(engine_->start().has_value(), "the engine starts");
}

void World::crash() {
  ++counts_.restarts;
  const Position before = log_.end();
  engine_.reset();
  projector_.reset();
  scheduler_.forget();
  log_.crash(roll(dice_, 2) == 0 ? MemoryLog::Pending::kept : MemoryLog::Pending::lost);
  rows_->crash();
  expect(before <= log_.end(), "nothing durable is lost");
  check_log();
  start();
}

/// A command that may or may not be permitted, from someone who may or may not do it.
std::function<void(Command::Builder)> World::some_command(Actor& actor) {
  const std::uint64_t number = roll(dice_, 6);
  const std::string organisation = name("college-", roll(dice_, 3));
  actor = {.subject = "olive", .roles = {Role::OFFICIAL}};
  const std::string reference = cases_.empty() ? "HTQ-7K3M-92QX-5CJD" : cases_[roll(dice_, cases_.size())];
  const auto as_applicant = [&] {
    actor = {.subject = "ann." + organisation, .roles = {Role::APPLICANT}, .organisation = organisation};
  };
  switch (roll(dice_, 9)) {
    case 0:
      return [organisation](Command::Builder command) {
        command.setTarget(text(organisation));
        auto event = command.initRegisterOrganisation();
        event.setName(text("The " + organisation));
        event.setKind(OrganisationKind::HIGHER_EDUCATION_PROVIDER);
        event.setMadeUp(true);
      };
    case 1:
      return [number](Command::Builder command) {
        command.setTarget(text(name("", number % 2)));
        auto event = command.initAnnounceCycle();
        event.setTitle("A cycle");
        auto edition = event.initEdition();
        edition.setRecommends(BodyKind::ROUTE_PANEL);
        edition.setAssures(BodyKind::APPROVALS_AND_FUNDING_COMMITTEE);
        edition.setDecides(BodyKind::CHIEF_EXECUTIVE);
        edition.setConsultationWeeks(4);
        edition.setResubmissionRounds(1);
      };
    case 2:
      return [number](Command::Builder command) {
        command.setTarget(text(name("", number % 2)));
        auto event = command.initScheduleWindow();
        event.setWindow("1");
        event.initOpens().setLocal("2020-09-24");
        event.initCloses().setLocal("2020-12-16T17:00");
        event.setCriteriaVersion("1");
      };
    case 3:
    case 4:
      as_applicant();
      return [organisation, number](Command::Builder command) {
        auto event = command.initRegisterInterest();
        event.setOrganisation(text(organisation));
        event.setCycle(text(name("", number % 2)));
      };
    case 5:
      return [reference](Command::Builder command) {
        command.setTarget(text(reference));
        command.initGrantFormAccess();
      };
    case 6:
      as_applicant();
      return [reference](Command::Builder command) {
        command.setTarget(text(reference));
        command.initStartApplication().setPrivacyNotice("1");
      };
    case 7:
      as_applicant();
      return [reference, number](Command::Builder command) {
        command.setTarget(text(reference));
        auto event = command.initDescribeQualification();
        event.setTitle(text(name("HND in Computing ", number)));
        event.setLevel(5);
        event.setKind(QualificationKind::HIGHER_NATIONAL_DIPLOMA);
        event.setRoute("Digital");
      };
    default:
      as_applicant();
      return [reference](Command::Builder command) {
        command.setTarget(text(reference));
        command.initWithdrawApplication().setReason("Changed our minds.");
      };
  }
}

void World::client_acts() {
  // Now and then an unanswered command is sent again, an answered one repeated, or an id used for another
  // command.
  if (!unanswered_.empty() && roll(dice_, 4) == 0) return send(unanswered_[roll(dice_, unanswered_.size())]);
  if (!sent_.empty() && roll(dice_, 10) == 0) return send(roll(dice_, sent_.size()));
  Sent sent;
  sent.fill = some_command(sent.actor);
  sent.subject = sent.actor.subject;
  sent.command_id = name("command-", sent_.size());
  if (roll(dice_, 5) == 0) sent.expected = Version{roll(dice_, 6)};
  if (!sent_.empty() && roll(dice_, 40) == 0) sent.command_id = sent_[roll(dice_, sent_.size())].command_id;
  capnp::MallocMessageBuilder message;
  sent.fill(message.initRoot<Command>());
  const auto words = capnp::canonicalize(message.getRoot<Command>().asReader());
  sent.content.assign(words.asChars().begin(), words.asChars().end());
  contents_[{sent.subject, sent.command_id}].insert(sent.content);
  ++counts_.commands;
  sent_.push_back(std::move(sent));
  unanswered_.push_back(sent_.size() - 1);
  send(sent_.size() - 1);
}

void World::send(std::size_t number) {
  const Sent& sent = sent_[number];
  Order order{.message = std::make_unique<capnp::MallocMessageBuilder>(),
              .actor = sent.actor,
              .command_id = sent.command_id,
              .received_at = clock_.now()};
  order.expected = sent.expected;
  sent.fill(order.message->initRoot<Command>());
  Asked asked{.actor = sent.actor,
              .command_id = sent.command_id,
              .command = {},
              .received_at = order.received_at,
              .end = log_.end(),
              .now = {}};
  ++owed_;
  engine_->submit(std::move(order), [this, number, asked = std::move(asked), clock = clock_showed_.size() - 1,
                                     incarnation = incarnation_](Reply reply) mutable {
    expect(incarnation == incarnation_, "an answer is given by the process that was asked");
    heard(number, reply, std::move(asked), clock);
  });
}

void World::heard(std::size_t number, const Reply& reply, Asked asked, std::size_t clock_seen) {
  --owed_;
  Sent& sent = sent_[number];
  const Key key(sent.subject, sent.command_id);
  if (std::holds_alternative<Fault>(reply)) return;
  if (!sent.answered) {
    sent.answered = true;
    std::erase(unanswered_, number);
  }
  const auto known = acknowledged_.find(key);
  if (std::holds_alternative<KeyReused>(reply))
    return expect(contents_[key].size() > 1, "a key is used up by those alone who used it: " + key.second);
  if (known != acknowledged_.end() && known->second.content != sent.content)
    expect(false, "a used key is refused for another command: " + key.second);
  if (std::holds_alternative<VersionConflict>(reply)) {
    ++counts_.conflicts;
    expect(sent.expected && *sent.expected != std::get<VersionConflict>(reply).current,
           "a conflict is one: " + key.second);
  } else if (const auto* refused = std::get_if<Refused>(&reply)) {
    ++counts_.refused;
    durable_.fold_up_to(log_, log_.end());
    capnp::MallocMessageBuilder message;
    sent.fill(message.initRoot<Command>());
    asked.command = message.getRoot<Command>().asReader();
    asked.now.assign(clock_showed_.begin() + static_cast<std::ptrdiff_t>(clock_seen), clock_showed_.end());
    const bool of_the_version = sent.expected && refused->refusal == Refusal::no_such_stream;
    expect(of_the_version || is_justified(*refused, asked, durable_, log_),
           "a refusal rests on what is durable: " + key.second + " " +
               std::string(text_of(refused->refusal).name));
  } else if (const auto* receipt = std::get_if<Receipt>(&reply)) {
    heard_receipt(number, *receipt);
  }
}

void World::heard_receipt(std::size_t number, const Receipt& receipt) {
  const Sent& sent = sent_[number];
  const Key key(sent.subject, sent.command_id);
  expect(receipt.last <= log_.end(), "an answer rests on what is durable");
  const auto [known, is_new] = acknowledged_.try_emplace(key, Acknowledged{receipt, sent.content});
  if (!is_new) {
    ++counts_.repeated;
    expect(known->second.receipt.first == receipt.first && known->second.receipt.last == receipt.last,
           "a repeated command gets its first answer");
  } else {
    ++counts_.acknowledged;
    if (sent.expected && !receipt.repeated)
      expect(receipt.version.value == sent.expected->value + receipt.events.size(),
             "a command is recorded at the version that it expects: " + key.second);
    if (receipt.events.front() == "interestRegistered") cases_.push_back(receipt.stream);
  }
  if (roll(dice_, 2) == 0) read_after(number, receipt);
}

/// A read that asks for at least what was just acknowledged.
void World::read_after(std::size_t number, const Receipt& receipt) {
  ++counts_.read_after;
  const std::string key = command_key(sent_[number].subject, sent_[number].command_id);
  projector_->when_applied(receipt.last, [this, key, first = receipt.first] {
    const RowView rows = projector_->view();
    const auto found = find_command(rows.snapshot(), rows.family("commands"), key);
    expect(found && *found && (*found)->first == first, "a read after a write has it");
  });
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

/// The live rows against rows built anew from the log: equal digests.
void World::check_rebuild() {
  auto rebuilt = Applier::open(all_projections(), log_, std::make_shared<MemoryRows>());
  expect(rebuilt.has_value() && (*rebuilt)->catch_up(log_.end(), {}).has_value(),
         "the projections can be built again");
  const auto live = standings(projector_->view());
  const auto anew = standings((*rebuilt)->view());
  expect(live.has_value() && anew.has_value() && live->size() == anew->size(), "projections have standings");
  for (std::size_t at = 0; at < live->size(); ++at)
    expect((*live)[at].digest == (*anew)[at].digest && (*live)[at].position == (*anew)[at].position,
           "rows equal the log: " + (*live)[at].name);
}

void World::step() {
  ++counts_.steps;
  const std::uint64_t chance = roll(dice_, 1'000);
  if (chance < 3) return crash();
  if (chance < 250) return client_acts();
  if (chance < 270) return move_clock(std::chrono::seconds(roll(dice_, 200'000)));
  if (chance < 273) return fail_an_append();
  scheduler_.run_one();
}

/// What the system has to do by now, by the log alone.
void World::check_nothing_is_overdue() {
  durable_.fold_up_to(log_, log_.end());
  for (const Due& due : due_of_office(durable_.office()))
    expect(due.at > clock_.now(), "what falls due is done at its time: " + command_id_of(due));
}

void World::finish() {
  scheduler_.run_all();
  expect(owed_ == 0, "every command is answered");
  check_log();
  crash();
  scheduler_.run_all();
  check_log();
  engine_->look_at_the_clock();
  scheduler_.run_all();
  check_nothing_is_overdue();
  expect(projector_->applied() == log_.end(), "the rows reach the end of the log");
}

}  // namespace htq::simulation
