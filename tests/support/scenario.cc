#include "tests/support/scenario.h"

#include <simdjson.h>

#include "daemon/access/memory_key_store.h"
#include "daemon/doors/entry.h"
#include "domain/due.h"
#include "schemas/text.h"

namespace htq::tests {

std::string shown(Record::Reader record, policy::Audience audience, const KeyStore& keys) {
  const Sealing sealing(keys);
  const Entries entries(sealing);
  std::string json;
  entries.append(record, audience, json);
  return json;
}

std::string shown(Record::Reader record, policy::Audience audience) {
  return shown(record, audience, MemoryKeyStore{});
}

std::string sentence(Record::Reader record, policy::Audience audience, const KeyStore& keys) {
  const std::string json = shown(record, audience, keys);
  if (json.empty()) return {};
  simdjson::dom::parser parser;
  return std::string(std::string_view(parser.parse(json)["summary"]));
}

std::string sentence(Record::Reader record, policy::Audience audience) {
  return sentence(record, audience, MemoryKeyStore{});
}

// What is read of an event, the last one unless another is named.

std::string Scenario::applicants_read() const {
  return sentence(last(), policy::Audience::APPLICANT);
}

std::string Scenario::applicants_read(Position entry) const {
  return sentence(record_at(entry), policy::Audience::APPLICANT);
}

std::string Scenario::officials_read() const {
  return sentence(last(), policy::Audience::RESTRICTED);
}

std::string Scenario::officials_read(Position entry) const {
  return sentence(record_at(entry), policy::Audience::RESTRICTED);
}

std::string Scenario::applicants_are_shown() const {
  return shown(last(), policy::Audience::APPLICANT);
}

std::string Scenario::officials_are_shown() const {
  return shown(last(), policy::Audience::RESTRICTED);
}

Body::Reader Scenario::last_event() const {
  return last().getBody();
}

Position Scenario::last_entry() const {
  return {records().size()};
}

std::vector<Body::Which> Scenario::history(const std::string& stream) const {
  std::vector<Body::Which> events;
  for (const auto& message : records()) {
    const Record::Reader record = message->getRoot<Record>().asReader();
    if (view(record.getStream()) == stream) events.push_back(record.getBody().which());
  }
  return events;
}

Answer Scenario::the_system_acts(const std::string& reference) {
  for (const Due& due : due_of(office(), reference, file(reference)))
    if (due.at <= now())
      return ask(the_system(), due.stream,
                 [&](Command::Builder c) { write_command(due, file(reference), c); });
  return {};
}

// What is asked for in more than one case.

Answer Scenario::by_its_applicant(const std::string& reference,
                                  const std::function<void(Command::Builder)>& fill) {
  return ask(applicant(file(reference).organisation), reference, fill);
}

Answer Scenario::name_occupation(const std::string& reference, const std::string& standard,
                                 const std::string& option, const std::string& contact) {
  return by_its_applicant(reference, [&](Command::Builder c) {
    auto event = c.initNameOccupation();
    event.initOccupation().setStandard(text(standard));
    event.getOccupation().setOption(text(option));
    event.setPriorContact(text(contact));
  });
}

std::string Scenario::described_case(const Draft& draft) {
  const std::string reference = started_case(draft);
  sure(applicant(draft.organisation), reference,
       [&](Command::Builder c) { describe(c.initDescribeQualification(), draft); });
  return reference;
}

Answer Scenario::submit(const std::string& reference) {
  return by_its_applicant(reference, [](Command::Builder c) { c.initSubmitApplication(); });
}

Answer Scenario::admit_late(const std::string& reference, const std::string& ground,
                            const std::string& evidence) {
  return ask(official(), reference, [&](Command::Builder c) {
    auto event = c.initAdmitLateSubmission();
    event.setGround(text(ground));
    event.setEvidence(text(evidence));
  });
}

Answer Scenario::confirm_eligibility(const std::string& reference) {
  return ask(official(), reference, [](Command::Builder c) { c.initConfirmEligibility(); });
}

Answer Scenario::request_information(const std::string& reference, const std::string& question) {
  return ask(official(), reference,
             [&](Command::Builder c) { c.initRequestInformation().setQuestion(text(question)); });
}

Answer Scenario::provide_information(const std::string& reference, std::uint16_t request) {
  return by_its_applicant(reference, [&](Command::Builder c) {
    auto event = c.initProvideInformation();
    event.setRequest(request);
    event.setAnswer("It is in the mapping.");
  });
}

Answer Scenario::put_on_hold(const std::string& reference, HoldGround ground, const std::string& reason) {
  return ask(official(), reference, [&](Command::Builder c) {
    auto event = c.initHoldCase();
    event.setGround(ground);
    event.setReason(text(reason));
  });
}

Answer Scenario::release(const std::string& reference, const std::string& reason) {
  return ask(official(), reference, [&](Command::Builder c) { c.initReleaseCase().setReason(text(reason)); });
}

Answer Scenario::confirm_changes(const std::string& reference) {
  return ask(official_of(reference), reference, [](Command::Builder c) { c.initConfirmChanges(); });
}

Answer Scenario::refuse_changes(const std::string& reference, const std::string& reasons) {
  return ask(official_of(reference), reference,
             [&](Command::Builder c) { c.initRefuseChanges().setReasons(text(reasons)); });
}

Answer Scenario::list_publicly(const std::string& reference, const std::string& title) {
  return ask(official(), reference, [&](Command::Builder c) { c.initListPublicly().setTitle(text(title)); });
}

Answer Scenario::withdraw(const std::string& reference, const std::string& reason) {
  return by_its_applicant(reference,
                          [&](Command::Builder c) { c.initWithdrawApplication().setReason(text(reason)); });
}

Answer Scenario::register_interest(const std::string& organisation, const std::string& cycle,
                                   const std::string& earlier_case) {
  return ask(applicant(organisation), {}, [&](Command::Builder c) {
    auto event = c.initRegisterInterest();
    event.setCycle(text(cycle));
    event.setEarlierCase(text(earlier_case));
  });
}

::testing::AssertionResult has_come_about(const Answer& answer, Body::Which event) {
  if (const auto accepted = is_accepted(answer); !accepted) return accepted;
  if (answer.events == std::vector{event}) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "another event came about";
}

::testing::AssertionResult is_refused_under(const Answer& answer, Refusal refusal, int number,
                                            std::string_view clause) {
  if (const auto refused = is_refused(answer, refusal); !refused) return refused;
  if (static_cast<int>(refusal) != number)
    return ::testing::AssertionFailure() << "its number is " << static_cast<int>(refusal);
  if (text_of(refusal).clause == clause) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "its clause is " << text_of(refusal).clause;
}

}  // namespace htq::tests
