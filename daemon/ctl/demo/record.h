// What the office has on record before the demonstration begins: the cycle, its routes and standards, bank
// holidays. Read from the log, since htqctl reference import may have been given other files.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/ctl/demo/play.h"
#include "domain/calendar.h"

namespace htq::ctl::demo {

/// A standard that can be named in the cycle.
struct NamedStandard {
  std::string reference;
  int level = 0;
  std::string route;
  std::string regulator;  // by statute; empty: none
  std::string option;     // a letter, where one is owed
};

struct OnRecord {
  std::vector<std::string> routes;  // of the cycle
  std::vector<NamedStandard> standards;
  BankHolidays holidays;
  bool has_window = false;
  std::string next_cycle;   // empty: none is on record
  bool was_played = false;  // a demonstration's organisations are there already

  /// Standards of the route that no statute regulates.
  std::vector<NamedStandard> of_route(const std::string& route) const;
  std::optional<NamedStandard> regulated_by(const std::string& regulator) const;
};

/// Nothing after a failure of the play.
std::optional<OnRecord> read_record(Play& play, const Person& auditor, const std::string& cycle);

}  // namespace htq::ctl::demo
