// Questions: parameters of lists, cursors, positions and instants. The first byte chooses the address, the second who
// asks, and the rest are the parameters. The same question has the same answer, the page that an answer names can be
// read, and a "no" says which parameter and what to do.
#include "daemon/doors/lists.h"
#include "tests/fuzz/answers.h"
#include "tests/fuzz/story.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {
namespace {

std::vector<std::string> addresses() {
  std::vector<std::string> all;
  for (const RowsDoor& list : lists()) all.emplace_back(list.path);
  const Story story;
  for (const std::string& reference : {story.live, story.started}) {
    all.push_back("/v1/cases/" + reference);
    all.push_back("/v1/cases/" + reference + "/timeline");
  }
  for (const char* other : {"/v1/audit", "/v1/rules", "/v1/cycles/cycle-1", "/v1/cycles/cycle-1/statistics",
                            "/v1/events", "/v1/clock", "/readyz"})
    all.emplace_back(other);
  return all;
}

/// As a browser would send it: what may not stand in a target is percent-encoded, what may is left to the input.
std::string sendable(std::string_view question) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : question) {
    const auto byte = static_cast<unsigned char>(c);
    if (c > ' ' && c <= '~' && c != '#')
      out += c;
    else
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 0xfU]};
  }
  return out;
}

struct Question {
  std::string address;
  const KnownCaller* caller;  // null: nobody known

  Exchange ask(const std::string& parameters) const {
    const std::string authorization =
        caller == nullptr ? std::string() : "Authorization: Bearer " + caller->token + "\r\n";
    return OpenOffice::fresh().exchange("GET " + address + "?" + parameters + " HTTP/1.1\r\nHost: here\r\n" +
                                        authorization + "\r\n");
  }
};

}  // namespace

void list_question(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 4 << 10;
  if (bytes.size() > kMostBytes) return;
  static const std::vector<std::string> all = addresses();
  Input input(bytes);
  const std::string& address = all[input.choice(all.size())];
  const auto& callers = OpenOffice::callers();
  const std::size_t who = input.choice(callers.size() + 1);
  const Question question{.address = address, .caller = who == callers.size() ? nullptr : &callers[who]};
  const std::string parameters = sendable(input.rest());

  const auto answers = checked(question.ask(parameters));
  if (answers.empty()) return;  // it waits, or streams
  const SeenAnswer& answer = answers.front();
  const auto again = checked(question.ask(parameters));
  require(again.size() == answers.size() && again.front().status == answer.status &&
              again.front().body == answer.body,
          "the same question has the same answer");
  if (answer.status == 400 && text_in(answer.body, "type") == "/problems/bad-parameter") {
    require_advice(answer);
    const bool has_one_without_name = ("&" + parameters).find("&=") != std::string::npos;
    require(has_one_without_name || !text_in(answer.body, "field").empty(), "a no names the parameter");
  }
  const std::string next = text_in(answer.body, "next");
  if (answer.status != 200 || next.empty()) return;
  const auto page = checked(question.ask("cursor=" + next));
  require(page.size() == 1 && page.front().status == 200, "the page that an answer names can be read");
}

}  // namespace htq::fuzz
