// htqctl person find: under which pseudonym somebody is told of, by a name, an address or a part of either.
// One thread.
#pragma once

#include <string>
#include <string_view>

#include "daemon/ctl/connection.h"

namespace htq::ctl {

/// A text as names are compared: its words in small letters, with one blank before, between and behind them.
/// What is neither a letter nor a digit parts words: " 12 high street ".
std::string words_compared(std::string_view text);

Exit find_person(const std::string& wanted, const Settings& settings);

}  // namespace htq::ctl
