// An edge case of domain.md section 16, told as people tell it: what there was, what is asked, and then three
// things: the event that comes about, the nearest thing that is refused, and the sentence that people read.
//
//   using EdgeCase01 = Scenario;
//   TEST_F(EdgeCase01, SubmissionAtTheClosingInstantIsInTime) {
//     const std::string reference = drafted_case();
//     at("2020-12-16T17:00");
//     ASSERT_EVENT(submit(reference), APPLICATION_SUBMITTED);
//     EXPECT_EQ(applicants_read(), "Application submitted in window 1.");
//   }
#pragma once

#include <gmock/gmock.h>
#include <simdjson.h>

#include "daemon/access/memory_key_store.h"
#include "daemon/doors/entry.h"
#include "domain/due.h"
#include "tests/support/reviewed_case.h"

namespace htq::tests {

inline const MemoryKeyStore kNoKeys;

/// What the doors show of an event: all of it as JSON, or nothing where the audience may not see it.
inline std::string shown(Record::Reader record, policy::Audience audience, const KeyStore& keys = kNoKeys) {
  const Sealing sealing(keys);
  const Entries entries(sealing);
  std::string json;
  entries.append(record, audience, json);
  return json;
}

/// The sentence of it that people read in the timeline.
inline std::string sentence(Record::Reader record, policy::Audience audience, const KeyStore& keys = kNoKeys) {
  const std::string json = shown(record, audience, keys);
  if (json.empty()) return {};
  simdjson::dom::parser parser;
  return std::string(std::string_view(parser.parse(json)["summary"]));
}

/// Nothing: the event is not for them.
inline const std::string kNothing;

struct Scenario : ::testing::Test, ReviewedCase {
  // What is read of an event, the last one unless another is named.

  std::string applicants_read() const { return sentence(last(), policy::Audience::APPLICANT); }
  std::string applicants_read(Position entry) const {
    return sentence(record_at(entry), policy::Audience::APPLICANT);
  }
  /// Officials, the bodies of the chain and auditors.
  std::string officials_read() const { return sentence(last(), policy::Audience::RESTRICTED); }
  std::string officials_read(Position entry) const {
    return sentence(record_at(entry), policy::Audience::RESTRICTED);
  }
  std::string applicants_are_shown() const { return shown(last(), policy::Audience::APPLICANT); }
  std::string officials_are_shown() const { return shown(last(), policy::Audience::RESTRICTED); }

  Body::Reader last_event() const { return last().getBody(); }
  Position last_entry() const { return {records().size()}; }
  /// The events of one stream, in order.
  std::vector<Body::Which> history(const std::string& stream) const {
    std::vector<Body::Which> events;
    for (const auto& message : records()) {
      const Record::Reader record = message->getRoot<Record>().asReader();
      if (view(record.getStream()) == stream) events.push_back(record.getBody().which());
    }
    return events;
  }

  /// Takes the first step that the office owes the case by itself now.
  Answer the_system_acts(const std::string& reference) {
    for (const Due& due : due_of(office(), reference, file(reference)))
      if (due.at <= now())
        return ask(the_system(), due.stream, [&](auto c) { write_command(due, file(reference), c); });
    return {};
  }

  // What is asked for in more than one case.

  Answer by_its_applicant(const std::string& reference, const std::function<void(Command::Builder)>& fill) {
    return ask(applicant(file(reference).organisation), reference, fill);
  }
  Answer name_occupation(const std::string& reference, const std::string& standard,
                         const std::string& option = {}, const std::string& contact = {}) {
    return by_its_applicant(reference, [&](auto c) {
      auto event = c.initNameOccupation();
      event.initOccupation().setStandard(text(standard));
      event.getOccupation().setOption(text(option));
      event.setPriorContact(text(contact));
    });
  }
  /// The form is open and the qualification described; no occupation is named.
  std::string described_case(const Draft& draft = {}) {
    const std::string reference = started_case(draft);
    sure(applicant(draft.organisation), reference,
         [&](auto c) { describe(c.initDescribeQualification(), draft); });
    return reference;
  }
  Answer submit(const std::string& reference) {
    return by_its_applicant(reference, [](auto c) { c.initSubmitApplication(); });
  }
  Answer admit_late(const std::string& reference, const std::string& ground, const std::string& evidence) {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initAdmitLateSubmission();
      event.setGround(text(ground));
      event.setEvidence(text(evidence));
    });
  }
  Answer confirm_eligibility(const std::string& reference) {
    return ask(official(), reference, [](auto c) { c.initConfirmEligibility(); });
  }
  Answer request_information(const std::string& reference, const std::string& question) {
    return ask(official(), reference,
               [&](auto c) { c.initRequestInformation().setQuestion(text(question)); });
  }
  Answer provide_information(const std::string& reference, std::uint16_t request) {
    return by_its_applicant(reference, [&](auto c) {
      auto event = c.initProvideInformation();
      event.setRequest(request);
      event.setAnswer("It is in the mapping.");
    });
  }
  Answer put_on_hold(const std::string& reference, HoldGround ground, const std::string& reason) {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initHoldCase();
      event.setGround(ground);
      event.setReason(text(reason));
    });
  }
  Answer release(const std::string& reference, const std::string& reason) {
    return ask(official(), reference, [&](auto c) { c.initReleaseCase().setReason(text(reason)); });
  }
  Answer confirm_changes(const std::string& reference) {
    return ask(official_of(reference), reference, [](auto c) { c.initConfirmChanges(); });
  }
  Answer refuse_changes(const std::string& reference, const std::string& reasons) {
    return ask(official_of(reference), reference,
               [&](auto c) { c.initRefuseChanges().setReasons(text(reasons)); });
  }
  Answer list_publicly(const std::string& reference, const std::string& title = {}) {
    return ask(official(), reference, [&](auto c) { c.initListPublicly().setTitle(text(title)); });
  }
  Answer withdraw(const std::string& reference, const std::string& reason) {
    return by_its_applicant(reference, [&](auto c) { c.initWithdrawApplication().setReason(text(reason)); });
  }
  Answer register_interest(const std::string& organisation, const std::string& cycle,
                           const std::string& earlier_case = {}) {
    return ask(applicant(organisation), {}, [&](auto c) {
      auto event = c.initRegisterInterest();
      event.setCycle(text(cycle));
      event.setEarlierCase(text(earlier_case));
    });
  }
};

inline ::testing::AssertionResult has_come_about(const Answer& answer, Body::Which event) {
  if (const auto accepted = is_accepted(answer); !accepted) return accepted;
  if (answer.events == std::vector{event}) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "another event came about";
}
inline ::testing::AssertionResult is_refused_under(const Answer& answer, Refusal refusal, int number,
                                                   std::string_view clause) {
  if (const auto refused = is_refused(answer, refusal); !refused) return refused;
  if (static_cast<int>(refusal) != number)
    return ::testing::AssertionFailure() << "its number is " << static_cast<int>(refusal);
  if (text_of(refusal).clause == clause) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "its clause is " << text_of(refusal).clause;
}

}  // namespace htq::tests

/// It was accepted, and this event alone came about.
#define EXPECT_EVENT(answer, event) EXPECT_TRUE(::htq::tests::has_come_about(answer, ::htq::Body::event))
#define ASSERT_EVENT(answer, event) ASSERT_TRUE(::htq::tests::has_come_about(answer, ::htq::Body::event))
/// It was refused so, under that number and clause.
#define EXPECT_REFUSED_UNDER(answer, number, why, clause) \
  EXPECT_TRUE(::htq::tests::is_refused_under(answer, ::htq::Refusal::why, number, clause))
