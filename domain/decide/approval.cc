// From the approval to the public list, and what may happen to a case at any stage: withdrawal, notices,
// corrections (domain.md sections 9 to 11).
#include <algorithm>
#include <vector>

#include "domain/rules.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// Any version that was published by then: who read an earlier text may have accepted that one (edge case
/// 43).
bool conditions_published(const Given& given, std::string_view version) {
  return std::ranges::any_of(given.office.publications, [&](const auto& entry) {
    const PublicationState& publication = entry.second;
    if (publication.kind != PublicationKind::CONDITIONS_OF_APPROVAL) return false;
    if (!publication.cycle.empty() && publication.cycle != given.file.cycle) return false;
    return std::ranges::any_of(publication.versions, [&](const PublicationVersion& published) {
      return published.version == version && published.from <= given.received_at;
    });
  });
}

/// Edge case 30: the list may add the mark to the approved title, and nothing else. Left out, it is the
/// title.
Verdict complete_title(const Given& given, std::string asked, std::string& title) {
  const std::string& approved = given.file.qualification->title;
  title = asked.empty() ? approved : std::move(asked);
  if (title == approved || title == approved + " (HTQ)") return accepted();
  return refuse(Refusal::title_of_listing, "The approved title is \"" + approved + "\".", "title");
}

/// Edge case 25: as the organisation is called on the day.
std::string name_today(const Given& given) {
  const auto found = given.office.organisations.find(given.file.organisation);
  return found == given.office.organisations.end() ? given.file.organisation_name : found->second.name;
}

Verdict names_what_is_told(const Given& given, NoticeKind kind, capnp::Text::Reader to, std::uint64_t about) {
  if (kind == NoticeKind::NONE) return refuse(Refusal::missing_value, "A notice has a kind.", "kind");
  HTQ_REQUIRE(required(to, "to"));
  // What is told may stand on another stream: a consultation takes material down. 0: nothing in particular.
  if (about < given.next.value) return accepted();
  return refuse(Refusal::entry_unknown, "Nothing stands at " + std::to_string(about) + " yet.", "about");
}

}  // namespace

Verdict accept_copyright_transfer(const Given& given, event::CopyrightAccepted::Builder) {
  if (given.file.transfer_accepted) return refuse(Refusal::nothing_to_change, "The transfer was accepted.");
  return accepted();
}

Verdict accept_conditions_of_approval(const Given& given,
                                      event::ConditionsOfApprovalAccepted::Builder event) {
  // Past its day, and until an official lets it lapse, an acceptance counts (domain.md 11); it does not move
  // the first teach (edge case 22).
  HTQ_REQUIRE(required(event.getVersion().asReader(), "version"));
  const std::string version = string(event.getVersion().asReader());
  if (conditions_published(given, version)) return accepted();
  return refuse(Refusal::conditions_version_unknown, "It names version \"" + version + "\".", "version");
}

Verdict lapse_acceptance(const Given&, event::AcceptanceLapsed::Builder event) {
  return required(event.getReason().asReader(), "reason");
}

Verdict list_publicly(const Given& given, event::ListedPublicly::Builder event) {
  if (given.file.listed) return refuse(Refusal::nothing_to_change, "The case is on the list.");
  std::string title;
  HTQ_REQUIRE(complete_title(given, string(event.getTitle().asReader()), title));
  event.setTitle(text(title));
  event.setAwardingBody(text(name_today(given)));
  event.setLevel(given.file.qualification->level);
  event.setFirstTeach(text(given.file.first_teach));
  std::vector<std::string> standards;
  for (const NamedOccupation& named : given.file.occupations)
    if (std::ranges::find(standards, named.standard) == standards.end()) standards.push_back(named.standard);
  auto occupations = event.initOccupations(static_cast<unsigned>(standards.size()));
  for (unsigned at = 0; at < occupations.size(); ++at) occupations.set(at, text(standards[at]));
  return accepted();
}

Verdict correct_listing(const Given& given, event::ListingCorrected::Builder event) {
  if (!given.file.listed) return refuse(Refusal::not_at_this_stage, "The case is not on the list yet.");
  HTQ_REQUIRE(required(event.getReason().asReader(), "reason"));
  std::string title;
  HTQ_REQUIRE(complete_title(given, string(event.getTitle().asReader()), title));
  event.setTitle(text(title));
  return accepted();
}

Verdict record_earlier_approval(const Given& given, event::EarlierApprovalRecorded::Builder event) {
  HTQ_REQUIRE(required(event.getTitle().asReader(), "title"));
  HTQ_REQUIRE(required(event.getStandard().asReader(), "standard"));
  HTQ_REQUIRE(required(event.getSource().asReader(), "source"));
  const std::string standard = string(event.getStandard().asReader());
  if (!given.office.standards.contains(standard))
    return refuse(Refusal::unknown_reference, "There is no standard \"" + standard + "\".", "standard");
  // What a source says of a cycle is kept as it is only if the office knows that cycle: figures hang on it.
  const std::string cycle = string(event.getCycle().asReader());
  if (!cycle.empty() && given.office.cycle(cycle) == nullptr)
    return refuse(Refusal::unknown_reference, "There is no cycle \"" + cycle + "\".", "cycle");
  for (const auto route : event.getRoutes().asReader())
    if (!given.office.routes.contains(string(route)))
      return refuse(Refusal::unknown_reference, "There is no route \"" + string(route) + "\".", "routes");
  return accepted();
}

Verdict withdraw_application(const Given&, event::ApplicationWithdrawn::Builder event) {
  // Edge case 21: also after the decision, until the conditions of approval are accepted.
  return required(event.getReason().asReader(), "reason");
}

Verdict record_notice(const Given& given, event::NoticeIssued::Builder event) {
  return names_what_is_told(given, event.getKind(), event.getTo().asReader(), event.getAbout());
}

Verdict record_failed_notice(const Given& given, event::NoticeFailed::Builder event) {
  HTQ_REQUIRE(names_what_is_told(given, event.getKind(), event.getTo().asReader(), event.getAbout()));
  return required(event.getReason().asReader(), "reason");
}

Verdict correct_entry(const Given& given, event::EntryCorrected::Builder event) {
  // Edge case 28: the wrong entry stays and is named.
  const Position wrong{event.getWrong()};
  if (!std::ranges::binary_search(given.file.entries, wrong))
    return refuse(Refusal::entry_unknown, "It names position " + std::to_string(wrong.value) + ".", "wrong");
  HTQ_REQUIRE(required(event.getReason().asReader(), "reason"));
  return required(event.getCorrection().asReader(), "correction");
}

}  // namespace htq
