// POST /v1/projections/verify and /rebuild: every projection built again beside the live rows and compared
// with them; rebuild puts the new ones in their place. The answer tells how far it is, a line of JSON at a
// time; a caller that goes away ends it.
#include "daemon/doors/clearance.h"
#include "daemon/doors/door.h"
#include "daemon/http/waiting.h"
#include "daemon/rebuild.h"
#include "domain/actor.h"

namespace htq {
namespace {

constexpr Duration kBetweenLines = std::chrono::milliseconds(200);
constexpr Roles kMayVerify{Role::OPERATOR, Role::AUDITOR};
constexpr Roles kMayRebuild{Role::OPERATOR};

std::string in_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char byte : bytes) {
    hex += kDigits[static_cast<unsigned char>(byte) >> 4U];
    hex += kDigits[static_cast<unsigned char>(byte) & 0xfU];
  }
  return hex;
}

std::string line_of(const ComparedProjection& compared) {
  std::string json = R"({"projection":")" + compared.live.name + R"(","version":)" +
                     std::to_string(compared.live.version) + R"(,"position":)" +
                     std::to_string(compared.live.position.value) + R"(,"rows":)" +
                     std::to_string(compared.rows) + R"(,"digest":")" + in_hex(compared.rebuilt.bytes()) +
                     R"(","equal":)" + (compared.is_equal() ? "true" : "false");
  if (compared.difference)
    json += R"(,"difference":{"key":")" + in_hex(compared.difference->key) + R"(","record":)" +
            std::to_string(compared.difference->record.value) + "}";
  return json + "}";
}

std::string line_of(const Comparison& comparison) {
  std::string json = R"({"asAt":)" + std::to_string(comparison.as_at.value) + R"(,"equal":)" +
                     (comparison.is_equal() ? "true" : "false") + R"(,"projections":[)";
  for (const ComparedProjection& compared : comparison.projections) {
    if (json.back() != '[') json += ',';
    json += line_of(compared);
  }
  return json + "]}\n";
}

std::string line_of_progress(const Rebuild::Running& running) {
  return R"({"progress":{"applied":)" + std::to_string(running.applied) + R"(,"end":)" +
         std::to_string(running.end) + "}}\n";
}

http::Response under_way() {
  return http::Problem({.status = 409,
                        .type = "under-way",
                        .title = "The projections are being built again already",
                        .detail = "One verification or rebuild runs at a time."})
      .with("whatToDo", "Wait until it has ended, and ask again.")
      .answer();
}

http::Awaitable<void> run(const Doors& doors, Rebuild::Then then, Roles may, http::Request& request,
                          http::StreamWriter& out) {
  const auto caller = caller_of(doors, request);
  if (!caller) co_return out.answer(caller.error());
  if (roles_of(*caller).both(may).empty()) co_return out.answer(refused({.refusal = Refusal::not_your_role}));
  if (auto wrong = check_parameters(request, {})) co_return out.answer(std::move(*wrong));
  const auto running = doors.rebuild.begin(then);
  if (!running) co_return out.answer(under_way());
  http::Headers headers;
  headers.add("Content-Type", "application/x-ndjson");
  out.begin(200, headers);
  while (!running->is_done) {
    co_await http::pause(kBetweenLines);
    const bool taken = co_await out.write(line_of_progress(*running));
    if (taken) continue;
    running->is_cancelled = true;
    co_return;
  }
  if (running->outcome) {
    co_await out.write(line_of(*running->outcome));
    co_return;
  }
  co_await out.write(line_of_problem(running->outcome.error()));
}

}  // namespace

void add_projection_doors(http::Router& router, const Doors& doors) {
  router.add_stream("POST", "/v1/projections/verify",
                    [&doors](http::Request& request, http::StreamWriter& out) {
                      return run(doors, Rebuild::Then::leave_the_live_rows, kMayVerify, request, out);
                    });
  router.add_stream("POST", "/v1/projections/rebuild",
                    [&doors](http::Request& request, http::StreamWriter& out) {
                      return run(doors, Rebuild::Then::replace_the_live_rows, kMayRebuild, request, out);
                    });
}

}  // namespace htq
