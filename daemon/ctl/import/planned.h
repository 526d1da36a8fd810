// A command that an import will send, with where it comes from. The whole plan is made before the first is
// sent.
//
// Plain values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/ctl/json.h"

namespace htq::ctl {

struct Planned {
  std::string file;
  std::string place;    // "line 12", or "cycles[1].windows[0]"
  std::string id;       // see command_id
  std::string command;  // "record-route"
  Json body;
};

struct Plan {
  std::vector<Planned> commands;                 // in the order in which they are to be sent
  std::map<std::string, std::size_t> rows;       // that a file holds
  std::map<std::string, std::size_t> elsewhere;  // of them, those that another file says in full
};

/// What would be sent, a JSON document a line.
void say_plan(const Plan& plan);

/// The command's Idempotency-Key, made of where it comes from and what it says:
/// "reference/standards/ST0116/5f0c2a91". The same row gives the same id and is recorded once; a row that was
/// changed gives another.
std::string command_id(std::string_view import, const std::string& file, std::string_view what,
                       const Json& body);

/// An identifier for a name: "Legal, finance and accounting" is legal-finance-and-accounting, "5.1" is 5.1.
std::string slug_of(std::string_view name);

inline std::string place_of_line(std::size_t line) {
  return "line " + std::to_string(line);
}

Json number(std::uint64_t value);
/// Sets a text that is not empty. What a source does not say is left out.
void set_if_said(Json& body, std::string_view property, const std::string& text);

}  // namespace htq::ctl
