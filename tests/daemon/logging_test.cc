#include "daemon/logging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <thread>
#include <vector>

#include "domain/london_text.h"

namespace htq {
namespace {

/// Keeps what was written, as text.
class Kept final : public LogSink {
 public:
  explicit Kept(std::vector<std::string>& lines) : lines_(lines) {}
  void write(const LogLine& line) override { lines_.push_back(as_text(line)); }

 private:
  std::vector<std::string>& lines_;
};

const Instant kNow = *parse_rfc3339("2025-09-01T09:00:00.1239Z");

std::string text(Logger::Fields fields, std::string_view message = "Said.") {
  return as_text(
      {.at = kNow, .level = LogLevel::info, .event = "case_opened", .message = message, .fields = fields});
}
std::string json(Logger::Fields fields, std::string_view message = "Said.") {
  return as_json(
      {.at = kNow, .level = LogLevel::info, .event = "case_opened", .message = message, .fields = fields});
}

TEST(LogLine, AsTextIsTimeLevelEventSentenceAndFields) {
  const std::string id = "HTQ-7K3M-92QX-5CJD";
  EXPECT_EQ(text({{"case", id}, {"position", Position{12}}, {"late", true}, {"rate", 0.5}, {"left", -3}}),
            "2025-09-01T09:00:00.123Z info  case_opened: Said. case=HTQ-7K3M-92QX-5CJD position=12 late=true "
            "rate=0.5 "
            "left=-3");
}

TEST(LogLine, AsJsonHasNativeFields) {
  EXPECT_EQ(
      json({{"case", "HTQ-1"},
            {"position", std::numeric_limits<std::uint64_t>::max()},
            {"late", false},
            {"rate", std::numeric_limits<double>::infinity()},
            {"left", std::numeric_limits<std::int64_t>::min()}}),
      R"({"time":"2025-09-01T09:00:00.123Z","level":"info","event":"case_opened","message":"Said.",)"
      R"("case":"HTQ-1","position":18446744073709551615,"late":false,"rate":null,"left":-9223372036854775808})");
}

TEST(LogLine, AValueInTextCannotBecomeALineAFieldOrAColour) {
  EXPECT_THAT(text({{"title", "a b=c"}}), testing::EndsWith(R"( title="a b=c")"));
  EXPECT_THAT(text({{"title", "x\" position=\"1"}}), testing::EndsWith(R"( title="x\" position=\"1")"));
  EXPECT_THAT(text({{"title", ""}}), testing::EndsWith(R"( title="")"));
  EXPECT_THAT(text({{"title", "a\nb\x1b[31m\xff"}}), testing::EndsWith(R"( title="a\nb\x1b[31m\xff")"));
  EXPECT_THAT(text({{"title", "a\\"}}), testing::EndsWith(R"( title="a\\")"));
  EXPECT_THAT(text({}, "two\nlines"), testing::EndsWith(R"(: two\nlines)"));
  EXPECT_THAT(text({{"title", "{} %n"}}), testing::EndsWith(R"( title="{} %n")"));
}

TEST(LogLine, AValueInJsonStaysInItsQuotes) {
  EXPECT_THAT(json({{"title", "a\"b\\c\n\x1b\x7f"}}),
              testing::EndsWith(R"("title":"a\"b\\c\u000a\u001b\u007f"})"));
  EXPECT_THAT(json({{"title", "\xc2\x9b\xff£🎓"}}), testing::EndsWith(R"("title":"\u009b\ufffd£🎓"})"));
  EXPECT_THAT(json({{"title", std::string("a\0b", 3)}}), testing::EndsWith(R"("title":"a\u0000b"})"));
}

TEST(Logger, WritesWhatIsGraveEnough) {
  std::vector<std::string> lines;
  ManualClock clock(kNow);
  Logger log(std::make_unique<Kept>(lines), LogLevel::warn, clock);
  log.debug("a", {}, "No.");
  log.info("b", {}, "No.");
  log.warn("c", {{"n", 1}}, "Yes.");
  log.error("d", {}, "Yes.");
  log.critical("e", {}, "Yes.");
  EXPECT_FALSE(log.writes(LogLevel::info));
  log.set_level(LogLevel::debug);
  log.debug("f", {}, "Yes.");
  EXPECT_THAT(lines, testing::ElementsAre("2025-09-01T09:00:00.123Z warn  c: Yes. n=1",
                                          "2025-09-01T09:00:00.123Z error d: Yes.",
                                          "2025-09-01T09:00:00.123Z critical e: Yes.",
                                          "2025-09-01T09:00:00.123Z debug f: Yes."));
}

TEST(StderrSink, WritesEachLineWholeFromManyThreads) {
  testing::internal::CaptureStderr();
  {
    SystemClock clock;
    const Logger log(stderr_sink(LogFormat::json), LogLevel::info, clock);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) log.info("tick", {{"title", "{} %v\n"}, {"i", i}}, "A tick.");
      });
    for (auto& thread : threads) thread.join();
  }
  std::istringstream written(testing::internal::GetCapturedStderr());
  int lines = 0;
  for (std::string line; std::getline(written, line); ++lines)
    EXPECT_THAT(
        line,
        testing::MatchesRegex(
            R"(\{"time":"[^"]*","level":"info","event":"tick","message":"A tick.","title":"\{\} %v\\u000a","i":[0-9]+\})"));
  EXPECT_EQ(lines, 200);
}

TEST(LoggerDeathTest, StopsAtAFieldThatWouldHideOneOfOurs) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  std::vector<std::string> lines;
  ManualClock clock(kNow);
  const Logger log(std::make_unique<Kept>(lines), LogLevel::critical, clock);
  EXPECT_DEATH(log.info("a", {{"level", 1}}, "No."), "snake_case");
  EXPECT_DEATH(log.info("a", {{"Case", 1}}, "No."), "snake_case");
}

}  // namespace
}  // namespace htq
