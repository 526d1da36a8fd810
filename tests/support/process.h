// The process without a daemon: commands are decided and their events folded, one after the other, as the
// engine does it. History is given as commands or events, never as a state built by hand.
#pragma once

#include <capnp/dynamic.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "domain/case_reference.h"
#include "domain/decide.h"
#include "domain/evolve.h"
#include "domain/london_times.h"
#include "domain/workflow.h"
#include "schemas/summary.h"
#include "schemas/text.h"
#include "tests/support/well_told.h"

namespace htq::tests {

struct Answer {
  std::string stream;               // id that it acted on, or the new case's reference
  std::optional<Refused> refused;   // nothing: accepted
  std::vector<Body::Which> events;  // recorded
};

inline Actor acting(std::string subject, Roles roles, std::string organisation = {},
                    std::string on_behalf_of = {}) {
  return {.subject = std::move(subject),
          .roles = roles,
          .organisation = std::move(organisation),
          .on_behalf_of = std::move(on_behalf_of)};
}
inline Actor official(std::string subject = "olive") {
  return acting(std::move(subject), {Role::OFFICIAL});
}
inline Actor applicant(std::string organisation = "example-college") {
  return acting("ann." + organisation, {Role::APPLICANT}, organisation);
}
inline Actor the_system() {
  return acting("system", {Role::SYSTEM});
}

/// A command that was accepted, as it was asked.
struct Asked {
  Instant at;
  Actor actor;
  std::string command_id;
  std::unique_ptr<capnp::MallocMessageBuilder> message;  // root: Command
};

/// An instant from its London text; a day alone means its first instant.
inline Instant london(std::string_view local) {
  const auto instant = instant_of(local, DayMeans::its_first_instant);
  EXPECT_TRUE(instant.has_value()) << local;
  return instant.value_or(Instant{});
}

/// What happened can be told in a sentence, whatever its command left out.
inline ::testing::AssertionResult can_be_told(Body::Reader event) {
  static const Summaries summaries(capnp::Schema::from<Body>());
  const capnp::DynamicStruct::Reader body = event;
  KJ_IF_MAYBE (field, body.which()) {
    return is_well_told(summaries
                            .summarise(body.get(*field).as<capnp::DynamicStruct>(),
                                       {.clearance = policy::Audience::RESTRICTED})
                            .value_or(""));
  }
  return ::testing::AssertionFailure() << "an event that nobody knows";
}

class Process {
 public:
  /// Moves the clock; commands are received and recorded then.
  Process& at(std::string_view local) {
    now_ = london(local);
    return *this;
  }
  Process& at(Instant instant) {
    now_ = instant;
    return *this;
  }
  Instant now() const { return now_; }
  /// Decides by another table from here on; it must outlive this.
  void by(std::span<const Step> steps) { steps_ = steps; }

  /// Decides a command and folds what it leads to.
  Answer ask(const Actor& actor, const std::string& target,
             const std::function<void(Command::Builder)>& fill) {
    auto message = std::make_unique<capnp::MallocMessageBuilder>();
    auto command = message->initRoot<Command>();
    fill(command);
    const Action action = command.which();
    const std::string command_id = "command-" + std::to_string(++commands_);
    std::string stream = target;
    if (kind_of(action) == StreamKind::CASE && creates(action))
      stream = derive_case_reference(actor.subject, command_id).text;
    command.setTarget(text(stream));

    const CaseState unborn;
    const auto found = cases_.find(stream);
    const Given given{.file = found == cases_.end() ? unborn : found->second,
                      .office = office_,
                      .target = stream,
                      .actor = actor,
                      .received_at = now_,
                      .now = now_,
                      .next = {records_.size() + 1}};
    Decided decided = decide(given, command.asReader(), steps_);
    Answer answer{.stream = stream, .refused = decided.refused, .events = {}};
    const Actor& who = decided.refused ? the_system_ : actor;
    for (std::size_t part = 0; part < decided.events.size(); ++part)
      answer.events.push_back(
          record(decided.events.record(part), kind_of(action), stream, who, decided.role));
    if (!decided.refused)
      accepted_.push_back(
          {.at = now_, .actor = actor, .command_id = command_id, .message = std::move(message)});
    return answer;
  }

  const CaseState& file(const std::string& reference) const { return cases_.at(reference); }
  const Office& office() const { return office_; }
  /// Every command that was accepted so far, in order.
  const std::vector<Asked>& accepted() const { return accepted_; }
  /// Every record so far, in order; the envelope holds what decide and evolve use.
  const std::vector<std::unique_ptr<capnp::MallocMessageBuilder>>& records() const { return records_; }
  Record::Reader record_at(Position position) const {
    return records_.at(position.value - 1)->getRoot<Record>().asReader();
  }
  /// The last record.
  Record::Reader last() const { return record_at({records_.size()}); }

 private:
  Body::Which record(Record::Builder event, StreamKind kind, const std::string& stream, const Actor& actor,
                     Role role) {
    auto message = std::make_unique<capnp::MallocMessageBuilder>();
    message->setRoot(event.asReader());
    auto record = message->getRoot<Record>();
    record.setPosition(records_.size() + 1);
    record.setStreamKind(kind);
    record.setStream(text(stream));
    record.setVersion(++versions_[{kind, stream}]);
    record.setReceivedAt(now_.ns);
    record.setRecordedAt(now_.ns);
    record.setOccurredAt(now_.ns);
    auto who = record.initActor();
    who.setSubject(text(actor.subject));
    who.setRole(role == Role::NOBODY ? Role::SYSTEM : role);
    who.setOrganisation(text(actor.organisation));
    who.setOnBehalfOf(text(actor.on_behalf_of));
    if (kind == StreamKind::CASE) {
      evolve(cases_[stream], record.asReader());
      note_place(office_, stream, cases_[stream]);
    } else {
      evolve(office_, record.asReader());
    }
    EXPECT_TRUE(can_be_told(record.getBody().asReader()));
    records_.push_back(std::move(message));
    return records_.back()->getRoot<Record>().getBody().which();
  }

  Instant now_ = london("2021-07-06T09:00");
  std::span<const Step> steps_ = case_steps();
  Office office_;
  std::map<std::string, CaseState> cases_;
  std::map<std::pair<StreamKind, std::string>, std::uint64_t> versions_;
  std::vector<std::unique_ptr<capnp::MallocMessageBuilder>> records_;
  std::vector<Asked> accepted_;
  std::uint64_t commands_ = 0;
  const Actor the_system_ = the_system();
};

inline ::testing::AssertionResult is_accepted(const Answer& answer) {
  if (!answer.refused) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "refused: " << text_of(answer.refused->refusal).name << " "
                                       << answer.refused->field << " " << answer.refused->detail;
}
inline ::testing::AssertionResult is_refused(const Answer& answer, Refusal refusal) {
  if (!answer.refused) return ::testing::AssertionFailure() << "accepted";
  if (answer.refused->refusal == refusal) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "refused otherwise: " << text_of(answer.refused->refusal).name
                                       << " " << answer.refused->field << " " << answer.refused->detail;
}

}  // namespace htq::tests

#define EXPECT_ACCEPTED(answer) EXPECT_TRUE(::htq::tests::is_accepted(answer))
#define ASSERT_ACCEPTED(answer) ASSERT_TRUE(::htq::tests::is_accepted(answer))
#define EXPECT_REFUSED(answer, why) EXPECT_TRUE(::htq::tests::is_refused(answer, ::htq::Refusal::why))
