// Between what someone wrote and a value of the configuration: reading it, showing it, and saying what it
// should be. Pure functions: any thread.
#pragma once

#include <string>
#include <string_view>

#include "daemon/config_keys.h"

namespace htq {

/// What someone wrote for a key, before it is known whether it fits.
struct Written {
  enum class As { any, text, number, octal, date_time, other };  // any: from outside TOML, where all is text
  As as = As::any;
  std::string text;  // of numbers and dates: as they are read; of other things: what they are, "an array"
};

/// "whole number", "text", "one of", …: the word for a manual's column.
std::string_view type_name(const ConfigKey& key);

/// What a value should be, as a noun phrase: "a whole number of bytes from 1 to 10".
std::string expectation(const ConfigKey& key);

/// Puts what was written where it belongs; false, with nothing changed, if it is not what expectation() asks
/// for.
bool take(const ConfigKey& key, const Written& written, Config& config);

/// The value as TOML; empty if it is not set.
std::string show(const ConfigKey& key, const Config& config);

/// What was written, as an error message shows it: quoted if it is text, cut if it is long.
std::string show(const Written& written);

}  // namespace htq
