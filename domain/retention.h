// How long a record is kept, and why it still is (domain.md section 13 rule 7). The schedule is on the log: a
// period for each class of records, set by a records officer on an authority. One judgement serves the
// command that disposes of a record and whoever asks what falls due. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/case_state.h"
#include "domain/office.h"

namespace htq {

/// "not-approved": the name of the stream of its rule.
std::string name_of(RetentionClass retention);
std::optional<RetentionClass> retention_class_named(std::string_view name);

/// A record in the eyes of the schedule.
struct KeptRecord {
  RetentionClass retention = RetentionClass::NONE;  // none: still open
  Instant ended_at;
  Instant disposed_at;  // 0: not
  /// Of a case by their names; of what is none, the cases and persons on hold that it tells of.
  std::vector<std::string> legal_holds;
  bool may_be_corrected = false;  // ineligible, and its window is open
};
KeptRecord kept_record(const Office& office, const CaseState& file, Instant now);
KeptRecord kept_record(const Office& office, const ConsultationState& consultation);
KeptRecord kept_record(const Office& office, const EnquiryState& enquiry);
KeptRecord kept_record(const FeedbackState& feedback);

/// Why a record is not disposed of; due: nothing is in the way.
enum class WhyKept : std::uint8_t { due, open, in_force, no_rule, not_yet, on_legal_hold, disposed };
struct Keeping {
  WhyKept why = WhyKept::open;
  const RetentionRuleState* rule = nullptr;
  Instant until;  // the end of its time, by the rule; 0: there is none
};
/// A legal hold is named before anything else that keeps it: who releases it must not think that it was all.
Keeping keeping_of(const Office& office, const KeptRecord& record, Instant now);
std::string_view words_of(WhyKept why);

}  // namespace htq
