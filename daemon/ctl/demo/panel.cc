// Panel, assurance and decision of each round: meetings are called, papers issued, interests declared.
#include "daemon/ctl/demo/names.h"
#include "daemon/ctl/demo/show.h"
#include "daemon/ctl/demo/verdicts.h"

namespace htq::ctl::demo {
namespace {

constexpr int kQuorum = 3;
constexpr int kPresent = 4;

struct Meeting {
  std::string id;
  const char* kind;
  std::string body;
  std::string member;  // pseudonyms of members begin with it
  std::string at;      // London
  std::string route = {};
  std::vector<Story*> stories = {};
};

std::vector<std::string> references(const Meeting& meeting) {
  std::vector<std::string> all;
  for (const Story* story : meeting.stories) all.push_back(story->reference);
  return all;
}

void call(Show& show, const Meeting& meeting) {
  Json about = body({{"meeting", meeting.id},
                     {"kind", meeting.kind},
                     {"body", meeting.body},
                     {"at", meeting.at},
                     {"cases", references(meeting)},
                     {"quorum", kQuorum}});
  if (!meeting.route.empty()) about.at("route") = {meeting.route};
  show.play.send(show.people.secretary, "call-meeting", about);
  Seeded random = show.random.apart(meeting.id);
  show.play.send(show.people.secretary, "issue-papers",
                 body({{"meeting", meeting.id}, {"papers", list({Value(made_up_hash(random))})}}));
}

void hold(Show& show, const Meeting& meeting) {
  std::vector<std::string> present;
  for (int member = 1; member <= kPresent; ++member) present.push_back(pseudonym(meeting.member, member));
  show.play.send(show.people.secretary, "hold-meeting",
                 body({{"meeting", meeting.id}, {"present", present}}));
}

void recuse(Show& show, const Meeting& meeting, const Story& story, int member) {
  const std::string who = pseudonym(meeting.member, member);
  show.play.send(show.people.secretary, "declare-interest",
                 body({{"meeting", meeting.id},
                       {"member", who},
                       {"case", story.reference},
                       {"interest", "Employs graduates of the applicant."}}));
  show.play.send(show.people.secretary, "recuse-member",
                 body({{"meeting", meeting.id},
                       {"member", who},
                       {"case", story.reference},
                       {"reason", "An interest was declared."}}));
}

Json recommendation(const Meeting& meeting, const Story& story) {
  return story.body({{"meeting", meeting.id},
                     {"verdicts", verdicts(story, By::panel)},
                     {"reasons", "What employers of the route find. Made up."}});
}

void recommend(Show& show, const Meeting& meeting, Story& story) {
  const Person& panel = show.panel_of(story.route);
  if (story.fate() == Fate::advice_returned && story.round == &kMain) {
    show.tell(panel, "return-advice", story, {{"reason", "The evidence of demand is not analysed."}});
    story.round = &kLast;
    show.at(london("2022-01-10T11:00"), story, complete_advice);
    return;
  }
  show.play.send(panel, "make-panel-recommendation", recommendation(meeting, story));
  story.is_judged = true;
}

Meeting panel_meeting(const Show& show, const Round& round, const std::string& route) {
  const std::string& body = show.panels.at(route);
  return {.id = body + "-" + round.name,
          .kind = "panel",
          .body = body,
          .member = body + "-member",
          .at = round.panel,
          .route = route};
}

/// Two of the four present step back from the case, and the quorum is lost (edge case 39): it is adjourned
/// and called again.
void lose_quorum(Show& show, Meeting meeting) {
  Story& story = *meeting.stories.front();
  recuse(show, meeting, story, 1);
  recuse(show, meeting, story, 2);
  hold(show, meeting);
  show.play.refused(show.panel_of(story.route), "make-panel-recommendation", recommendation(meeting, story),
                    "no_quorum");
  show.play.send(show.people.secretary, "adjourn-meeting",
                 body({{"meeting", meeting.id}, {"reason", "Recusals left it without a quorum."}}));
  meeting.id += "-again";
  meeting.at = "2021-12-08T10:00";
  show.play.at(show.play.now() + std::chrono::hours(1), [&show, meeting] { call(show, meeting); });
  show.play.at(london(meeting.at), [&show, meeting] {
    hold(show, meeting);
    recommend(show, meeting, *meeting.stories.front());
  });
}

void meet(Show& show, const Meeting& meeting) {
  if (meeting.stories.size() > 1) recuse(show, meeting, *meeting.stories.back(), 1);
  hold(show, meeting);
  Instant when = show.play.now();
  for (Story* story : meeting.stories) {
    when = when + std::chrono::minutes(4);
    show.play.at(when, [&show, meeting, story] {
      if (!story->has_ended) recommend(show, meeting, *story);
    });
  }
}

void call_panels(Show& show, const Round& round) {
  for (const auto& [route, panel] : show.panels) {
    Meeting meeting = panel_meeting(show, round, route);
    for (Story& story : show.stories) {
      if (story.round != &round || story.route != route || !story.is_advised || story.has_ended) continue;
      if (story.fate() != Fate::quorum_broken) {
        meeting.stories.push_back(&story);
        continue;
      }
      Meeting own = panel_meeting(show, round, route);
      own.id += "-" + std::to_string(story.number);
      own.stories = {&story};
      call(show, own);
      show.play.at(london(round.panel), [&show, own] { lose_quorum(show, own); });
    }
    if (meeting.stories.empty()) continue;
    call(show, meeting);
    show.play.at(london(round.panel), [&show, meeting] { meet(show, meeting); });
  }
}

void assure(Show& show, const Meeting& meeting) {
  hold(show, meeting);
  for (Story* story : meeting.stories) {
    if (story->has_ended) continue;
    show.tell(show.people.assurer, "give-assurance", *story, {{"meeting", meeting.id}});
    const Round& round = *story->round;
    show.at(show.timetable.after(london(round.decision), 1, 3, story->random), *story, decide);
  }
}

void call_committee(Show& show, const Round& round) {
  Meeting meeting{.id = std::string("afc-") + round.name,
                  .kind = "committee",
                  .body = "afc",
                  .member = "afc-member",
                  .at = round.committee};
  for (Story& story : show.stories)
    if (story.round == &round && story.is_judged && !story.has_ended) meeting.stories.push_back(&story);
  if (meeting.stories.empty()) return;
  call(show, meeting);
  show.play.at(london(round.committee), [&show, meeting] { assure(show, meeting); });
}

}  // namespace

void plan_judgement(Show& show) {
  for (const Round* round : {&kEarly, &kMain, &kLast}) {
    show.play.at(london(round->panel) - std::chrono::hours(5 * 24),
                 [&show, round] { call_panels(show, *round); });
    show.play.at(london(round->committee) - std::chrono::hours(6 * 24),
                 [&show, round] { call_committee(show, *round); });
  }
}

}  // namespace htq::ctl::demo
