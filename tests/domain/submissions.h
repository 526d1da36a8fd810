// Submissions as tests ask for them, and what is done about them until the review begins.
#pragma once

#include "tests/support/ready_office.h"

namespace htq::tests {

inline const Instant kClose = london("2020-12-16T17:00");
inline constexpr Duration kMillisecond = std::chrono::milliseconds(1);

struct Submissions : ::testing::Test {
  ReadyOffice office;

  Answer submit(const std::string& reference) {
    return office.ask(applicant(office.file(reference).organisation), reference,
                      [](auto c) { c.initSubmitApplication(); });
  }
  Answer admit(const std::string& reference, const char* ground = "The service was down.",
               const char* evidence = "incident-7") {
    return office.ask(official(), reference, [&](auto c) {
      auto event = c.initAdmitLateSubmission();
      event.setGround(ground);
      event.setEvidence(evidence);
    });
  }
  Answer extend(const char* closes) {
    return office.sure(official(), "cycle-1", [&](auto c) {
      auto event = c.initExtendWindow();
      event.setWindow("1");
      event.initCloses().setLocal(closes);
      event.setReason("The service was down.");
    });
  }
  Answer confirm(const std::string& reference, const char* day) {
    return office.ask(official(), reference,
                      [&](auto c) { c.initConfirmReceipt().initFeedbackBy().setLocal(day); });
  }
  Answer agree(const std::string& reference, const char* day, const char* reason = "") {
    return office.ask(official(), reference, [&](auto c) {
      auto event = c.initAgreeTimeline();
      event.initFeedbackBy().setLocal(day);
      event.setReason(reason);
    });
  }
  Answer assign(const std::string& reference, const char* to) {
    return office.ask(official(), reference, [&](auto c) { c.initAssignCase().setOfficial(to); });
  }
  Answer refuse_gates(const std::string& reference, const std::vector<Criterion>& gates,
                      const char* reasons = "Not registered.") {
    return office.ask(official(), reference, [&](auto c) {
      auto event = c.initRefuseEligibility();
      auto list = event.initGates(static_cast<unsigned>(gates.size()));
      for (unsigned at = 0; at < gates.size(); ++at) list.set(at, gates[at]);
      event.setReasons(reasons);
    });
  }
  std::string ineligible_case(const Draft& draft = {}) {
    const std::string reference = office.submitted_case(draft);
    EXPECT_ACCEPTED(refuse_gates(reference, {Criterion::TITLE}));
    return reference;
  }
  Answer correct(const std::string& reference,
                 const std::function<void(event::ApplicationCorrected::Builder)>& fill) {
    return office.ask(applicant(), reference, [&](auto c) {
      auto event = c.initCorrectApplication();
      event.setWhat("As asked.");
      fill(event);
    });
  }
};

}  // namespace htq::tests
