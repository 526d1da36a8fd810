// Cases at the stages after eligibility: reviewed, recommended, assured, decided, approved, live. Built on
// the office of ready_office.h, by commands only.
#pragma once

#include <string>
#include <vector>

#include "tests/support/ready_office.h"

namespace htq::tests {

struct OccupationOutcome {
  std::string standard;
  Outcome outcome;
};

struct Item {
  std::string standard;
  std::string document;  // empty: none named
};

struct DecisionAsked {
  Outcome outcome = Outcome::APPROVED;
  std::vector<OccupationOutcome> verdicts = {{"ST0116", Outcome::APPROVED}};
  std::string reasons = "The evidence supports it.";
  std::string departure;
  std::vector<Item> changes;
  std::string meeting;
};

enum class Done { with_document, without_document, not_possible, not_possible_without_reason };
struct AnswerTo {
  std::uint16_t number = 0;
  Done done = Done::with_document;
};

struct ReviewedCase : ReadyOffice {
  ReviewedCase();

  // Who takes part

  static Actor panel(const std::string& body = "panel-digital");
  static Actor secretary();
  static Actor assurer(const std::string& body = "afc");
  static Actor decider(const std::string& body = "institute-board");
  static Actor official_for(const std::string& body = "institute-board");
  static Actor reviewer(const std::string& subject = "rita");

  void contract(const std::string& person, const std::string& until = {});
  void delegate(const std::string& body, const std::string& id, Power power, const std::string& to,
                const std::string& from, const std::string& until = {}, const std::string& cycle = {});
  void abolish(const std::string& body, const std::string& from, const std::string& successor);

  // Review

  Answer rate(const std::string& reference, Criterion criterion, const std::string& standard, Rating rating,
              const std::string& reasons = "As the papers show.");
  void rate_all(const std::string& reference, Rating rating = Rating::MET);
  /// A consultation on this case alone, open from now on; the case is not in it yet.
  void open_consultation(const std::string& id, const std::string& reference);
  void close_consultation(const std::string& id);
  void consult(const std::string& id, const std::string& reference);
  Answer commission(const std::string& reference, const std::string& reviewer = "rita",
                    const std::string& due = {});
  Answer review(const std::string& reference, const std::string& subject = "rita");
  void settle_regulator(const std::string& reference);
  Answer complete_advice(const std::string& reference);
  /// Everything that the advice needs, apart from the ratings, and the advice itself.
  void finish_review(const std::string& reference);
  std::string advised_case(const Draft& draft = {}, Rating rating = Rating::MET);

  // Recommendation, assurance, decision

  void call(const std::string& id, const std::string& body, MeetingKind kind, const std::string& reference,
            std::uint16_t quorum = 2);
  void hold(const std::string& id);
  void recuse(const std::string& meeting, const std::string& member, const std::string& reference);
  /// A meeting that was held on the case; its id.
  std::string met(const std::string& reference, const std::string& body = "panel-digital",
                  MeetingKind kind = MeetingKind::PANEL);
  Answer recommend(const Actor& actor, const std::string& reference, const std::string& meeting,
                   const std::vector<OccupationOutcome>& verdicts);
  std::string recommended_case(const Draft& draft = {}, Rating rating = Rating::MET,
                               const std::vector<OccupationOutcome>& verdicts = {
                                   {"ST0116", Outcome::APPROVED}});
  Answer assure(const Actor& actor, const std::string& reference, const std::string& meeting = {});
  Actor assurer_of(const std::string& reference) const;
  Actor decider_of(const std::string& reference) const;
  Actor official_of(const std::string& reference) const;
  std::string deciding_body(const std::string& reference) const;
  std::string assured_case(const Draft& draft = {}, Rating rating = Rating::MET,
                           const std::vector<OccupationOutcome>& verdicts = {{"ST0116", Outcome::APPROVED}});
  Answer decide_case(const Actor& actor, const std::string& reference, const DecisionAsked& asked = {});
  std::string decided_case(const Draft& draft = {});
  Answer feedback(const std::string& reference, const std::string& resubmit_by = {});

  // Changes

  /// Two occupations, partly met; each with an item, of which the first names the document "structure".
  std::string case_with_changes(const std::string& cycle = "cycle-1");
  /// The same, decided, feedback owed.
  std::string case_to_change(const std::string& cycle = "cycle-1");
  static Draft two_occupations(const std::string& cycle = "cycle-1");

  Answer resubmit(const std::string& reference, const std::vector<AnswerTo>& answers = {{1}, {2}},
                  const std::vector<std::string>& dropped = {},
                  const std::vector<std::string>& documents = {});
  std::string resubmitted_case(const std::string& cycle = "cycle-1");

  // Approval

  std::string approved_case(const Draft& draft = {});
  Answer determine_copyright(const std::string& reference, bool transfer);
  Answer accept_conditions(const std::string& reference, const std::string& version = "1");
  std::string live_case(const Draft& draft = {});

 private:
  int made_ = 0;
};

}  // namespace htq::tests
