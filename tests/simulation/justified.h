// Whether a refusal that a client heard is what the rules say of some durable state between the command's
// being sent and the answer: the rules applied again to the log as it is, by itself.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/log/event_log.h"
#include "daemon/order.h"
#include "domain/case_state.h"
#include "domain/office.h"

namespace htq::simulation {

/// Everything as a prefix of the log has it.
class Folded {
 public:
  void fold_up_to(const EventLog& log, Position end);
  void fold(Record::Reader record);

  const Office& office() const { return office_; }
  const std::map<std::string, CaseState>& cases() const { return cases_; }
  Position end() const { return end_; }
  Instant recorded_at() const { return recorded_at_; }

 private:
  Office office_;
  std::map<std::string, CaseState> cases_;
  Position end_;
  Instant recorded_at_;
};

/// A command as it was sent, once.
struct Asked {
  Actor actor;
  std::string command_id;
  Command::Reader command;
  Instant received_at;
  Position end;              // of the durable log when it was sent
  std::vector<Instant> now;  // what the clock showed from then to the answer
};

/// `newest`: the durable log when the answer came.
bool is_justified(const Refused& refused, const Asked& asked, const Folded& newest, const EventLog& log);

}  // namespace htq::simulation
