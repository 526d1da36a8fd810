// The sentence of every event, filled by reflection: with everything in it, with one of everything, and with no
// more than the rules ask for.
#include <capnp/dynamic.h>
#include <gtest/gtest.h>

#include <deque>
#include <set>
#include <string>

#include "schemas/event.capnp.h"
#include "schemas/summary.h"
#include "schemas/text.h"
#include "tests/support/well_told.h"

namespace htq {
namespace {

/// What a rule lets a caller leave out, of the fields that a sentence names; `Event.field`.
const std::set<std::string> kMayBeLeftOut{
    "SupportSessionBooked.at",   "WindowScheduled.opens",          "WindowScheduled.closes",
    "TimelineAgreed.reason",       "DurationRuleChanged.years", "MeetingCalled.cases",            "StandardMerged.into",
    "BodyAbolished.successor",   "CopyrightDetermined.transfer",   "ListedPublicly.firstTeach",
    "FinalListPublished.cases",  "ResubmissionReceived.answers",
};

struct Filling {
  unsigned how_many = 2;  // of each list; the value of each number
  std::set<std::string> left_out = {};
};

class Filled {
 public:
  Filled(const Filling& filling, capnp::StructSchema::Field event) : filling_(filling) {
    auto body = message_.initRoot<Body>();
    capnp::DynamicStruct::Builder any = body;
    fill(any.init(event).as<capnp::DynamicStruct>(), true);
    event_ = any.asReader().get(event).as<capnp::DynamicStruct>();
  }
  capnp::DynamicStruct::Reader event() const { return event_; }

 private:
  void fill(capnp::DynamicStruct::Builder into, bool is_event) {
    const std::string name = into.getSchema().getShortDisplayName().cStr();
    for (const auto field : into.getSchema().getFields()) {
      const std::string path = name + "." + field.getProto().getName().cStr();
      if (is_event && filling_.left_out.contains(path)) continue;
      const auto type = field.getType();
      if (type.isList()) {
        auto list = into.init(field, filling_.how_many).as<capnp::DynamicList>();
        for (unsigned at = 0; at < list.size(); ++at) {
          const auto element = type.asList().getElementType();
          if (element.isStruct())
            fill(list[at].as<capnp::DynamicStruct>(), false);
          else
            list.set(at, scalar(element, field));
        }
      } else if (type.isStruct()) {
        fill(into.init(field).as<capnp::DynamicStruct>(), false);
      } else {
        into.set(field, scalar(type, field));
      }
    }
  }
  capnp::Text::Reader quoted_name(capnp::StructSchema::Field field) {
    texts_.push_back("'" + string(field.getProto().getName()) + "'");
    return texts_.back().c_str();
  }
  capnp::DynamicValue::Reader scalar(capnp::Type type, capnp::StructSchema::Field field) {
    if (type.isText()) return quoted_name(field);
    if (type.isData()) return capnp::Data::Reader(reinterpret_cast<const kj::byte*>("x"), 1);
    if (type.isBool()) return true;
    if (type.isEnum()) return capnp::DynamicEnum(type.asEnum(), 1);
    return filling_.how_many;
  }

  const Filling& filling_;
  std::deque<std::string> texts_;
  capnp::MallocMessageBuilder message_;
  capnp::DynamicStruct::Reader event_;
};

void each_is_well_told(const Filling& filling) {
  const Summaries summaries(capnp::Schema::from<Body>());
  for (const auto event : capnp::Schema::from<Body>().getUnionFields()) {
    if (!event.getType().isStruct()) continue;
    const Filled filled(filling, event);
    const auto sentence =
        summaries.summarise(filled.event(), {.clearance = policy::Audience::RESTRICTED});
    ASSERT_TRUE(sentence.has_value()) << event.getProto().getName().cStr();
    EXPECT_TRUE(tests::is_well_told(*sentence)) << event.getProto().getName().cStr();
  }
}

TEST(Sentences, ReadAsOneWithEverythingInThem) {
  each_is_well_told({.how_many = 2});
}

TEST(Sentences, CountOneCaseAndOnePaper) {
  each_is_well_told({.how_many = 1});
}

TEST(Sentences, HaveNoGapWhereNoMoreIsGivenThanTheRulesAskFor) {
  each_is_well_told({.how_many = 2, .left_out = kMayBeLeftOut});
}

}  // namespace
}  // namespace htq
