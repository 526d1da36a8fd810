#include "daemon/last_hour.h"

#include <algorithm>

#include "schemas/text.h"

namespace htq {
namespace {

constexpr Duration kLastHour = std::chrono::hours(1);

bool ends_within_the_hour(Instant received_at, Instant end) {
  return received_at <= end && end - received_at <= kLastHour;
}

/// The stage at which an order is a submission; nothing: it is none.
std::optional<Stage> submits_at(Command::Which action) {
  switch (action) {
    case Command::SUBMIT_APPLICATION: return Stage::DRAFT;
    case Command::CORRECT_APPLICATION: return Stage::INELIGIBLE;
    case Command::RESUBMIT: return Stage::CHANGES_REQUIRED;
    default: return std::nullopt;
  }
}

}  // namespace

void LastHour::clear() {
  const std::lock_guard lock(mutex_);
  windows_.clear();
  owed_.clear();
}

void LastHour::cycle_is(const std::string& cycle, const CycleState& state) {
  const std::lock_guard lock(mutex_);
  std::vector<Window>& windows = windows_[cycle];
  windows.clear();
  for (const auto& [name, window] : state.windows)
    windows.push_back({.name = name, .opens = window.opens, .closes = window.closes});
}

void LastHour::case_is(const std::string& reference, const CaseState& file) {
  const std::lock_guard lock(mutex_);
  if (file.stage != Stage::DRAFT && file.stage != Stage::INELIGIBLE &&
      file.stage != Stage::CHANGES_REQUIRED) {
    owed_.erase(reference);
    return;
  }
  owed_[reference] = {.stage = file.stage,
                      .organisation = file.organisation,
                      .cycle = file.cycle,
                      .window = file.window,
                      .resubmit_by = file.resubmit_by};
}

std::optional<PressingSubmission> LastHour::submission_of(const Order& order) const {
  const Command::Reader command = order.message->getRoot<Command>().asReader();
  const auto stage = submits_at(command.which());
  if (!stage) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = owed_.find(string(command.getTarget()));
  if (found == owed_.end()) return std::nullopt;
  const OwedCase& file = found->second;
  if (file.stage != *stage || file.organisation.empty() || file.organisation != order.actor.organisation)
    return std::nullopt;
  if (*stage == Stage::CHANGES_REQUIRED) {
    if (!ends_within_the_hour(order.received_at, file.resubmit_by)) return std::nullopt;
    return PressingSubmission{.cycle = file.cycle, .window = {}, .organisation = file.organisation};
  }
  const auto windows = windows_.find(file.cycle);
  if (windows == windows_.end()) return std::nullopt;
  const auto open = std::ranges::find_if(windows->second, [&](const Window& window) {
    const bool is_its_own = *stage == Stage::DRAFT || window.name == file.window;
    return is_its_own && window.opens.ns != 0 && window.opens <= order.received_at &&
           ends_within_the_hour(order.received_at, window.closes);
  });
  if (open == windows->second.end()) return std::nullopt;
  return PressingSubmission{.cycle = file.cycle, .window = open->name, .organisation = file.organisation};
}

}  // namespace htq
