#include "domain/retention.h"

#include <capnp/schema.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "domain/calendar.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::string kebab(std::string_view camel) {
  std::string out;
  for (const char c : camel) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0) out += '-';
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

const std::vector<std::string>& names() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> read;
    for (const auto word : capnp::Schema::from<RetentionClass>().getEnumerants())
      read.push_back(kebab(view(word.getProto().getName())));
    return read;
  }();
  return all;
}

RetentionClass class_of(const CaseState& file) {
  switch (file.stage) {
    case Stage::LAPSED: return RetentionClass::REGISTRATION;
    case Stage::WITHDRAWN:
      return file.submitted_at.ns == 0 ? RetentionClass::REGISTRATION : RetentionClass::WITHDRAWN;
    case Stage::INELIGIBLE: return RetentionClass::INELIGIBLE;
    case Stage::NOT_APPROVED: return RetentionClass::NOT_APPROVED;
    case Stage::CARRIED_OVER: return RetentionClass::CARRIED_OVER;
    case Stage::APPROVED:
    case Stage::LIVE:
    case Stage::UNDER_CHANGE:
    case Stage::APPROVAL_WITHDRAWN: return RetentionClass::APPROVED;
    default: return RetentionClass::NONE;
  }
}

/// The end of the last day, by the London calendar.
Instant end_of(Instant ended_at, const RetentionRuleState& rule) {
  return end_of_day(plus_days(years_after(day_of(ended_at), rule.years), rule.days));
}

bool is_on_hold(const Office& office, const std::string& person) {
  const auto found = office.persons.find(person);
  return found != office.persons.end() && found->second.on_legal_hold;
}

}  // namespace

std::string name_of(RetentionClass retention) {
  return names().at(static_cast<std::size_t>(retention));
}

std::optional<RetentionClass> retention_class_named(std::string_view name) {
  const auto found = std::ranges::find(names(), name);
  if (found == names().end() || found == names().begin()) return std::nullopt;
  return static_cast<RetentionClass>(found - names().begin());
}

KeptRecord kept_record(const Office& office, const CaseState& file, Instant now) {
  KeptRecord record{.retention = class_of(file),
                    .ended_at = file.ended_at,
                    .disposed_at = file.disposed_at,
                    .legal_holds = {file.legal_holds.begin(), file.legal_holds.end()}};
  const CycleState* cycle = office.cycle(file.cycle);
  record.may_be_corrected =
      file.stage == Stage::INELIGIBLE && cycle != nullptr &&
      std::ranges::any_of(cycle->windows, [&](const auto& window) {
        return window.second.opens.ns != 0 && window.second.opens <= now && now <= window.second.closes;
      });
  return record;
}

KeptRecord kept_record(const Office& office, const ConsultationState& consultation) {
  KeptRecord record{.retention = consultation.closed_at.ns == 0 ? RetentionClass::NONE
                                                                : RetentionClass::CONSULTATION_RESPONSES,
                    .ended_at = consultation.closed_at,
                    .disposed_at = consultation.disposed_at};
  for (const std::string& reference : consultation.cases)
    if (office.cases_on_legal_hold.contains(reference)) record.legal_holds.push_back(reference);
  std::set<std::string> respondents;
  for (const auto& [response, respondent] : consultation.responses) respondents.insert(respondent);
  for (const std::string& respondent : respondents)
    if (is_on_hold(office, respondent)) record.legal_holds.push_back(respondent);
  return record;
}

KeptRecord kept_record(const Office& office, const EnquiryState& enquiry) {
  KeptRecord record{.retention = enquiry.answered_at.ns == 0 ? RetentionClass::NONE : RetentionClass::ENQUIRY,
                    .ended_at = enquiry.answered_at,
                    .disposed_at = enquiry.disposed_at};
  if (is_on_hold(office, enquiry.enquirer)) record.legal_holds.push_back(enquiry.enquirer);
  return record;
}

KeptRecord kept_record(const FeedbackState& feedback) {
  return {.retention = feedback.given_at.ns == 0 ? RetentionClass::NONE : RetentionClass::PROCESS_FEEDBACK,
          .ended_at = feedback.given_at,
          .disposed_at = feedback.disposed_at};
}

Keeping keeping_of(const Office& office, const KeptRecord& record, Instant now) {
  Keeping keeping;
  if (record.disposed_at.ns != 0) return {.why = WhyKept::disposed};
  const auto rule = office.retention.find(record.retention);
  if (rule != office.retention.end()) keeping.rule = &rule->second;
  if (keeping.rule != nullptr && record.ended_at.ns != 0)
    keeping.until = end_of(record.ended_at, rule->second);
  if (!record.legal_holds.empty())
    keeping.why = WhyKept::on_legal_hold;
  else if (record.retention == RetentionClass::NONE || record.may_be_corrected)
    keeping.why = WhyKept::open;
  else if (record.ended_at.ns == 0)
    keeping.why = WhyKept::in_force;
  else if (keeping.rule == nullptr)
    keeping.why = WhyKept::no_rule;
  else
    keeping.why = now <= keeping.until ? WhyKept::not_yet : WhyKept::due;
  return keeping;
}

std::string_view words_of(WhyKept why) {
  switch (why) {
    case WhyKept::due: return "due";
    case WhyKept::open: return "open";
    case WhyKept::in_force: return "inForce";
    case WhyKept::no_rule: return "noRule";
    case WhyKept::not_yet: return "notYet";
    case WhyKept::on_legal_hold: return "onLegalHold";
    case WhyKept::disposed: return "disposed";
  }
  return "";
}

}  // namespace htq
