// A published list of approved qualifications, row by row: what is registered, what is odd about it, and what
// is not registered. Everything is kept as the source has it; what is odd is told from the data by the rules
// here (domain.md 14).
//
// Plain values; one thread for the sources.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/ctl/import/planned.h"
#include "daemon/ctl/import/sources.h"

namespace htq::ctl {

enum class Oddity : std::uint8_t {
  unusual_code,
  level_contradicted,
  no_level,
  cycle_unknown,
  two_routes,
  blanks_in_title,
  first_teach_unknown,
  code_of_several_standards,
  recognition_unknown,
};

struct OddityText {
  Oddity oddity;
  const char* name;  // for scripts; never changed
  const char* what;  // is odd
  const char* done;  // with such a row
};

inline constexpr std::array kOddities{
    OddityText{Oddity::unusual_code, "unusualCode", "product code in no usual form", "registered"},
    OddityText{Oddity::level_contradicted, "levelContradicted", "title and level contradict",
               "registered at the level given"},
    OddityText{Oddity::no_level, "noLevel", "no level", "registered without a level"},
    OddityText{Oddity::cycle_unknown, "cycleUnknown", "cycle not known", "registered without a cycle"},
    OddityText{Oddity::two_routes, "twoRoutes", "code of two routes", "registered under both"},
    OddityText{Oddity::blanks_in_title, "blanksInTitle", "two blanks inside the title",
               "kept, and compared with blanks collapsed"},
    OddityText{Oddity::first_teach_unknown, "firstTeachUnknown", "no first teach: the window is not known",
               "left empty"},
    OddityText{Oddity::code_of_several_standards, "codeOfSeveralStandards",
               "one code without a letter for several standards", "a row for each"},
    OddityText{Oddity::recognition_unknown, "recognitionUnknown",
               "occupation regulated by statute, without a number", "registered, recognition unknown"},
};

struct Warning {
  Oddity oddity;
  std::string text;  // a sentence about this row
};

struct ListedRow {
  std::size_t line = 0;
  std::string product_code;
  std::string standard;
  std::string title;  // as given
  std::vector<Warning> warnings;
  std::string not_registered;          // why; empty: it is
  std::optional<std::size_t> planned;  // its command in the plan
};

struct ListedRows {
  std::vector<ListedRow> rows;  // every one of the file
  Plan plan;
};

/// `file` within the sources; occupations.csv beside it, if it is there, gives the codes of occupations.
ListedRows plan_earlier_approvals(Sources& sources, const std::string& file);

/// Whether the text names a cycle. "5.2-or-later" names none.
bool names_a_cycle(std::string_view text);
/// Whether the standard is one of a statutory regulated occupation.
bool is_regulated(std::string_view standard);
/// What is odd about a row by itself and beside the others.
std::vector<Warning> warnings_of(const CsvRow& row, const std::vector<CsvRow>& all);
/// Why a row cannot be registered; empty if it can.
std::string why_not_registered(const CsvRow& row, const std::vector<CsvRow>& all);

}  // namespace htq::ctl
