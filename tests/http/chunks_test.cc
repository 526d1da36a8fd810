#include "daemon/http/chunks.h"

#include <gtest/gtest.h>

namespace htq::http {
namespace {

using Step = ChunkDecoder::Step;

struct Outcome {
  Step step = Step::need_more;
  std::string body;
  std::string rest;
};

Outcome decode(std::string_view input, std::size_t bytes_at_once, std::uint64_t limit = 1000) {
  ChunkDecoder decoder;
  Outcome outcome;
  while (!input.empty() && outcome.step == Step::need_more) {
    std::string_view now = input.substr(0, bytes_at_once);
    const std::size_t size = now.size();
    outcome.step = decoder.take(now, outcome.body, limit);
    input.remove_prefix(size - now.size());
  }
  outcome.rest = input;
  return outcome;
}

TEST(Chunks, AreTheSameHoweverTheyArrive) {
  for (const std::size_t at_once : {1, 2, 3, 5, 100}) {
    const Outcome outcome =
        decode("5\r\nhello\r\n00a;x=\"y\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nGET", at_once);
    EXPECT_EQ(outcome.step, Step::complete);
    EXPECT_EQ(outcome.body, "hello0123456789");
    EXPECT_EQ(outcome.rest, "GET");
  }
}

TEST(Chunks, AreRefusedUnlessEveryLineEndsAsItMust) {
  for (const std::string_view input :
       {"5\nhello\r\n", "5\r\nhello\n", "5\r\nhelloX\r\n", "\r\n", "x\r\n", "-1\r\n", "+1\r\n", "0x5\r\n",
        "5\rX", "1234567890abcdef\r\n", "5;\x01\r\n", "5;a\nb\r\n", "0\r\nA: b\n", "0\r\n\rX",
        "0\r\n\x01: b\r\n"})
    EXPECT_EQ(decode(input, 1).step, Step::malformed) << input;
}

TEST(Chunks, BeyondTheLimitAreTooLargeBeforeTheyArrive) {
  EXPECT_EQ(decode("3e8\r\n", 100).step, Step::need_more);
  EXPECT_EQ(decode("3e9\r\n", 100).step, Step::too_large);
  EXPECT_EQ(decode("1\r\na\r\n3e8\r\n", 100).step, Step::too_large);
}

TEST(Chunks, BoundExtensionsAndTrailers) {
  EXPECT_EQ(decode("1;" + std::string(2000, 'x'), 100).step, Step::malformed);
  std::string trailers = "0\r\n";
  for (int i = 0; i < 2000; ++i) trailers += "A: long\r\n";
  EXPECT_EQ(decode(trailers, 100).step, Step::malformed);
}

}  // namespace
}  // namespace htq::http
