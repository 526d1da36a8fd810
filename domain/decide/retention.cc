// The retention schedule, legal holds on cases, disclosure and disposal (domain.md section 13 rule 7).
#include "domain/retention.h"

#include <algorithm>

#include "domain/calendar.h"
#include "domain/london_text.h"
#include "domain/rules.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kLongestRequest = 200;
constexpr std::uint16_t kMostYears = 100;
constexpr std::uint16_t kMostDays = 366;

Verdict judge(const KeptRecord& record, const Keeping& keeping) {
  switch (keeping.why) {
    case WhyKept::due: return accepted();
    case WhyKept::disposed: return refuse(Refusal::disposed_of);
    case WhyKept::open:
      return refuse(Refusal::record_open,
                    record.may_be_corrected ? "It may still be corrected in its window." : "");
    case WhyKept::in_force: return refuse(Refusal::record_open, "The approval is in force.");
    case WhyKept::no_rule:
      return refuse(Refusal::retention_rule_owed,
                    "The schedule says nothing of the class " + name_of(record.retention) + ".");
    case WhyKept::not_yet: return refuse(Refusal::kept_longer, "Until " + moment_text(keeping.until) + ".");
    case WhyKept::on_legal_hold: {
      std::string holds;
      for (const std::string& hold : record.legal_holds) holds += (holds.empty() ? "" : ", ") + hold;
      return refuse(Refusal::on_legal_hold, "Held: " + holds + ".");
    }
  }
  return accepted();
}

template <typename Event>
Verdict dispose(const Given& given, const KeptRecord& record, Event event) {
  const Keeping keeping = keeping_of(given.office, record, given.received_at);
  HTQ_REQUIRE(judge(record, keeping));
  HTQ_REQUIRE(required(event.getGround(), "ground"));
  event.setClass(record.retention);
  event.setKeptUntil(keeping.until.ns);
  event.setRule(keeping.rule->position.value);
  event.setAuthority(text(keeping.rule->authority));
  return accepted();
}

}  // namespace

Verdict set_retention_rule(const Given& given, event::RetentionRuleSet::Builder event) {
  const auto named = retention_class_named(given.target);
  if (!named) return refuse(Refusal::bad_value, "The schedule knows no class of that name.", "retention");
  if (event.getYears() > kMostYears || event.getDays() > kMostDays)
    return refuse(Refusal::bad_value, "At most 100 years and 366 days.",
                  event.getYears() > kMostYears ? "years" : "days");
  if (event.getYears() == 0 && event.getDays() == 0)
    return refuse(Refusal::missing_value, "A record is kept for some time.", "years");
  HTQ_REQUIRE(required(event.getAuthority(), "authority"));
  event.setClass(*named);
  return accepted();
}

Verdict place_case_legal_hold(const Given& given, event::CaseLegalHoldPlaced::Builder event) {
  HTQ_REQUIRE(required(event.getHold(), "hold"));
  HTQ_REQUIRE(required(event.getMatter(), "matter"));
  if (given.file.legal_holds.contains(string(event.getHold().asReader())))
    return refuse(Refusal::on_legal_hold, "A hold of that name is on it.", "hold");
  return accepted();
}

Verdict lift_case_legal_hold(const Given& given, event::CaseLegalHoldLifted::Builder event) {
  HTQ_REQUIRE(required(event.getHold(), "hold"));
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  if (!given.file.legal_holds.contains(string(event.getHold().asReader())))
    return refuse(Refusal::not_on_legal_hold, "No hold of that name is on it.", "hold");
  return accepted();
}

Verdict record_disclosure(const Given& given, event::CaseDisclosed::Builder event) {
  if (event.getRequest().size() > kLongestRequest)
    return refuse(Refusal::bad_value, "At most 200 bytes.", "request");
  if (event.getExemptions().size() == 0)
    return refuse(Refusal::missing_value, "It names the sections under which something was withheld.",
                  "exemptions");
  if (event.getStatement().size() != kHashBytes)
    return refuse(Refusal::bad_value, "A SHA-256 has 64 digits.", "statement");
  if (event.getAsAt() == 0 || event.getAsAt() >= given.next.value)
    return refuse(Refusal::bad_value, "The copy is of what was recorded before.", "asAt");
  return accepted();
}

Verdict dispose_of_case(const Given& given, event::CaseDisposed::Builder event) {
  return dispose(given, kept_record(given.office, given.file, given.received_at), event);
}

Verdict dispose_of_responses(const Given& given, event::RecordsDisposed::Builder event) {
  return dispose(given, kept_record(given.office, given.office.consultations.at(given.target)), event);
}

Verdict dispose_of_enquiry(const Given& given, event::RecordsDisposed::Builder event) {
  return dispose(given, kept_record(given.office, given.office.enquiries.at(given.target)), event);
}

Verdict dispose_of_feedback(const Given& given, event::RecordsDisposed::Builder event) {
  return dispose(given, kept_record(given.office.feedback.at(given.target)), event);
}

}  // namespace htq
