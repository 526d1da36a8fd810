// What is written reads back the same, for any message; and nothing that is read can crash or throw.
#include <capnp/serialize.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "schemas/json_text.h"
#include "tests/schemas/sample.h"

namespace htq {
namespace {

/// A message out of nothing but its schema: every field a command may carry, each set or not by the toss of a
/// coin.
class Generator {
 public:
  Generator(const Plan& plan, std::uint64_t seed) : plan_(plan), random_(seed) {}

  void fill(capnp::DynamicStruct::Builder to) { fill(plan_.root(), to, 0); }
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::string text() {
    static constexpr std::string_view kPieces[] = {
        "a", "Z", "\"", "\\", "\n", "\t", "/", "\xC3\xA9", "\xE2\x80\xA8", "\xF0\x9F\x98\x80",
        "{", "}", "[",  ",",  " "};
    std::string made;
    for (std::uint64_t i = below(8); i > 0; --i) made += kPieces[below(std::size(kPieces))];
    return made;
  }

 private:
  void fill(const StructPlan& plan, capnp::DynamicStruct::Builder to, int depth) {
    if (plan.sealed) {
      const std::string words = text(), person = "p" + text();
      to.set(plan.sealed->person->field, person.c_str());
      to.set(plan.sealed->box->field,
             capnp::Data::Reader(kj::StringPtr(words.c_str(), words.size()).asBytes()));
      return;
    }
    std::vector<const FieldPlan*> choices;
    for (const FieldPlan& field : plan.fields)
      if (field.is_in_union)
        choices.push_back(&field);
      else if (below(2) == 0)
        set(field, to, depth);
    if (!choices.empty()) set(*choices[below(choices.size())], to, depth);
  }

  void set(const FieldPlan& field, capnp::DynamicStruct::Builder to, int depth) {
    if (field.is_computed) return;
    if (field.type.kind == JsonKind::structure) {
      if (depth < 4 || field.is_group)
        fill(*field.type.structure, to.init(field.field).as<capnp::DynamicStruct>(), depth + 1);
      return;
    }
    if (field.type.kind != JsonKind::list) return to.set(field.field, scalar(field.type));
    if (depth >= 3) return;
    const auto size = static_cast<std::uint32_t>(1 + below(3));
    fill(*field.type.element, to.init(field.field, size).as<capnp::DynamicList>(), depth + 1);
  }

  void fill(const TypePlan& element, capnp::DynamicList::Builder to, int depth) {
    for (std::uint32_t i = 0; i < to.size(); ++i) {
      if (element.kind == JsonKind::structure)
        fill(*element.structure, to[i].as<capnp::DynamicStruct>(), depth + 1);
      else if (element.kind == JsonKind::list)
        fill(*element.element, to.init(i, 1 + below(3)).as<capnp::DynamicList>(), depth + 1);
      else
        to.set(i, scalar(element));
    }
  }

  capnp::DynamicValue::Reader scalar(const TypePlan& type) {
    switch (type.kind) {
      case JsonKind::boolean: return below(2) == 0;
      case JsonKind::whole: return whole(type);
      case JsonKind::real: {
        const double number =
            std::ldexp(static_cast<double>(random_()) - 9e18, static_cast<int>(below(100)) - 90);
        return type.type.which() == capnp::schema::Type::FLOAT32 ? static_cast<float>(number) : number;
      }
      case JsonKind::text: kept_ = form(type); return capnp::Text::Reader(kept_.c_str(), kept_.size());
      case JsonKind::data:
        kept_ = text();
        return capnp::Data::Reader(kj::StringPtr(kept_.c_str(), kept_.size()).asBytes());
      case JsonKind::enumeration:
        return capnp::DynamicEnum(type.enumeration->schema,
                                  static_cast<std::uint16_t>(below(type.enumeration->names.size())));
      default: return capnp::VOID;
    }
  }

  capnp::DynamicValue::Reader whole(const TypePlan& type) {
    if (type.is_instant)
      return static_cast<std::int64_t>(below(4'000'000'000) * 1'000'000'000 + below(1'000'000'000));
    const std::uint64_t span = static_cast<std::uint64_t>(type.most - type.least) + 1;
    const std::int64_t number = type.least + static_cast<std::int64_t>(below(span));
    if (type.is_unsigned) return static_cast<std::uint64_t>(number);
    return number;
  }

  std::string form(const TypePlan& type) {
    std::string digits = std::to_string(10'000'000 + below(80'000'000));
    if (type.is_day)
      return format_instant(static_cast<std::int64_t>(below(4'000'000'000)) * 1'000'000'000).substr(0, 10);
    if (type.reference == "standard") return "ST" + digits.substr(0, 4);
    if (type.reference == "occupation") return "OCC" + digits.substr(0, 4) + (below(2) == 0 ? "B" : "");
    if (type.reference == "ukprn") return digits;
    if (type.reference == "slug") return "s." + digits;
    return text();
  }

  const Plan& plan_;
  std::mt19937_64 random_;
  std::string kept_;
};

kj::Array<capnp::word> canonical(sample::Message& message) {
  return capnp::canonicalize(message.root.asReader());
}

TEST(JsonRoundTrip, GivesBackTheSameMessage) {
  const Plan plan(sample::schema());
  for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    sample::Message first, second;
    Generator(plan, seed).fill(first.root);
    const std::string json = sample::write(first.root);
    const auto done = sample::read(json, second);
    ASSERT_TRUE(done.has_value()) << done.error().path << ": " << done.error().what << "\n" << json;
    ASSERT_EQ(sample::write(second.root), json);
    ASSERT_EQ(canonical(first).asBytes(), canonical(second).asBytes()) << json;
  }
}

TEST(JsonHostile, EveryTruncationIsRefused) {
  const Plan plan(sample::schema());
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    sample::Message message;
    Generator(plan, seed).fill(message.root);
    const std::string json = sample::write(message.root);
    for (std::size_t length = 0; length < json.size(); ++length) {
      sample::Message into;
      // A buffer of its own, so that a sanitizer sees a step beyond its end.
      const std::unique_ptr<char[]> exact(new char[length]);
      std::copy_n(json.begin(), length, exact.get());
      ASSERT_FALSE(sample::read({exact.get(), length}, into).has_value()) << json.substr(0, length);
    }
  }
}

TEST(JsonHostile, AnyMutationIsReadOrRefused) {
  const Plan plan(sample::schema());
  static constexpr std::string_view kTokens[] = {"{",
                                                 "}",
                                                 "[",
                                                 "]",
                                                 ",",
                                                 ":",
                                                 "\"",
                                                 "\\",
                                                 "null",
                                                 "true",
                                                 "1e999",
                                                 "\\u",
                                                 "\\ud800",
                                                 "\xFF",
                                                 "\xED\xA0\x80",
                                                 "0",
                                                 "-",
                                                 "\n",
                                                 "{\"within\":["};
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Generator generator(plan, seed);
    sample::Message message, into, again;
    generator.fill(message.root);
    std::string json = sample::write(message.root);
    for (std::uint64_t times = 1 + generator.below(4); times > 0; --times) {
      const std::size_t at = generator.below(json.size()), length = generator.below(4);
      if (generator.below(3) == 0)
        json[at] = static_cast<char>(generator.below(256));
      else
        json.replace(at, length, kTokens[generator.below(std::size(kTokens))]);
    }
    const auto done = sample::read(json, into);
    if (!done) {
      ASSERT_FALSE(done.error().what.empty());
      ASSERT_FALSE(done.error().remedy.empty());
      continue;
    }
    // What was taken is a message like any other.
    ASSERT_TRUE(sample::read(sample::write(into.root), again).has_value()) << json;
  }
}

TEST(JsonHostile, NoiseIsRefused) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 5'000; ++round) {
    std::string noise(random() % 64, '\0');
    for (char& byte : noise) byte = static_cast<char>(random());
    sample::Message into;
    ASSERT_FALSE(sample::read(noise, into).has_value());
    sample::Message inside;
    static_cast<void>(sample::read("{\"title\":\"" + noise + "\"}", inside));
  }
}

}  // namespace
}  // namespace htq
