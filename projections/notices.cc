#include "projections/notices.h"

#include <algorithm>
#include <limits>

#include "projections/edit_row.h"
#include "projections/key.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr char kOwed = 'o';
constexpr char kTold = 't';

std::string key_of(char standing, std::uint64_t position, NoticeKind kind) {
  std::string key(1, standing);
  append_number(key, position);
  key += static_cast<char>(kind);
  return key;
}

/// What an applicant must be told of an event (domain.md 18).
NoticeKind owed_for(Body::Reader body) {
  switch (body.which()) {
    case Body::RECEIPT_CONFIRMED: return NoticeKind::RECEIPT;
    case Body::TIMELINE_AGREED:
    case Body::DECISION_DEFERRED: return NoticeKind::TIMELINE;
    case Body::ELIGIBILITY_CONFIRMED:
    case Body::ELIGIBILITY_REFUSED: return NoticeKind::ELIGIBILITY;
    case Body::INFORMATION_REQUESTED:
    case Body::INFORMATION_REQUEST_CANCELLED: return NoticeKind::INFORMATION_REQUEST;
    case Body::CASE_HELD:
    case Body::CASE_RELEASED: return NoticeKind::HOLD;
    case Body::FEEDBACK_ISSUED: return NoticeKind::DECISION_AND_FEEDBACK;
    case Body::RESUBMISSION_DATE_MOVED: return NoticeKind::RESUBMISSION_DATE;
    case Body::CHANGES_RETURNED:
    case Body::CHANGES_CONFIRMED:
    case Body::CHANGES_REFUSED: return NoticeKind::CHANGES_OUTCOME;
    case Body::LATE_SUBMISSION_REFUSED:
    case Body::LATE_SUBMISSION_ADMITTED: return NoticeKind::LATE_SUBMISSION;
    case Body::DRAFT_LAPSED:
    case Body::INFORMATION_REQUEST_LAPSED:
    case Body::RESUBMISSION_LAPSED:
    case Body::CUT_OFF_PASSED:
    case Body::ACCEPTANCE_LAPSED: return NoticeKind::LAPSE;
    case Body::LISTED_PUBLICLY:
    case Body::LISTING_CORRECTED: return NoticeKind::LISTING;
    case Body::SENSITIVITY_FLAGGED:
      return body.getSensitivityFlagged().getExposedSince() == 0 ? NoticeKind::NONE
                                                                 : NoticeKind::MATERIAL_TAKEN_DOWN;
    default: return NoticeKind::NONE;
  }
}

/// The day by which the conditions of approval are to be accepted is told apart: the acceptance may lapse.
bool sets_a_day_for_conditions(const AppliedRecord& applied) {
  return applied.after->accept_by.ns != 0 && applied.after->accept_by != applied.before->accept_by;
}

void begin(const AppliedRecord& applied, NoticeKind kind, answer::Notice::Builder row) {
  row.setCase(applied.record.getStream());
  row.setKind(kind);
  row.setTo(text(applied.after->organisation));
  row.setAbout(applied.record.getPosition());
  row.setSince(applied.record.getRecordedAt());
  row.setOrganisation(text(applied.after->organisation));
  row.setCycle(text(applied.after->cycle));
}

void owe(const AppliedRecord& applied, NoticeKind kind, RowWriter& rows) {
  write_new_row<answer::Notice>(rows, key_of(kOwed, applied.record.getPosition(), kind),
                                [&](answer::Notice::Builder row) { begin(applied, kind, row); });
}

void issue(const AppliedRecord& applied, RowWriter& rows) {
  const auto notice = applied.record.getBody().getNoticeIssued();
  const std::string owed = key_of(kOwed, notice.getAbout(), notice.getKind());
  const auto row = rows.get(owed);
  const std::string told = row || rows.get(key_of(kTold, notice.getAbout(), notice.getKind()))
                               ? key_of(kTold, notice.getAbout(), notice.getKind())
                               : key_of(kTold, applied.record.getPosition(), notice.getKind());
  if (row) {
    rows.erase(owed);
    rows.put(told, *row);
  }
  edit_row<answer::Notice>(rows, told, [&](answer::Notice::Builder written) {
    if (written.getSince() == 0) {
      begin(applied, notice.getKind(), written);
      written.setAbout(notice.getAbout());
    }
    // Told again: the first time is when it was told.
    if (written.getToldAt() == 0) written.setToldAt(applied.record.getOccurredAt());
    written.setTo(notice.getTo());
    written.setText(notice.getText());
  });
}

void fail(const AppliedRecord& applied, RowWriter& rows) {
  const auto failed = applied.record.getBody().getNoticeFailed();
  const std::string owed = key_of(kOwed, failed.getAbout(), failed.getKind());
  if (!rows.get(owed)) return;
  edit_row<answer::Notice>(rows, owed, [&](answer::Notice::Builder row) {
    row.setFailures(static_cast<std::uint16_t>(
        std::min<unsigned>(row.getFailures() + 1U, std::numeric_limits<std::uint16_t>::max())));
    row.setLastFailure(failed.getReason());
  });
}

}  // namespace

void Notices::apply(const AppliedRecord& applied, RowWriter& rows) const {
  if (applied.after == nullptr) return;
  const Body::Reader body = applied.record.getBody();
  if (body.isNoticeIssued()) return issue(applied, rows);
  if (body.isNoticeFailed()) return fail(applied, rows);
  const NoticeKind kind = owed_for(body);
  if (kind != NoticeKind::NONE) owe(applied, kind, rows);
  if (sets_a_day_for_conditions(applied)) owe(applied, NoticeKind::CONDITIONS_DUE, rows);
}

}  // namespace htq
