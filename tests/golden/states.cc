#include "tests/golden/states.h"

#include <boost/pfr.hpp>

#include <array>
#include <optional>
#include <set>
#include <span>
#include <type_traits>

#include "domain/evolve.h"
#include "schemas/text.h"

namespace htq::tests {
namespace {

// The fields of the states in their order. A new one is named here, and HTQ_UPDATE_GOLDEN=1 adds what it is on
// the golden logs.
constexpr const char* kOfCase[] = {
    // clang-format off
    "stage", "version", "last", "entries", "version_shown", "last_shown", "shown_at", "organisation", "organisation_name", "cycle", "earlier_case",
    "support_session_held", "started_at", "qualification", "occupations", "mapping_provided",
    "mapping_document", "recognitions", "recognised_at", "conditions_of_application", "documents",
    "withheld_documents",
    "window", "criteria_version", "submitted_at", "late_refusals", "late_for", "receipt_confirmed",
    "feedback_by", "officials", "failed_gates", "requests", "requests_made", "held",
    "held_for_lost_recognition", "consultation", "consultation_id", "consultation_opened",
    "peer_reviews", "peer_review_waived", "regulator_advice", "statutory_advice", "advice_due",
    "ratings", "analysis_complete", "recommended", "recommendation", "decided", "outcome", "decision",
    "decided_at", "required_changes", "copyright_determined", "transfer_proposed", "transfer_accepted",
    "resubmit_by", "rounds", "answers", "approved_at", "first_teach", "accept_by",
    "warned_of_acceptance", "conditions_of_approval", "listed", "from_an_earlier_year", "analysts",
    "reviewers", "deciders",
    // clang-format on
};
constexpr const char* kOfOffice[] = {
    // clang-format off
    "cycles", "consultations", "meetings", "publications", "enquiries", "standards", "organisations",
    "bodies", "feedback", "bank_holidays", "routes", "places", "live", "log_level",
    "persons", "moved",
    // clang-format on
};
static_assert(std::size(kOfCase) == boost::pfr::tuple_size_v<CaseState>, "name the new field of CaseState above");
static_assert(std::size(kOfOffice) == boost::pfr::tuple_size_v<Office>, "name the new field of Office above");

template <typename T>
void say(std::string& out, const T& value);

void say(std::string& out, const std::string& value) {
  out += std::to_string(value.size()) + ':' + value;
}
void say(std::string& out, const BankHolidays& value) {
  say(out, value.in_order());
}
template <typename First, typename Second>
void say(std::string& out, const std::pair<First, Second>& value) {
  say(out, value.first);
  say(out, value.second);
}
template <typename T>
void say(std::string& out, const std::optional<T>& value) {
  out += value ? '+' : '-';
  if (value) say(out, *value);
}

/// Numbers and words as numbers, many one by one, anything else field by field.
template <typename T>
void say(std::string& out, const T& value) {
  if constexpr (std::is_enum_v<T>) {
    out += std::to_string(static_cast<std::int64_t>(value)) + ' ';
  } else if constexpr (std::is_arithmetic_v<T>) {
    out += std::to_string(value) + ' ';
  } else if constexpr (requires { value.begin(); }) {
    out += '[';
    for (const auto& each : value) say(out, each);
    out += ']';
  } else {
    out += '{';
    boost::pfr::for_each_field(value, [&](const auto& field) { say(out, field); });
    out += '}';
  }
}

template <typename State>
std::vector<std::string> texts_of(const State& state) {
  std::vector<std::string> texts;
  boost::pfr::for_each_field(state, [&](const auto& field) {
    std::string text;
    say(text, field);
    texts.push_back(std::move(text));
  });
  return texts;
}

}  // namespace

std::vector<std::string> States::fields() {
  std::vector<std::string> all;
  for (const char* name : kOfCase) all.push_back(std::string("case.") + name);
  for (const char* name : kOfOffice) all.push_back(std::string("office.") + name);
  return all;
}

void States::fold(Record::Reader record,
                  const std::function<void(const std::string& field, const Digest& now)>& changed) {
  if (record.getStreamKind() == StreamKind::CASE) {
    const std::string reference = string(record.getStream());
    CaseState& state = cases_[reference];
    evolve(state, record);
    note_place(office_, reference, state);
    note(reference, texts_of(state), kOfCase, changed);
  } else {
    evolve(office_, record);
  }
  note("", texts_of(office_), kOfOffice, changed);
}

void States::note(const std::string& of, const std::vector<std::string>& texts,
                  std::span<const char* const> names,
                  const std::function<void(const std::string&, const Digest&)>& changed) {
  std::vector<std::string>& known = known_[of];
  const bool is_first = known.empty();
  if (is_first) known.resize(texts.size());
  for (std::size_t at = 0; at < texts.size(); ++at) {
    if (!is_first && known[at] == texts[at]) continue;
    const std::string field = (of.empty() ? "office." : "case.") + std::string(names[at]);
    Digest& digest = digests_[field];
    if (!is_first) digest.remove(of, known[at]);
    digest.add(of, texts[at]);
    known[at] = texts[at];
    changed(field, digest);
  }
}

}  // namespace htq::tests
