#include "schemas/disposable.h"

#include <capnp/dynamic.h>
#include <capnp/message.h>
#include <gmock/gmock.h>

#include <set>
#include <vector>

#include "schemas/annotation_ids.h"
#include "schemas/json_writer.h"
#include "schemas/summary.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::vector<std::string> texts_in(Body::Reader body) {
  std::vector<std::string> texts;
  each_disposable(body, [&](std::string_view words) {
    texts.emplace_back(words);
    return true;
  });
  return texts;
}

TEST(DisposableTexts, AreFoundWhereverTheyStandInTheEvent) {
  capnp::MallocMessageBuilder message;
  auto body = message.initRoot<Body>();
  auto decision = body.initDecisionTaken();
  decision.setReasons("All criteria are met.");
  decision.initVerdicts(2)[1].setReasons("It fits.");
  decision.initRequiredChanges(1)[0].setChange("Name the assessment.");
  decision.setMeeting("meeting-1");
  EXPECT_THAT(texts_in(body.asReader()),
              testing::UnorderedElementsAre("All criteria are met.", "It fits.", "Name the assessment."));
  auto responses = body.initResponseReceived();
  responses.initAnswers(2).set(0, "Yes.");
  responses.getAnswers().set(1, "No.");
  EXPECT_THAT(texts_in(body.asReader()), testing::ElementsAre("Yes.", "No."));
  body.initWindowOpened().setWindow("1");
  EXPECT_THAT(texts_in(body.asReader()), testing::IsEmpty());
  EXPECT_FALSE(has_disposable_texts(Body::WINDOW_OPENED));
}

TEST(DisposableTexts, AreChangedInTheirPlace) {
  capnp::MallocMessageBuilder message;
  auto body = message.initRoot<Body>();
  auto decision = body.initDecisionTaken();
  decision.setReasons("one");
  decision.initVerdicts(1)[0].setReasons("two");
  change_disposable(body, [](std::string_view words) { return sealed_form(std::string(16, 'k'), words); });
  const auto sealed = sealed_text(string(body.getDecisionTaken().getVerdicts()[0].getReasons().asReader()));
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->key, std::string(16, 'k'));
  EXPECT_EQ(sealed->box, "two");
}

TEST(DisposableTexts, ArePlainUnlessTheyHaveTheForm) {
  EXPECT_FALSE(sealed_text("sealed"));
  EXPECT_FALSE(sealed_text("sealed:"));
  EXPECT_FALSE(sealed_text("sealed: with care"));
  EXPECT_FALSE(sealed_text("sealed:a2V5"));
  EXPECT_FALSE(sealed_text(""));
}

TEST(DisposableTexts, AreTextsOrListsOfThem) {
  std::set<std::uint64_t> met;
  std::function<void(capnp::StructSchema)> look = [&](capnp::StructSchema schema) {
    if (!met.insert(schema.getProto().getId()).second) return;
    for (const auto field : schema.getFields()) {
      capnp::Type type = field.getType();
      while (type.isList()) type = type.asList().getElementType();
      if (type.isStruct()) look(type.asStruct());
      for (const auto annotation : field.getProto().getAnnotations())
        if (annotation.getId() == annotation::kDisposable) {
          EXPECT_TRUE(type.isText()) << field.getProto().getName().cStr();
        }
    }
  };
  look(capnp::Schema::from<Body>());
}

struct Told {
  std::string json, sentence;
};
Told tell(OpenHook open) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<event::ApplicationWithdrawn>();
  event.setReason(text(sealed_form(std::string(16, 'k'), "box")));
  Told told;
  JsonWriter(capnp::Schema::from<event::ApplicationWithdrawn>(), {.london = {}, .open = open})
      .write(event.asReader(), told.json);
  told.sentence = Summaries(capnp::Schema::from<event::ApplicationWithdrawn>())
                      .summarise(event.asReader(), {.clearance = policy::Audience::RESTRICTED, .open = open})
                      .value();
  return told;
}

TEST(DisposableTexts, AreToldOpenedOrThatTheyAreGone) {
  const Told opened = tell([](std::string_view person, std::string_view key, std::string_view box) {
    EXPECT_EQ(person, "");
    EXPECT_EQ(key, std::string(16, 'k'));
    return Opened("Too soon: " + std::string(box));
  });
  EXPECT_EQ(opened.json, R"({"reason":"Too soon: box"})");
  EXPECT_EQ(opened.sentence, "Withdrawn by the applicant: Too soon: box");
  const Told gone = tell([](auto, auto, auto) -> Opened { return std::unexpected(Unreadable::erased); });
  EXPECT_EQ(gone.json, R"({"reason":{"disposed":true}})");
  EXPECT_EQ(gone.sentence, "Withdrawn by the applicant: [disposed of]");
  EXPECT_EQ(tell({}).json, R"({"reason":{"sealed":true}})");
}

}  // namespace
}  // namespace htq
