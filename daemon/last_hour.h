// Which commands come first because their hour runs out: submissions and corrections of an application while
// their window is in its last hour, and resubmissions whose date passes within the hour (domain.md 12: these
// instants bind, and whoever is turned away before one cannot make it good by coming again after it).
//
// The engine keeps it up with every event that it folds; any thread asks.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/order.h"
#include "domain/case_state.h"
#include "domain/office.h"

namespace htq {

/// What comes first, and for whom. A resubmission is to no window.
struct PressingSubmission {
  std::string cycle;
  std::string window;
  std::string organisation;
  auto operator<=>(const PressingSubmission&) const = default;
};

class LastHour {
 public:
  void clear();
  void cycle_is(const std::string& cycle, const CycleState& state);
  void case_is(const std::string& reference, const CaseState& file);

  /// Whether the order comes first. Only for the case's own organisation: nobody else can submit it.
  std::optional<PressingSubmission> submission_of(const Order& order) const;

 private:
  struct Window {
    std::string name;
    Instant opens;
    Instant closes;
  };
  struct OwedCase {
    Stage stage;
    std::string organisation;
    std::string cycle;
    std::string window;   // of an application that may be corrected
    Instant resubmit_by;  // of one that changes are required of
  };

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Window>, std::less<>> windows_;  // by cycle
  std::unordered_map<std::string, OwedCase> owed_;  // cases that wait for their applicant, and no others
};

}  // namespace htq
