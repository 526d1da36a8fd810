// What the panel recommends and the assurance body assures (domain.md sections 3, 6 and 9), and the advice
// that goes back.
#include <optional>
#include <string>

#include "domain/authority.h"
#include "domain/decide/verdicts.h"
#include "domain/rules.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// A meeting is entered by its secretary, or by one who acts for the body that met.
Verdict body_of_meeting(const Given& given, Power power, BodyKind kind, const std::string& body) {
  if (given.actor.role == Role::SECRETARY) {
    if (bodies_standing_for(given.office, kind, given.now).contains(body)) return accepted();
    const auto found = given.office.bodies.find(body);
    if (found != given.office.bodies.end() && !found->second.exists_at(given.now))
      return refuse(Refusal::body_abolished, "The meeting was one of \"" + body + "\".", "meeting");
    return refuse(Refusal::wrong_body,
                  "The meeting was one of \"" + body + "\"; this cycle asks for the " + words_of(kind) + ".",
                  "meeting");
  }
  const auto authority = authority_to(power, given);
  if (!authority) return std::unexpected(authority.error());
  if (authority->body == body) return accepted();
  return refuse(Refusal::wrong_body,
                "You act for \"" + authority->body + "\", and the meeting was one of \"" + body + "\".",
                "meeting");
}

/// A route is named by its id or by its name.
bool is_same_route(const Office& office, const std::string& one, const std::string& other) {
  const auto is_name_of = [&](const std::string& name, const std::string& id) {
    const auto found = office.routes.find(id);
    return found != office.routes.end() && found->second == name;
  };
  return one == other || is_name_of(one, other) || is_name_of(other, one);
}

/// Edge case 32: of two routes the panel of the lead route recommends.
Verdict panel_of_the_lead_route(const Given& given, const std::string& body) {
  const std::string& panel = given.office.bodies.at(body).route;
  const std::string& lead = given.file.qualification->route;
  if (panel.empty() || lead.empty() || is_same_route(given.office, panel, lead)) return accepted();
  return refuse(Refusal::wrong_body,
                "The lead route is \"" + lead + "\", and \"" + body + "\" is the panel of \"" + panel + "\".",
                "meeting");
}

}  // namespace

Verdict make_panel_recommendation(const Given& given, event::PanelRecommendationMade::Builder event) {
  const auto held = meeting_held_on_case(given, string(event.getMeeting().asReader()));
  if (!held) return std::unexpected(held.error());
  const MeetingState& meeting = **held;
  HTQ_REQUIRE(body_of_meeting(given, Power::RECOMMEND, given.cycle().edition.recommends, meeting.body));
  HTQ_REQUIRE(panel_of_the_lead_route(given, meeting.body));
  const auto verdicts = event.getVerdicts().asReader();
  HTQ_REQUIRE(one_for_each_occupation(given, verdicts));
  HTQ_REQUIRE(reasons_given(event.getReasons().asReader()));
  event.setOutcome(least_favourable(verdicts));
  event.setBody(text(meeting.body));
  event.setPresent(static_cast<std::uint16_t>(meeting.present_for(given.target)));
  event.setQuorum(meeting.quorum);
  return accepted();
}

Verdict return_advice(const Given& given, event::AdviceReturned::Builder event) {
  const auto power = [&]() -> std::optional<Power> {
    switch (given.actor.role) {
      case Role::ROUTE_PANEL: return Power::RECOMMEND;
      case Role::ASSURANCE_BODY: return Power::ASSURE;
      case Role::DECISION_MAKER: return Power::DECIDE;
      default: return std::nullopt;  // a secretary enters it for the meeting
    }
  }();
  if (power)
    if (const auto authority = authority_to(*power, given); !authority)
      return std::unexpected(authority.error());
  return required(event.getReason().asReader(), "reason");
}

Verdict give_assurance(const Given& given, event::AssuranceGiven::Builder event) {
  // Where one body both assures and decides, both may be entered from one meeting (domain.md 3).
  const BodyKind kind = given.cycle().edition.assures;
  const std::string meeting = string(event.getMeeting().asReader());
  if (meeting.empty() && given.actor.role != Role::SECRETARY) {
    const auto authority = authority_to(Power::ASSURE, given);
    if (!authority) return std::unexpected(authority.error());
    event.setBody(text(authority->body));
    return accepted();
  }
  const auto held = meeting_held_on_case(given, meeting);
  if (!held) return std::unexpected(held.error());
  HTQ_REQUIRE(body_of_meeting(given, Power::ASSURE, kind, (*held)->body));
  event.setBody(text((*held)->body));
  return accepted();
}

}  // namespace htq
