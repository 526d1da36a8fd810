// What the reference data says, as commands: routes, bank holidays, standards with their occupations and what
// became of them, cycles with their windows and scope, criteria (domain.md sections 4, 5, 6 and 12).
//
// Every file is read and checked before anything is planned; faults are with the sources, and a plan with
// faults is not to be sent. One thread.
#pragma once

#include <array>
#include <string_view>

#include "daemon/ctl/import/planned.h"
#include "daemon/ctl/import/sources.h"

namespace htq::ctl {

inline constexpr const char* kOccupationsFile = "occupations.csv";
inline constexpr std::array<std::string_view, 8> kOccupationColumns{
    "occupation_code", "standard_reference", "title", "option", "level", "status", "route", "source"};

Plan plan_reference(Sources& sources);

// Its parts, in the order in which one rests on another.
void plan_routes(Sources& sources, Plan& plan);
void plan_bank_holidays(Sources& sources, Plan& plan);
void plan_standards(Sources& sources, Plan& plan);
void plan_occupations(Sources& sources, Plan& plan);
void plan_cycles(Sources& sources, Plan& plan);
void plan_scope(Sources& sources, Plan& plan);
void plan_criteria(Sources& sources, Plan& plan);

/// Plans one command for a row.
void plan_row(Plan& plan, const std::string& file, const CsvRow& row, std::string command,
              std::string_view what, Json body);

}  // namespace htq::ctl
