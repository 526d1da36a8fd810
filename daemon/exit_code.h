// How htqd ends: what a service manager and a script go by. Numbers never change their meaning.
#pragma once

namespace htq {

enum ExitCode : int {
  kExitDone = 0,          // asked to stop, and stopped; a repair: nothing is left to do
  kExitCannotStart = 1,   // cannot start: the reason is the last line of the log; a repair: it cannot be done
  kExitBadUsage = 2,      // the configuration or the command line is wrong
  kExitDiskFailed = 3,    // a write, a sync or a flush failed, at the stop also
  kExitStalled = 4,       // what is to be recorded got nowhere for too long
  kExitNotConfirmed = 5,  // a repair is needed, and was not confirmed
};

/// The same for people: htqd --help, and the manual page that is made of it.
inline constexpr const char* kExitCodes =
    "Exit codes:\n"
    "  0  asked to stop, and stopped; repair: nothing is left to do\n"
    "  1  cannot start: the reason is the last line on stderr; repair, keys: it cannot be done\n"
    "  2  the configuration or the command line is wrong\n"
    "  3  a write, a sync or a flush failed, at the stop also\n"
    "  4  what is to be recorded got nowhere for too long\n"
    "  5  a repair is needed, and was not confirmed\n";

}  // namespace htq
