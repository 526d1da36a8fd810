#include "schemas/summary.h"

#include <gtest/gtest.h>

#include "tests/schemas/sample.h"

namespace htq {
namespace {

using policy::Audience;
using sample::Message;

std::string summarise(Message& message, SummaryOptions options) {
  return Summaries(sample::schema()).summarise(message.root.asReader(), options).value_or("(no template)");
}

void fill(Message& message) {
  auto root = message.root;
  root.setTitle("HNC Computing");
  root.setOutcome(sample::Outcome::APPROVED_WITH_REQUIRED_CHANGES);
  root.initOccupations(2);
  auto names = root.initNames(3);
  names.set(0, "Ada");
  names.set(1, "Bob");
  names.set(2, "Cy");
  root.initAuthor().setPerson("p");
  root.getAuthor().setBox(kj::StringPtr("Dora").asBytes());
  root.initAt().setLocal("2020-09-23T12:00");
  root.getAt().setInstant(5);
  root.initChoice().setNumber(42);
}

TEST(Summary, PutsAnEventIntoASentence) {
  Message message;
  fill(message);
  EXPECT_EQ(summarise(message, {.clearance = Audience::INTERNAL,
                                .moment =
                                    [](std::string_view local, std::int64_t ns) {
                                      return std::string(local) + "@" + std::to_string(ns);
                                    },
                                .open = &sample::open}),
            "HNC Computing: approved with required changes, 2 occupations by Ada, Bob and Cy; Dora, "
            "2020-09-23T12:00@5, 42");
}

TEST(Summary, WithholdsWhatTheClearanceDoesNotCover) {
  Message message;
  fill(message);
  EXPECT_EQ(
      summarise(message, {.clearance = Audience::PUBLIC, .open = &sample::open}),
      "HNC Computing: [withheld], [withheld] occupations by [withheld]; [withheld], 2020-09-23T12:00, 42");
}

TEST(Summary, WithoutAClearanceTellsNothing) {
  Message message;
  fill(message);
  EXPECT_EQ(
      summarise(message, {}),
      "[withheld]: [withheld], [withheld] occupations by [withheld]; [withheld], [withheld], [withheld]");
}

TEST(Summary, SaysThatATextIsErasedOrSealed) {
  Message message;
  fill(message);
  message.root.getAuthor().setPerson("erased");
  EXPECT_NE(summarise(message, {.clearance = Audience::INTERNAL, .open = &sample::open}).find("; [erased], "),
            std::string::npos);
  EXPECT_NE(summarise(message, {.clearance = Audience::INTERNAL}).find("; [sealed], "), std::string::npos);
  message.root.getAuthor().setPerson("locked");
  EXPECT_NE(summarise(message, {.clearance = Audience::INTERNAL, .open = &sample::open}).find("; [sealed], "),
            std::string::npos);
}

TEST(Summary, IsSilentOnAMemberThatIsNotActive) {
  Message message;
  fill(message);
  message.root.getChoice().setSecret("s");
  EXPECT_TRUE(summarise(message, {.clearance = Audience::INTERNAL}).ends_with("2020-09-23T12:00, "));
}

TEST(Summary, OfAStructWithoutATemplateIsNothing) {
  capnp::MallocMessageBuilder arena;
  EXPECT_FALSE(
      Summaries(sample::schema())
          .summarise(arena.initRoot<sample::Occupation>().asReader(), {.clearance = Audience::PUBLIC}));
}

struct Merging {
  capnp::MallocMessageBuilder arena;
  sample::Merger::Builder merger = arena.initRoot<sample::Merger>();

  Merging() { merger.setReason("review"); }
  std::string told(Audience clearance = Audience::INTERNAL) {
    return Summaries(capnp::Schema::from<sample::Merger>())
        .summarise(merger.asReader(), {.clearance = clearance})
        .value_or("(no template)");
  }
};

TEST(SummaryWithBrackets, TellsWhatWasGiven) {
  Merging with;
  with.merger.initNames(2);
  with.merger.setInto("ST0116");
  with.merger.setLevel(4);
  with.merger.setAgreed(true);
  EXPECT_EQ(with.told(), "2 names merged into ST0116 at level 4, as agreed: review.");
}

TEST(SummaryWithBrackets, LeavesOutWhatWasNot) {
  Merging with;
  EXPECT_EQ(with.told(), "0 names merged, unasked: review.");
}

TEST(SummaryWithBrackets, TellsTheFirstAlternativeThatCanBeTold) {
  Merging with;
  with.merger.setOutcome(sample::Outcome::APPROVED);
  EXPECT_EQ(with.told(), "0 names merged, against the wish of approved: review.");
}

TEST(SummaryWithBrackets, CountsOneInTheSingular) {
  Merging with;
  with.merger.initNames(1);
  EXPECT_EQ(with.told(), "1 name merged, unasked: review.");
}

TEST(SummaryWithBrackets, EndsOnceWhereTheReasonEndsASentence) {
  Merging with;
  with.merger.setReason("The review said so.");
  EXPECT_EQ(with.told(), "0 names merged, unasked: The review said so.");
}

TEST(SummaryWithBrackets, DoesNotTellWhichAlternativeIsWithheld) {
  Merging with;
  EXPECT_EQ(with.told(Audience::PUBLIC), "0 names merged, [withheld]: review.");
  with.merger.setAgreed(true);
  EXPECT_EQ(with.told(Audience::PUBLIC), "0 names merged, [withheld]: review.");
}

TEST(Summary, NamesTheBracketThatCannotBeTold) {
  EXPECT_EQ(check_summary(capnp::Schema::from<sample::OpenBracket>()), "a bracket is not closed");
  EXPECT_EQ(check_summary(capnp::Schema::from<sample::IdleBracket>()),
            "a bracket names nothing that could be left out");
  EXPECT_EQ(check_summary(capnp::Schema::from<sample::NounWithoutNumber>()),
            "{into case} has a noun and no number");
}

TEST(Summary, NamesTheBraceThatNamesNoField) {
  EXPECT_EQ(check_summary(capnp::Schema::from<sample::BadSummary>()), "{missing} names no field");
  EXPECT_EQ(check_summary(sample::schema()), std::nullopt);
  EXPECT_THROW(Summaries(capnp::Schema::from<sample::BadSummary>()), kj::Exception);
}

}  // namespace
}  // namespace htq
