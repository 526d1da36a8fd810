// Names by which other systems know events: once read, they never change.
#include <gtest/gtest.h>

#include "daemon/publish/event_types.h"
#include "daemon/publish/kafka_outbox.h"

namespace htq {
namespace {

TEST(EventTypes, AreLowerCaseWordsOfTheEvent) {
  EXPECT_EQ(event_type(Stream::events, "applicationSubmitted"),
            "uk.gov.education.htq.application.submitted.v1");
  EXPECT_EQ(event_type(Stream::published, "cycleAnnounced"),
            "uk.gov.education.htq.public.cycle.announced.v1");
  EXPECT_EQ(event_schema("uk.gov.education.htq.case.held.v1"),
            "urn:htq:schema:uk.gov.education.htq.case.held.v1");
}

TEST(EventTypes, OfAnOfficeHaveTopicsAndSourcesOfTheirOwn) {
  EXPECT_EQ(stream_topic(Stream::events, "north"), "htq.north.events.v1");
  EXPECT_EQ(stream_topic(Stream::published, "north"), "htq.north.public.v1");
  EXPECT_EQ(stream_source(Stream::published, "north"), "/htq/north/public");
}

TEST(Mark, IsReadAsItWasWritten) {
  const Mark mark{.position = {300}, .public_events = 7, .record_hash = std::string(32, 'h')};
  EXPECT_EQ(mark.bytes(), std::string("\0\0\0\0\0\0\1\x2c\0\0\0\0\0\0\0\7", 16) + std::string(32, 'h'));
  EXPECT_EQ(Mark::parse(mark.bytes()), mark);
}

TEST(Mark, OfAnotherLengthIsNone) {
  EXPECT_EQ(Mark::parse(""), std::nullopt);
  EXPECT_EQ(Mark::parse(std::string(47, '\0')), std::nullopt);
  EXPECT_EQ(Mark::parse(std::string(49, '\0')), std::nullopt);
}

}  // namespace
}  // namespace htq
