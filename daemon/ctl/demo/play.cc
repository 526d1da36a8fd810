#include "daemon/ctl/demo/play.h"

#include <chrono>
#include <thread>

#include "daemon/ctl/positions.h"
#include "domain/london_text.h"

namespace htq::ctl::demo {
namespace {

constexpr auto kLongestWaitForToken = std::chrono::seconds(10);
constexpr int kCreated = 201;

std::string what_was_said(const http::Response& answer) {
  const auto problem = Json::parse(answer.body);
  if (!problem) return "status " + std::to_string(answer.status);
  std::string said = problem->text_of("name").empty() ? problem->text_of("type") : problem->text_of("name");
  for (const char* member : {"detail", "field", "clause", "whatToDo"})
    if (const std::string text = problem->text_of(member); !text.empty()) said += "; " + text;
  return said;
}

}  // namespace

void Play::fail(Failure why) {
  if (!failure_) failure_ = std::move(why);
}

std::optional<http::Response> Play::ask(const Person& who, std::string_view method, const std::string& target,
                                        http::Headers headers, std::string_view body) {
  if (failure_) return std::nullopt;
  headers.add("Authorization", "Bearer " + who.token);
  auto answer = client_.request(method, target, headers, body);
  if (answer) return *std::move(answer);
  fail({.exit = Exit::no_answer, .what = answer.error().what});
  return std::nullopt;
}

std::optional<http::Response> Play::command(const Person& who, std::string_view name, const Json& body,
                                            const Sent& sent) {
  ++sent_;
  http::Headers headers;
  headers.add("Content-Type", "application/json");
  headers.add("Idempotency-Key", name_ + "-" + std::to_string(sent_));
  const std::string& body_spoken_for = sent.on_behalf_of.empty() ? who.speaks_for : sent.on_behalf_of;
  if (!body_spoken_for.empty()) headers.add("Htqd-On-Behalf-Of", body_spoken_for);
  if (!sent.authority.empty()) headers.add("Htqd-Authority", sent.authority);
  return ask(who, "POST", "/v1/commands/" + std::string(name), std::move(headers), body.write());
}

Entry Play::send(const Person& who, std::string_view name, const Json& body, const Sent& sent) {
  const auto answer = command(who, name, body, sent);
  if (!answer) return {};
  const auto receipt = Json::parse(answer->body);
  if (answer->status != kCreated || !receipt) {
    fail({.what = std::string(name) + " by " + who.subject + " at " + table_text(now_) +
                  " was refused: " + what_was_said(*answer),
          .sent = body.write()});
    return {};
  }
  last_position_ = receipt->text_of("position");
  const bool is_told = is_number(last_position_);
  return {.stream = receipt->text_of("stream"), .position = is_told ? std::stoull(last_position_) : 0};
}

void Play::refused(const Person& who, std::string_view name, const Json& body, std::string_view refusal,
                   const Sent& sent) {
  const auto answer = command(who, name, body, sent);
  if (!answer) return;
  const auto problem = Json::parse(answer->body);
  if (answer->status != kCreated && problem && problem->text_of("name") == refusal) {
    ++refusals_[std::string(refusal)];
    return;
  }
  const std::string said = answer->status == kCreated ? "a receipt" : what_was_said(*answer);
  fail({.what = std::string(name) + " by " + who.subject + " should be refused (" + std::string(refusal) +
                ") and was answered with " + said,
        .sent = body.write()});
}

void Play::at(Instant when, Step step) {
  planned_.push({.when = std::max(when, now_), .order = order_++, .step = std::move(step)});
}

void Play::run(const Person& mover, const std::function<void(Instant)>& shown) {
  while (!planned_.empty() && !failure_) {
    const Planned next = planned_.top();
    planned_.pop();
    if (next.when > now_) move_clock(mover, next.when);
    if (failure_) return;
    next.step();
    shown(now_);
  }
}

void Play::move_clock(const Person& mover, Instant to) {
  Json where;
  where.at("to") = {rfc3339(to)};
  const auto answer = ask(mover, "POST", "/v1/clock", {{"Content-Type", "application/json"}}, where.write());
  if (!answer) return;
  if (answer->status != 200)
    return fail({.what = "the clock could not be moved to " + rfc3339(to) + ": " + what_was_said(*answer)});
  now_ = to;
  if (const auto stands = Json::parse(answer->body)) last_position_ = stands->text_of("position");
}

std::optional<std::string> Play::read(const Person& who, const std::string& target) {
  auto answer = ask(who, "GET", target);
  if (!answer) return std::nullopt;
  if (answer->status == 200) return std::move(answer->body);
  fail({.what = target + " was not answered: " + what_was_said(*answer)});
  return std::nullopt;
}

void Play::wait_until_known(const Person& who) {
  const auto end = std::chrono::steady_clock::now() + kLongestWaitForToken;
  while (true) {
    const auto answer = ask(who, "GET", "/v1/clock");
    if (!answer || answer->status == 200) return;
    if (std::chrono::steady_clock::now() > end)
      return fail(
          {.what =
               "the daemon does not know the new tokens: is --tokens the file that it reads (tokens.file)?"});
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace htq::ctl::demo
