// How htqctl speaks: answers on stdout, everything else on stderr. Foreign text is made printable for people.
//
// One thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/ctl/settings.h"
#include "daemon/http/message.h"
#include "daemon/text_table.h"

namespace htq::ctl {

/// "htqctl: WHAT" on stderr; gives the exit code back.
Exit fail(Exit exit, std::string_view what);
/// A line on stderr.
void note(std::string_view what);

/// As it is, on stderr if that is a terminal: progress is for whoever looks on (daemon/progress.h).
void write_at_terminal(std::string_view text);

/// The "no" of the daemon on stderr: a sentence a line for people, the document itself for a script.
Exit say_problem(const http::Response& response, Form form);

/// Lines on stdout.
void say(std::string_view text);
/// A document on a line of its own.
void say_document(std::string_view json);
/// As wide as the terminal, if there is one.
void say_table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows);
/// What it is and its value, a line each. Empty values are left out.
void say_facts(const std::vector<std::pair<std::string, std::string>>& facts);

}  // namespace htq::ctl
