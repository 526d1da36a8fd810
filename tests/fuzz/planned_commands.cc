#include "tests/fuzz/planned_commands.h"

#include "domain/workflow.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {

void check_plan(const ctl::Sources& sources, const ctl::Plan& plan) {
  for (const ctl::InputFault& fault : sources.faults()) {
    require(!fault.file.empty() && !fault.what.empty(), "a fault has a file and a reason");
    require(!ctl::text_of(fault).empty(), "and a line that says both");
  }
  if (!sources.faults().empty()) return;
  for (const ctl::Planned& planned : plan.commands) {
    require(action_named(planned.command).has_value(), "a planned command is one that there is: " + planned.command);
    require(!planned.id.empty() && planned.id.size() <= 128, "its id can be sent: " + planned.id);
    for (const char c : planned.id) require(c > ' ' && c <= '~', "its id is printable: " + planned.id);
    const std::string body = planned.body.write();
    const auto read = ctl::Json::parse(body);
    require(read.has_value() && *read == planned.body, "its body reads back: " + body);
  }
}

}  // namespace htq::fuzz
