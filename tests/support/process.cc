#include "tests/support/process.h"

#include <capnp/dynamic.h>

#include <utility>

#include "domain/case_reference.h"
#include "domain/evolve.h"
#include "domain/london_times.h"
#include "schemas/summary.h"
#include "schemas/text.h"
#include "tests/support/well_told.h"

namespace htq::tests {

Actor acting(std::string subject, Roles roles, std::string organisation, std::string on_behalf_of) {
  return {.subject = std::move(subject),
          .roles = roles,
          .organisation = std::move(organisation),
          .on_behalf_of = std::move(on_behalf_of)};
}

Actor official(std::string subject) {
  return acting(std::move(subject), {Role::OFFICIAL});
}

Actor applicant(std::string organisation) {
  return acting("ann." + organisation, {Role::APPLICANT}, organisation);
}

Actor the_system() {
  return acting("system", {Role::SYSTEM});
}

Instant london(std::string_view local) {
  const auto instant = instant_of(local, DayMeans::its_first_instant);
  EXPECT_TRUE(instant.has_value()) << local;
  return instant.value_or(Instant{});
}

::testing::AssertionResult can_be_told(Body::Reader event) {
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

Process::Process() = default;
Process::~Process() = default;

Process& Process::at(std::string_view local) {
  now_ = london(local);
  return *this;
}

Process& Process::at(Instant instant) {
  now_ = instant;
  return *this;
}

Answer Process::ask(const Actor& actor, const std::string& target,
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
    answer.events.push_back(record(decided.events.record(part), kind_of(action), stream, who, decided.role));
  if (!decided.refused)
    accepted_.push_back(
        {.at = now_, .actor = actor, .command_id = command_id, .message = std::move(message)});
  return answer;
}

const CaseState& Process::file(const std::string& reference) const {
  return cases_.at(reference);
}

Record::Reader Process::record_at(Position position) const {
  return records_.at(position.value - 1)->getRoot<Record>().asReader();
}

Record::Reader Process::last() const {
  return record_at({records_.size()});
}

Body::Which Process::record(Record::Builder event, StreamKind kind, const std::string& stream,
                            const Actor& actor, Role role) {
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

::testing::AssertionResult is_accepted(const Answer& answer) {
  if (!answer.refused) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "refused: " << text_of(answer.refused->refusal).name << " "
                                       << answer.refused->field << " " << answer.refused->detail;
}
::testing::AssertionResult is_refused(const Answer& answer, Refusal refusal) {
  if (!answer.refused) return ::testing::AssertionFailure() << "accepted";
  if (answer.refused->refusal == refusal) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "refused otherwise: " << text_of(answer.refused->refusal).name
                                       << " " << answer.refused->field << " " << answer.refused->detail;
}

}  // namespace htq::tests
