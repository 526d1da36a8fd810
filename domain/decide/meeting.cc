// Meetings of panels, committees and boards: whom they are of, which cases they are on, who was there
// (domain.md section 11, Meeting; section 16 case 39).
#include <algorithm>
#include <set>

#include "domain/decide/on_record.h"
#include "domain/london_text.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

const MeetingState& acted_on(const Given& given) {
  return given.office.meetings.at(given.target);
}

/// Whether a body of that kind meets as that.
bool meets_as(BodyKind body, MeetingKind kind) {
  switch (kind) {
    case MeetingKind::NONE: return false;
    case MeetingKind::PANEL: return body == BodyKind::ROUTE_PANEL;
    case MeetingKind::BOARD: return body == BodyKind::INSTITUTE_BOARD;
    case MeetingKind::REVIEW_PANEL: return body == BodyKind::REVIEW_PANEL;
    case MeetingKind::COMMITTEE:
      return body != BodyKind::ROUTE_PANEL && body != BodyKind::INSTITUTE_BOARD &&
             body != BodyKind::REVIEW_PANEL;
  }
  return false;
}

/// Appointed on the day of the meeting. A body that has recorded no appointments at all keeps its list
/// elsewhere, and is not checked.
Verdict is_member(const Given& given, capnp::Text::Reader person, std::string_view field) {
  HTQ_REQUIRE(required(person, field));
  const auto body = given.office.bodies.find(acted_on(given).body);
  if (body == given.office.bodies.end() || body->second.appointments.empty()) return accepted();
  const auto appointment = body->second.appointments.find(string(person));
  if (appointment != body->second.appointments.end() && appointment->second.in_force_at(acted_on(given).at))
    return accepted();
  return refuse(
      Refusal::member_unknown,
      string(person) + " is not appointed to " + acted_on(given).body + " on the day of the meeting.",
      std::string(field));
}

/// The case, written as the office does.
std::expected<std::string, Refused> on_the_agenda(const Given& given, capnp::Text::Reader named) {
  auto reference = case_reference_of(named, "case");
  if (reference && !acted_on(given).cases.contains(*reference))
    return std::unexpected(Refused{.refusal = Refusal::not_on_the_agenda,
                                   .detail = "The meeting is not on case " + *reference + ".",
                                   .field = "case"});
  return reference;
}

}  // namespace

Verdict call_meeting(const Given& given, event::MeetingCalled::Builder event) {
  if (event.getKind() == MeetingKind::NONE) return refuse(Refusal::missing_value, "Kind is empty.", "kind");
  HTQ_REQUIRE(required(event.getBody(), "body"));
  HTQ_REQUIRE(body_on_record(given, event.getBody(), "body"));
  HTQ_REQUIRE(required(event.getAt().asReader(), "at"));
  const BodyState& body = given.office.bodies.at(string(event.getBody()));
  if (!meets_as(body.kind, event.getKind()))
    return refuse(
        Refusal::wrong_body,
        "A " + words_of(event.getKind()) + " is not how a body meets that is a " + words_of(body.kind) + ".",
        "kind");
  const Instant at{event.getAt().getInstant()};
  if (!body.exists_at(at))
    return refuse(Refusal::body_abolished, body.name + " does not exist at " + moment_text(at) + ".", "body");
  HTQ_REQUIRE(route_on_record(given, event.getRoute(), "route"));
  HTQ_REQUIRE(case_references(event.getCases(), "cases"));
  if (event.getQuorum() == 0)
    return refuse(Refusal::missing_value, "The quorum is one member or more.", "quorum");
  return accepted();
}

Verdict issue_papers(const Given&, event::PapersIssued::Builder event) {
  if (event.getPapers().size() == 0) return refuse(Refusal::missing_value, "Papers are empty.", "papers");
  for (unsigned at = 0; at < event.getPapers().size(); ++at) {
    const std::string field = "papers[" + std::to_string(at) + "]";
    if (event.getPapers()[at].size() == 0)
      return refuse(Refusal::missing_value, "A paper has no hash.", field);
    HTQ_REQUIRE(is_sha256(event.getPapers()[at].asReader(), field));
  }
  return accepted();
}

Verdict declare_interest(const Given& given, event::InterestDeclared::Builder event) {
  HTQ_REQUIRE(is_member(given, event.getMember(), "member"));
  auto reference = on_the_agenda(given, event.getCase());
  if (!reference) return std::unexpected(std::move(reference).error());
  event.setCase(text(*reference));
  return required(event.getInterest(), "interest");
}

Verdict recuse_member(const Given& given, event::MemberRecused::Builder event) {
  HTQ_REQUIRE(is_member(given, event.getMember(), "member"));
  auto reference = on_the_agenda(given, event.getCase());
  if (!reference) return std::unexpected(std::move(reference).error());
  event.setCase(text(*reference));
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  if (acted_on(given).recused.contains({string(event.getMember()), *reference}))
    return refuse(Refusal::nothing_to_change);
  return accepted();
}

// Too few for the quorum is a fact like another: the meeting was held, but no recommendation can rest on it.
// That is judged case by case, with the recusals (domain.md 16 case 39).
Verdict hold_meeting(const Given& given, event::MeetingHeld::Builder event) {
  if (given.received_at < acted_on(given).at)
    return refuse(Refusal::occurred_in_the_future,
                  "It is called for " + moment_text(acted_on(given).at) + ".");
  if (event.getPresent().size() == 0)
    return refuse(Refusal::missing_value, "Nobody is named as present.", "present");
  std::set<std::string_view> seen;
  for (unsigned at = 0; at < event.getPresent().size(); ++at) {
    const capnp::Text::Reader member = event.getPresent()[at].asReader();
    const std::string field = "present[" + std::to_string(at) + "]";
    HTQ_REQUIRE(is_member(given, member, field));
    if (!seen.insert(view(member)).second)
      return refuse(Refusal::bad_value, string(member) + " is named twice.", field);
  }
  return accepted();
}

Verdict adjourn_meeting(const Given&, event::MeetingAdjourned::Builder event) {
  return required(event.getReason(), "reason");
}

}  // namespace htq
