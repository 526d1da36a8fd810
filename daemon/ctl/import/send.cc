#include "daemon/ctl/import/send.h"

#include "daemon/ctl/saying.h"
#include "daemon/progress.h"

namespace htq::ctl {
namespace {

bool is_success(int status) {
  return status >= 200 && status <= 299;
}

/// Who is not known, or not in the role, is not better off with the next command; what failed may work later.
bool stops(int status) {
  return status == 401 || status == 403 || status == 408 || status == 429 || status >= 500;
}

}  // namespace

Sending send(Connection& daemon, const Plan& plan, const std::string& work) {
  if (plan.commands.empty()) return {};
  SystemClock clock;
  Progress progress({.name = work, .unit = "commands", .total = plan.commands.size()}, clock,
                    Progress::Screen::terminal, write_at_terminal);
  Sending sending;
  for (const Planned& planned : plan.commands) {
    const auto answer = daemon.request(
        "POST", "/v1/commands/" + percent_encoded(planned.command),
        {{"Content-Type", "application/json"}, {"Idempotency-Key", planned.id}}, planned.body.write());
    if (!answer || stops(answer->status)) {
      progress.finish();
      sending.stopped =
          answer ? say_problem(*answer, daemon.form()) : fail(Exit::no_answer, answer.error().what);
      note("  Stopped at " + planned.file + ", " + planned.place +
           ". Run it again: what is recorded is not repeated.");
      return sending;
    }
    Sent sent{.planned = &planned,
              .outcome = Sent::Outcome::refused,
              .answer = Json::parse(answer->body).value_or(Json())};
    if (is_success(answer->status))
      sent.outcome =
          sent.answer.text_of("repeated") == "true" ? Sent::Outcome::already_there : Sent::Outcome::recorded;
    sending.sent.push_back(std::move(sent));
    progress.reached(sending.sent.size());
  }
  progress.finish();
  return sending;
}

std::string text_of_refusal(const Json& problem) {
  const std::string number = problem.text_of("refusal");
  std::string text = number.empty() ? "" : "refusal " + number + ": ";
  const std::string title = problem.text_of("title");
  const std::string detail = problem.text_of("detail");
  text += title;
  if (!detail.empty() && detail != title) text += " " + detail;
  for (const auto& [heading, member] :
       {std::pair{"field", "field"}, {"clause", "clause"}, {"what to do", "whatToDo"}})
    if (const std::string said = problem.text_of(member); !said.empty())
      text += std::string(" [") + heading + ": " + said + "]";
  return text;
}

}  // namespace htq::ctl
