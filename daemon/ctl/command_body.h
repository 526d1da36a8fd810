// The body of a command from pieces on the command line. The schema says which values are numbers and which
// are texts, so that --set level=4 --set version=1 needs no quotes; whether they are right is for the daemon
// to say.
//
//   --set case=HTQ-7K3M-92QX-5CJD          a property
//   --set occupation.standard=ST0116       a property of a property
//   --set routes[]=digital                 one more element of a list
//   --set verdicts[0].outcome=approved     a property of the first element, which may be the next one, too
//
// Plain functions; any thread.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/ctl/json.h"
#include "domain/workflow.h"
#include "schemas/json_plan.h"

namespace htq::ctl {

/// Puts "path=value" into the body, or says why it cannot. Without an action every value is taken as it
/// looks.
std::expected<void, std::string> set_in_body(Json& body, std::optional<Action> action,
                                             std::string_view setting);

/// The plan of an action's struct: what its body may hold.
const StructPlan& body_of(Action action);

}  // namespace htq::ctl
