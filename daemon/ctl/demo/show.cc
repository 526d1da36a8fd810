#include "daemon/ctl/demo/show.h"

#include "domain/ensure.h"

namespace htq::ctl::demo {

Json Story::body(std::initializer_list<std::pair<const char*, Value>> members) const {
  Json all = demo::body({{"case", reference}});
  for (const auto& [name, value] : members) all.at(name) = value.json;
  return all;
}

const Person& Show::panel_of(const std::string& route) const {
  const std::string& wanted = panels.at(route);
  for (const Person& person : people.panels)
    if (person.speaks_for == wanted) return person;
  bug("each route of the cycle has a panel");
}

Entry Show::tell(const Person& who, std::string_view command, const Story& story,
                 std::initializer_list<std::pair<const char*, Value>> members, const Sent& sent) {
  return play.send(who, command, story.body(members), sent);
}

void Show::later(Story& story, int least, int most, void (*step)(Show&, Story&)) {
  at(timetable.after(play.now(), least, most, story.random), story, step);
}

void Show::at(Instant when, Story& story, void (*step)(Show&, Story&)) {
  play.at(when, [this, &story, step] {
    if (!story.has_ended) step(*this, story);
  });
}

void Show::notify(Story& story, const char* kind, std::uint64_t about) {
  const Instant soon = play.now() + std::chrono::minutes(story.random.between(3, 40));
  const Json notice =
      story.body({{"kind", kind}, {"to", story.applicant->subject}, {"about", about}, {"text", "1"}});
  if (story.plan.incidents.notice_fails) {
    story.plan.incidents.notice_fails = false;
    play.at(soon, [this, &story, kind, about] {
      play.send(people.mailer, "record-failed-notice",
                story.body({{"kind", kind},
                            {"to", story.applicant->subject},
                            {"about", about},
                            {"reason", "The mailbox is full (made up)."}}));
    });
    play.at(soon + std::chrono::hours(2),
            [this, notice] { play.send(people.mailer, "record-notice", notice); });
    return;
  }
  play.at(soon, [this, notice] { play.send(people.mailer, "record-notice", notice); });
}

}  // namespace htq::ctl::demo
