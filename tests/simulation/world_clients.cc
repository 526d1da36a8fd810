// The clients of the simulated daemon: what they ask, in any order and more than once, and what they hear.
#include "schemas/text.h"
#include "tests/simulation/world.h"

namespace htq::simulation {
namespace {

std::string name(const char* kind, std::uint64_t number) {
  return kind + std::to_string(number);
}

void tell_of(std::uint64_t number, Personal::Builder about) {
  about.setPerson(text(name("person-", number % 3)));
  about.setBox(as_data(World::kWords));
}

}  // namespace

/// A command that may or may not be permitted, from someone who may or may not do it.
std::function<void(Command::Builder)> World::some_command(Actor& actor) {
  const std::uint64_t number = roll(dice_, 6);
  const std::string organisation = name("college-", roll(dice_, 3));
  actor = {.subject = "olive", .roles = {Role::OFFICIAL}};
  const std::string reference = cases_.empty() ? "HTQ-7K3M-92QX-5CJD" : cases_[roll(dice_, cases_.size())];
  const auto as_applicant = [&] {
    actor = {.subject = "ann." + organisation, .roles = {Role::APPLICANT}, .organisation = organisation};
  };
  const std::uint64_t what = roll(dice_, 13);
  switch (what) {
    case 0:
      return [organisation, number](Command::Builder command) {
        command.setTarget(text(organisation));
        auto event = command.initRegisterOrganisation();
        tell_of(number, event.initContact());
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
      return [organisation, number](Command::Builder command) {
        command.setTarget(text(organisation));
        auto event = command.initNameRepresentative();
        event.setSubject("ann");
        tell_of(number, event.initName());
      };
    case 6:
      actor = {.subject = "rachel", .roles = {Role::RECORDS_OFFICER}};
      return [number](Command::Builder command) {
        command.setTarget(text(name("person-", number % 3)));
        command.initErasePerson().setReason("Asked for it.");
      };
    case 11:
    case 12:
      actor = {.subject = "rachel", .roles = {Role::RECORDS_OFFICER}};
      return about_keeping(reference, number);
    default: return about_a_case(reference, what - 7, actor);
  }
}

/// The schedule, legal holds, and disposal of what came to its end.
std::function<void(Command::Builder)> World::about_keeping(const std::string& reference, std::uint64_t number) {
  return [reference, number](Command::Builder command) {
    command.setTarget(text(reference));
    switch (number) {
      case 0: {
        command.setTarget("registration");
        auto rule = command.initSetRetentionRule();
        rule.setDays(1);
        rule.setAuthority("The schedule");
        return;
      }
      case 1: {
        auto hold = command.initPlaceCaseLegalHold();
        hold.setHold("claim");
        hold.setMatter(text(kWords));
        return;
      }
      case 2: {
        auto lifted = command.initLiftCaseLegalHold();
        lifted.setHold("claim");
        lifted.setReason(text(kWords));
        return;
      }
      default: command.initDisposeOfCase().setGround("Its time is over.");
    }
  };
}

/// A step on the way of a case, in their order from 0 on.
std::function<void(Command::Builder)> World::about_a_case(const std::string& reference, std::uint64_t what,
                                                          Actor& actor) {
  const std::uint64_t number = roll(dice_, 6);
  const std::string organisation = name("college-", roll(dice_, 3));
  actor = {.subject = "ann." + organisation, .roles = {Role::APPLICANT}, .organisation = organisation};
  switch (what) {
    case 0:
      actor = {.subject = "olive", .roles = {Role::OFFICIAL}};
      return [reference](Command::Builder command) {
        command.setTarget(text(reference));
        command.initGrantFormAccess();
      };
    case 1:
      return [reference](Command::Builder command) {
        command.setTarget(text(reference));
        command.initStartApplication().setPrivacyNotice("1");
      };
    case 2:
      return [reference, number](Command::Builder command) {
        command.setTarget(text(reference));
        auto event = command.initDescribeQualification();
        event.setTitle(text(name("HND in Computing ", number)));
        event.setLevel(5);
        event.setKind(QualificationKind::HIGHER_NATIONAL_DIPLOMA);
        event.setRoute("Digital");
      };
    default:
      return [reference](Command::Builder command) {
        command.setTarget(text(reference));
        command.initWithdrawApplication().setReason(text(kWords));
      };
  }
}

void World::client_acts() {
  // Now and then an unanswered command is sent again, an answered one repeated, or an id used for another
  // command.
  if (!unanswered_.empty() && roll(dice_, 4) == 0)
    return ask_again(unanswered_[roll(dice_, unanswered_.size())]);
  if (!sent_.empty() && roll(dice_, 10) == 0) return ask_again(roll(dice_, sent_.size()));
  if (roll(dice_, 20) == 0) return client_gives_up();
  if (roll(dice_, 20) == 0) return client_hurries();
  Actor actor;
  auto fill = some_command(actor);
  ask(std::move(fill), std::move(actor));
}

/// Sends what is to follow one after the other all at once, the last first.
void World::client_hurries() {
  if (cases_.empty()) return;
  const std::string reference = cases_[roll(dice_, cases_.size())];
  for (std::uint64_t what = 3; what > 0; --what) {
    Actor actor;
    auto fill = about_a_case(reference, what - 1, actor);
    ask(std::move(fill), std::move(actor));
  }
}

/// Waits for an answer no longer: whether it happened, this client will not know.
void World::client_gives_up() {
  if (unanswered_.empty()) return;
  ++counts_.given_up;
  const std::size_t number = unanswered_[roll(dice_, unanswered_.size())];
  sent_[number].given_up = true;
  std::erase(unanswered_, number);
}

void World::ask(std::function<void(Command::Builder)> fill, Actor actor) {
  Sent sent;
  sent.fill = std::move(fill);
  sent.actor = std::move(actor);
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
  on_the_way_.push_back(sent_.size() - 1);
}

void World::ask_again(std::size_t number) {
  sent_[number].given_up = false;
  on_the_way_.push_back(number);
}

/// One of the commands on the way gets there, whichever was sent first; now and then it gets there once more
/// at some time.
void World::arrive() {
  if (on_the_way_.empty()) return;
  const std::size_t which = roll(dice_, on_the_way_.size());
  const std::size_t number = on_the_way_[which];
  if (roll(dice_, 8) != 0) {
    on_the_way_[which] = on_the_way_.back();
    on_the_way_.pop_back();
  }
  deliver(number);
}

void World::deliver(std::size_t number) {
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
  if (std::holds_alternative<Fault>(reply) || sent.given_up) return;
  if (!sent.answered) {
    sent.answered = true;
    std::erase(unanswered_, number);
  }
  const auto known = acknowledged_.find(key);
  if (std::holds_alternative<KeyReused>(reply))
    return expect(contents_[key].size() > 1, "a key is used up by those alone who used it: " + key.second);
  if (known != acknowledged_.end() && known->second.content != sent.content)
    expect(false, "a used key is refused for another command: " + key.second);
  if (known != acknowledged_.end() && known->second.content == sent.content)
    expect(std::holds_alternative<Receipt>(reply), "what was acknowledged once is never refused: " + key.second);
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
    if (receipt.events.front() == "personErased") check_erased(receipt.stream, receipt.first);
    if (receipt.events.front() == "caseDisposed") check_disposed(receipt.stream, receipt.first);
    if (receipt.events.front() == "interestRegistered") cases_.push_back(receipt.stream);
  }
  if (roll(dice_, 2) == 0) read_after(number, receipt);
}

}  // namespace htq::simulation
