// The demonstration as a whole: who plays, with what, and each case with what it is meant to come to. The
// phases are functions of it, one file each; each plans the steps that follow. Everything lives until the
// play has ended, so that steps may refer to it.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/ctl/demo/body.h"
#include "daemon/ctl/demo/fates.h"
#include "daemon/ctl/demo/people.h"
#include "daemon/ctl/demo/play.h"
#include "daemon/ctl/demo/record.h"
#include "daemon/ctl/demo/timetable.h"

namespace htq::ctl::demo {

/// A case, as the demonstration means it to go and as far as it has come.
struct Story {
  int number = 0;
  Plan plan;
  Seeded random;
  const Person* applicant = nullptr;
  const Person* analyst = nullptr;
  const Person* reviewer = nullptr;
  int level = 4;
  std::string route;
  std::vector<NamedStandard> standards;
  const Round* round = &kMain;

  std::string reference;
  bool is_under_review = false;
  bool is_advised = false;  // its advice is complete
  bool is_judged = false;   // by the panel, in this round
  bool has_ended = false;
  bool is_live = false;
  bool is_listed = false;
  int questions = 0;  // requests for information made
  std::string title;

  Fate fate() const { return plan.fate; }
  /// The reference, as bodies have it.
  Json body(std::initializer_list<std::pair<const char*, Value>> members) const;
};

struct Survey;  // consultation.cc

struct Show {
  Play play;
  People people;
  std::string cycle;
  OnRecord record;
  Timetable timetable;
  Seeded random;
  std::deque<Story> stories;
  std::map<std::string, std::string> panels;  // body of each route
  std::vector<std::shared_ptr<Survey>> surveys;

  const Person& panel_of(const std::string& route) const;
  /// Sends about a case.
  Entry tell(const Person& who, std::string_view command, const Story& story,
             std::initializer_list<std::pair<const char*, Value>> members, const Sent& sent = {});
  /// A step of a case at an office hour so many working days from now; none if it has ended by then.
  void later(Story& story, int least, int most, void (*step)(Show&, Story&));
  void at(Instant when, Story& story, void (*step)(Show&, Story&));
  /// The mailer tells the applicant, soon.
  void notify(Story& story, const char* kind, std::uint64_t about);
};

// The phases, in the order of the year. Each begins what it does by planning it.
void set_up_office(Show& show);              // office.cc
void plan_enquiries(Show& show);             // enquiries.cc
void plan_forms(Show& show);                 // form.cc
void begin_review(Show& show, Story&);       // review.cc: from the submission on
void ask_regulator(Show& show, Story&);      // regulators.cc
void ask_statutory(Show& show, Story&);      // regulators.cc
void plan_lost_recognition(Show& show);      // recognition.cc
void plan_consultations(Show& show);         // consultation.cc
void complete_advice(Show& show, Story&);    // analysis.cc
void plan_judgement(Show& show);             // panel.cc: panel, assurance, decision
void decide(Show& show, Story&);             // decision.cc
void follow_decision(Show& show, Story&);    // changes.cc: from the feedback on
void accept_conditions(Show& show, Story&);  // list.cc
void plan_list(Show& show);                  // list.cc
void plan_mail(Show& show);                  // mail.cc: what nobody has told by the evening

}  // namespace htq::ctl::demo
