// What several rules share: the criteria that are rated, days counted in working days, values that may not be
// left out.
#include <algorithm>
#include <array>

#include "domain/london_text.h"
#include "domain/rules.h"
#include "schemas/text.h"

namespace htq {
namespace {

// The others are gates: an official confirms them for the whole case before any analysis.
constexpr std::array kRated{
    Criterion::ALIGNMENT,          Criterion::LEVEL_MATCH,
    Criterion::KSB_COVERAGE,       Criterion::ASSESSMENT,
    Criterion::ADDITIONAL_CONTENT, Criterion::EMPLOYER_ENGAGEMENT,
    Criterion::EMPLOYER_DEMAND,    Criterion::STATUTORY_OUTCOMES_TEST,
};

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string with_capital(std::string_view field) {
  std::string out(field);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

Verdict missing(std::string_view field) {
  return refuse(Refusal::missing_value, with_capital(field) + " is empty.", std::string(field));
}

}  // namespace

std::span<const Criterion> rated_criteria() {
  return kRated;
}

std::optional<Instant> lapse_of_draft(const Office& office, const CaseState& file) {
  const CycleState* cycle = office.cycle(file.cycle);
  if (cycle == nullptr || cycle->windows.empty()) return std::nullopt;
  Instant last_close;
  for (const auto& [name, window] : cycle->windows) {
    // A window still to be scheduled is one in which this draft may yet be submitted.
    if (window.closes.ns == 0) return std::nullopt;
    last_close = std::max(last_close, window.closes);
  }
  return working_days_after(last_close, cycle->edition.lapse_days, office.bank_holidays);
}

void set_working_days(Deadline::Builder deadline, Instant from, int days, const BankHolidays& holidays) {
  const LocalDay last = add_working_days(day_of(from), days, holidays);
  deadline.setLocal(text(iso_text(last)));
  deadline.setInstant(end_of_day(last).ns);
}

Verdict required(capnp::Text::Reader value, std::string_view field) {
  return is_blank(view(value)) ? missing(field) : accepted();
}

Verdict required(Deadline::Reader deadline, std::string_view field) {
  return deadline.getInstant() == 0 ? missing(field) : accepted();
}

Verdict required(Moment::Reader moment, std::string_view field) {
  return moment.getInstant() == 0 ? missing(field) : accepted();
}

Verdict ahead(Deadline::Reader deadline, const Given& given, std::string_view field) {
  HTQ_REQUIRE(required(deadline, field));
  const Instant at{deadline.getInstant()};
  if (at > given.received_at) return accepted();
  return refuse(Refusal::time_in_the_past, with_capital(deadline_text(at)) + " has passed.",
                std::string(field));
}

Verdict ahead_or_days(Deadline::Builder deadline, int days, const Given& given, std::string_view field) {
  if (deadline.getInstant() != 0) return ahead(deadline.asReader(), given, field);
  set_working_days(deadline, given.received_at, days, given.office.bank_holidays);
  return accepted();
}

}  // namespace htq
