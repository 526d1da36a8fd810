// Asks the other daemons of an office something, in the name of whoever asked this one: signed as a command
// that is handed on (forwarded.h), so that no token leaves. A thread of its own: the client waits.
//
// Any thread. The destructor waits for what is under way, some seconds at most.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/access/caller.h"
#include "daemon/executor.h"
#include "daemon/way_to_daemons.h"
#include "domain/identity.h"
#include "domain/instant.h"

namespace htq {

inline constexpr std::string_view kStandingPath = "/v1/cluster/standing";

/// What a daemon says of itself to another one, as two numbers: "1234 1".
struct DaemonStanding {
  Position applied;             // its rows hold everything up to there
  std::uint16_t log_level = 0;  // the highest that it supports

  std::string text() const;
  static std::optional<DaemonStanding> parse(std::string_view text);
};

class OtherDaemons {
 public:
  /// By address, what each answered; who gives no good answer in time is not there.
  using Answers = std::map<std::string, std::string>;

  /// `key` is that of signatures. `way` outlives it.
  OtherDaemons(std::string key, const WayToDaemons& way) : key_(std::move(key)), way_(way) {}

  struct Question {
    std::string target;  // path and query
    Caller caller;
    std::string purpose = {};                     // what for, if the caller said it
    Duration patience = std::chrono::seconds(2);  // with each of them
  };

  /// Of each daemon the same. `answering` is called once, on a thread of its own.
  void ask(std::vector<std::string> addresses, Question question,
           std::move_only_function<void(Answers)> answering);

 private:
  std::optional<std::string> answer_of(const std::string& address, const Question& question) const;

  const std::string key_;
  const WayToDaemons& way_;
  ThreadExecutor asking_{"others"};
};

}  // namespace htq
