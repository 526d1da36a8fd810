#include "daemon/ctl/unknown_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <vector>

#include "daemon/spelling.h"

namespace htq::ctl {
namespace {

/// Options of the program may stand anywhere.
bool takes_the_next_word(const CLI::App& line, const CLI::App& within, const std::string& word) {
  const CLI::Option* option = within.get_option_no_throw(word);
  if (option == nullptr) option = line.get_option_no_throw(word);
  return option != nullptr && option->get_items_expected_max() > 0;
}

std::string sentence(const CLI::App& line, const CLI::App& within, const std::string& word,
                     const std::vector<const CLI::App*>& commands) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands) names.push_back(command->get_name());
  const auto meant = nearest(word, names);
  const std::string where =
      &within == &line ? "there is no command " : within.get_name() + " has no command ";
  return where + printable(word) + (meant ? ": did you mean " + *meant + "?" : "");
}

}  // namespace

std::optional<std::string> unknown_command(const CLI::App& line, std::span<const char* const> words) {
  const CLI::App* within = &line;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string word = words[at];
    if (word.starts_with('-')) {
      if (takes_the_next_word(line, *within, word)) ++at;
      continue;
    }
    const auto commands = within->get_subcommands(std::function<bool(const CLI::App*)>());
    const auto named =
        std::ranges::find(commands, word, [](const CLI::App* command) { return command->get_name(); });
    // What stands behind a command that needs none below it is its own.
    if (named == commands.end())
      return within->get_require_subcommand_min() == 0
                 ? std::nullopt
                 : std::optional(sentence(line, *within, word, commands));
    within = *named;
  }
  return std::nullopt;
}

}  // namespace htq::ctl
