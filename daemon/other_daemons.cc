#include "daemon/other_daemons.h"

#include <algorithm>
#include <charconv>

#include "daemon/clock.h"
#include "daemon/forwarded.h"
#include "daemon/random.h"

namespace htq {
namespace {

constexpr Duration kConnects = std::chrono::seconds(2);

}  // namespace

std::string DaemonStanding::text() const {
  return std::to_string(applied.value) + " " + std::to_string(log_level);
}

std::optional<DaemonStanding> DaemonStanding::parse(std::string_view text) {
  DaemonStanding standing;
  const char* const end = text.data() + text.size();
  const auto [blank, no_position] = std::from_chars(text.data(), end, standing.applied.value);
  if (no_position != std::errc{} || blank == end || *blank != ' ') return std::nullopt;
  const auto [read_to, no_level] = std::from_chars(blank + 1, end, standing.log_level);
  if (no_level != std::errc{} || read_to != end) return std::nullopt;
  return standing;
}

std::optional<std::string> OtherDaemons::answer_of(const std::string& address,
                                                   const Question& question) const {
  auto client = way_.to(address, {.connect_timeout = std::min(kConnects, question.patience),
                                  .answer_timeout = question.patience});
  if (!client) return std::nullopt;
  const Instant now = SystemClock().now();
  http::Request request{.method = "GET", .target = question.target, .received_at = now};
  if (!question.purpose.empty()) request.headers.add("htqd-purpose", question.purpose);
  http::Headers headers = request.headers;
  SystemRandom nonces;
  headers.add(kForwardedHeader, sign_forwarded(request, question.caller, address, now, key_, nonces));
  auto answer = client->request(request.method, request.target, headers);
  if (!answer || answer->status != 200) return std::nullopt;
  return std::move(answer->body);
}

void OtherDaemons::ask(std::vector<std::string> addresses, Question question,
                       std::move_only_function<void(Answers)> answering) {
  asking_.post([this, addresses = std::move(addresses), question = std::move(question),
                answering = std::move(answering)]() mutable {
    Answers answers;
    for (const std::string& address : addresses)
      if (auto answer = answer_of(address, question)) answers[address] = *std::move(answer);
    answering(std::move(answers));
  });
}

}  // namespace htq
