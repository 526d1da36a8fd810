#include "daemon/other_daemons.h"

#include <charconv>
#include <optional>

#include "daemon/clock.h"
#include "daemon/forwarded.h"
#include "daemon/http/client.h"
#include "daemon/random.h"

namespace htq {
namespace {

constexpr Duration kPatience = std::chrono::seconds(2);

std::optional<Position> standing_of(const std::string& address, const Caller& caller, const std::string& key) {
  auto client = http::Client::to("http://" + address, {.connect_timeout = kPatience, .answer_timeout = kPatience});
  if (!client) return std::nullopt;
  const Instant now = SystemClock().now();
  const http::Request request{
      .method = "GET", .target = std::string(kStandingPath), .received_at = now};
  SystemRandom nonces;
  http::Headers headers;
  headers.add(kForwardedHeader, sign_forwarded(request, caller, address, now, key, nonces));
  const auto answer = client->request(request.method, request.target, headers);
  if (!answer || answer->status != 200) return std::nullopt;
  Position position;
  const char* const end = answer->body.data() + answer->body.size();
  const auto [read_to, problem] = std::from_chars(answer->body.data(), end, position.value);
  if (problem != std::errc{} || read_to != end) return std::nullopt;
  return position;
}

}  // namespace

void OtherDaemons::ask(std::vector<std::string> addresses, Caller caller,
                       std::move_only_function<void(Standings)> answering) {
  asking_.post([this, addresses = std::move(addresses), caller = std::move(caller),
                answering = std::move(answering)]() mutable {
    Standings standings;
    for (const std::string& address : addresses)
      if (const auto position = standing_of(address, caller, key_)) standings[address] = *position;
    answering(std::move(standings));
  });
}

}  // namespace htq
