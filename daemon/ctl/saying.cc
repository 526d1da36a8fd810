#include "daemon/ctl/saying.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "daemon/ctl/json.h"
#include "daemon/spelling.h"

namespace htq::ctl {
namespace {

Exit exit_of(int status) {
  switch (status) {
    case 401: return Exit::not_permitted;
    case 403:
    case 404:
    case 409:
    case 412:
    case 422: return Exit::refused;
    // Too many requests: as with 503, the same command may be sent again later.
    case 408:
    case 429: return Exit::no_answer;
    default: return status >= 400 && status < 500 ? Exit::bad_input : Exit::no_answer;
  }
}

void complain(std::string_view text) {
  std::fflush(stdout);  // what was said before it is read before it
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

Exit fail(Exit exit, std::string_view what) {
  complain("htqctl: " + printable(what) + "\n");
  return exit;
}

void note(std::string_view what) {
  complain(printable(what) + "\n");
}

void write_at_terminal(std::string_view text) {
  if (isatty(STDERR_FILENO) == 1) complain(text);
}

Exit say_problem(const http::Response& response, Form form) {
  const Exit exit = exit_of(response.status);
  const auto problem = Json::parse(response.body);
  if (!problem || problem->object() == nullptr)
    return fail(exit, "the daemon answered with status " + std::to_string(response.status));
  if (form != Form::people) {
    complain(problem->write() + "\n");
    return exit;
  }
  const std::string number = problem->text_of("refusal");
  const std::string title = problem->text_of("title");
  fail(exit, number.empty() ? title : "refusal " + number + ": " + title);
  const auto line = [&](std::string_view heading, const std::string& text) {
    if (!text.empty()) complain("  " + std::string(heading) + printable(text) + "\n");
  };
  if (const std::string detail = problem->text_of("detail"); detail != title) line("", detail);
  line("field:      ", problem->text_of("field"));
  line("clause:     ", problem->text_of("clause"));
  line("what to do: ", problem->text_of("whatToDo"));
  return exit;
}

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void say_document(std::string_view json) {
  say(json);
  if (!json.ends_with('\n')) say("\n");
}

void say_table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows) {
  say(text_table(columns, rows, terminal_width(STDOUT_FILENO)));
}

void say_facts(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::size_t widest = 0;
  for (const auto& [what, value] : facts) widest = std::max(widest, value.empty() ? 0 : what.size());
  for (const auto& [what, value] : facts)
    if (!value.empty()) say(what + std::string(widest - what.size() + 2, ' ') + printable(value) + "\n");
}

}  // namespace htq::ctl
