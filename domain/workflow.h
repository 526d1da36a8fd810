// The process as a table: one row per step it permits; anything absent is refused. The table drives decide,
// is printed into domain/README.md and walked by the tests.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "domain/given.h"

namespace htq {

using Action = Command::Which;

/// Stages of a case as a set.
class Stages {
 public:
  constexpr Stages() = default;
  constexpr Stages(Stage stage) : bits_(1U << static_cast<unsigned>(stage)) {}
  constexpr Stages(std::initializer_list<Stage> stages) {
    for (const Stage stage : stages) bits_ |= 1U << static_cast<unsigned>(stage);
  }
  constexpr bool has(Stage stage) const { return (bits_ >> static_cast<unsigned>(stage) & 1U) != 0; }
  constexpr Stages without(Stages other) const { return Stages(bits_ & ~other.bits_); }
  constexpr Stages with(Stages other) const { return Stages(bits_ | other.bits_); }
  friend constexpr bool operator==(Stages, Stages) = default;

 private:
  constexpr explicit Stages(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_ = 0;
};

/// Standings of a stream that is no case, as a set.
class Standings {
 public:
  constexpr Standings(Standing standing)
      : bits_(static_cast<std::uint8_t>(1U << static_cast<unsigned>(standing))) {}
  constexpr Standings(std::initializer_list<Standing> standings) {
    for (const Standing standing : standings)
      bits_ = static_cast<std::uint8_t>(bits_ | 1U << static_cast<unsigned>(standing));
  }
  constexpr bool has(Standing standing) const { return (bits_ >> static_cast<unsigned>(standing) & 1U) != 0; }

 private:
  std::uint8_t bits_ = 0;
};

/// A condition of a step, with its clause and the refusal that it gives.
struct Guard {
  std::string_view name;  // finishes the phrase "provided that"
  std::string_view clause;
  Refusal otherwise;
  bool (*holds)(const Given& given);
};

/// Up to six guards, checked from left to right.
class Guards {
 public:
  constexpr Guards() = default;
  constexpr Guards(std::initializer_list<const Guard*> guards) {
    for (const Guard* guard : guards) guards_[count_++] = guard;
  }
  /// The same conditions, with one of them exchanged for another.
  constexpr Guards with(const Guard* other, const Guard* instead_of) const {
    Guards changed = *this;
    for (std::size_t i = 0; i < count_; ++i)
      if (guards_[i] == instead_of) changed.guards_[i] = other;
    return changed;
  }
  std::span<const Guard* const> all() const { return {guards_, count_}; }

 private:
  const Guard* guards_[6] = {};
  std::size_t count_ = 0;
};

/// One permitted step of a case.
struct Step {
  Stages at;
  Action action;
  Roles by;
  Guards provided;
  Stages leads_to;  // empty: the stage does not change
};

/// One permitted step of anything else.
struct OfficeStep {
  Standings at;
  Action action;
  Roles by;
  Standings leads_to;
};

std::span<const Step> case_steps();
std::span<const OfficeStep> office_steps();

/// What was given, with the role in which the action is taken filled in; or why it is refused: role before
/// stage before guards. Cases go by `steps`, everything else by office_steps().
std::expected<Given, Refused> check_table(const Given& given, Action action,
                                          std::span<const Step> steps = case_steps());

/// Whether the case is another applicant's: to whoever acts for an applicant alone it is not there.
bool is_foreign(const Actor& actor, const CaseState& file);

/// Kind of stream that an action works on, and whether it opens it: from the schema's annotations.
StreamKind kind_of(Action action);
bool creates(Action action);
/// "submit-application": the name of an action at the doors.
std::string_view name_of(Action action);
std::optional<Action> action_named(std::string_view name);
inline constexpr std::uint16_t kActions = 139;

}  // namespace htq
