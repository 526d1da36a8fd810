// Everybody who takes part, under pseudonyms, and their tokens in the daemon's file.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "daemon/ctl/demo/play.h"
#include "projections/fault.h"

namespace htq::ctl::demo {

struct People {
  Person official{.subject = "official-01", .roles = {"official"}};  // runs the cycle
  std::vector<Person> analysts;
  Person secretary{.subject = "secretary-01", .roles = {"secretary"}};
  std::vector<Person> panels;  // who speaks for the panel of each route
  Person assurer{.subject = "assurer-01", .roles = {"assuranceBody"}, .speaks_for = "afc"};
  Person decider{.subject = "decider-01", .roles = {"decisionMaker"}, .speaks_for = "chief-executive"};
  Person deputy{.subject = "deputy-01", .roles = {"official"}};  // confirms changes by delegation
  Person mailer{.subject = "mailer-01", .roles = {"mailer"}};
  Person mover{.subject = "operator-01", .roles = {"operator"}};
  Person auditor{.subject = "auditor-01", .roles = {"auditor"}};
  Person ofqual{.subject = "ofqual-01", .roles = {"ofqual"}, .organisation = "ofqual"};
  Person ofs{.subject = "ofs-01", .roles = {"ofs"}, .organisation = "ofs"};
  std::vector<Person> statutory;  // of each statutory regulator
  std::vector<Person> reviewers;
  std::vector<Person> respondents;
  std::vector<Person> applicants;  // of each organisation

  /// Of all but the panels, which come with the cycle's routes.
  explicit People(int organisations);

  const Person& of_regulator(const std::string& regulator) const;
};

/// The initials by which a statutory regulator is known: "gdc".
std::string initials_of(const std::string& regulator);

/// A token for each of them, added to the file.
Result<> give_tokens(const std::string& file, const std::vector<Person*>& to);
std::vector<Person*> everyone(People& people);

/// "official-03"
std::string pseudonym(const std::string& what, int number);

}  // namespace htq::ctl::demo
