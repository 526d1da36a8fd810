#include "daemon/access/callers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/doors/clearance.h"
#include "tests/log/temporary_directory.h"

namespace htq {
namespace {

using testing::ElementsAre;

std::string mistake(std::string_view text) {
  const auto lines = parse_caller_lines("callers", text, is_role);
  return lines ? "none" : lines.error().what;
}

TEST(CallerLines, SayWhoCallsByWhat) {
  const auto lines = parse_caller_lines("callers",
                                        "# Services.\n\n"
                                        "certificate=DNS:mailer.example subject=mailer roles=mailer\r\n"
                                        "  certificate=\"CN=a b,O=Example Ltd\"  subject=x organisation=ofs "
                                        "roles=official,auditor\n"
                                        "user=1000 subject=olga roles=operator\n"
                                        "group=\"htq officials\" roles=official",
                                        is_role);
  ASSERT_TRUE(lines) << lines.error().what;
  ASSERT_EQ(lines->size(), 4u);
  EXPECT_EQ((*lines)[0].is, "DNS:mailer.example");
  EXPECT_EQ((*lines)[1].is, "CN=a b,O=Example Ltd");
  EXPECT_EQ((*lines)[1].caller.organisation, "ofs");
  EXPECT_THAT((*lines)[1].caller.roles, ElementsAre("official", "auditor"));
  EXPECT_EQ((*lines)[2].caller.subject, "olga");
  EXPECT_EQ((*lines)[3].by, CallerLine::By::group);
  EXPECT_EQ((*lines)[3].caller.subject, "");
}

TEST(CallerLines, NameEveryMistakeWithItsLine) {
  EXPECT_EQ(mistake("user=1000 subject=olga\n\nuser=x subject=olga roles=official"),
            "callers:1: roles are missing\n"
            "callers:3: user should be the number of a user, as id -u prints it, not \"x\"");
  EXPECT_EQ(mistake("subject=olga roles=official"),
            "callers:1: a line has one of certificate, user and group");
  EXPECT_EQ(mistake("user=1 certificate=DNS:a subject=olga roles=official"),
            "callers:1: a line has one of certificate, user and group");
  EXPECT_EQ(mistake("user=1 roles=official"), "callers:1: subject is missing");
  EXPECT_EQ(mistake("user=01 subject=olga roles=official"),
            "callers:1: user should be the number of a user, as id -u prints it, not \"01\"");
  EXPECT_EQ(mistake("user=1 subject=olga roles=offical"), "callers:1: \"offical\" is not a role");
  EXPECT_THAT(mistake("user=1 subject=system roles=official"), testing::HasSubstr("may not be system"));
  EXPECT_THAT(mistake("user=1 subject=olga roles=system"), testing::HasSubstr("never given"));
  EXPECT_EQ(mistake("group=a subject=olga roles=official"),
            "callers:1: a group has roles alone: who calls, and for whom, is in the token");
  EXPECT_EQ(mistake("certificate=\"CN=a subject=olga roles=official"),
            "callers:1: a quotation mark is not closed");
  EXPECT_EQ(mistake("certificate=\"CN=a\"subject=olga"),
            "callers:1: a blank should follow a closed quotation mark");
  EXPECT_EQ(mistake("usr=1"), "callers:1: usr is not a field of a caller; did you mean user?");
  EXPECT_EQ(mistake("user subject=olga"), "callers:1: \"user\" should be NAME=VALUE");
  EXPECT_EQ(mistake("user= subject=olga"), "callers:1: user is empty");
  EXPECT_EQ(mistake("user=1 user=2"), "callers:1: user is there twice");
}

TEST(Callers, AreNotKnownByACertificateWhoseTimeIsOver) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "callers";
  std::ofstream(file) << "certificate=DNS:mailer.example subject=mailer roles=mailer\n";
  constexpr Instant kBegun{1'700'000'000'000'000'000};
  ManualClock machine(kBegun);
  const auto callers = Callers::load(file, is_role, machine);
  ASSERT_TRUE(callers) << callers.error().what;
  const http::PeerCertificate certificate{.subject = "CN=mailer",
                                          .names = {"DNS:mailer.example"},
                                          .not_after = kBegun + std::chrono::seconds(60)};
  EXPECT_TRUE((*callers)->with(certificate));
  machine.move_to(certificate.not_after);
  EXPECT_TRUE((*callers)->with(certificate));
  machine.move_to(certificate.not_after + std::chrono::seconds(1));
  EXPECT_FALSE((*callers)->with(certificate));
}

}  // namespace
}  // namespace htq
