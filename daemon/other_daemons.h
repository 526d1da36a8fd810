// Asks the other daemons of an office how far their rows are, in the name of whoever asked this one: signed as
// a command that is handed on (forwarded.h), so that no token leaves. A thread of its own: the client waits.
//
// Any thread. The destructor waits for what is under way, some seconds at most.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "daemon/access/caller.h"
#include "daemon/executor.h"
#include "domain/identity.h"

namespace htq {

inline constexpr std::string_view kStandingPath = "/v1/cluster/standing";

class OtherDaemons {
 public:
  using Standings = std::map<std::string, Position>;  // by address; who does not answer in time is not there

  /// `key` is that of signatures.
  explicit OtherDaemons(std::string key) : key_(std::move(key)) {}

  /// `answering` is called once, on a thread of its own.
  void ask(std::vector<std::string> addresses, Caller caller, std::move_only_function<void(Standings)> answering);

 private:
  const std::string key_;
  ThreadExecutor asking_{"others"};
};

}  // namespace htq
