// What came of it all, read from the office. One thread.
#pragma once

#include "daemon/ctl/demo/show.h"
#include "daemon/ctl/settings.h"

namespace htq::ctl::demo {

/// Cases by stage and outcome, commands sent, refusals met as expected: a table, or one JSON document.
void say_what_came_of_it(Show& show, Form form);

}  // namespace htq::ctl::demo
