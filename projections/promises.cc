#include "projections/promises.h"

#include "projections/edit_row.h"
#include "projections/promise.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::string key_of(Record::Reader record, PromiseKind kind) {
  std::string key = string(record.getStream());
  key += '\0';
  key += static_cast<char>(kind);
  return key;
}

void settle(const AppliedRecord& applied, PromiseKind kind, bool fell_away, RowWriter& rows) {
  const std::string key = key_of(applied.record, kind);
  if (!rows.get(key)) return;
  edit_row<answer::Promise>(rows, key, [&](answer::Promise::Builder row) {
    if (row.getStanding() != PromiseStanding::OPEN) return;
    row.setSettledAt(applied.record.getRecordedAt());
    row.setStanding(fell_away                            ? PromiseStanding::FELL_AWAY
                    : row.getSettledAt() <= row.getDue() ? PromiseStanding::KEPT
                                                         : PromiseStanding::MISSED);
  });
}

}  // namespace

void Promises::apply(const AppliedRecord& applied, RowWriter& rows) const {
  if (applied.after == nullptr) return;
  const Body::Reader body = applied.record.getBody();
  if (const auto kind = promise_fulfilled(body)) settle(applied, *kind, false, rows);
  for (const PromiseKind kind : {PromiseKind::RECEIPT, PromiseKind::FEEDBACK})
    if (promise_falls_away(kind, *applied.before, *applied.after)) settle(applied, kind, true, rows);
  const auto made = promise_made(body, *applied.before, *applied.after, applied.office);
  if (!made) return;
  edit_row<answer::Promise>(rows, key_of(applied.record, made->kind), [&](answer::Promise::Builder row) {
    if (row.getMadeAt() != 0)
      row.setMoved(static_cast<std::uint16_t>(row.getMoved() + 1));
    else
      row.setMadeAt(applied.record.getRecordedAt());
    row.setCase(applied.record.getStream());
    row.setKind(made->kind);
    row.setOrganisation(text(applied.after->organisation));
    row.setCycle(text(applied.after->cycle));
    row.setDue(made->due.ns);
    row.setStanding(PromiseStanding::OPEN);
    row.setSettledAt(0);
  });
}

}  // namespace htq
