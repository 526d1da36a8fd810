// Sends a plan, one command after the other, and keeps what became of each. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/import/planned.h"

namespace htq::ctl {

struct Sent {
  enum class Outcome {
    recorded,
    already_there,  // the receipt of an earlier run was given again
    refused,
  };
  const Planned* planned = nullptr;
  Outcome outcome = Outcome::refused;
  Json answer;  // the receipt, or the problem
};

struct Sending {
  std::vector<Sent> sent;       // in the order of the plan; shorter if it was stopped
  std::optional<Exit> stopped;  // after the reason was printed: what was sent stays, and may be sent again
};

/// Shows how far it is if stderr is a terminal. `plan` must outlive what is returned.
Sending send(Connection& daemon, const Plan& plan, const std::string& work);

/// What the daemon says of a refusal, in a line.
std::string text_of_refusal(const Json& problem);

}  // namespace htq::ctl
