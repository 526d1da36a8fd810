// What falls due of the office and of its cases: the writer's, kept up with every event it folds. What is due
// of a case hangs on its cycle, its consultation and its organisation, too: when one of them changes, its open
// cases are to be looked at again.
//
// The engine's executor only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "daemon/deadlines.h"
#include "domain/case_state.h"
#include "domain/office.h"
#include "schemas/event.capnp.h"

namespace htq {

/// Whether anything may still fall due of a case, its consultation apart.
bool is_on_its_way(Stage stage);

class Agenda {
 public:
  void clear();
  /// Of a case as it is now, or with an office that has changed. `cause`: the record that led to it.
  void case_is(const std::string& reference, const CaseState& file, const Office& office, Position cause);
  void office_is(const Office& office, Position cause);
  /// After an event that is of no case.
  void note(Record::Reader record, const Office& office);

  bool has_cases_to_look_at() const { return !to_look_at_.empty(); }
  /// Takes the next of them, with the record that asks for it.
  std::optional<std::pair<std::string, Position>> next_to_look_at();

  const Deadlines& deadlines() const { return deadlines_; }
  Deadlines& deadlines() { return deadlines_; }

 private:
  using Cases = std::set<std::string>;

  Deadlines deadlines_;
  std::map<std::string, Cases> open_by_cycle_;
  std::map<std::string, Cases> open_by_organisation_;
  std::map<std::string, Position> to_look_at_;
};

}  // namespace htq
