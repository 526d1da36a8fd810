// Every field of every event and of every answer holds a mark of its class, and goes the way out to every
// audience: no mark of a narrower class arrives, and every other does.
#include <capnp/message.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include <algorithm>
#include <set>

#include "daemon/access/memory_key_store.h"
#include "daemon/doors/entry.h"
#include "daemon/doors/event_feed.h"
#include "daemon/doors/lists.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/policy.h"
#include "daemon/doors/publications.h"
#include "daemon/doors/sealed_positions.h"
#include "daemon/publish/cloud_event.h"
#include "daemon/row_view.h"
#include "domain/event_kind.h"
#include "projections/memory_rows.h"
#include "projections/timeline.h"
#include "schemas/answer.capnp.h"
#include "schemas/journal.capnp.h"
#include "schemas/json_text.h"
#include "tests/access/markers.h"

namespace htq::tests {
namespace {

using policy::Audience;

constexpr Audience kAudiences[] = {Audience::PUBLIC, Audience::CONSULTATION, Audience::APPLICANT,
                                   Audience::INTERNAL, Audience::RESTRICTED};

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
  return bytes;
}

/// Beside it stands who the person is.
bool is_text_about_a_person(const std::vector<Mark>& marks, const Mark& text) {
  const std::string around = text.path.substr(0, text.path.rfind('.'));
  return std::ranges::any_of(marks, [&](const Mark& mark) { return mark.path == around + ".person"; });
}

struct Marks : ::testing::Test {
  static void SetUpTestSuite() { ASSERT_GE(sodium_init(), 0); }

  /// Every event in turn, in a record of which each field holds a mark of its class.
  template <typename Look>
  static void with_each_event(Look look) {
    const Plan plan(capnp::Schema::from<Record>());
    for (const FieldPlan& event : plan.find(capnp::Schema::from<Body>())->fields) {
      capnp::MallocMessageBuilder message;
      auto record = message.initRoot<Record>();
      const auto marks = fill_with_marks(plan.root(), record, event.name);
      look(event, record, marks);
      if (HasFatalFailure()) return;
    }
  }

  void expect_no_other(const std::string& told, const std::vector<Mark>& marks, Audience clearance,
                       std::string_view position = {}) const {
    for (const Mark& mark : marks) {
      const bool is_there = told.find(mark.text) != std::string::npos;
      if (mark.path.ends_with(position) && !position.empty()) continue;
      EXPECT_EQ(is_there, is_visible(mark.audience, clearance))
          << mark.path << " is for " << static_cast<int>(mark.audience) << ", told to "
          << static_cast<int>(clearance) << ": " << told;
    }
  }

  const MemoryKeyStore no_keys;
  const Sealing sealing{no_keys};
  const SealedPositions positions{std::string(32, 'k')};
};

TEST_F(Marks, NoEventTellsMoreThanItsAudienceMaySee) {
  const Entries entries(sealing);
  with_each_event([&](const FieldPlan& event, Record::Builder record, const std::vector<Mark>& marks) {
    for (const Audience clearance : kAudiences) {
      std::string told;
      const bool is_told = entries.append(record, clearance, told);
      // Nothing of a record is public as such.
      ASSERT_EQ(is_told, is_visible(std::max(event.audience, Audience::APPLICANT), clearance)) << event.name;
      if (is_told) expect_no_other(told, marks, clearance);
    }
  });
}

/// The same in both forms of a stream, to who is told positions and to who gets them sealed.
TEST_F(Marks, NoStreamOfEventsTellsMoreThanItsAudienceMaySee) {
  const Entries entries(sealing);
  with_each_event([&](const FieldPlan& event, Record::Builder record, const std::vector<Mark>& marks) {
    for (const Audience clearance : kAudiences)
      for (const EventForm form : {EventForm::lines, EventForm::server_sent})
        for (const PositionHook* seal : {static_cast<const PositionHook*>(nullptr), &positions.hook()}) {
          Sight sight(clearance);
          sight.seal = seal;
          std::string told;
          append_event(entries, record, form, sight, told);
          if (told.empty()) continue;
          EXPECT_EQ(told.find(event.name) != std::string::npos, true);
          for (const Mark& mark : marks)
            if (!is_visible(mark.audience, clearance))
              EXPECT_EQ(told.find(mark.text), std::string::npos) << mark.path;
          if (seal != nullptr)
            EXPECT_EQ(told.find(std::to_string(record.getPosition())), std::string::npos) << event.name;
        }
  });
}

TEST_F(Marks, NoAnswerTellsMoreThanItsAudienceMaySee) {
  std::vector<capnp::StructSchema> all{
      capnp::Schema::from<answer::Receipt>(),      capnp::Schema::from<answer::Case>(),
      capnp::Schema::from<answer::Statistics>(),   capnp::Schema::from<answer::LogLevel>(),
      capnp::Schema::from<answer::ClockReading>(), capnp::Schema::from<journal::AccessEntry>()};
  for (const RowsDoor& list : lists()) all.push_back(list.row);
  for (const capnp::StructSchema schema : all) {
    const Plan plan(schema);
    const Outlet outlet(schema, sealing);
    capnp::MallocMessageBuilder message;
    auto answer = message.initRoot<capnp::DynamicStruct>(schema);
    const auto marks = fill_with_marks(plan.root(), answer);
    for (const Audience clearance : kAudiences) {
      std::string told;
      outlet.write(answer.asReader(), clearance, told);
      expect_no_other(told, marks, clearance);
    }
  }
}

/// What the access journal is told: of each event and each audience whether anything narrow left, whatever is
/// new.
TEST_F(Marks, WhatIsNarrowAndLeavesIsNotedAndNothingElseIs) {
  const Entries entries(sealing);
  std::size_t noted = 0;
  with_each_event([&](const FieldPlan& event, Record::Builder record, const std::vector<Mark>& marks) {
    for (const Audience clearance : kAudiences) {
      Disclosed disclosed;
      Sight sight(clearance);
      sight.disclosed = &disclosed;
      sight.of = "the case";
      std::string told;
      if (!entries.append(record, sight, told)) continue;
      const bool is_narrow = std::ranges::any_of(marks, [&](const Mark& mark) {
        const bool is_personal = mark.path.ends_with(".text") && is_text_about_a_person(marks, mark);
        return told.find(mark.text) != std::string::npos &&
               (mark.audience == Audience::RESTRICTED || is_personal);
      });
      EXPECT_EQ(!disclosed.empty(), is_narrow) << event.name << ", told to " << static_cast<int>(clearance);
      if (is_narrow) EXPECT_EQ(disclosed.cases(), Disclosed::Names{"the case"});
      if (is_narrow) ++noted;
    }
  });
  EXPECT_GT(noted, 10U);
}

/// What is withheld leaves no hole that tells its length.
TEST_F(Marks, WhatIsWithheldChangesNoByte) {
  const Plan plan(capnp::Schema::from<Record>());
  const Entries entries(sealing);
  for (const FieldPlan& event : plan.find(capnp::Schema::from<Body>())->fields) {
    capnp::MallocMessageBuilder full_message, bare_message;
    auto full = full_message.initRoot<Record>();
    auto bare = bare_message.initRoot<Record>();
    fill_with_marks(plan.root(), full, event.name);
    for (const Audience clearance : {Audience::APPLICANT, Audience::INTERNAL}) {
      // The other log: the same, but for what this audience may not see.
      Redactor(capnp::Schema::from<Record>(), SealedTexts::carried).redact(full.asReader(), bare, clearance);
      std::string told_of_full, told_of_bare;
      if (!entries.append(full, clearance, told_of_full)) continue;
      ASSERT_TRUE(entries.append(bare, clearance, told_of_bare));
      EXPECT_EQ(told_of_full, told_of_bare) << event.name;
      bare = bare_message.initRoot<Record>();
    }
  }
}

TEST_F(Marks, WhatAnApplicantFlaggedIsRestrictedWhateverItsFieldsSay) {
  const Entries entries(sealing);
  with_each_event([&](const FieldPlan& event, Record::Builder record, const std::vector<Mark>& marks) {
    if (!event.type.structure->reaches_documents || !is_visible(event.audience, Audience::APPLICANT)) return;
    // Every name and hash of a document in it.
    DocumentNames flagged;
    std::vector<Mark> about;
    for (const Mark& mark : marks) {
      const std::size_t within = mark.path.find(".body." + event.name);
      if (within == std::string::npos) continue;
      const std::string path = mark.path.substr(within + 6 + event.name.size());
      if (path.ends_with(".documentHash"))
        flagged.insert(from_hex(mark.text));
      else if (path == ".document" || path == ".document.id" || path.ends_with(".documents[0].id") ||
               path.ends_with("[0].document"))
        flagged.insert(mark.text);
      // What stands beside the name of a document goes with it.
      const bool is_all_of_it = path == ".document" || event.type.structure->document != nullptr;
      if (is_all_of_it || path.starts_with(".document") || path.starts_with(".answers[0]") ||
          path.starts_with(".requiredChanges[0]"))
        about.push_back(mark);
    }
    ASSERT_FALSE(flagged.empty()) << event.name;
    Sight sight(Audience::INTERNAL);
    sight.withheld = &flagged;
    std::string told;
    ASSERT_TRUE(entries.append(record, sight, told)) << event.name;
    for (const Mark& mark : about)
      EXPECT_EQ(told.find(mark.text), std::string::npos) << mark.path << " is told: " << told;
    // Its applicant, and who sees what is restricted, are told all the same.
    for (const Audience clearance : {Audience::APPLICANT, Audience::RESTRICTED}) {
      told.clear();
      ASSERT_TRUE(entries.append(record, clearance, told));
      expect_no_other(told, marks, clearance);
    }
  });
}

TEST_F(Marks, AFlaggedDocumentIsNotCounted) {
  const Outlet outlet(capnp::Schema::from<answer::Case>(), sealing);
  capnp::MallocMessageBuilder message;
  auto file = message.initRoot<answer::Case>();
  auto documents = file.initDocuments(2);
  documents[0].setId("mapping");
  documents[1].setId("letters");
  const DocumentNames flagged{"letters"};
  Sight sight(Audience::INTERNAL);
  sight.withheld = &flagged;
  std::string told;
  outlet.write(file.asReader(), sight, told);
  EXPECT_NE(told.find("mapping"), std::string::npos);
  EXPECT_EQ(told.find("letters"), std::string::npos);
  EXPECT_EQ(told.find("},{"), std::string::npos) << told;
}

TEST_F(Marks, PositionsLeaveSealedAndTimesWithoutWhatCouldBeCounted) {
  capnp::MallocMessageBuilder message;
  auto record = message.initRoot<Record>();
  record.setPosition(1'234'567);
  record.setRecordedAt(1'600'000'000'123'456'789);
  record.initBody().initFormAccessGranted();
  Sight sight(Audience::APPLICANT);
  sight.seal = &positions.hook();
  std::string told, again;
  ASSERT_TRUE(Entries(sealing).append(record, sight, told));
  ASSERT_TRUE(Entries(sealing).append(record, sight, again));
  EXPECT_EQ(told.find("1234567"), std::string::npos) << told;
  EXPECT_EQ(told.find("456"), std::string::npos) << told;
  EXPECT_EQ(told.size(), again.size());
  EXPECT_NE(told, again);
}

/// What a list does to a row on its way: what it judges by the instant, and says in other words to some,
/// comes before the redaction, and lets nothing past it.
TEST_F(Marks, NoRowTellsMoreThroughWhatAListDoesToIt) {
  std::size_t hooked = 0;
  for (const RowsDoor& list : lists()) {
    const Plan plan(list.row);
    const Outlet outlet(list.row, sealing);
    for (const Audience clearance : kAudiences) {
      capnp::MallocMessageBuilder message, redacted;
      auto row = message.initRoot<capnp::DynamicStruct>(list.row);
      const auto marks = fill_with_marks(plan.root(), row);
      if (list.judge != nullptr && !list.judge(row, Instant{1'700'000'000'000'000'000})) continue;
      if (list.tell_as_seen != nullptr) list.tell_as_seen(row, clearance);
      hooked += list.judge != nullptr || list.tell_as_seen != nullptr ? 1 : 0;
      auto seen = redacted.initRoot<capnp::DynamicStruct>(list.row);
      if (outlet.redact(row.asReader(), seen, clearance) == Shown::no) continue;
      std::string told;
      outlet.tell(seen.asReader(), clearance, told);
      const bool sees_no_internal_event = clearance < Audience::INTERNAL;
      for (const Mark& mark : marks) {
        // The count of what they see stands in the place of the count of all.
        const bool is_in_its_place = list.tell_as_seen != nullptr && (mark.path.ends_with(".versionShown") ||
                                                                      mark.path.ends_with(".changedAtShown"));
        const bool is_replaced = list.tell_as_seen != nullptr && sees_no_internal_event &&
                                 (mark.path.ends_with(".version") || mark.path.ends_with(".changedAt"));
        const bool may_be_told = is_in_its_place
                                     ? sees_no_internal_event && is_visible(Audience::APPLICANT, clearance)
                                     : is_visible(mark.audience, clearance) && !is_replaced;
        if (!may_be_told)
          EXPECT_EQ(told.find(mark.text), std::string::npos) << list.path << mark.path << ": " << told;
      }
    }
  }
  EXPECT_GT(hooked, 10U);
}

/// Who sees a case no further than its papers is told its row as it was then, and nothing that came after.
TEST_F(Marks, ARowAsItStoodHoldsNothingOfWhatCameLater) {
  auto rows = std::make_shared<MemoryRows>();
  auto store = std::make_shared<RowStore>();
  const Family timeline = *rows->open_family("timeline");
  store->rows = rows;
  store->families.emplace("timeline", timeline);
  const Office office;
  const auto before = rows->snapshot();
  RowWriter writer(timeline, *before, Digest{});
  std::uint64_t position = 0;
  const auto apply = [&](auto fill) {
    capnp::MallocMessageBuilder message;
    auto record = message.initRoot<Record>();
    record.setPosition(++position);
    record.setVersion(position);
    record.setStreamKind(StreamKind::CASE);
    record.setStream("HTQ-7K3M-92QX-5CJD");
    fill(record.initBody());
    const auto words = capnp::canonicalize(record.asReader());
    const auto bytes = words.asBytes();
    Timeline().apply({.record = record.asReader(),
                      .bytes = {reinterpret_cast<const char*>(bytes.begin()), bytes.size()},
                      .office = office},
                     writer);
  };
  apply([](Body::Builder body) { body.initInterestRegistered().setOrganisation("college"); });
  apply([](Body::Builder body) { body.initQualificationDescribed().setTitle("mark-of-later"); });
  apply([](Body::Builder body) { body.initCaseAssigned().setOfficial("mark-of-an-official"); });
  ASSERT_TRUE(rows->write(writer.finish()));
  const RowView now(store, {position});
  std::size_t looked_at = 0;
  for (const RowsDoor& list : lists()) {
    if (list.as_it_stood == nullptr || list.row != capnp::Schema::from<answer::CaseRow>()) continue;
    capnp::MallocMessageBuilder current, stood;
    auto row = current.initRoot<answer::CaseRow>();
    row.setCase("HTQ-7K3M-92QX-5CJD");
    row.setTitle("mark-of-later");
    ASSERT_TRUE(list.as_it_stood(row.asReader(), {1}, now, stood));
    const Outlet outlet(list.row, sealing);
    std::string told;
    outlet.write(stood.getRoot<answer::CaseRow>().asReader(), Audience::RESTRICTED, told);
    EXPECT_NE(told.find("college"), std::string::npos) << told;
    EXPECT_EQ(told.find("mark-of"), std::string::npos) << told;
    ++looked_at;
  }
  EXPECT_GT(looked_at, 0U);
}

/// A cursor names the row that comes next, which may be hidden from nobody but says nothing by itself: of one
/// length, whatever it names, and never twice the same.
TEST_F(Marks, ACursorTellsNothingOfTheRowItNames) {
  const std::string place = "list/mark-70001000003-";
  const std::string other = "list/" + std::string(60, 'x');
  const std::string sealed = positions.seal_place(place);
  EXPECT_EQ(positions.open_place(sealed), place);
  EXPECT_EQ(positions.seal_place(other).size(), positions.seal_place(place).size());
  EXPECT_NE(positions.seal_place(place), sealed);
  std::string hex, base64;
  append_hex(hex, place);
  append_base64(base64, place);
  for (const std::string& form : {place, std::string("mark"), hex, base64.substr(0, 20)})
    EXPECT_EQ(sealed.find(form), std::string::npos);
  EXPECT_FALSE(positions.open_place(hex));
  EXPECT_FALSE(positions.open(sealed)) << "a cursor is no position";
}

/// The rows that a door finds when a case was listed and then has one more event.
RowView rows_of_a_listed_case(Record::Reader last) {
  auto rows = std::make_shared<MemoryRows>();
  auto store = std::make_shared<RowStore>();
  const Family timeline = *rows->open_family("timeline");
  store->rows = rows;
  store->families.emplace("timeline", timeline);
  const Office office;
  const auto before = rows->snapshot();
  RowWriter writer(timeline, *before, Digest{});
  const auto add = [&](Record::Reader record) {
    const auto words = capnp::canonicalize(record);
    const auto bytes = words.asBytes();
    Timeline().apply({.record = record,
                      .bytes = {reinterpret_cast<const char*>(bytes.begin()), bytes.size()},
                      .office = office},
                     writer);
  };
  capnp::MallocMessageBuilder message;
  auto listed = message.initRoot<Record>();
  listed.setPosition(1);
  listed.setVersion(1);
  listed.setStreamKind(StreamKind::CASE);
  listed.setStream(last.getStream());
  auto event = listed.initBody().initListedPublicly();
  event.setTitle("Certificate in Welding");
  event.initOccupations(1).set(0, "ST0116");
  add(listed);
  add(last);
  EXPECT_TRUE(rows->write(writer.finish()));
  return {store, {last.getPosition()}};
}

/// What became public, for everyone, by both doors: an event of a cycle or a consultation that is public as
/// such, in its public fields; and of cases that they are listed.
TEST_F(Marks, WhatBecamePublicIsToldInItsPublicFieldsAlone) {
  const Publications publications;
  const CloudEvents others("office");
  const std::set<std::string> listings{"listedPublicly", "listingCorrected", "earlierApprovalRecorded"};
  std::size_t published = 0;
  with_each_event([&](const FieldPlan& event, Record::Builder record, const std::vector<Mark>& marks) {
    record.setStreamKind(kind_of_event(record.getBody().which()).value_or(StreamKind::OFFICE));
    const bool is_of_case = record.getStreamKind() == StreamKind::CASE;
    Sight sight(Audience::PUBLIC);
    sight.seal = &positions.hook();
    const RowView now = rows_of_a_listed_case(record);
    const auto told = publications.of(record, sight, now);
    ASSERT_TRUE(told) << event.name;
    const auto elsewhere = others.for_everyone(record, sight, 1, now);
    ASSERT_TRUE(elsewhere) << event.name;
    ASSERT_EQ(told->has_value(), elsewhere->has_value()) << event.name;
    EXPECT_EQ(told->has_value(), is_publication(record.getBody().which(), record.getStreamKind()))
        << event.name;
    if (is_of_case) EXPECT_EQ(told->has_value(), listings.contains(event.name)) << event.name;
    if (!*told) return;
    ++published;
    std::string line;
    append_publication(**told, {record.getPosition()}, EventForm::server_sent, sight, line);
    std::string message_of_kafka = (*elsewhere)->data;
    for (const auto& [name, value] : (*elsewhere)->headers) message_of_kafka += '\n' + name + ": " + value;
    EXPECT_EQ((*elsewhere)->data, (*told)->data);
    EXPECT_NE(line.find(R"(,"data":)" + (*told)->data + "}\n"), std::string::npos) << line;
    for (const Mark& mark : marks) {
      const bool is_field_of_it = mark.path.find(".body." + event.name + ".") != std::string::npos;
      const FieldPlan* field = event.type.structure->find(mark.path.substr(mark.path.rfind('.') + 1));
      // Of a case what the register has of it: which says so itself.
      const bool may_be_told =
          is_field_of_it &&
          (is_of_case ? mark.audience <= Audience::APPLICANT && !mark.path.ends_with(".reason")
                      : field == nullptr || field->audience == Audience::PUBLIC);
      // Of the envelope the stream and when.
      if (may_be_told || mark.path.ends_with("Record.stream") || mark.path.ends_with("recordedAt") ||
          mark.path.ends_with("occurredAt"))
        continue;
      EXPECT_EQ(line.find(mark.text), std::string::npos) << mark.path << ": " << line;
      EXPECT_EQ(message_of_kafka.find(mark.text), std::string::npos) << mark.path << ": " << message_of_kafka;
    }
  });
  EXPECT_EQ(published, 21U);
}

}  // namespace
}  // namespace htq::tests
