// The public consultation of a round: planned for the cases under review, opened and closed by the calendar,
// answered by employers, learners and providers; some too late, one twice, one by the applicant's own people.
#include <memory>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/demo/show.h"

namespace htq::ctl::demo {

/// One consultation.
struct Survey {
  std::string id;
  const Round* round;
  std::vector<Story*> stories;
  Seeded random;
  int responses = 0;
};

namespace {

constexpr const char* kKinds[] = {"employer", "learner", "provider", "employer", "professionalBody", "other"};
constexpr const char* kSectors[] = {"Information technology", "Construction", "Health", "Public services"};
constexpr const char* kSizes[] = {"1 to 9", "10 to 49", "50 to 249", "250 and more"};
constexpr const char* kAnswers[] = {"It is what we look for.", "The mapping is convincing.",
                                    "More practice would help.", "We would employ these learners."};

std::vector<std::string> references(const std::vector<Story*>& stories) {
  std::vector<std::string> all;
  for (const Story* story : stories) all.push_back(story->reference);
  return all;
}

Json response(Survey& survey, const std::string& respondent, const Story& about) {
  const std::string kind = survey.random.one_of(kKinds);
  Json all = body({{"consultation", survey.id},
                   {"response", survey.id + "-response-" + std::to_string(++survey.responses)},
                   {"kind", kind},
                   {"respondent", body({{"person", respondent}, {"text", "A respondent, made up"}})},
                   {"cases", std::vector<std::string>{about.reference}},
                   {"answers", std::vector<std::string>{survey.random.one_of(kAnswers)}},
                   {"mayBeQuoted", survey.random.chance(60)},
                   {"privacyNotice", "1"}});
  if (kind == "employer") {
    all.at("sector") = {std::string(survey.random.one_of(kSectors))};
    all.at("size") = {std::string(survey.random.one_of(kSizes))};
  }
  return all;
}

/// What people send on paper is entered by an official.
std::string entered_for(const Survey& survey) {
  return pseudonym(survey.id + "-person", survey.responses + 1);
}

void answer(Show& show, Survey& survey) {
  const Story& about = *survey.random.one_of(survey.stories);
  show.play.send(show.people.official, "respond-to-consultation",
                 response(survey, entered_for(survey), about));
}

void answer_for_oneself(Show& show, Survey& survey, const Person& respondent) {
  const Json first = response(survey, respondent.subject, *survey.stories.front());
  show.play.send(respondent, "respond-to-consultation", first);
  const std::string id = first.text_of("response");
  show.play.at(show.timetable.after(show.play.now(), 1, 2, survey.random), [&show, &survey, &respondent, id] {
    show.play.refused(respondent, "respond-to-consultation",
                      response(survey, respondent.subject, *survey.stories.front()), "respondent_answered");
    show.play.send(respondent, "replace-response",
                   body({{"consultation", survey.id},
                         {"response", id},
                         {"answers", std::vector<std::string>{"On reflection: yes, with more practice."}}}));
  });
}

/// The same letter came by post and by mail.
void answer_twice(Show& show, Survey& survey) {
  answer(show, survey);
  answer(show, survey);
  show.play.send(show.people.official, "set-response-aside",
                 body({{"consultation", survey.id},
                       {"response", survey.id + "-response-" + std::to_string(survey.responses)},
                       {"reason", "A duplicate of the one before."}}));
}

void answer_as_applicant(Show& show, Survey& survey) {
  const Story& own = *survey.stories.back();
  Json interested = response(survey, entered_for(survey), own);
  interested.at("organisation") = {own.applicant->organisation};
  show.play.send(show.people.official, "respond-to-consultation", interested);
}

/// A flag works at once: the office takes the material down, and how long it was out is on record (edge case
/// 18).
void flag(Show& show, Story& story) {
  if (story.has_ended) return;
  show.tell(*story.applicant, "flag-sensitivity", story, {{"document", "assessment"}});
  // Where the flag stands on the log is not told to the applicant: the mailer reads of what it has to tell.
  const auto owed =
      show.play.read(show.people.mailer, with_query("/v1/notices", {{"case", story.reference},
                                                                    {"kind", "materialTakenDown"},
                                                                    {"told", "no"},
                                                                    {"after", show.play.last_position()}}));
  const auto notices = owed ? Json::parse(*owed) : std::unexpected(std::string());
  if (!notices || notices->elements_of("notices").empty()) return;
  show.notify(story, "materialTakenDown",
              std::stoull(notices->elements_of("notices").front().text_of("about")));
}

void plan_responses(Show& show, Survey& survey) {
  const Instant closes = london(survey.round->consulted);
  const std::string last = iso_text(plus_days(day_of(closes), -6));
  // The day of the opening is left to the office.
  const std::string second = show.timetable.day_after(london(survey.round->consultation), 1);
  const auto during = [&] { return show.timetable.between(second, last, survey.random); };
  const std::size_t many = survey.stories.size() * 2 + 3;
  for (std::size_t number = 0; number < many; ++number)
    show.play.at(during(), [&show, &survey] { answer(show, survey); });
  for (const Person& respondent : show.people.respondents)
    show.play.at(during(), [&show, &survey, &respondent] { answer_for_oneself(show, survey, respondent); });
  show.play.at(during(), [&show, &survey] { answer_twice(show, survey); });
  show.play.at(during(), [&show, &survey] { answer_as_applicant(show, survey); });
  for (int late = 0; late < 2; ++late)
    show.play.at(show.timetable.after(closes, 1, 3, survey.random),
                 [&show, &survey] { answer(show, survey); });
  for (Story* story : survey.stories)
    if (story->plan.incidents.is_flagged) show.play.at(during(), [&show, story] { flag(show, *story); });
  show.play.at(show.timetable.after(closes, 4, 4, survey.random), [&show, &survey] {
    const std::string responses =
        std::to_string(survey.responses) + (survey.responses == 1 ? " response" : " responses");
    show.play.send(
        show.people.official, "summarise-consultation",
        body({{"consultation", survey.id}, {"summary", responses + ", most in favour. Made up."}}));
  });
}

/// What is judged in the last round was consulted on with the main one.
bool is_consulted_in(const Round& round, const Story& story) {
  return story.round == &round || (&round == &kMain && story.round == &kLast);
}

void plan_survey(Show& show, Survey& survey) {
  for (Story& story : show.stories)
    if (story.is_under_review && !story.has_ended && is_consulted_in(*survey.round, story))
      survey.stories.push_back(&story);
  if (survey.stories.empty()) return;
  show.play.send(show.people.official, "plan-consultation",
                 body({{"consultation", survey.id},
                       {"cycle", show.cycle},
                       {"cases", references(survey.stories)},
                       {"opens", survey.round->consultation},
                       {"questions", std::vector<std::string>{"Does it lead to the occupation?"}}}));
  plan_responses(show, survey);
}

}  // namespace

void plan_consultations(Show& show) {
  for (const Round* round : {&kEarly, &kMain}) {
    auto survey = std::make_shared<Survey>(Survey{.id = "consultation-" + show.cycle + "-" + round->name,
                                                  .round = round,
                                                  .stories = {},
                                                  .random = show.random.apart(round->name)});
    show.surveys.push_back(survey);
    const Instant planned = london(round->consultation) - std::chrono::hours(3 * 24);
    show.play.at(planned, [&show, survey] { plan_survey(show, *survey); });
  }
}

}  // namespace htq::ctl::demo
