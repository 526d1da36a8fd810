// GET /v1/cases/{id} and /v1/cases/{id}/timeline, now and as at any position or instant.
#include <capnp/dynamic.h>

#include "daemon/doors/case_view.h"
#include "daemon/doors/clearance.h"
#include "daemon/doors/door.h"
#include "daemon/doors/entry.h"
#include "daemon/doors/words_of_time.h"
#include "domain/case_reference.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"asAt", "after"};

struct Asked {
  std::string reference;
  Caller caller;
  Position as_at;
  CaseState now;  // judges who may see it: an organisation's case is its own at every time
};

class CaseDoors {
 public:
  explicit CaseDoors(const Doors& doors)
      : doors_(doors),
        writer_(capnp::Schema::from<answer::Case>(),
                {.london = london_hook(), .open = open_hook(doors.sealing)}),
        entries_(doors.sealing) {}

  http::Awaitable<http::Response> show(http::Request& request) const {
    if (auto unknown = caller_of(doors_, request); !unknown) co_return std::move(unknown).error();
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    if (auto not_yet = co_await wait_for_position(doors_, request)) co_return std::move(*not_yet);
    const RowView rows = doors_.projector.view();
    auto asked = asked_of(request, rows);
    if (!asked) co_return std::move(asked).error();
    auto state = case_as_at(rows, asked->reference, asked->as_at);
    if (!state) co_return faulty(state.error());
    if (state->version == Version{}) co_return no_such_case();

    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<answer::Case>();
    write_case(*state, asked->reference, asked->as_at, out);
    http::Response answer;
    writer_.write(out.asReader(), clearance_of(asked->caller), answer.body);
    answer.headers.add("ETag", "\"" + std::to_string(state->version.value) + "\"");
    co_return answer;
  }

  http::Awaitable<http::Response> timeline(http::Request& request) const {
    if (auto unknown = caller_of(doors_, request); !unknown) co_return std::move(unknown).error();
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    if (auto not_yet = co_await wait_for_position(doors_, request)) co_return std::move(*not_yet);
    const RowView rows = doors_.projector.view();
    auto asked = asked_of(request, rows);
    if (!asked) co_return std::move(asked).error();
    const policy::Audience clearance = clearance_of(asked->caller);

    http::Response answer;
    answer.body = R"({"case":")" + asked->reference + R"(","asAt":)" + std::to_string(asked->as_at.value) +
                  R"(,"entries":[)";
    bool first = true;
    const auto read = read_timeline(rows.snapshot(), rows.family("timeline"),
                                    timeline_prefix(StreamKind::CASE, asked->reference),
                                    [&](Record::Reader record, std::string_view) {
                                      if (record.getPosition() > asked->as_at.value) return false;
                                      std::string entry;
                                      if (!entries_.append(record, clearance, entry)) return true;
                                      if (!first) answer.body += ',';
                                      first = false;
                                      answer.body += entry;
                                      return true;
                                    });
    if (!read) co_return faulty(read.error());
    if (first) co_return no_such_case();
    answer.body += "]}";
    co_return answer;
  }

 private:
  std::expected<Asked, http::Response> asked_of(const http::Request& request, const RowView& rows) const {
    auto caller = caller_of(doors_, request);
    if (!caller) return std::unexpected(std::move(caller).error());
    const auto reference = parse_case_reference(request.parameter("id"));
    if (!reference)
      return std::unexpected(
          bad_parameter("id", reference.error(), "Read the reference again: HTQ- and twelve characters."));
    auto as_at = as_at_of(doors_, request);
    if (!as_at) return std::unexpected(std::move(as_at).error());
    auto now = case_as_at(rows, reference->text, {~0ULL});
    if (!now) return std::unexpected(faulty(now.error()));
    if (now->version == Version{} || !may_see_case(*caller, now->organisation))
      return std::unexpected(no_such_case());
    return Asked{
        .reference = reference->text, .caller = std::move(*caller), .as_at = *as_at, .now = std::move(*now)};
  }

  const Doors& doors_;
  JsonWriter writer_;
  Entries entries_;
};

}  // namespace

void add_case_doors(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<CaseDoors>(doors);
  router.add("GET", "/v1/cases/{id}", [door](http::Request& request) { return door->show(request); });
  router.add("GET", "/v1/cases/{id}/timeline",
             [door](http::Request& request) { return door->timeline(request); });
}

}  // namespace htq
