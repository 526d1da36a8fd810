// GET /v1/cases/{id} and /v1/cases/{id}/timeline, now and as at any position or instant.
#include <capnp/dynamic.h>

#include "daemon/doors/case_view.h"
#include "daemon/doors/door.h"
#include "daemon/doors/entry.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/viewer.h"
#include "domain/case_reference.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"asAt", "after"};

struct Asked {
  std::string reference;
  Sight sight;  // by what ties the caller to it now
  Position as_at;
};

class CaseDoors {
 public:
  explicit CaseDoors(const Doors& doors)
      : doors_(doors), outlet_(capnp::Schema::from<answer::Case>(), doors.sealing), entries_(doors.sealing) {}

  http::Awaitable<http::Response> show(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    Viewer viewer(doors_, std::move(*caller));
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    if (auto not_yet = co_await wait_for_position(doors_, viewer, request)) co_return std::move(*not_yet);
    const RowView rows = doors_.projector.view();
    auto asked = asked_of(request, viewer, rows);
    if (!asked) co_return std::move(asked).error();
    auto state = case_as_at(rows, asked->reference, asked->as_at);
    if (!state) co_return faulty(state.error());
    const Version version = version_seen(*state, asked->sight);
    if (version == Version{}) co_return no_such_case();

    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<answer::Case>();
    write_case(*state, asked->reference, asked->as_at, asked->sight, out);
    http::Response answer;
    outlet_.write(out.asReader(), asked->sight, answer.body);
    answer.headers.add("ETag", "\"" + std::to_string(version.value) + "\"");
    co_return answer;
  }

  http::Awaitable<http::Response> timeline(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    Viewer viewer(doors_, std::move(*caller));
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    if (auto not_yet = co_await wait_for_position(doors_, viewer, request)) co_return std::move(*not_yet);
    const RowView rows = doors_.projector.view();
    auto asked = asked_of(request, viewer, rows);
    if (!asked) co_return std::move(asked).error();

    http::Response answer;
    answer.body = R"({"case":")" + asked->reference + R"(","asAt":)" +
                  position_json(doors_, viewer, asked->as_at) + R"(,"entries":[)";
    bool first = true;
    const auto read = read_timeline(rows.snapshot(), rows.family("timeline"),
                                    timeline_prefix(StreamKind::CASE, asked->reference),
                                    [&](Record::Reader record, std::string_view) {
                                      if (record.getPosition() > asked->as_at.value) return false;
                                      std::string entry;
                                      if (!entries_.append(record, asked->sight, entry)) return true;
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
  std::expected<Asked, http::Response> asked_of(const http::Request& request, Viewer& viewer,
                                                const RowView& rows) const {
    const auto reference = parse_case_reference(request.parameter("id"));
    if (!reference)
      return std::unexpected(
          bad_parameter("id", reference.error(), "Read the reference again: HTQ- and twelve characters."));
    const auto as_at = as_at_of(doors_, viewer, request);
    if (!as_at) return std::unexpected(as_at.error());
    if (const auto looked = viewer.look(rows); !looked) return std::unexpected(faulty(looked.error()));
    const auto sight = viewer.of_case(reference->text);
    if (!sight) return std::unexpected(faulty(sight.error()));
    if (!*sight) return std::unexpected(no_such_case());
    return Asked{.reference = reference->text, .sight = **sight, .as_at = *as_at};
  }

  const Doors& doors_;
  Outlet outlet_;
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
