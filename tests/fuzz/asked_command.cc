#include "tests/fuzz/asked_command.h"

#include "tests/fuzz/answers.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {
namespace {

std::string with_token(const KnownCaller& caller) {
  return " HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer " + caller.token + "\r\n";
}

SeenAnswer answer_to(OpenOffice& office, const std::string& request) {
  auto answers = checked(office.exchange(request));
  require(answers.size() == 1, "a request has one answer");
  return std::move(answers.front());
}

}  // namespace

void ask_the_office(Action action, const KnownCaller& caller, std::string_view content_type,
                    std::string_view body) {
  OpenOffice& office = OpenOffice::fresh();
  const Position before = office.end();
  const std::string request = "POST /v1/commands/" + std::string(name_of(action)) + with_token(caller) +
                              "Idempotency-Key: asked\r\nContent-Type: " + std::string(content_type) +
                              "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
  const SeenAnswer answer = answer_to(office, request);
  if (answer.status != 201) {
    require_advice(answer);
    // A late submission alone leaves a trace, which is the system's.
    require(office.end() == before || action == Action::SUBMIT_APPLICATION, "what is refused leaves no trace");
    return;
  }
  const Position recorded = office.end();
  require(recorded > before, "what is acknowledged is on the log");
  const SeenAnswer again = answer_to(office, request);
  require(again.status == 201 && again.body.find("\"repeated\":true") != std::string::npos,
          "the same command gets its first answer again: " + again.body);
  require(office.end() == recorded, "and is not recorded twice");
  const std::string events = "GET /v1/events?follow=no&after=" + std::to_string(before.value) +
                             with_token(OpenOffice::callers().front()) + "\r\n";
  const SeenAnswer read = answer_to(office, events);
  require(read.status == 200 && read.is_whole && read.body.find("\"record\"") != std::string::npos,
          "what is recorded can be read");
}

}  // namespace htq::fuzz
