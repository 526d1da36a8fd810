// The matrix that was written by hand from domain.md section 11 (matrix.txt), held against the code:
// permitted exactly where it says so, refused with the right refusal elsewhere, and leading where it says.
#include "tests/domain/matrix.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/words.h"
#include "tests/support/process.h"
#include "tests/support/table_walk.h"

namespace htq::tests {
namespace {

const Matrix& matrix() {
  static const Matrix read = read_matrix();
  return read;
}

/// The table of cases without its conditions: what is left is who may do what, and when.
const std::vector<Step>& unconditional_steps() {
  static const std::vector<Step> steps = [] {
    std::vector<Step> copied(case_steps().begin(), case_steps().end());
    for (Step& step : copied) step.provided = {};
    return copied;
  }();
  return steps;
}

/// Why the office refuses it; nothing: it is permitted.
std::optional<Refusal> refusal_of(const CaseState& file, const Office& office, Action action, Role role) {
  const Given given{.file = file,
                    .office = office,
                    .target = "x",
                    .actor = acting("someone", {role}, "example-college"),
                    .received_at = {},
                    .now = {},
                    .next = {1}};
  const auto permitted = check_table(given, action, unconditional_steps());
  if (permitted) return std::nullopt;
  return permitted.error().refusal;
}

std::string shown(std::optional<Refusal> refusal) {
  return refusal ? std::string(text_of(*refusal).name) : "permitted";
}

TEST(Matrix, IsRead) {
  for (const std::string& error : matrix().errors) ADD_FAILURE() << error;
  for (std::uint16_t number = 0; number < kActions; ++number) {
    const auto action = static_cast<Action>(number);
    const auto names_it = [&](const auto& line) { return line.action == action; };
    EXPECT_TRUE(std::ranges::any_of(matrix().cases, names_it) ||
                std::ranges::any_of(matrix().office, names_it))
        << name_of(action) << " is in no line";
  }
}

TEST(Matrix, SaysOfACaseWhoMayDoWhatAndWhen) {
  const Office office;
  for (const Action action : actions_of(StreamKind::CASE))
    for (const Role role : all_of<Role>())
      for (const Stage stage : all_of<Stage>()) {
        CaseState file;
        file.stage = stage;
        file.organisation = "example-college";
        std::optional<Refusal> expected;
        if (find_line(matrix().cases, action, stage, role) == nullptr) {
          expected = Refusal::not_at_this_stage;
          if (stage == Stage::NONE && !creates(action)) expected = Refusal::no_such_stream;
          if (!has_role(matrix().cases, action, role)) expected = Refusal::not_your_role;
        }
        const auto answer = refusal_of(file, office, action, role);
        EXPECT_TRUE(answer == expected)
            << words_of(stage) << " / " << name_of(action) << " / " << words_of(role) << ": " << shown(answer)
            << ", by the matrix " << shown(expected);
      }
}

TEST(Matrix, SaysOfACaseWhereEachStepLeads) {
  for (const MatrixLine<Stage>& line : matrix().cases)
    for (const Step& step : case_steps())
      for (const Stage stage : all_of<Stage>()) {
        const bool same_step = step.action == line.action && step.at.has(stage) &&
                               line.from.contains(stage) &&
                               std::ranges::any_of(line.by, [&](Role role) { return step.by.has(role); });
        if (!same_step) continue;
        for (const Stage to : all_of<Stage>())
          EXPECT_EQ(step.leads_to.has(to), line.to.contains(to))
              << line.where << " from " << words_of(stage) << " to " << words_of(to);
      }
}

TEST(Matrix, SaysOfTheOfficeWhoMayDoWhatAndWhen) {
  const CaseState no_case;
  for (const StreamKind kind : all_of<StreamKind>())
    for (const Standing standing : kStandings) {
      const auto office = office_with(kind, standing);
      if (!office) continue;
      for (const Action action : actions_of(kind))
        for (const Role role : all_of<Role>()) {
          std::optional<Refusal> expected;
          if (find_line(matrix().office, action, standing, role) == nullptr) {
            expected = Refusal::not_at_this_stage;
            if (creates(action)) expected = Refusal::already_exists;
            if (standing == Standing::none) expected = Refusal::no_such_stream;
            if (!has_role(matrix().office, action, role)) expected = Refusal::not_your_role;
          }
          const auto answer = refusal_of(no_case, *office, action, role);
          EXPECT_TRUE(answer == expected)
              << words_of(kind, standing) << " / " << name_of(action) << " / " << words_of(role) << ": "
              << shown(answer) << ", by the matrix " << shown(expected);
        }
    }
}

TEST(Matrix, SaysOfTheOfficeWhereEachStepLeads) {
  for (const MatrixLine<Standing>& line : matrix().office)
    for (const OfficeStep& step : office_steps()) {
      if (step.action != line.action) continue;
      for (const Standing to : kStandings)
        EXPECT_EQ(step.leads_to.has(to), line.to.contains(to)) << line.where;
    }
}

}  // namespace
}  // namespace htq::tests
