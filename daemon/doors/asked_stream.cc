#include "daemon/doors/asked_stream.h"

#include <algorithm>

#include "daemon/row_view.h"
#include "projections/stored_record.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// A "no" to a command that is theirs to give tells those who know of every case no more.
bool is_theirs_to_give(Action action, Roles roles) {
  return knows_of_every_case(roles) && std::ranges::any_of(case_steps(), [&](const Step& step) {
           return step.action == action && step.by.has(Role::RECORDS_OFFICER);
         });
}

}  // namespace

AskedStream AskedStream::of(const Order& order) {
  const auto command = order.message->getRoot<Command>().asReader();
  return {.action = command.which(),
          .kind = kind_of(command.which()),
          .stream = string(command.getTarget()),
          .actor = order.actor,
          .expected_a_version = order.expected.has_value()};
}

bool AskedStream::tells_of_it(const Reply& reply) const {
  if (stream.empty() || creates(action)) return false;
  if (std::holds_alternative<VersionConflict>(reply)) return true;
  const auto* no = std::get_if<Refused>(&reply);
  // Looked at before it is known whether there is anything of that name.
  return no != nullptr && (no->refusal != Refusal::occurred_in_the_future || expected_a_version);
}

Result<bool> AskedStream::is_hidden_from(Viewer& viewer, const RowView& rows) const {
  if (kind == StreamKind::CASE) {
    if (is_theirs_to_give(action, viewer.roles())) {
      const auto row = rows.get("cases", stream);
      if (!row) return std::unexpected(row.error());
      return !row->has_value();
    }
    HTQ_TRY(viewer.look(rows));
    const auto sight = viewer.of_case(stream);
    if (!sight) return std::unexpected(sight.error());
    return !sight->has_value();
  }
  if (kind != StreamKind::CONSULTATION || viewer.of_office().clearance >= policy::Audience::INTERNAL)
    return false;
  const auto bytes = rows.get("consultations", stream);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return true;
  StoredMessage<answer::Consultation> row(**bytes);
  return row.root().getStanding() == ConsultationStanding::PENDING;
}

Refused AskedStream::as_if_missing() const {
  const Refused nothing{.refusal = Refusal::no_such_stream};
  if (expected_a_version && kind == StreamKind::CASE) return nothing;
  static const Office empty;
  const CaseState unborn;
  const auto permitted = check_table({.file = unborn,
                                      .office = empty,
                                      .target = stream,
                                      .actor = actor,
                                      .received_at = {},
                                      .now = {},
                                      .next = {}},
                                     action);
  return permitted ? nothing : permitted.error();
}

}  // namespace htq
