// What every command that reads is asked beside its own parameters: as at when, and after which receipt.
//
// One thread.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "daemon/ctl/exit.h"

namespace CLI {
class App;
}

namespace htq::ctl {

struct AskedAt {
  std::string as_at;  // a position, a London time or an instant; empty: now
  std::string after;  // a position
};

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// `into` must outlive the command.
void add_as_at(CLI::App& command, AskedAt& into);
void add_after(CLI::App& command, AskedAt& into);

/// "asAt" and "after" as the daemon reads them, or the exit code after the reason was printed.
std::expected<Parameters, Exit> parameters_of(const AskedAt& asked);

}  // namespace htq::ctl
