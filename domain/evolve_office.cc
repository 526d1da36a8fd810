#include "domain/evolve.h"

#include "schemas/personal.h"
#include "schemas/text.h"

namespace htq {
namespace {

EditionState edition_of(event::Edition::Reader from) {
  EditionState edition{.recommends = from.getRecommends(),
                       .assures = from.getAssures(),
                       .decides = from.getDecides(),
                       .exercised_by = from.getExercisedBy(),
                       .consultation = from.getConsultation(),
                       .consultation_weeks = from.getConsultationWeeks(),
                       .peer_review = from.getPeerReview(),
                       .levels = from.getLevels(),
                       .support_session_required = from.getSupportSessionRequired(),
                       .resubmission_rounds = from.getResubmissionRounds(),
                       .receipt_days = from.getReceiptDays(),
                       .information_days = from.getInformationDays(),
                       .advice_days = from.getAdviceDays(),
                       .acceptance_days = from.getAcceptanceDays(),
                       .lapse_days = from.getLapseDays(),
                       .first_teach = {},
                       .cut_off = {from.getCutOff().getInstant()},
                       .cut_off_local = string(from.getCutOff().getLocal()),
                       .approval_years = from.getApprovalYears()};
  for (const auto rule : from.getFirstTeach())
    edition.first_teach.push_back({.window = string(rule.getWindow()),
                                   .approved_before = {rule.getApprovedBefore().getInstant()},
                                   .first_teach = string(rule.getFirstTeach())});
  return edition;
}

std::set<std::string> set_of(capnp::List<capnp::Text>::Reader list) {
  std::set<std::string> out;
  for (const auto item : list) out.insert(string(item));
  return out;
}

/// What ends from an instant was in force until just before it.
Instant last_before(Moment::Reader from) { return Instant{from.getInstant()} - Duration{1}; }

}  // namespace

void evolve(Office& office, Record::Reader record) {
  const Body::Reader body = record.getBody();
  const std::string id = string(record.getStream());
  if (tells_of_a_person(body.which()))
    each_personal(body, [&](Personal::Reader about) {
      if (about.getBox().size() == 0) return;
      Position& told = office.persons[string(about.getPerson())].told;
      told = std::max(told, Position{record.getPosition()});
    });
  switch (body.which()) {
    case Body::WRITER_ELECTED: office.moved = {}; break;
    case Body::LOG_MOVED:
      office.moved = {.destination = string(body.getLogMoved().getDestination()),
                      .address = string(body.getLogMoved().getAddress())};
      break;
    case Body::LOG_LEVEL_RAISED: office.log_level = body.getLogLevelRaised().getLevel(); break;

    case Body::CYCLE_ANNOUNCED: {
      const auto event = body.getCycleAnnounced();
      office.cycles[id] = {.standing = Standing::present,
                           .title = string(event.getTitle()),
                           .routes = set_of(event.getRoutes()),
                           .edition = edition_of(event.getEdition())};
      break;
    }
    case Body::WINDOW_SCHEDULED: {
      const auto event = body.getWindowScheduled();
      WindowState& window = office.cycles[id].windows[string(event.getWindow())];
      window.opens = {event.getOpens().getInstant()};
      window.closes = {event.getCloses().getInstant()};
      if (event.getCriteriaVersion().size() != 0) window.criteria_version = string(event.getCriteriaVersion());
      break;
    }
    case Body::WINDOW_OPENED: office.cycles[id].windows[string(body.getWindowOpened().getWindow())].opened = true; break;
    case Body::WINDOW_EXTENDED: {
      const auto event = body.getWindowExtended();
      WindowState& window = office.cycles[id].windows[string(event.getWindow())];
      window.closes = {event.getCloses().getInstant()};
      window.closed = false;
      break;
    }
    case Body::WINDOW_CLOSED: office.cycles[id].windows[string(body.getWindowClosed().getWindow())].closed = true; break;
    case Body::SCOPE_CHANGED: {
      const auto event = body.getScopeChanged();
      office.cycles[id].scope[string(event.getStandard())].push_back(
          {.from = {event.getFrom().getInstant()}, .scope = event.getClass()});
      break;
    }
    case Body::CRITERIA_VERSION_SET: {
      const auto event = body.getCriteriaVersionSet();
      office.cycles[id].windows[string(event.getWindow())].criteria_version = string(event.getVersion());
      break;
    }
    case Body::RESUBMISSION_DATE_SET: {
      const auto by = body.getResubmissionDateSet().getBy();
      office.cycles[id].resubmit_by = {by.getInstant()};
      office.cycles[id].resubmit_by_local = string(by.getLocal());
      break;
    }
    case Body::CUT_OFF_MOVED: {
      const auto cut_off = body.getCutOffMoved().getCutOff();
      office.cycles[id].edition.cut_off = {cut_off.getInstant()};
      office.cycles[id].edition.cut_off_local = string(cut_off.getLocal());
      break;
    }
    case Body::FINAL_LIST_PUBLISHED: office.cycles[id].final_list_published = true; break;
    case Body::CYCLE_CLOSED: office.cycles[id].standing = Standing::ended; break;
    case Body::DURATION_RULE_CHANGED:
      office.cycles[id].edition.approval_years = body.getDurationRuleChanged().getYears();
      break;
    case Body::SUBMISSIONS_TURNED_AWAY:
    case Body::TIMELINE_PUBLISHED:
    case Body::EVALUATION_RECORDED: break;

    case Body::CONSULTATION_PLANNED: {
      const auto event = body.getConsultationPlanned();
      office.consultations[id] = {.standing = Standing::present,
                                  .cycle = string(event.getCycle()),
                                  .cases = set_of(event.getCases()),
                                  .opens = {event.getOpens().getInstant()},
                                  .closes = {event.getCloses().getInstant()},
                                  .closes_local = string(event.getCloses().getLocal())};
      break;
    }
    case Body::CONSULTATION_OPENED:
      office.consultations[id].standing = Standing::open;
      office.consultations[id].opened_at = {record.getRecordedAt()};
      break;
    case Body::CONSULTATION_EXTENDED: {
      const auto closes = body.getConsultationExtended().getCloses();
      office.consultations[id].closes = {closes.getInstant()};
      office.consultations[id].closes_local = string(closes.getLocal());
      break;
    }
    case Body::RESPONSE_RECEIVED: {
      const auto event = body.getResponseReceived();
      const std::string response = string(event.getResponse());
      office.consultations[id].responses[response] = string(event.getRespondent().getPerson());
      office.consultations[id].senders[response] = string(record.getActor().getSubject());
      break;
    }
    case Body::RESPONSE_SET_ASIDE:
      office.consultations[id].set_aside.insert(string(body.getResponseSetAside().getResponse()));
      break;
    case Body::MATERIAL_TAKEN_DOWN: {
      const auto event = body.getMaterialTakenDown();
      office.consultations[id].taken_down[{string(event.getCase()), string(event.getDocument())}] = {
          record.getRecordedAt()};
      break;
    }
    case Body::RESPONSE_REPLACED:
    case Body::CONSULTATION_SUMMARISED: break;
    case Body::CONSULTATION_CLOSED: office.consultations[id].standing = Standing::ended; break;

    case Body::MEETING_CALLED: {
      const auto event = body.getMeetingCalled();
      office.meetings[id] = {.standing = Standing::present,
                             .kind = event.getKind(),
                             .body = string(event.getBody()),
                             .at = {event.getAt().getInstant()},
                             .cases = set_of(event.getCases()),
                             .quorum = event.getQuorum()};
      break;
    }
    case Body::PAPERS_ISSUED:
    case Body::INTEREST_DECLARED: break;
    case Body::MEMBER_RECUSED: {
      const auto event = body.getMemberRecused();
      office.meetings[id].recused.emplace(string(event.getMember()), string(event.getCase()));
      break;
    }
    case Body::MEETING_HELD:
      office.meetings[id].standing = Standing::open;
      office.meetings[id].present = set_of(body.getMeetingHeld().getPresent());
      break;
    case Body::MEETING_ADJOURNED: office.meetings[id].standing = Standing::ended; break;

    case Body::PUBLICATION_ISSUED: {
      const auto event = body.getPublicationIssued();
      office.publications[id] = {.standing = Standing::present,
                                 .kind = event.getKind(),
                                 .cycle = string(event.getCycle()),
                                 .versions = {{string(event.getVersion()), {event.getFrom().getInstant()}}}};
      break;
    }
    case Body::PUBLICATION_REPLACED: {
      const auto event = body.getPublicationReplaced();
      office.publications[id].versions.push_back({string(event.getVersion()), {event.getFrom().getInstant()}});
      break;
    }

    case Body::ENQUIRY_RECEIVED: {
      const auto event = body.getEnquiryReceived();
      office.enquiries[id] = {.standing = Standing::present,
                              .kind = event.getKind(),
                              .organisation = string(event.getOrganisation())};
      break;
    }
    case Body::ENQUIRY_ANSWERED:
      office.enquiries[id].standing = Standing::ended;
      office.enquiries[id].answered_at = {record.getOccurredAt()};
      break;

    case Body::STANDARD_VERSION_PUBLISHED: {
      const auto event = body.getStandardVersionPublished();
      StandardState& standard = office.standards[id];
      standard.standing = Standing::present;
      standard.title = string(event.getTitle());
      standard.version = string(event.getVersion());
      // A version that was in development is published again under its name.
      std::erase_if(standard.versions, [&](const auto& known) { return known.version == standard.version; });
      standard.versions.push_back({standard.version, {event.getFrom().getInstant()}});
      standard.level = event.getLevel();
      standard.route = string(event.getRoute());
      standard.regulator = event.getRegulator();
      standard.options = event.getOptions();
      standard.published = event.getPublished();
      standard.ksbs.clear();
      for (const auto ksb : event.getKsbs()) standard.ksbs.push_back(string(ksb));
      break;
    }
    case Body::OCCUPATION_RECORDED: {
      const std::string option = string(body.getOccupationRecorded().getOption());
      if (!option.empty()) office.standards[id].option_letters.insert(option);
      break;
    }
    case Body::STANDARD_RETIRED:
      office.standards[id].standing = Standing::ended;
      office.standards[id].retired_from = {body.getStandardRetired().getFrom().getInstant()};
      break;
    case Body::STANDARD_REPLACED:
      office.standards[id].replaced_by = string(body.getStandardReplaced().getBy());
      office.standards[id].replaced_from = {body.getStandardReplaced().getFrom().getInstant()};
      break;
    case Body::STANDARD_MERGED:
      office.standards[id].standing = Standing::ended;
      office.standards[id].merged = true;
      office.standards[id].merged_from = {body.getStandardMerged().getFrom().getInstant()};
      break;
    case Body::STANDARD_RENAMED: office.standards[id].title = string(body.getStandardRenamed().getTitle()); break;
    case Body::STANDARD_LEVEL_CHANGED: office.standards[id].level = body.getStandardLevelChanged().getLevel(); break;
    case Body::STANDARD_REVIEW_SCHEDULED:
    case Body::STANDARD_DRAFT_PUBLISHED:
    case Body::OCCUPATION_PROPOSED: break;

    case Body::ORGANISATION_REGISTERED: {
      const auto event = body.getOrganisationRegistered();
      office.organisations[id] = {
          .standing = Standing::present, .name = string(event.getName()), .kind = event.getKind()};
      break;
    }
    case Body::RECOGNITION_RECORDED: {
      const auto event = body.getRecognitionRecorded();
      office.organisations[id].recognitions[event.getRegulator()] = {.number = string(event.getNumber()),
                                                                     .from = {event.getFrom().getInstant()},
                                                                     .until = {event.getUntil().getInstant()}};
      break;
    }
    case Body::RECOGNITION_LOST:
      office.organisations[id].recognitions[body.getRecognitionLost().getRegulator()].lost = true;
      office.organisations[id].recognitions[body.getRecognitionLost().getRegulator()].lost_at = {
          record.getRecordedAt()};
      break;
    case Body::OIA_MEMBERSHIP_RECORDED:
      office.organisations[id].oia = body.getOiaMembershipRecorded().getMembership();
      break;
    case Body::ORGANISATION_RENAMED: office.organisations[id].name = string(body.getOrganisationRenamed().getName()); break;
    case Body::ORGANISATION_MERGED:
      office.organisations[id].standing = Standing::ended;
      office.organisations[id].merged_into = string(body.getOrganisationMerged().getInto());
      break;
    case Body::REPRESENTATIVE_NAMED:
      office.organisations[id].representatives.insert(string(body.getRepresentativeNamed().getSubject()));
      break;

    case Body::BODY_ESTABLISHED: {
      const auto event = body.getBodyEstablished();
      office.bodies[id] = {.standing = Standing::present,
                           .kind = event.getKind(),
                           .name = string(event.getName()),
                           .route = string(event.getRoute()),
                           .from = {event.getFrom().getInstant()}};
      break;
    }
    case Body::BODY_ABOLISHED: {
      const auto event = body.getBodyAbolished();
      office.bodies[id].standing = Standing::ended;
      office.bodies[id].until = {event.getFrom().getInstant()};
      office.bodies[id].successor = string(event.getSuccessor());
      break;
    }
    case Body::POWER_DELEGATED: {
      const auto event = body.getPowerDelegated();
      office.bodies[id].delegations[string(event.getDelegation())] = {.power = event.getPower(),
                                                                      .to = string(event.getTo()),
                                                                      .cycle = string(event.getCycle()),
                                                                      .from = {event.getFrom().getInstant()},
                                                                      .until = {event.getUntil().getInstant()}};
      break;
    }
    case Body::DELEGATION_ENDED: {
      const auto event = body.getDelegationEnded();
      office.bodies[id].delegations[string(event.getDelegation())].until = last_before(event.getFrom());
      break;
    }
    case Body::APPOINTMENT_MADE: {
      const auto event = body.getAppointmentMade();
      office.bodies[id].appointments[string(event.getPerson())] = {
          .kind = event.getKind(), .from = {event.getFrom().getInstant()}, .until = {event.getUntil().getInstant()}};
      break;
    }
    case Body::APPOINTMENT_ENDED: {
      const auto event = body.getAppointmentEnded();
      office.bodies[id].appointments[string(event.getPerson())].until = last_before(event.getFrom());
      break;
    }

    case Body::FEEDBACK_INVITED:
      office.feedback[id] = {.standing = Standing::present,
                             .organisation = string(body.getFeedbackInvited().getOrganisation())};
      break;
    case Body::FEEDBACK_GIVEN: office.feedback[id].standing = Standing::ended; break;
    case Body::BANK_HOLIDAY_RECORDED:
      if (const auto day = parse_day(view(body.getBankHolidayRecorded().getDay())))
        office.bank_holidays.add({.day = *day, .known_from = std::nullopt});
      break;
    case Body::PERSON_ERASED: office.persons[id].erased = {record.getPosition()}; break;
    case Body::LEGAL_HOLD_PLACED: office.persons[id].on_legal_hold = true; break;
    case Body::LEGAL_HOLD_LIFTED: office.persons[id].on_legal_hold = false; break;
    case Body::ROUTE_RECORDED: office.routes[id] = string(body.getRouteRecorded().getName()); break;

    // Events of cases, and of the log itself.
    case Body::INTEREST_REGISTERED: case Body::SUPPORT_SESSION_BOOKED:
    case Body::SUPPORT_SESSION_HELD: case Body::SUPPORT_SESSION_MISSED: case Body::FORM_ACCESS_GRANTED:
    case Body::APPLICATION_STARTED: case Body::QUALIFICATION_DESCRIBED: case Body::OCCUPATION_NAMED:
    case Body::OCCUPATION_DROPPED: case Body::MAPPING_PROVIDED: case Body::RECOGNITION_NUMBER_GIVEN:
    case Body::CONDITIONS_OF_APPLICATION_ACCEPTED: case Body::DOCUMENT_ATTACHED: case Body::DOCUMENT_REMOVED:
    case Body::SENSITIVITY_FLAGGED: case Body::SENSITIVITY_LIFTED: case Body::APPLICATION_SUBMITTED:
    case Body::LATE_SUBMISSION_REFUSED: case Body::LATE_SUBMISSION_ADMITTED: case Body::DRAFT_LAPSED:
    case Body::RECEIPT_CONFIRMED: case Body::TIMELINE_AGREED: case Body::CASE_ASSIGNED:
    case Body::ELIGIBILITY_CONFIRMED: case Body::ELIGIBILITY_REFUSED: case Body::APPLICATION_CORRECTED:
    case Body::INFORMATION_REQUESTED: case Body::INFORMATION_PROVIDED: case Body::INFORMATION_REQUEST_CANCELLED:
    case Body::INFORMATION_REQUEST_LAPSED: case Body::CASE_HELD: case Body::CASE_RELEASED:
    case Body::OPENED_FOR_CONSULTATION: case Body::CONSULTATION_ENDED: case Body::PEER_REVIEW_COMMISSIONED:
    case Body::PEER_REVIEW_ACCEPTED: case Body::PEER_REVIEW_DECLINED: case Body::PEER_REVIEW_RECEIVED: case Body::PEER_REVIEW_WAIVED:
    case Body::PEER_REVIEW_DISCOUNTED: case Body::REGULATOR_ADVICE_REQUESTED: case Body::REGULATOR_MEETING_HELD:
    case Body::REGULATOR_ADVICE_RECEIVED: case Body::REGULATOR_ADVICE_NOT_NEEDED:
    case Body::STATUTORY_ADVICE_REQUESTED: case Body::STATUTORY_ADVICE_RECEIVED:
    case Body::REGULATORY_ACTION_REPORTED: case Body::CRITERION_ASSESSED: case Body::ANALYSIS_COMPLETED:
    case Body::ADVICE_COMPLETED: case Body::PANEL_RECOMMENDATION_MADE: case Body::ADVICE_RETURNED:
    case Body::ASSURANCE_GIVEN: case Body::DECISION_DEFERRED: case Body::DECISION_TAKEN:
    case Body::COPYRIGHT_DETERMINED: case Body::FEEDBACK_ISSUED: case Body::RESUBMISSION_DATE_MOVED:
    case Body::RESUBMISSION_RECEIVED: case Body::CHANGES_RETURNED: case Body::CHANGES_CONFIRMED:
    case Body::CHANGES_REFUSED: case Body::RESUBMISSION_LAPSED: case Body::CUT_OFF_PASSED:
    case Body::COPYRIGHT_ACCEPTED: case Body::CONDITIONS_OF_APPROVAL_ACCEPTED: case Body::ACCEPTANCE_LAPSED:
    case Body::LISTED_PUBLICLY: case Body::LISTING_CORRECTED: case Body::APPLICATION_WITHDRAWN:
    case Body::NOTICE_ISSUED: case Body::NOTICE_FAILED: case Body::EARLIER_APPROVAL_RECORDED: case Body::ENTRY_CORRECTED: break;
  }
}

}  // namespace htq
