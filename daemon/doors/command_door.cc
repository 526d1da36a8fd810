// POST /v1/commands/{name}: the one way in for everything that changes.
#include <capnp/dynamic.h>
#include <capnp/serialize.h>

#include <algorithm>
#include <array>

#include "daemon/access/sealing.h"
#include "daemon/doors/asked_stream.h"
#include "daemon/doors/attested.h"
#include "daemon/doors/clearance.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/the_public.h"
#include "daemon/doors/viewer.h"
#include "daemon/engine.h"
#include "daemon/log/event_log.h"
#include "daemon/projector.h"
#include "daemon/spelling.h"
#include "domain/calendar.h"
#include "domain/case_reference.h"
#include "domain/london_times.h"
#include "domain/words.h"
#include "domain/workflow.h"
#include "schemas/answer.capnp.h"
#include "schemas/disposable.h"
#include "schemas/text.h"

// GCC 12 takes Asio's paired operators for a mismatch when it inlines one of them.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace htq {
namespace {

constexpr Duration kLongestWaitForRows = std::chrono::seconds(10);
constexpr std::size_t kLongestKey = 128;
constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestText = 32 << 10;  // some ten pages
// The first approvals are of 2020 and the oldest body of the chain of 2017. An earlier year is a slip, or
// what a clock or a form holds that was never set: 1900, 1970, 1980. A stream's own first event is no bound:
// what comes on paper is entered in any order.
constexpr int kFirstYearOnRecord = 1990;

http::Response say_no(int status, std::string_view type, std::string_view title, std::string_view detail,
                      std::string_view field, std::string_view remedy) {
  http::Problem problem({.status = status, .type = type, .title = title, .detail = detail});
  if (!field.empty()) problem.with("field", field);
  return problem.with("whatToDo", remedy).answer();
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

std::optional<std::string> check_reference(std::string_view kind, std::string_view text) {
  if (kind != "case") return std::nullopt;
  const auto read = parse_case_reference(text);
  if (!read) return read.error();
  if (read->text != text) return "Write the reference as " + read->text + ".";
  return std::nullopt;
}

using Outcome = std::expected<Order, http::Response>;

class CommandDoor {
 public:
  explicit CommandDoor(const Doors& doors)
      : doors_(doors),
        reader_(capnp::Schema::from<Command>(),
                {.check_reference = check_reference, .most_bytes_in_text = kLongestText}),
        outlet_(capnp::Schema::from<answer::Receipt>(), doors.sealing) {}

  http::Awaitable<http::Response> answer(http::Request& request, Caller caller) const {
    Viewer viewer(doors_, std::move(caller));
    auto order = order_of(request, viewer);
    if (!order) co_return std::move(order).error();
    if (rests_on_the_daemons(request, viewer)) {
      auto reports = co_await doors_.ask_other_daemons(viewer.caller());
      if (!reports) co_return faulty(reports.error());
      order->other_daemons = *std::move(reports);
    }
    const AskedStream asked = AskedStream::of(*order);
    is_about(request, request.parameter("name"), asked.kind == StreamKind::CASE ? asked.stream : "");
    Reply reply = co_await http::await_callback<Reply>(
        [&](http::Callback<Reply> done) { doors_.engine.submit(std::move(*order), std::move(done)); });
    if (asked.tells_of_it(reply)) {
      auto hidden = co_await is_hidden(asked, viewer);
      if (!hidden) co_return faulty(hidden.error());
      if (*hidden) co_return refused(asked.as_if_missing());
    }
    co_return answer_of(reply, viewer);
  }

 private:
  bool rests_on_the_daemons(const http::Request& request, const Viewer& viewer) const {
    return doors_.ask_other_daemons && viewer.roles().has(Role::OPERATOR) &&
           action_named(request.parameter("name")) == Action::RAISE_LOG_LEVEL;
  }

  /// Whether what a "no" is about is there for the caller. The rows may not hold what was just recorded:
  /// nothing is said to be missing before they do.
  http::Awaitable<Result<bool>> is_hidden(const AskedStream& asked, Viewer& viewer) const {
    const Position end = doors_.log.end();
    for (bool is_last_look = doors_.projector.applied() >= end;; is_last_look = true) {
      const RowView rows = doors_.projector.view();
      auto hidden = asked.is_hidden_from(viewer, rows);
      if (is_last_look || !hidden || !*hidden) co_return hidden;
      const bool reached = co_await doors_.applied.wait_until(
          [this, end] { return doors_.projector.applied() >= end; }, kLongestWaitForRows);
      if (!reached) co_return hidden;
    }
  }

  Outcome order_of(http::Request& request, const Viewer& viewer) const {
    const Caller& caller = viewer.caller();
    const std::string& name = request.parameter("name");
    const auto action = action_named(name);
    if (!action)
      return std::unexpected(say_no(404, "unknown-command", "There is no such command",
                                    "No command is called \"" + name.substr(0, kLongestName) + "\".", "",
                                    nearest_to(name)));

    Order order{.message = std::make_unique<capnp::MallocMessageBuilder>(),
                .received_at = request.received_at};
    order.actor.subject = caller.subject;
    order.actor.organisation = caller.organisation;
    order.actor.roles = viewer.roles();
    order.counts_shown_events = !counts_every_event(viewer.roles());
    if (auto wrong = read_headers(request, viewer, order)) return std::unexpected(std::move(*wrong));
    if (auto wrong = read_body(request, *action, *order.message)) return std::unexpected(std::move(*wrong));
    if (is_the_public(caller))
      if (auto wrong = complete_for_the_public(doors_.pseudonyms, order))
        return std::unexpected(bad_request(*wrong));
    return order;
  }

  static std::string nearest_to(std::string_view name) {
    std::vector<std::string> known;
    for (std::uint16_t number = 0; number < kActions; ++number)
      known.emplace_back(name_of(static_cast<Action>(number)));
    const auto meant = nearest(name, known);
    return meant ? "Did you mean " + *meant + "?" : "See /openapi.json for the commands there are.";
  }

  std::optional<http::Response> read_headers(const http::Request& request, const Viewer& viewer,
                                             Order& order) const {
    const auto key = request.headers.find("idempotency-key");
    if (!key || key->empty())
      return say_no(400, "idempotency-key-missing", "The command has no id",
                    "Idempotency-Key names the command, so that it happens once however often it is sent.",
                    "Idempotency-Key",
                    "Choose a new id, such as a UUID, and keep it when you send the command again.");
    if (key->size() > kLongestKey || !is_printable(*key))
      return say_no(400, "idempotency-key-malformed", "The command's id cannot be used",
                    "An id has at most 128 characters, printable ASCII without blanks.", "Idempotency-Key",
                    "Choose another id, such as a UUID.");
    order.command_id = *key;

    if (const auto expected = request.headers.find("if-match"); expected && *expected != "*") {
      const bool quoted = expected->size() > 2 && expected->front() == '"' && expected->back() == '"';
      const auto version = quoted ? whole_number(expected->substr(1, expected->size() - 2)) : std::nullopt;
      if (!version)
        return say_no(400, "bad-header", "A header cannot be read",
                      "If-Match holds a version in quotes: \"7\".", "If-Match",
                      "Send the version that you have seen, or leave the header out.");
      order.expected = Version{*version};
    }
    // The writer decides on everything that it has acknowledged; what lies ahead of that was never told to
    // anyone.
    if (const auto after = request.headers.find("htqd-after")) {
      const auto position = position_named(doors_, viewer, *after);
      if (!position || *position > doors_.log.end())
        return say_no(400, "bad-header", "A header cannot be read",
                      "Htqd-After holds the position of a receipt or of an answer.", "Htqd-After",
                      "Send a position that you were given, or leave the header out.");
    }
    if (const auto when = request.headers.find("htqd-occurred-at")) {
      const auto instant = time_of(*when, DayMeans::its_first_instant);
      if (!instant || day_of(*instant).year < kFirstYearOnRecord)
        return say_no(400, "bad-header", "A header cannot be read",
                      instant ? "Nothing that this office records happened before " +
                                    std::to_string(kFirstYearOnRecord) + "."
                              : "\"" + std::string(*when) + "\" " + instant.error() + ".",
                      "Htqd-Occurred-At",
                      "Correct it, or leave it out: then it happened when it is recorded.");
      order.occurred_at = *instant;
    }
    for (const auto& [header, into] : {std::pair{"htqd-on-behalf-of", &order.actor.on_behalf_of},
                                       std::pair{"htqd-authority", &order.actor.authority}}) {
      const auto value = request.headers.find(header);
      if (!value) continue;
      if (!is_name(*value))
        return say_no(
            400, "bad-header", "A header cannot be read",
            "It names a body, a delegation or a person by its id: letters, digits, dots and hyphens.", header,
            "Correct it, or leave it out.");
      *into = *value;
    }
    if (const auto role = request.headers.find("htqd-role")) {
      Caller only{.roles = {std::string(*role)}};
      const Roles chosen = roles_of(only).both(order.actor.roles);
      if (chosen.empty())
        return say_no(403, "not-your-role", "You do not hold that role",
                      "Htqd-Role names a role of your token.", "Htqd-Role",
                      "Name one that you hold, or leave it out.");
      order.actor.roles = chosen;
    }
    if (const auto trace = request.headers.find("traceparent");
        trace && trace->size() == 55 && is_printable(*trace))
      order.traceparent = *trace;
    return std::nullopt;
  }

  std::optional<http::Response> read_body(const http::Request& request, Action action,
                                          capnp::MallocMessageBuilder& message) const {
    const auto type = request.headers.find("content-type");
    auto command = message.initRoot<Command>();
    std::optional<http::Response> wrong;
    if (type && type->starts_with("application/x-capnp")) {
      wrong = read_capnp(request.body, action, message);
    } else if (!type || type->starts_with("application/json")) {
      wrong = read_json(request.body, action, command);
    } else {
      return say_no(415, "media-type", "That kind of body is not taken", "A command is JSON or Cap'n Proto.",
                    "Content-Type", "Send application/json or application/x-capnp.");
    }
    if (wrong) return wrong;
    return check_target(action, message.getRoot<Command>());
  }

  std::optional<http::Response> read_json(std::string_view body, Action action,
                                          Command::Builder command) const {
    const std::string kind = name_of_enumerant(kind_of(action));
    const std::array<std::string_view, 1> target{kind};
    const bool derives = kind_of(action) == StreamKind::CASE && creates(action);
    JsonExtras extras{.names = derives ? std::span<const std::string_view>() : std::span(target)};
    capnp::DynamicStruct::Builder dynamic = command;
    for (const auto field : dynamic.getSchema().getUnionFields()) {
      if (field.getProto().getDiscriminantValue() != static_cast<std::uint16_t>(action)) continue;
      const auto read = reader_.read(body, dynamic.init(field).as<capnp::DynamicStruct>(), extras);
      if (!read) return bad_request(read.error());
    }
    if (const auto found = extras.found.find(kind); found != extras.found.end())
      command.setTarget(text(found->second));
    return std::nullopt;
  }

  /// A Cap'n Proto body goes through JSON's rules too: written out and read back, it can hold nothing that
  /// JSON could not say, no field that this program does not know, and nothing that the office fills in.
  std::optional<http::Response> read_capnp(std::string_view body, Action action,
                                           capnp::MallocMessageBuilder& message) const {
    const auto malformed = [](std::string_view detail) {
      return bad_request({.path = "", .what = std::string(detail), .remedy = "Send one Command, unpacked."});
    };
    if (body.size() % sizeof(capnp::word) != 0 || body.empty())
      return malformed("A Cap'n Proto message is a whole number of words.");
    kj::Array<capnp::word> words = kj::heapArray<capnp::word>(body.size() / sizeof(capnp::word));
    std::copy(body.begin(), body.end(), words.asBytes().begin());
    std::optional<http::Response> wrong;
    const auto thrown = kj::runCatchingExceptions([&] {
      capnp::FlatArrayMessageReader reader(
          words, {.traversalLimitInWords = words.size() * 4 + 1'024, .nestingLimit = 16});
      const auto sent = reader.getRoot<Command>();
      if (sent.which() != action) {
        wrong = malformed("The body holds another command than the address names.");
        return;
      }
      capnp::DynamicStruct::Reader dynamic = sent;
      std::string json;
      KJ_IF_MAYBE (field, dynamic.which()) {
        command_writer_.write(dynamic.get(*field).as<capnp::DynamicStruct>(), json);
      }
      auto command = message.initRoot<Command>();
      wrong = read_json(json, action, command);
      command.setTarget(sent.getTarget());
    });
    if (thrown != nullptr) return malformed("The body is no Cap'n Proto message of this schema.");
    return wrong;
  }

  static std::optional<http::Response> check_target(Action action, Command::Builder command) {
    const StreamKind kind = kind_of(action);
    const std::string property = name_of_enumerant(kind);
    const bool derives = kind == StreamKind::CASE && creates(action);
    const std::string target = string(command.getTarget().asReader());
    if (derives) return std::nullopt;
    if (target.empty())
      return bad_request({.path = property,
                          .what = "It does not say what it is about.",
                          .remedy = "Give the property \"" + property + "\"."});
    if (kind == StreamKind::CASE) {
      const auto reference = parse_case_reference(target);
      if (!reference)
        return bad_request(
            {.path = property, .what = reference.error(), .remedy = "Read the reference again."});
      command.setTarget(text(reference->text));
      return std::nullopt;
    }
    if (!is_name(target))
      return bad_request({.path = property,
                          .what = "An id has at most 64 letters, digits, dots, hyphens and underscores.",
                          .remedy = "Correct the id."});
    return std::nullopt;
  }

  http::Response answer_of(const Reply& reply, const Viewer& viewer) const {
    if (const auto* no = std::get_if<Refused>(&reply)) return refused(*no);
    if (const auto* fault = std::get_if<Fault>(&reply)) return faulty(*fault);
    if (const auto* conflict = std::get_if<VersionConflict>(&reply))
      return http::Problem({.status = 412,
                            .type = "version-conflict",
                            .title = "It has moved on",
                            .detail = "It is at version " + std::to_string(conflict->current.value) + "."})
          .with("version", static_cast<std::int64_t>(conflict->current.value))
          .with("field", "If-Match")
          .with("whatToDo", "Read it again, and send the command under a new id if it still holds.")
          .answer();
    if (std::holds_alternative<KeyReused>(reply))
      return say_no(422, "idempotency-key-reused", "The command's id was used for another command",
                    "A command of yours with this id and another content has been recorded.",
                    "Idempotency-Key", "Send this command under a new id.");
    const auto& receipt = std::get<Receipt>(reply);
    const Version version = counts_every_event(viewer.roles()) ? receipt.version : receipt.version_shown;
    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<answer::Receipt>();
    out.setPosition(receipt.last.value);
    out.setFirstPosition(receipt.first.value);
    out.setStream(text(receipt.stream));
    out.setStreamKind(receipt.kind);
    out.setVersion(version.value);
    out.setRecordedAt(receipt.recorded_at.ns);
    out.setRepeated(receipt.repeated);
    auto events = out.initEvents(static_cast<unsigned>(receipt.events.size()));
    for (unsigned at = 0; at < events.size(); ++at) events.set(at, text(receipt.events[at]));
    http::Response answer{.status = 201};
    outlet_.write(out.asReader(), viewer.with_positions(policy::Audience::PUBLIC), answer.body);
    answer.headers.add("ETag", "\"" + std::to_string(version.value) + "\"");
    return answer;
  }

  const Doors& doors_;
  JsonReader reader_;
  Outlet outlet_;
  JsonWriter command_writer_{
      capnp::Schema::from<Command>(),
      {.london = {}, .open = [](std::string_view person, std::string_view key, std::string_view box) {
         return Opened(person.empty() && !key.empty() ? sealed_form(key, box) : std::string(box));
       }}};
};

}  // namespace

bool is_sent_by_a_door(Action action) {
  return action == Action::RECORD_DISCLOSURE;
}

std::expected<Caller, http::Response> sender_of(const Doors& doors, const http::Request& request) {
  const auto action = action_named(request.parameter("name"));
  if (action && is_sent_by_a_door(*action)) {
    auto caller = caller_of(doors, request);
    if (!caller) return caller;
    return std::unexpected(
        say_no(403, "recorded-with-its-copy", "A disclosure is recorded when the copy is made",
               "What is on record of it, the office says: which copy it was, by its hash.", "",
               "Ask for the copy: POST /v1/cases/{id}/disclosure, or htqctl disclose."));
  }
  if (action != Action::RESPOND_TO_CONSULTATION || request.headers.find("authorization"))
    return caller_of(doors, request);
  return the_public();
}

TakeCommand commands_taken_here(const Doors& doors) {
  auto door = std::make_shared<CommandDoor>(doors);
  return [door](http::Request& request, Caller caller) { return door->answer(request, std::move(caller)); };
}

void add_command_door(http::Router& router, const Doors& doors) {
  router.add(
      "POST", "/v1/commands/{name}",
      [&doors, take = commands_taken_here(doors)](http::Request& request) -> http::Awaitable<http::Response> {
        auto caller = sender_of(doors, request);
        if (!caller) co_return std::move(caller).error();
        auto answer = co_await take(request, *std::move(caller));
        co_return answer;
      });
}

}  // namespace htq
