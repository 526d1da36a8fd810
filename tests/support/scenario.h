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

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "schemas/policy.capnp.h"
#include "tests/support/reviewed_case.h"

namespace htq {
class KeyStore;
}

namespace htq::tests {

/// What the doors show of an event: all of it as JSON, or nothing where the audience may not see it.
std::string shown(Record::Reader record, policy::Audience audience);
std::string shown(Record::Reader record, policy::Audience audience, const KeyStore& keys);

/// The sentence of it that people read in the timeline.
std::string sentence(Record::Reader record, policy::Audience audience);
std::string sentence(Record::Reader record, policy::Audience audience, const KeyStore& keys);

/// Nothing: the event is not for them.
inline const std::string kNothing;

struct Scenario : ::testing::Test, ReviewedCase {
  // What is read of an event, the last one unless another is named.

  std::string applicants_read() const;
  std::string applicants_read(Position entry) const;
  /// Officials, the bodies of the chain and auditors.
  std::string officials_read() const;
  std::string officials_read(Position entry) const;
  std::string applicants_are_shown() const;
  std::string officials_are_shown() const;

  Body::Reader last_event() const;
  Position last_entry() const;
  /// The events of one stream, in order.
  std::vector<Body::Which> history(const std::string& stream) const;

  /// Takes the first step that the office owes the case by itself now.
  Answer the_system_acts(const std::string& reference);

  // What is asked for in more than one case.

  Answer by_its_applicant(const std::string& reference, const std::function<void(Command::Builder)>& fill);
  Answer name_occupation(const std::string& reference, const std::string& standard,
                         const std::string& option = {}, const std::string& contact = {});
  /// The form is open and the qualification described; no occupation is named.
  std::string described_case(const Draft& draft = {});
  Answer submit(const std::string& reference);
  Answer admit_late(const std::string& reference, const std::string& ground, const std::string& evidence);
  Answer confirm_eligibility(const std::string& reference);
  Answer request_information(const std::string& reference, const std::string& question);
  Answer provide_information(const std::string& reference, std::uint16_t request);
  Answer put_on_hold(const std::string& reference, HoldGround ground, const std::string& reason);
  Answer release(const std::string& reference, const std::string& reason);
  Answer confirm_changes(const std::string& reference);
  Answer refuse_changes(const std::string& reference, const std::string& reasons);
  Answer list_publicly(const std::string& reference, const std::string& title = {});
  Answer withdraw(const std::string& reference, const std::string& reason);
  Answer register_interest(const std::string& organisation, const std::string& cycle,
                           const std::string& earlier_case = {});
};

::testing::AssertionResult has_come_about(const Answer& answer, Body::Which event);
::testing::AssertionResult is_refused_under(const Answer& answer, Refusal refusal, int number,
                                            std::string_view clause);

}  // namespace htq::tests

/// It was accepted, and this event alone came about.
#define EXPECT_EVENT(answer, event) EXPECT_TRUE(::htq::tests::has_come_about(answer, ::htq::Body::event))
#define ASSERT_EVENT(answer, event) ASSERT_TRUE(::htq::tests::has_come_about(answer, ::htq::Body::event))
/// It was refused so, under that number and clause.
#define EXPECT_REFUSED_UNDER(answer, number, why, clause) \
  EXPECT_TRUE(::htq::tests::is_refused_under(answer, ::htq::Refusal::why, number, clause))
