// The mailer's round at the end of each working day: it reads what is still owed and tells it, as an office's
// own mailer would. Now and then a mail comes back, and is sent again the next day; after some tries it is
// left to people. The last round is on the day of the list, when one mailbox is full; what is younger then is
// owed at the end.
#include <memory>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/demo/show.h"
#include "domain/london_text.h"

namespace htq::ctl::demo {
namespace {

constexpr const char* kFirstRound = "2021-05-10T17:30";
constexpr const char* kMailboxFullFrom = "2022-02-25";
constexpr const char* kLastRound = "2022-02-25T17:30";
constexpr int kMostTries = 3;
constexpr unsigned kComesBack = 3;  // of a hundred
// What is younger is told by whoever decided it (Show::notify), within minutes or once more after two hours.
constexpr Duration kLeftAlone = std::chrono::hours(5);

struct Mail {
  Seeded random;
  std::string full_mailbox = {};  // whose
};

Json::Array owed(Show& show) {
  Json::Array rows;
  std::string cursor;
  do {
    const auto page = show.play.read(
        show.people.mailer,
        with_query(
            "/v1/notices",
            {{"told", "no"}, {"limit", "500"}, {"cursor", cursor}, {"after", show.play.last_position()}}));
    const auto json = page ? Json::parse(*page) : std::unexpected(std::string());
    if (!json) return {};
    const Json::Array& found = json->elements_of("notices");
    rows.insert(rows.end(), found.begin(), found.end());
    cursor = json->text_of("next");
  } while (!cursor.empty());
  return rows;
}

void tell(Show& show, Mail& mail, const Json& notice) {
  const std::string to = notice.text_of("to");
  if (mail.full_mailbox.empty() && show.play.now() >= london(kMailboxFullFrom)) mail.full_mailbox = to;
  const bool is_full = to == mail.full_mailbox;
  const bool comes_back = mail.random.chance(kComesBack);
  Json said = body({{"case", notice.text_of("case")}, {"kind", notice.text_of("kind")}, {"to", to}});
  said.at("about") = {Json::Number{notice.text_of("about")}};
  if (is_full || comes_back) {
    said.at("reason") = {
        std::string(is_full ? "The mailbox is full (made up)." : "The mail came back (made up).")};
    show.play.send(show.people.mailer, "record-failed-notice", said);
  } else {
    said.at("text") = {std::string("1")};
    show.play.send(show.people.mailer, "record-notice", said);
  }
}

void make_a_round(Show& show, const std::shared_ptr<Mail>& mail) {
  for (const Json& notice : owed(show)) {
    const auto since = parse_rfc3339(notice.text_of("since"));
    const std::string failures = notice.text_of("failures");
    const bool is_given_up = !failures.empty() && std::stoi(failures) >= kMostTries;
    if (!since || *since + kLeftAlone > show.play.now() || is_given_up) continue;
    tell(show, *mail, notice);
  }
  const Instant next = show.timetable.evening_after(show.play.now());
  if (next <= london(kLastRound)) show.play.at(next, [&show, mail] { make_a_round(show, mail); });
}

}  // namespace

void plan_mail(Show& show) {
  const auto mail = std::make_shared<Mail>(show.random.apart("mail"));
  show.play.at(london(kFirstRound), [&show, mail] { make_a_round(show, mail); });
}

}  // namespace htq::ctl::demo
