#include "daemon/person_keys.h"

#include <capnp/message.h>
#include <gmock/gmock.h>

#include <optional>
#include <set>

#include "daemon/access/memory_key_store.h"
#include "daemon/access/sealing.h"
#include "daemon/row_view.h"
#include "projections/memory_rows.h"
#include "projections/persons.h"
#include "projections/projection.h"
#include "schemas/disposable.h"
#include "schemas/text.h"
#include "tests/support/postponed.h"

namespace htq {
namespace {

/// A store that can be told to fail.
class FailingStore final : public KeyStore {
 public:
  Result<std::uint64_t> make_ready(std::uint64_t at_least, std::uint64_t count) override {
    if (fails) return fault(kind, "the disk of the keys is gone");
    const auto first = store_.make_ready(at_least, count);
    made = *first + count;
    return first;
  }
  std::expected<PersonKey, NoKey> find(std::uint64_t number) const override { return store_.find(number); }
  Result<> destroy(std::span<const std::string> ids) override { return store_.destroy(ids); }

  Result<> begin_turn() override {
    ++turns;
    return {};
  }

  bool fails = false;
  FaultKind kind = FaultKind::io;
  int turns = 0;
  std::uint64_t made = 0;

 private:
  MemoryKeyStore store_;
};

class PersonKeysTest : public testing::Test {
 protected:
  PersonKeysTest() {
    auto store = std::make_shared<RowStore>();
    store->rows = rows_;
    persons_ = *rows_->open_family("persons");
    store->families.emplace("persons", persons_);
    row_store_ = std::move(store);
    keys_.emplace(store_, PersonKeys::Options{.ready_ahead = 4, .beside = &beside_});
    EXPECT_TRUE(keys_->start(rows()));
  }

  RowView rows() const { return RowView(row_store_, applied_); }

  /// Records what is told about a person; the key's id, or why not.
  Result<std::string> tell(const std::string& person, const std::string& words = "Ada") {
    NewEvents events;
    events.add().initOrganisationRegistered().initContact().setPerson(text(person));
    events.record(0).getBody().getOrganisationRegistered().getContact().setBox(as_data(words));
    HTQ_TRY(keys_->take_for(events, StreamKind::ORGANISATION, "org", rows()));
    Record::Builder record = events.record(0);
    record.setPosition(++written_);
    keys_->seal(record.getBody(), StreamKind::ORGANISATION, "org", {written_});
    keys_->note(record.asReader());
    const auto about = record.getBody().getOrganisationRegistered().getContact().asReader();
    last_box_ = string(about.getBox());
    return string(about.getKey());
  }
  void erase(const std::string& person) {
    NewEvents events;
    events.add().initPersonErased().setReason("asked for it");
    ASSERT_TRUE(keys_->take_for(events, StreamKind::PERSON, person, rows()));
    events.record(0).setPosition(++written_);
    events.record(0).setStream(text(person));
    keys_->note(events.record(0).asReader());
  }
  void apply_erasure(const std::string& person) {
    NewEvents events;
    events.add().initPersonErased();
    events.record(0).setPosition(++written_);
    events.record(0).setStream(text(person));
    apply(events);
  }
  /// The rows come to hold that this key is the person's.
  void apply(const std::string& person, const std::string& id) {
    NewEvents events;
    auto contact = events.add().initOrganisationRegistered().initContact();
    contact.setPerson(text(person));
    contact.setKey(as_data(id));
    contact.setBox(as_data("sealed"));
    events.record(0).setPosition(written_);
    apply(events);
  }
  void apply(NewEvents& events) {
    const Office office;
    const auto before = rows_->snapshot();
    RowWriter writer(persons_, *before, Digest{});
    Persons().apply({.record = events.record(0).asReader(), .bytes = {}, .office = office}, writer);
    EXPECT_TRUE(rows_->write(writer.finish()));
    applied_ = {written_};
    keys_->release(applied_);
  }

  /// Records an enquiry of that person: the record as it stands on the log.
  Record::Reader enquire(NewEvents& events, const std::string& enquiry, const std::string& person,
                         const char* question = "May I?") {
    auto event = events.add().initEnquiryReceived();
    event.setQuestion(question);
    if (!person.empty()) {
      event.initEnquirer().setPerson(text(person));
      event.getEnquirer().setBox(as_data("Ada"));
    }
    EXPECT_TRUE(keys_->take_for(events, StreamKind::ENQUIRY, enquiry, rows()));
    Record::Builder record = events.record(events.size() - 1);
    record.setPosition(++written_);
    record.setStreamKind(StreamKind::ENQUIRY);
    record.setStream(text(enquiry));
    keys_->seal(record.getBody(), StreamKind::ENQUIRY, enquiry, {written_});
    keys_->note(record.asReader());
    return record.asReader();
  }
  void dispose_of(const std::string& enquiry) {
    NewEvents events;
    events.add().initEnquiryDisposed().setGround("Its time is over.");
    ASSERT_TRUE(keys_->take_for(events, StreamKind::ENQUIRY, enquiry, rows()));
    events.record(0).setPosition(++written_);
    events.record(0).setStreamKind(StreamKind::ENQUIRY);
    events.record(0).setStream(text(enquiry));
    keys_->note(events.record(0).asReader());
    apply(events);
  }
  std::string question_in(Record::Reader record) {
    const auto sealed = sealed_text(string(record.getBody().getEnquiryReceived().getQuestion()));
    if (!sealed) return "plain";
    const Opened opened = Sealing(store_).open(sealed->key, sealed->box);
    return opened ? *opened : opened.error() == Unreadable::erased ? "disposed" : "sealed";
  }
  std::string enquirer_in(Record::Reader record) {
    const auto about = record.getBody().getEnquiryReceived().getEnquirer();
    const Opened opened = Sealing(store_).open_of_person(string(about.getKey()), string(about.getBox()));
    return opened ? *opened : opened.error() == Unreadable::erased ? "erased" : "sealed";
  }

  FailingStore store_;
  tests::Postponed beside_;
  std::shared_ptr<MemoryRows> rows_ = std::make_shared<MemoryRows>();
  Family persons_;
  std::shared_ptr<const RowStore> row_store_;
  std::optional<PersonKeys> keys_;
  std::uint64_t written_ = 0;
  Position applied_;
  std::string last_box_;
};

TEST_F(PersonKeysTest, APersonHasOneKeyWhetherTheRowsKnowItYetOrNot) {
  const std::string ada = tell("ada").value();
  EXPECT_EQ(Sealing(store_).open(ada, last_box_), Opened("Ada"));
  EXPECT_EQ(tell("ada").value(), ada);
  const std::string bob = tell("bob").value();
  EXPECT_NE(bob, ada);
  EXPECT_EQ(number_of_key(ada), 1U);
  EXPECT_EQ(number_of_key(bob), 2U);
  apply("ada", ada);
  apply("bob", bob);
  EXPECT_EQ(tell("ada").value(), ada);
  keys_.emplace(store_, PersonKeys::Options{.ready_ahead = 4, .beside = &beside_});
  ASSERT_TRUE(keys_->start(rows()));
  EXPECT_EQ(tell("bob").value(), bob);
  EXPECT_EQ(number_of_key(tell("cy").value()), 5U);
}

// What was lost lies set aside, or in a transaction that was aborted: nobody else's key opens it, and none of
// those is destroyed when its owner is erased.
TEST_F(PersonKeysTest, KeysOfWhatWasLostAreNeverTakenAgain) {
  std::set<std::string> lost;
  for (const char* person : {"ada", "bob"}) lost.insert(tell(person).value());
  ASSERT_TRUE(keys_->start(rows()));
  for (const char* person : {"cy", "ada"}) EXPECT_TRUE(lost.insert(tell(person).value()).second) << person;
  // Nor by the next process, whose rows know of none of them.
  keys_.emplace(store_, PersonKeys::Options{.ready_ahead = 4, .beside = &beside_});
  ASSERT_TRUE(keys_->start(rows()));
  for (const char* person : {"dot", "ada", "bob"}) {
    EXPECT_TRUE(lost.insert(tell(person).value()).second) << person;
  }
}

TEST_F(PersonKeysTest, AStoreThatIsOlderThanTheRowsMakesNoKeyUnderANumberThatTheyName) {
  apply("ada", tell("ada").value());
  apply("bob", tell("bob").value());
  MemoryKeyStore older;
  PersonKeys keys(older, {.ready_ahead = 4});
  ASSERT_TRUE(keys.start(rows()));
  EXPECT_EQ(older.find(2), std::unexpected(NoKey::missing));
  EXPECT_TRUE(older.find(3).has_value());
}

TEST_F(PersonKeysTest, MoreAreMadeBesideBeforeTheyRunOut) {
  EXPECT_EQ(store_.made, 5U);
  for (const char* person : {"a", "b", "c"}) ASSERT_TRUE(tell(person));
  EXPECT_EQ(store_.made, 5U);
  beside_.run_all();
  EXPECT_EQ(store_.made, 9U);
  for (const char* person : {"d", "e", "f", "g"}) ASSERT_TRUE(tell(person));
}

TEST_F(PersonKeysTest, WithoutAReadyKeyItSaysWhyNotAndGoesOnLater) {
  store_.fails = true;
  for (const char* person : {"a", "b", "c", "d"}) ASSERT_TRUE(tell(person));
  const auto too_early = tell("e");
  ASSERT_FALSE(too_early.has_value());
  EXPECT_EQ(too_early.error().kind, FaultKind::unavailable);
  beside_.run_all();
  EXPECT_THAT(tell("e").error().what, testing::HasSubstr("the disk of the keys is gone"));
  // Who has a key is told of all the same.
  EXPECT_TRUE(tell("a").has_value());
  store_.fails = false;
  beside_.run_all();
  EXPECT_EQ(number_of_key(tell("e").value()), 5U);
}

TEST_F(PersonKeysTest, AnEventThatTellsOfNobodyTakesNoKey) {
  NewEvents events;
  events.add().initRouteRecorded().setName("Digital");
  events.add().initOrganisationRegistered().initContact().setPerson("nobody");  // no words
  ASSERT_TRUE(keys_->take_for(events, StreamKind::ORGANISATION, "org", rows()));
  keys_->seal(events.record(0).getBody(), StreamKind::ROUTE, "dig", {1});
  keys_->seal(events.record(1).getBody(), StreamKind::ORGANISATION, "org", {2});
  EXPECT_FALSE(events.record(1).getBody().getOrganisationRegistered().getContact().hasKey());
  EXPECT_EQ(number_of_key(tell("ada").value()), 1U);
}

TEST_F(PersonKeysTest, WhatWasToldBeforeAnErasureIsGoneWhenThatIsDurableAndNotBefore) {
  const std::string first = tell("ada").value();
  apply("ada", first);
  const std::string other = tell("bob").value();
  erase("ada");
  EXPECT_TRUE(store_.find(1).has_value());
  // Told of anew before the rows know of the erasure.
  const std::string second = tell("ada").value();
  EXPECT_NE(second, first);
  ASSERT_TRUE(keys_->finish_erasures({written_ - 2}));
  EXPECT_TRUE(store_.find(1).has_value());
  ASSERT_TRUE(keys_->finish_erasures({written_ - 1}));
  EXPECT_EQ(store_.find(1).error(), NoKey::destroyed);
  EXPECT_EQ(store_.find(*number_of_key(second)).value().id(), second);
  EXPECT_EQ(store_.find(*number_of_key(other)).value().id(), other);
  // And once more, with a key that the rows do not know.
  erase("ada");
  ASSERT_TRUE(keys_->finish_erasures({written_}));
  EXPECT_EQ(store_.find(*number_of_key(second)).error(), NoKey::destroyed);
}

TEST_F(PersonKeysTest, WhatACrashLeftUndoneIsDoneAtTheStart) {
  const std::string id = tell("ada").value();
  apply("ada", id);
  apply_erasure("ada");
  EXPECT_TRUE(store_.find(1).has_value());
  ASSERT_TRUE(keys_->start(rows()));
  EXPECT_EQ(store_.find(1).error(), NoKey::destroyed);
  EXPECT_NE(tell("ada").value(), id);
}

TEST_F(PersonKeysTest, TheTextsOfARecordHaveOneKeyAndGoWithIt) {
  NewEvents events;
  const auto first = enquire(events, "enquiry-1", "ada");
  EXPECT_EQ(question_in(first), "May I?");
  EXPECT_EQ(enquirer_in(first), "Ada");
  apply(events);
  NewEvents others;
  const auto other = enquire(others, "enquiry-2", "ada", "sealed:AAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  EXPECT_EQ(question_in(other), "sealed:AAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  apply(others);
  dispose_of("enquiry-1");
  // On record and not durable: nothing is destroyed yet.
  ASSERT_TRUE(keys_->finish_erasures({written_ - 1}));
  EXPECT_EQ(question_in(first), "May I?");
  ASSERT_TRUE(keys_->finish_erasures({written_}));
  EXPECT_EQ(question_in(first), "disposed");
  EXPECT_EQ(enquirer_in(first), "erased");
  EXPECT_EQ(enquirer_in(other), "Ada");
  const auto gone =
      destroyed_keys_of(rows().snapshot(), persons_, owner_of_stream(StreamKind::ENQUIRY, "enquiry-1"));
  ASSERT_EQ(gone->size(), 1U);
  EXPECT_EQ(keys_that_are_lost(rows(), store_), 0U);
}

TEST_F(PersonKeysTest, WhatIsToldOfAPersonGoesWithThePersonToo) {
  NewEvents events;
  const auto record = enquire(events, "enquiry-1", "ada");
  apply(events);
  erase("ada");
  ASSERT_TRUE(keys_->finish_erasures({written_}));
  EXPECT_EQ(enquirer_in(record), "erased");
  EXPECT_EQ(question_in(record), "May I?");
}

TEST_F(PersonKeysTest, AKeyThatOnlyARecordUsesIsNotTakenAgainAfterARestart) {
  NewEvents events;
  enquire(events, "enquiry-1", "", "May I?");
  apply(events);
  ASSERT_TRUE(keys_->start(rows()));
  EXPECT_EQ(number_of_key(tell("ada").value()), 2U);
  // Also where the person is told of alone, with a key of before.
  apply("ada", tell("ada").value());
  NewEvents more;
  enquire(more, "enquiry-2", "ada", "");
  apply(more);
  ASSERT_TRUE(keys_->start(rows()));
  EXPECT_EQ(number_of_key(tell("bob").value()), 4U);
}

TEST_F(PersonKeysTest, ADisposalThatACrashCutShortIsFinishedAtTheStart) {
  NewEvents events;
  const auto record = enquire(events, "enquiry-1", "ada");
  apply(events);
  dispose_of("enquiry-1");
  EXPECT_EQ(question_in(record), "May I?");
  ASSERT_TRUE(keys_->start(rows()));
  EXPECT_EQ(question_in(record), "disposed");
}

TEST_F(PersonKeysTest, AStoreThatDoesNotHoldTheKeysOfTheRowsIsToldOf) {
  apply("ada", tell("ada").value());
  EXPECT_EQ(keys_that_are_lost(rows(), store_), 0U);
  MemoryKeyStore empty;
  EXPECT_GT(keys_that_are_lost(rows(), empty).value(), 0U);
  MemoryKeyStore other([](std::uint64_t) { return std::string(32, 'o'); });
  ASSERT_TRUE(other.make_ready(1, 4));
  EXPECT_GT(keys_that_are_lost(rows(), other).value(), 0U);
  const std::vector<std::string> gone{store_.find(1)->id()};
  ASSERT_TRUE(store_.destroy(gone));
  EXPECT_EQ(keys_that_are_lost(rows(), store_), 0U);
}

TEST_F(PersonKeysTest, AStoreThatIsAwayAtTheBeginningOfATurnHoldsUpThoseAloneWhoAreToldOfForTheFirstTime) {
  store_.fails = true;
  for (const char* person : {"a", "b", "c"}) ASSERT_TRUE(tell(person));
  EXPECT_FALSE(keys_->start(rows()).has_value());
  store_.kind = FaultKind::unavailable;
  ASSERT_TRUE(keys_->start(rows()));
  EXPECT_EQ(store_.turns, 3);
  EXPECT_TRUE(tell("d").has_value());
  EXPECT_EQ(tell("bob").error().kind, FaultKind::unavailable);
  store_.fails = false;
  beside_.run_all();
  EXPECT_TRUE(tell("bob").has_value());
}

}  // namespace
}  // namespace htq
