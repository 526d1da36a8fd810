// GET /v1/register: the public list. It needs no token.
#include <capnp/dynamic.h>

#include "daemon/doors/door.h"
#include "daemon/doors/words_of_time.h"
#include "projections/stored_record.h"
#include "schemas/answer.capnp.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"after"};

}  // namespace

void add_register_door(http::Router& router, const Doors& doors) {
  auto writer = std::make_shared<JsonWriter>(capnp::Schema::from<answer::ListedQualification>(),
                                             JsonWriter::Options{.london = london_hook(), .open = {}});
  router.add("GET", "/v1/register",
             [&doors, writer](http::Request& request) -> http::Awaitable<http::Response> {
               if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
               if (auto not_yet = co_await wait_for_position(doors, request)) co_return std::move(*not_yet);
               const Position as_at = doors.projector.applied();
               const auto rows = doors.projector.rows().snapshot();
               http::Response answer;
               answer.body = R"({"asAt":)" + std::to_string(as_at.value) + R"(,"rows":[)";
               bool first = true;
               // Rows under an empty standard are the projection's own.
               const auto cursor = rows->range(doors.register_rows, std::string_view("\x01", 1), "");
               for (; cursor->valid(); cursor->next()) {
                 if (!first) answer.body += ',';
                 first = false;
                 StoredMessage<answer::ListedQualification> row(cursor->value());
                 writer->write(row.root(), policy::Audience::PUBLIC, answer.body);
               }
               if (const auto read = cursor->status(); !read) co_return faulty(read.error());
               answer.body += "]}";
               co_return answer;
             });
}

}  // namespace htq
