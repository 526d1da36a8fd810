// A command that another daemon hands on: a header that nobody signed is never taken, one that was signed
// says exactly what was signed, once, and whatever is changed of the request makes it nobody's.
#include "daemon/forwarded.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {
namespace {

constexpr Instant kNow{1'700'000'000'000'000'000};
constexpr char kWriter[] = "writer:7707";
const std::string kKey(32, 'k');
using Doubt = ForwardedCheck::Doubt;

void check_unsigned(std::string_view header) {
  ForwardedCheck check(kKey, kWriter);
  const http::Request request{
      .method = "POST", .target = "/v1/commands/record-route", .headers = {{kForwardedHeader, header}}};
  require(!check.has_a_signed_head(request, kNow), "nobody signs without the key");
  require(check.take(request, kNow) == std::unexpected(Doubt::forged), "what nobody signed is forged");
}

std::string line(Input& input) {
  return std::string(input.until('\n'));
}

Caller caller_from(Input& input) {
  Caller caller{.subject = line(input), .roles = {}, .organisation = line(input), .token_id = line(input)};
  for (std::size_t roles = input.choice(4); roles > 0; --roles) caller.roles.push_back(line(input));
  return caller;
}

/// One bit of something that decides is turned over.
http::Request altered(http::Request request, Input& input) {
  const std::size_t which = input.choice(3 + request.headers.size());
  const std::size_t place = input.choice(256) * 256 + input.choice(256);
  const char bit = static_cast<char>(1U << input.choice(8));
  const auto turn = [&](std::string text) {
    if (text.empty()) return std::string(1, bit);
    text[place % text.size()] = static_cast<char>(text[place % text.size()] ^ bit);
    return text;
  };
  if (which == 0) request.method = turn(request.method);
  if (which == 1) request.target = turn(request.target);
  if (which == 2) request.body = turn(request.body);
  http::Headers headers;
  for (std::size_t at = 0; at < request.headers.size(); ++at) {
    const std::string value(request.headers[at].value);
    headers.add(request.headers[at].name, at + 3 == which ? turn(value) : value);
  }
  request.headers = headers;
  return request;
}

void check_signed(Input input) {
  const Caller caller = caller_from(input);
  http::Request came{.method = "POST", .target = "/v1/commands/" + line(input), .headers = {}};
  for (const char* name : {"idempotency-key", "if-match", "htqd-on-behalf-of"})
    if (const std::string value = line(input); !value.empty()) came.headers.add(name, value);
  came.received_at = kNow - std::chrono::seconds(input.choice(256));
  const std::string where = line(input);
  Input change(where);
  came.body = input.rest();

  http::Request sent{
      .method = came.method, .target = came.target, .headers = headers_to_forward(came), .body = came.body};
  SeededRandom random(1);
  sent.headers.add(kForwardedHeader, sign_forwarded(came, caller, kWriter, kNow, kKey, random));

  ForwardedCheck check(kKey, kWriter);
  require(check.take(altered(sent, change), kNow) == std::unexpected(Doubt::forged),
          "what was changed is forged");
  const auto taken = check.take(sent, kNow);
  if (caller.subject.empty()) return require(!taken, "nobody calls without a name");
  require(taken && taken->caller == caller && taken->received_at == came.received_at,
          "what was signed is taken as it was signed");
  require(check.take(sent, kNow) == std::unexpected(Doubt::used), "and once");
}

}  // namespace

void forwarded_command(std::string_view bytes) {
  Input input(bytes);
  if (input.choice(2) == 0) return check_unsigned(input.rest());
  check_signed(input);
}

}  // namespace htq::fuzz
