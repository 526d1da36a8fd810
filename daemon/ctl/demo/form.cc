// The form of each case: interest, support session, draft, submission.
#include <algorithm>

#include "daemon/ctl/demo/names.h"
#include "daemon/ctl/demo/show.h"

namespace htq::ctl::demo {
namespace {

struct Item {
  const char* id;
  const char* part;
  const char* sensitivity;
};
constexpr Item kItems[] = {{"structure", "structureAndMapping", "mayBePublished"},
                           {"assessment", "assessment", "mayBePublished"},
                           {"engagement", "employerEngagement", "mayBePublished"},
                           {"letters", "employerLetter", "flagged"},
                           {"demand", "demand", "flagged"},
                           {"rights", "rights", "flagged"}};
// The KSBs of standards are not in the sources: these codes are made up, and the units say so.
constexpr const char* kMadeUpKsbs[] = {"K1", "K2", "S1", "S2", "B1"};

bool is_draft_only(Fate fate) {
  return fate == Fate::draft_lapsed || fate == Fate::withdrawn_as_draft;
}

Json document(const Item& item, Seeded& random) {
  return body({{"id", item.id},
               {"hash", made_up_hash(random)},
               {"size", random.between(20'000, 900'000)},
               {"mediaType", "application/pdf"},
               {"name", std::string(item.id) + "-made-up.pdf"},
               {"part", item.part},
               {"sensitivity", item.sensitivity}});
}

void map_units(Show& show, Story& story) {
  Json::Array units;
  Json::Array coverage;
  for (int unit = 1; unit <= 3; ++unit)
    units.push_back(body({{"code", "U" + std::to_string(unit)}, {"title", "Unit on made-up KSB codes"}}));
  for (const NamedStandard& standard : story.standards) {
    int turn = 0;
    for (const char* ksb : kMadeUpKsbs) {
      const bool partial = ++turn == 2 && story.random.chance(25);
      Json line = body({{"unit", "U" + std::to_string(turn % 3 + 1)},
                        {"ksb", ksb},
                        {"standard", standard.reference},
                        {"coverage", partial ? "partial" : "full"}});
      if (partial) line.at("reason") = {std::string("Learnt better at the workplace.")};
      coverage.push_back(std::move(line));
    }
  }
  show.tell(*story.applicant, "provide-mapping", story,
            {{"document", "structure"},
             {"units", list(std::move(units))},
             {"coverage", list(std::move(coverage))}});
}

void name_occupations(Show& show, Story& story) {
  for (const NamedStandard& standard : story.standards) {
    Json occupation = body({{"standard", standard.reference}});
    if (!standard.option.empty()) occupation.at("option") = {standard.option};
    show.tell(*story.applicant, "name-occupation", story, {{"occupation", occupation}});
    const bool forgets = story.fate() == Fate::ineligible_corrected;
    if (!standard.regulator.empty() && !forgets)
      show.tell(*story.applicant, "give-recognition-number", story,
                {{"recognition", body({{"regulator", standard.regulator},
                                       {"number", "made-up-" + std::to_string(story.number)}})}});
  }
}

/// An exception is for a technical failure or exceptional circumstances, with evidence (domain.md 12).
void ask_for_an_exception(Show& show, Story& story) {
  constexpr const char* kAsked = "admit-late-submission";
  if (story.fate() == Fate::late_refused) {
    const Json request = story.body({{"ground", "The applicant took the closing day for another one."}});
    return show.play.refused(show.people.official, kAsked, request, "missing_value");
  }
  show.tell(show.people.official, kAsked, story,
            {{"ground", "The upload failed in the last minutes, and was reported at once."},
             {"evidence", "Log of the service, reference made up."}});
  begin_review(show, story);
}

void submit(Show& show, Story& story) {
  const bool is_late = story.fate() == Fate::late_refused || story.fate() == Fate::late_admitted;
  if (!is_late) {
    show.tell(*story.applicant, "submit-application", story, {});
    return begin_review(show, story);
  }
  show.play.refused(*story.applicant, "submit-application", story.body({}), "window_closed");
  show.notify(story, "lateSubmission", 0);
  show.later(story, 2, 3, ask_for_an_exception);
}

/// Most submit in the closing hours of the last day.
Instant time_of_submission(Show& show, Story& story) {
  const Instant close = london(kWindowCloses) + std::chrono::hours(24);
  if (story.fate() == Fate::late_refused || story.fate() == Fate::late_admitted)
    return close + std::chrono::seconds(story.random.between(0, 90));
  // In time to be corrected.
  if (story.fate() == Fate::ineligible_corrected)
    return show.timetable.between("2021-07-26", "2021-07-30", story.random);
  if (story.plan.incidents.is_early) return show.timetable.between(kWindowOpens, "2021-07-30", story.random);
  // Of three draws the latest: the last hours have most of them.
  if (story.random.chance(85)) {
    int before = 9 * 3600;
    for (int draw = 0; draw < 3; ++draw) before = std::min(before, story.random.between(1, 9 * 3600));
    return close - std::chrono::seconds(before);
  }
  return show.timetable.between("2021-08-05", "2021-09-16", story.random);
}

void fill_in(Show& show, Story& story) {
  name_occupations(show, story);
  for (const Item& item : kItems)
    show.tell(*story.applicant, "attach-document", story, {{"document", document(item, story.random)}});
  map_units(show, story);
  show.tell(*story.applicant, "accept-conditions-of-application", story, {{"version", "1"}});
  if (story.fate() == Fate::withdrawn_as_draft)
    return show.later(story, 3, 9, [](Show& all, Story& mine) {
      all.tell(*mine.applicant, "withdraw-application", mine, {{"reason", "We apply in a later cycle."}});
      mine.has_ended = true;
    });
  if (!is_draft_only(story.fate())) show.at(time_of_submission(show, story), story, submit);
}

/// Level 4 against level 5 wants contact with the team first (domain.md 6).
void ask_about_levels(Show& show, Story& story) {
  const NamedStandard& standard = story.standards.front();
  const std::string enquiry = "levels-" + std::to_string(story.number);
  show.play.refused(*story.applicant, "name-occupation",
                    story.body({{"occupation", body({{"standard", standard.reference}})}}),
                    "prior_contact_owed");
  show.play.send(*story.applicant, "receive-enquiry",
                 body({{"enquiry", enquiry},
                       {"kind", "levelFourAgainstFive"},
                       {"cycle", show.cycle},
                       {"standard", standard.reference},
                       {"question", "May a level 4 qualification name this level 5 standard?"}}));
  show.later(story, 1, 3, [](Show& all, Story& mine) {
    all.play.send(all.people.official, "answer-enquiry",
                  body({{"enquiry", "levels-" + std::to_string(mine.number)},
                        {"answer", "It may, if it meets the criteria in full."}}));
    all.later(mine, 1, 2, fill_in);
  });
}

void draft(Show& show, Story& story) {
  const MadeUpTitle title = qualification_title(story.level, story.route, story.number, story.random);
  story.title = title.title;
  Json qualification = story.body({{"title", title.title},
                                   {"level", story.level},
                                   {"kind", title.kind},
                                   {"isNew", story.random.chance(40)},
                                   {"route", story.route}});
  // Ofqual's register has the numbers of what it regulates: this one is made up.
  qualification.at("number") = {"603/" + std::to_string(8000 + story.number) + "/X"};
  show.play.send(*story.applicant, "describe-qualification", qualification);
  if (story.fate() == Fate::level_four_against_five) return ask_about_levels(show, story);
  fill_in(show, story);
}

void start(Show& show, Story& story) {
  show.tell(*story.applicant, "start-application", story, {{"privacyNotice", "1"}});
  show.later(story, 1, 2, draft);
}

void hold_session(Show& show, Story& story) {
  const std::string on = iso_text(day_of(show.play.now()));
  if (story.plan.incidents.misses_session) {
    show.tell(show.people.official, "record-missed-support-session", story,
              {{"on", on}, {"reason", "Nobody of the applicant came."}});
  } else {
    show.tell(show.people.official, "record-support-session", story,
              {{"on", on}, {"advice", "Map each unit to the standard."}});
  }
}

void register_interest(Show& show, Story& story) {
  const Entry entry = show.play.send(*story.applicant, "register-interest", body({{"cycle", show.cycle}}));
  story.reference = entry.stream;
  if (story.fate() == Fate::interest_only) return;
  if (story.plan.incidents.has_session) {
    const std::string when = show.timetable.day_after(show.play.now(), 3) + "T10:00";
    show.tell(*story.applicant, "book-support-session", story, {{"at", when}});
    show.at(london(when) + std::chrono::hours(1), story, hold_session);
  }
  show.later(story, 4, 8, start);
}

}  // namespace

void plan_forms(Show& show) {
  for (Story& story : show.stories) {
    // The scope list names the regulated standards from the day on which the window opens.
    const bool is_regulated = !story.standards.front().regulator.empty();
    const char* first = is_regulated ? kWindowOpens : kFormsFrom;
    const char* last = is_regulated                    ? "2021-07-09"
                       : story.plan.incidents.is_early ? "2021-06-16"
                                                       : "2021-07-28";
    show.at(show.timetable.between(first, last, story.random), story, register_interest);
  }
}

}  // namespace htq::ctl::demo
