// Before the first case: bodies and who is appointed to them, what the office publishes, the organisations.
#include "daemon/ctl/demo/names.h"
#include "daemon/ctl/demo/show.h"

namespace htq::ctl::demo {
namespace {

constexpr const char* kInstituteFrom = "2017-04-01";
constexpr int kMembers = 5;

struct Published {
  const char* id;
  const char* kind;
  const char* title;
};
constexpr Published kPublished[] = {
    {"guidance", "guidance", "Guidance for applicants"},
    {"application-form", "form", "Application form"},
    {"conditions-of-application", "conditionsOfApplication", "Conditions of application"},
    {"conditions-of-approval", "conditionsOfApproval", "Conditions of approval"},
    {"privacy-notice", "privacyNotice", "Privacy notice"},
    {"scope-list", "scopeList", "Standards open for approval"},
    {"mark-guidelines", "markGuidelines", "How the quality mark may be used"},
    {"webinar", "eventMaterial", "Slides of the webinar for awarding bodies"}};

void establish(Show& show, const std::string& id, const char* kind, const std::string& name,
               const std::string& route = {}) {
  Json about = body({{"body", id}, {"kind", kind}, {"name", name}, {"from", kInstituteFrom}});
  if (!route.empty()) about.at("route") = {route};
  show.play.send(show.people.official, "establish-body", about);
}

void appoint(Show& show, const std::string& to, const char* kind, const std::string& person) {
  show.play.send(show.people.official, "make-appointment",
                 body({{"body", to},
                       {"kind", kind},
                       {"person", person},
                       {"name", body({{"person", person}, {"text", "A person, made up"}})},
                       {"from", "2021-01-01"}}));
}

void establish_bodies(Show& show) {
  for (const auto& [route, id] : show.panels) {
    establish(show, id, "routePanel", "Route panel: " + route, route);
    for (int member = 1; member <= kMembers; ++member)
      appoint(show, id, "panelMember", pseudonym(id + "-member", member));
    // Who speaks for a panel is of it, and sees its papers.
    appoint(show, id, "panelMember", id + "-chair");
  }
  establish(show, "afc", "approvalsAndFundingCommittee", "Approvals and Funding Committee");
  for (int member = 1; member <= kMembers; ++member)
    appoint(show, "afc", "committeeMember", pseudonym("afc-member", member));
  establish(show, "chief-executive", "chiefExecutive", "Chief Executive");
  establish(show, "officials", "officials", "Officials of the Institute");
  for (const Person& reviewer : show.people.reviewers)
    appoint(show, "officials", "peerReviewer", reviewer.subject);
  show.play.send(show.people.official, "delegate-power",
                 body({{"body", "chief-executive"},
                       {"delegation", "confirm-changes-2"},
                       {"power", "confirmChanges"},
                       {"to", show.people.deputy.subject},
                       {"cycle", show.cycle},
                       {"from", "2021-01-01"}}));
}

void publish(Show& show) {
  for (const Published& each : kPublished)
    show.play.send(show.people.official, "issue-publication",
                   body({{"publication", each.id},
                         {"kind", each.kind},
                         {"title", each.title},
                         {"version", "1"},
                         {"text", std::string(each.title) + ", made up for the demonstration."}}));
  show.play.send(
      show.people.official, "publish-timeline",
      body({{"cycle", show.cycle},
            {"text", "Consultation in autumn, decisions in the new year, the list in February."}}));
  // Edge case 43: a page is replaced in the middle of the window.
  show.play.at(london("2021-07-20T11:00"), [&show] {
    show.play.send(show.people.official, "replace-publication",
                   body({{"publication", "guidance"},
                         {"version", "2"},
                         {"text", "Guidance for applicants, second version, made up."}}));
  });
}

void register_organisations(Show& show) {
  int number = 0;
  for (const Person& applicant : show.people.applicants) {
    const bool awards = is_awarding_organisation(number);
    const std::string name = organisation_name(number);
    ++number;
    show.play.send(show.people.official, "register-organisation",
                   body({{"organisation", applicant.organisation},
                         {"name", name},
                         {"kind", awards ? "awardingOrganisation" : "higherEducationProvider"},
                         {"contact", body({{"person", applicant.subject}, {"text", "A contact, made up"}})},
                         {"madeUp", true}}));
    // The first is recognised by nobody: its applications are ineligible.
    if (number > 1)
      show.play.send(awards ? show.people.ofqual : show.people.ofs, "record-recognition",
                     body({{"organisation", applicant.organisation},
                           {"regulator", awards ? "ofqual" : "officeForStudents"},
                           {"number", "made-up-" + std::to_string(1000 + number)},
                           {"from", "2019-09-01"}}));
    show.play.send(
        show.people.official, "record-oia-membership",
        body({{"organisation", applicant.organisation}, {"membership", awards ? "notJoined" : "joined"}}));
    show.play.send(applicant, "name-representative",
                   body({{"organisation", applicant.organisation},
                         {"subject", applicant.subject},
                         {"name", body({{"person", applicant.subject}, {"text", "A person, made up"}})}}));
  }
}

}  // namespace

void set_up_office(Show& show) {
  show.play.at(london(kOfficeReady), [&show] {
    establish_bodies(show);
    publish(show);
    register_organisations(show);
  });
}

}  // namespace htq::ctl::demo
