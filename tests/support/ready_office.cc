#include "tests/support/ready_office.h"

#include <initializer_list>
#include <tuple>
#include <utility>

#include "schemas/text.h"

namespace htq::tests {

ReadyOffice::ReadyOffice() {
  at("2020-07-01T09:00");
  routes();
  bank_holidays();
  publications();
  bodies();
  standards();
  organisations();
  cycles();
}

Answer ReadyOffice::sure(const Actor& actor, const std::string& target,
                         const std::function<void(Command::Builder)>& fill) {
  Answer answer = ask(actor, target, fill);
  EXPECT_ACCEPTED(answer);
  return answer;
}

// Cases

std::string ReadyOffice::registered_case(const Draft& draft) {
  enter_window(draft.cycle);
  return sure(applicant(draft.organisation), {},
              [&](Command::Builder c) {
                auto interest = c.initRegisterInterest();
                interest.setOrganisation(text(draft.organisation));
                interest.setCycle(text(draft.cycle));
              })
      .stream;
}

std::string ReadyOffice::case_with_access(const Draft& draft) {
  const std::string reference = registered_case(draft);
  give_access(reference);
  return reference;
}

std::string ReadyOffice::started_case(const Draft& draft) {
  const std::string reference = registered_case(draft);
  open_form(reference);
  return reference;
}

std::string ReadyOffice::drafted_case(const Draft& draft) {
  const std::string reference = started_case(draft);
  fill_in(reference, draft);
  return reference;
}

void ReadyOffice::give_access(const std::string& reference) {
  if (office().cycle(file(reference).cycle)->edition.support_session_required)
    sure(official(), reference, [&](Command::Builder c) {
      auto session = c.initRecordSupportSession();
      session.setOn(text(iso_text(day_of(now()))));
      session.setAdvice("Map each unit to the standard.");
    });
  sure(official(), reference, [](Command::Builder c) { c.initGrantFormAccess(); });
}

void ReadyOffice::open_form(const std::string& reference) {
  give_access(reference);
  sure(applicant(file(reference).organisation), reference,
       [](Command::Builder c) { c.initStartApplication().setPrivacyNotice("1"); });
}

void ReadyOffice::fill_in(const std::string& reference, const Draft& draft) {
  const Actor ann = applicant(file(reference).organisation);
  sure(ann, reference, [&](Command::Builder c) { describe(c.initDescribeQualification(), draft); });
  for (const std::string& standard : draft.standards)
    sure(ann, reference,
         [&](Command::Builder c) { c.initNameOccupation().initOccupation().setStandard(text(standard)); });
  attach(reference, "structure", DocumentPart::STRUCTURE_AND_MAPPING, Sensitivity::MAY_BE_PUBLISHED);
  sure(ann, reference, [&](Command::Builder c) { map(c.initProvideMapping(), draft.standards); });
  sure(ann, reference, [](Command::Builder c) { c.initAcceptConditionsOfApplication().setVersion("1"); });
}

std::string ReadyOffice::submitted_case(const Draft& draft) {
  const std::string reference = drafted_case(draft);
  sure(applicant(draft.organisation), reference, [](Command::Builder c) { c.initSubmitApplication(); });
  return reference;
}

std::string ReadyOffice::case_under_review(const Draft& draft) {
  const std::string reference = submitted_case(draft);
  sure(official(), reference, [](Command::Builder c) { c.initConfirmEligibility(); });
  return reference;
}

void ReadyOffice::attach(const std::string& reference, const std::string& id, DocumentPart part,
                         Sensitivity sensitivity) {
  sure(applicant(file(reference).organisation), reference, [&](Command::Builder c) {
    write_document(c.initAttachDocument().initDocument(), id, part, sensitivity);
  });
}

// Parts of commands

std::string ReadyOffice::hash_of(std::string_view id) {
  std::string hash(32, '\x11');
  for (std::size_t i = 0; i < id.size() && i < hash.size(); ++i) hash[i] = id[i];
  return hash;
}

void ReadyOffice::write_document(Document::Builder document, const std::string& id, DocumentPart part,
                                 Sensitivity sensitivity) {
  document.setId(text(id));
  document.setHash(as_data(hash_of(id)));
  document.setSize(1024);
  document.setMediaType("application/pdf");
  document.setName(text(id + ".pdf"));
  document.setPart(part);
  document.setSensitivity(sensitivity);
}

void ReadyOffice::describe(event::QualificationDescribed::Builder event, const Draft& draft) {
  event.setTitle(text(draft.title));
  event.setLevel(draft.level);
  event.setKind(draft.level == 4 ? QualificationKind::HIGHER_NATIONAL_CERTIFICATE
                                 : QualificationKind::HIGHER_NATIONAL_DIPLOMA);
  event.setNumber(text(draft.number));
  event.setRoute(text(draft.route));
}

void ReadyOffice::map(event::MappingProvided::Builder event, const std::vector<std::string>& standards) {
  event.setDocument("structure");
  auto unit = event.initUnits(1)[0];
  unit.setCode("U1");
  unit.setTitle("Practice");
  auto lines = event.initCoverage(static_cast<unsigned>(standards.size()) * 3);
  unsigned line = 0;
  for (const std::string& standard : standards)
    for (const char* ksb : {"K1", "S1", "B1"}) {
      lines[line].setUnit("U1");
      lines[line].setKsb(ksb);
      lines[line].setStandard(text(standard));
      lines[line++].setCoverage(Coverage::FULL);
    }
}

// The office

void ReadyOffice::open_window(const std::string& cycle, const std::string& window) {
  const WindowState& state = office().cycle(cycle)->windows.at(window);
  if (state.opened) return;
  if (now() < state.opens) at(state.opens);
  sure(the_system(), cycle, [&](Command::Builder c) { c.initOpenWindow().setWindow(text(window)); });
}

void ReadyOffice::enter_window(const std::string& cycle) {
  open_window(cycle, office().cycle(cycle)->windows.begin()->first);
}

void ReadyOffice::organisation(const std::string& id, const std::string& name, OrganisationKind kind) {
  sure(official(), id, [&](Command::Builder c) {
    auto event = c.initRegisterOrganisation();
    event.setName(text(name));
    event.setKind(kind);
    event.setMadeUp(true);
  });
}

void ReadyOffice::recognised(const std::string& organisation, Regulator regulator, const std::string& number,
                             const std::string& from) {
  sure(official(), organisation, [&](Command::Builder c) {
    auto event = c.initRecordRecognition();
    event.setRegulator(regulator);
    event.setNumber(text(number));
    event.initFrom().setLocal(text(from));
  });
}

void ReadyOffice::standard(const std::string& id, const std::string& title, std::uint8_t level,
                           const std::string& route, Regulator regulator, std::uint16_t options,
                           bool published) {
  sure(official(), id, [&](Command::Builder c) {
    auto event = c.initPublishStandardVersion();
    event.setTitle(text(title));
    event.setVersion("1.0");
    event.setLevel(level);
    event.setRoute(text(route));
    event.setRegulator(regulator);
    event.setOptions(options);
    event.initFrom().setLocal("2019-01-01");
    event.setPublished(published);
    auto ksbs = event.initKsbs(3);
    ksbs.set(0, "K1");
    ksbs.set(1, "S1");
    ksbs.set(2, "B1");
  });
}

void ReadyOffice::option(const std::string& standard, const std::string& code, const std::string& letter,
                         const std::string& title) {
  sure(official(), standard, [&](Command::Builder c) {
    auto event = c.initRecordOccupation();
    event.setCode(text(code));
    event.setOption(text(letter));
    event.setTitle(text(title));
    event.setLevel(4);
  });
}

void ReadyOffice::scope(const std::string& cycle, const std::string& standard, ScopeClass scope,
                        const std::string& from) {
  sure(official(), cycle, [&](Command::Builder c) {
    auto event = c.initChangeScope();
    event.setStandard(text(standard));
    event.setClass(scope);
    event.initFrom().setLocal(text(from));
    event.setReason("Route review.");
  });
}

void ReadyOffice::body(const std::string& id, BodyKind kind, const std::string& name,
                       const std::string& route) {
  sure(official(), id, [&](Command::Builder c) {
    auto event = c.initEstablishBody();
    event.setKind(kind);
    event.setName(text(name));
    event.initFrom().setLocal("2017-04-01");
    event.setRoute(text(route));
  });
}

void ReadyOffice::publication(const std::string& id, PublicationKind kind, const std::string& title) {
  sure(official(), id, [&](Command::Builder c) {
    auto event = c.initIssuePublication();
    event.setKind(kind);
    event.setTitle(text(title));
    event.setVersion("1");
    event.setHash(as_data(hash_of(id)));
    event.initFrom().setLocal("2020-07-01");
  });
}

void ReadyOffice::answered_enquiry(const std::string& id, EnquiryKind kind, const std::string& organisation) {
  sure(official(), id, [&](Command::Builder c) {
    auto event = c.initReceiveEnquiry();
    event.setKind(kind);
    event.setOrganisation(text(organisation));
    event.setQuestion("May it be done?");
  });
  sure(official(), id, [](Command::Builder c) { c.initAnswerEnquiry().setAnswer("It may."); });
}

void ReadyOffice::cycle(const std::string& id, const std::string& title,
                        const std::vector<std::string>& routes, const std::vector<WindowDays>& windows,
                        void (*differs)(event::Edition::Builder)) {
  sure(official(), id, [&](Command::Builder c) {
    auto event = c.initAnnounceCycle();
    event.setTitle(text(title));
    auto list = event.initRoutes(static_cast<unsigned>(routes.size()));
    for (unsigned i = 0; i < routes.size(); ++i) list.set(i, text(routes[i]));
    auto edition = event.initEdition();
    edition.setRecommends(BodyKind::ROUTE_PANEL);
    edition.setAssures(BodyKind::APPROVALS_AND_FUNDING_COMMITTEE);
    edition.setConsultation(ConsultationPolicy::PLANNED);
    edition.setConsultationWeeks(4);
    edition.setPeerReview(PeerReviewPolicy::WHERE_APPROPRIATE);
    edition.setLevels(LevelPolicy::FOUR_AGAINST_FIVE_BY_CONTACT);
    edition.setResubmissionRounds(1);
    edition.setReceiptDays(2);
    edition.setInformationDays(10);
    edition.setAdviceDays(10);
    edition.setAcceptanceDays(20);
    edition.setLapseDays(20);
    edition.setProceduralReviewDays(20);
    differs(edition);
  });
  for (const WindowDays& days : windows)
    sure(official(), id, [&](Command::Builder c) {
      auto event = c.initScheduleWindow();
      event.setWindow(text(days.window));
      event.initOpens().setLocal(text(days.opens));
      event.initCloses().setLocal(text(days.closes));
      event.setCriteriaVersion(text(days.criteria));
    });
}

void ReadyOffice::routes() {
  for (const auto& [id, name, letters] :
       std::initializer_list<std::tuple<std::string, const char*, const char*>>{
           {"digital", "Digital", "DZ"},
           {"construction", "Construction and the built environment", "CZ"},
           {"health-and-science", "Health and science", "HS"}})
    sure(official(), id, [&](Command::Builder c) {
      auto event = c.initRecordRoute();
      event.setName(name);
      event.setLetters(letters);
    });
}

void ReadyOffice::bank_holidays() {
  for (const auto& [day, name] :
       std::initializer_list<std::pair<const char*, const char*>>{{"2020-12-25", "Christmas Day"},
                                                                  {"2020-12-28", "Boxing Day"},
                                                                  {"2021-01-01", "New Year's Day"},
                                                                  {"2021-04-02", "Good Friday"},
                                                                  {"2021-04-05", "Easter Monday"}})
    sure(official(), "england-and-wales", [&](Command::Builder c) {
      auto event = c.initRecordBankHoliday();
      event.setDay(day);
      event.setName(name);
    });
}

void ReadyOffice::publications() {
  publication("privacy-notice", PublicationKind::PRIVACY_NOTICE, "Privacy notice");
  publication("conditions-of-application", PublicationKind::CONDITIONS_OF_APPLICATION,
              "Conditions of application");
  publication("conditions-of-approval", PublicationKind::CONDITIONS_OF_APPROVAL, "Conditions of approval");
}

void ReadyOffice::bodies() {
  body("panel-digital", BodyKind::ROUTE_PANEL, "Digital route panel", "digital");
  body("panel-health", BodyKind::ROUTE_PANEL, "Health and science route panel", "health-and-science");
  body("afc", BodyKind::APPROVALS_AND_FUNDING_COMMITTEE, "Approvals and Funding Committee");
  body("institute-board", BodyKind::INSTITUTE_BOARD, "Institute Board");
  body("chief-executive", BodyKind::CHIEF_EXECUTIVE, "Chief Executive");
  body("approvals-committee", BodyKind::APPROVALS_COMMITTEE, "Approvals Committee");
}

void ReadyOffice::standards() {
  standard("ST0116", "Software developer", 4, "digital");
  standard("ST0125", "Network manager", 5, "digital");  // made up at this level
  standard("ST1021", "Cyber security technologist", 4, "digital", Regulator::NONE, 2);
  option("ST1021", "OCC1021A", "A", "Cyber Defend & Respond");
  option("ST1021", "OCC1021B", "B", "Cyber Risk Analyst");
  standard("ST0600", "Hearing aid dispenser", 5, "health-and-science",
           Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL);
  standard("ST0827", "Nursing associate", 5, "health-and-science", Regulator::NURSING_AND_MIDWIFERY_COUNCIL);
}

void ReadyOffice::organisations() {
  organisation("example-college", "Example College", OrganisationKind::HIGHER_EDUCATION_PROVIDER);
  recognised("example-college", Regulator::OFFICE_FOR_STUDENTS, "10000001");
  organisation("example-awarding", "Example Awarding", OrganisationKind::AWARDING_ORGANISATION);
  recognised("example-awarding", Regulator::OFQUAL, "RN0001");
}

void ReadyOffice::cycles() {
  cycle("cycle-1", "1", {"digital"}, {{"1", "2020-09-23T12:00", "2020-12-16T17:00", "1"}},
        [](event::Edition::Builder edition) {
          edition.setDecides(BodyKind::INSTITUTE_BOARD);
          edition.setExercisedBy(BodyKind::APPROVALS_AND_FUNDING_COMMITTEE);
          edition.setPeerReview(PeerReviewPolicy::ALWAYS);
          edition.setLevels(LevelPolicy::EITHER_WAY);
          edition.initFirstTeach(1)[0].setFirstTeach("2022-09");
          edition.setApprovalYears(5);
        });
  cycle("cycle-2", "2", {"digital", "construction", "health-and-science"},
        {{"2", "2021-07-05", "2021-09-17", "2"}}, [](event::Edition::Builder edition) {
          edition.setDecides(BodyKind::CHIEF_EXECUTIVE);
          edition.initFirstTeach(1)[0].setFirstTeach("2023-09");
        });
  // The days of 5.1 are not in the sources: a month is picked for it.
  cycle("cycle-5", "5", {},
        {{"5.1", "2024-01-08", "2024-02-09", "5.1"}, {"5.2", "2024-09-23", "2025-02-10", "5.2"}},
        [](event::Edition::Builder edition) {
          edition.setAssures(BodyKind::APPROVALS_COMMITTEE);
          edition.setDecides(BodyKind::APPROVALS_COMMITTEE);
          edition.setConsultation(ConsultationPolicy::NOT_PLANNED);
          edition.setSupportSessionRequired(true);
          auto rules = edition.initFirstTeach(2);
          rules[0].setWindow("5.1");
          rules[0].initApprovedBefore().setLocal("2024-11-01");
          rules[0].setFirstTeach("2025-09");
          rules[1].setFirstTeach("2026-09");
          edition.initCutOff().setLocal("2025-03-31");
        });
}

}  // namespace htq::tests
