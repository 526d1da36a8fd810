// Occupational standards as the office needs to know them: versions, occupations, and what became of them;
// the calendar and the routes (domain.md section 5).
#include <algorithm>
#include <cctype>

#include "domain/decide/on_record.h"
#include "schemas/text.h"

namespace htq {
namespace {

// Standards of any level are recorded; only a published one at level 4 or 5 is named in an application
// (domain.md 5).
constexpr std::uint8_t kLowestLevel = 2;
constexpr std::uint8_t kHighestLevel = 8;

// The working days of the process leave out the bank holidays of England (domain.md 12).
constexpr std::string_view kDivision = "england-and-wales";

const StandardState& acted_on(const Given& given) {
  return given.office.standards.at(given.target);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// `prefix` and four digits (domain.md 14).
bool is_numbered(std::string_view text, std::string_view prefix) {
  return text.size() == prefix.size() + 4 && text.starts_with(prefix) &&
         std::ranges::all_of(text.substr(prefix.size()), is_digit);
}

Verdict is_level(std::uint8_t level) {
  if (level >= kLowestLevel && level <= kHighestLevel) return accepted();
  return refuse(Refusal::bad_value, "Standards are at levels 2 to 8, not " + std::to_string(level) + ".",
                "level");
}

/// Another standard, on record.
Verdict is_another(const Given& given, capnp::Text::Reader standard, std::string_view field) {
  HTQ_REQUIRE(standard_on_record(given, standard, field));
  if (view(standard) == given.target)
    return refuse(Refusal::bad_value, "It is the same standard.", std::string(field));
  return accepted();
}

}  // namespace

Verdict publish_standard_version(const Given& given, event::StandardVersionPublished::Builder event) {
  if (!is_numbered(given.target, "ST"))
    return refuse(Refusal::bad_value, "A standard is named ST and four digits, such as ST0116.", "standard");
  HTQ_REQUIRE(required(event.getTitle(), "title"));
  HTQ_REQUIRE(required(event.getVersion(), "version"));
  // Of a standard that is long gone the level may not be known (ST0131): it is on record, and fits no
  // application.
  if (event.getLevel() != 0) HTQ_REQUIRE(is_level(event.getLevel()));
  HTQ_REQUIRE(route_on_record(given, event.getRoute(), "route"));
  // A version that was in development is published under the same name, once.
  if (const auto known = given.office.standards.find(given.target);
      known != given.office.standards.end() && known->second.has_version(view(event.getVersion()))) {
    const bool comes_out = known->second.version == view(event.getVersion()) && !known->second.published;
    if (!comes_out || !event.getPublished())
      return refuse(Refusal::same_version, "Version " + string(event.getVersion()) + " is on record already.",
                    "version");
  }
  default_to_receipt(event.getFrom(), given);
  return accepted();
}

// OCC, the digits of the standard, and the letter of the option if there is one (domain.md 14).
Verdict record_occupation(const Given& given, event::OccupationRecorded::Builder event) {
  HTQ_REQUIRE(required(event.getCode(), "code"));
  const std::string code = string(event.getCode());
  const std::string letter = code.size() == 8 ? code.substr(7) : std::string();
  const bool is_letter = letter.empty() || std::isupper(static_cast<unsigned char>(letter[0])) != 0;
  if (!is_numbered(std::string_view(code).substr(0, 7), "OCC") || code.size() > 8 || !is_letter)
    return refuse(Refusal::bad_value,
                  "An occupation is named OCC, four digits and an option letter if it has one.", "code");
  if (code.substr(3, 4) != given.target.substr(2))
    return refuse(Refusal::bad_value, "Occupation " + code + " is not one of standard " + given.target + ".",
                  "code");
  if (event.getOption().size() == 0) event.setOption(text(letter));
  if (view(event.getOption()) != letter)
    return refuse(Refusal::bad_value, "The code names another option than " + string(event.getOption()) + ".",
                  "option");
  HTQ_REQUIRE(required(event.getTitle(), "title"));
  if (event.getLevel() == 0) event.setLevel(acted_on(given).level);
  HTQ_REQUIRE(is_level(event.getLevel()));
  if (acted_on(given).option_letters.contains(letter)) return refuse(Refusal::nothing_to_change);
  return accepted();
}

Verdict schedule_standard_review(const Given&, event::StandardReviewScheduled::Builder event) {
  HTQ_REQUIRE(required(event.getFrom().asReader(), "from"));
  return required(event.getReason(), "reason");
}

Verdict publish_standard_draft(const Given& given, event::StandardDraftPublished::Builder event) {
  HTQ_REQUIRE(required(event.getVersion(), "version"));
  if (acted_on(given).has_version(view(event.getVersion())))
    return refuse(Refusal::same_version, "Version " + string(event.getVersion()) + " is no draft any more.",
                  "version");
  default_to_receipt(event.getFrom(), given);
  return accepted();
}

Verdict retire_standard(const Given& given, event::StandardRetired::Builder event) {
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  default_to_receipt(event.getFrom(), given);
  return accepted();
}

Verdict replace_standard(const Given& given, event::StandardReplaced::Builder event) {
  HTQ_REQUIRE(required(event.getBy(), "by"));
  HTQ_REQUIRE(is_another(given, event.getBy(), "by"));
  if (acted_on(given).replaced_by == view(event.getBy())) return refuse(Refusal::nothing_to_change);
  default_to_receipt(event.getFrom(), given);
  return accepted();
}

// The guidance does not always say into what (domain.md 5: ST0114 and ST0131).
Verdict merge_standard(const Given& given, event::StandardMerged::Builder event) {
  HTQ_REQUIRE(is_another(given, event.getInto(), "into"));
  if (acted_on(given).merged) return refuse(Refusal::nothing_to_change);
  default_to_receipt(event.getFrom(), given);
  return accepted();
}

Verdict rename_standard(const Given& given, event::StandardRenamed::Builder event) {
  HTQ_REQUIRE(required(event.getTitle(), "title"));
  if (acted_on(given).title == view(event.getTitle())) return refuse(Refusal::nothing_to_change);
  default_to_receipt(event.getFrom(), given);
  return accepted();
}

Verdict change_standard_level(const Given& given, event::StandardLevelChanged::Builder event) {
  HTQ_REQUIRE(is_level(event.getLevel()));
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  if (acted_on(given).level == event.getLevel()) return refuse(Refusal::nothing_to_change);
  default_to_receipt(event.getFrom(), given);
  return accepted();
}

// Nothing can be applied for until a standard of that name is published and in scope (domain.md 5).
Verdict propose_occupation(const Given&, event::OccupationProposed::Builder event) {
  HTQ_REQUIRE(required(event.getTitle(), "title"));
  return required(event.getProposal(), "proposal");
}

Verdict record_bank_holiday(const Given& given, event::BankHolidayRecorded::Builder event) {
  if (given.target != kDivision)
    return refuse(Refusal::bad_value, "Working days are those of " + std::string(kDivision) + " alone.",
                  "calendar");
  HTQ_REQUIRE(required(event.getDay(), "day"));
  const auto day = parse_day(view(event.getDay()));
  if (!day)
    return refuse(Refusal::bad_value, "A day is written 2022-09-19, not " + string(event.getDay()) + ".",
                  "day");
  HTQ_REQUIRE(required(event.getName(), "name"));
  if (given.office.bank_holidays.contains(*day)) return refuse(Refusal::nothing_to_change);
  return accepted();
}

Verdict record_route(const Given&, event::RouteRecorded::Builder event) {
  return required(event.getName(), "name");
}

}  // namespace htq
