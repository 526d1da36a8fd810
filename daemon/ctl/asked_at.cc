#include "daemon/ctl/asked_at.h"

#include <CLI/CLI.hpp>

#include "daemon/ctl/positions.h"
#include "daemon/ctl/when.h"

namespace htq::ctl {

void add_as_at(CLI::App& command, AskedAt& into) {
  command.add_option("--as-at", into.as_at, std::string("As it stood at a position, ") + kMeansWhen)
      ->type_name("WHEN");
}

void add_after(CLI::App& command, AskedAt& into) {
  command.add_option("--after", into.after, "Only once this position, such as a receipt's, can be seen")
      ->check(a_position())
      ->type_name("POSITION");
}

std::expected<Parameters, Exit> parameters_of(const AskedAt& asked) {
  auto as_at = as_at_asked(asked.as_at);
  if (!as_at) return std::unexpected(as_at.error());
  return Parameters{{"asAt", *std::move(as_at)}, {"after", asked.after}};
}

}  // namespace htq::ctl
