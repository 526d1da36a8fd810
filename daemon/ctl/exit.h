// How htqctl ends. The numbers are documented in its help and never change.
#pragma once

namespace htq::ctl {

enum class Exit {
  done = 0,
  no_answer = 1,      // the daemon could not be reached, or failed
  bad_usage = 2,      // the command line cannot be understood
  refused = 3,        // the process says no; or the rows are not what the log says
  bad_input = 4,      // what was sent cannot be read
  not_permitted = 5,  // who is calling is not known
};

inline constexpr const char* kExitCodes =
    "Exit codes:\n"
    "  0  done\n"
    "  1  the daemon could not be reached, or failed\n"
    "  2  bad usage\n"
    "  3  refused by the process: the number, the sentence, the clause and what to do are on stderr;\n"
    "     or verify and rebuild found that the state differs from the log\n"
    "  4  bad input: what was sent cannot be read\n"
    "  5  not permitted: the token is missing, unknown or over\n";

}  // namespace htq::ctl
