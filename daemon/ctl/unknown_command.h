// A word of the command line that names no command where one must stand: CLI11 says only that one is
// required.
//
// Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace CLI {
class App;
}

namespace htq::ctl {

/// A sentence that names the word and what was meant; nothing if something else is wrong. `words` come behind
/// the program's name.
std::optional<std::string> unknown_command(const CLI::App& line, std::span<const char* const> words);

}  // namespace htq::ctl
