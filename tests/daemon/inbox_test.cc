// Who goes ahead of whom, and who is turned away.
#include "daemon/inbox.h"

#include <gtest/gtest.h>

#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kLength = 8;
constexpr std::size_t kReserve = kLength / 4;

struct Sent {
  std::string id;
  std::string stream;
  std::string subject;
  std::string organisation;
};

Waiting command(const Sent& sent, bool comes_first = false) {
  Order order{.message = std::make_unique<capnp::MallocMessageBuilder>(),
              .actor = {.subject = sent.subject, .organisation = sent.organisation},
              .command_id = sent.id};
  order.message->initRoot<Command>().setTarget(text(sent.stream));
  return {.order = std::move(order), .answering = {}, .comes_first = comes_first};
}
Waiting submission(const Sent& sent) {
  return command(sent, true);
}

std::string order_of(Inbox& inbox, std::size_t most = 100) {
  std::string ids;
  for (const Waiting& waiting : inbox.take(most)) ids += waiting.order.command_id;
  return ids;
}

TEST(Inbox, KeepsTheOrderInWhichCommandsCame) {
  Inbox inbox(kLength);
  for (const char* id : {"a", "b", "c"}) inbox.put(command({id, id, id, id}));
  EXPECT_EQ(order_of(inbox, 2), "ab");
  EXPECT_EQ(order_of(inbox), "c");
}

TEST(Inbox, ASubmissionGoesAheadOfOtherClientsAndBehindEarlierSubmissions) {
  Inbox inbox(kLength);
  inbox.put(command({"a", "cycle", "olive", ""}));
  inbox.put(submission({"1", "case-1", "ann", "north"}));
  inbox.put(command({"b", "case-9", "bob", "east"}));
  inbox.put(submission({"2", "case-2", "cid", "south"}));
  EXPECT_EQ(order_of(inbox), "12ab");
}

TEST(Inbox, ASubmissionNeverGoesAheadOfItsOwnCaseItsOwnSenderOrItsOwnOrganisation) {
  for (const Sent& earlier : {Sent{"a", "case-1", "olive", ""}, Sent{"a", "case-9", "ann", "elsewhere"},
                              Sent{"a", "case-9", "amy", "north"}}) {
    Inbox inbox(kLength);
    inbox.put(command(earlier));
    inbox.put(command({"b", "cycle", "bob", ""}));
    inbox.put(submission({"1", "case-1", "ann", "north"}));
    EXPECT_EQ(order_of(inbox), "ab1") << earlier.stream << " " << earlier.subject;
  }
}

TEST(Inbox, WhatASenderSendsAfterItsSubmissionStaysBehindIt) {
  Inbox inbox(kLength);
  inbox.put(submission({"1", "case-1", "ann", "north"}));
  inbox.put(command({"a", "case-1", "ann", "north"}));
  inbox.put(submission({"2", "case-2", "ann", "north"}));  // behind "a", which is of the same sender
  EXPECT_EQ(order_of(inbox), "1a2");
}

TEST(Inbox, OneOrganisationSubmitsSeveralCasesAheadOfOthers) {
  Inbox inbox(kLength);
  inbox.put(command({"a", "cycle", "olive", ""}));
  inbox.put(submission({"1", "case-1", "ann", "north"}));
  inbox.put(submission({"2", "case-2", "ann", "north"}));
  EXPECT_EQ(order_of(inbox), "12a");
}

TEST(Inbox, WhoRepeatsASubmissionKeepsNobodyElseOut) {
  Inbox inbox(kLength);
  inbox.put(command({"a", "cycle", "olive", ""}));
  for (int time = 0; time < 3; ++time) inbox.put(submission({"1", "case-1", "ann", "north"}));
  EXPECT_EQ(order_of(inbox), "1a11");
}

TEST(Inbox, WhoRepeatsASubmissionDoesNotGetThePlacesKeptForOthers) {
  Inbox inbox(kLength);
  for (std::size_t number = 0; number < kLength; ++number)
    inbox.put(submission({"1", "case-1", "ann", "north"}));
  EXPECT_FALSE(inbox.has_room_for(submission({"1", "case-1", "ann", "north"})));
  EXPECT_TRUE(inbox.has_room_for(submission({"2", "case-2", "cid", "south"})));
  EXPECT_FALSE(inbox.has_room_for(command({"a", "case-3", "dan", "east"})));
}

TEST(Inbox, IsBoundedAndKeepsPlacesForSubmissions) {
  Inbox inbox(kLength);
  const auto is_taken = [&](Waiting waiting) {
    if (!inbox.has_room_for(waiting)) return false;
    inbox.put(std::move(waiting));
    return true;
  };
  for (std::size_t number = 0; number < kLength; ++number) {
    const std::string id = std::to_string(number);
    ASSERT_TRUE(is_taken(command({id, id, id, id})));
  }
  EXPECT_FALSE(is_taken(command({"x", "x", "x", "x"})));
  for (std::size_t number = 0; number < kReserve; ++number) {
    const std::string id = "s" + std::to_string(number);
    ASSERT_TRUE(is_taken(submission({id, id, id, id})));
  }
  EXPECT_FALSE(is_taken(submission({"y", "y", "y", "y"})));
  EXPECT_EQ(inbox.size(), kLength + kReserve);
}

}  // namespace
}  // namespace htq
