#include "tests/access/markers.h"

#include <algorithm>

#include "schemas/json_text.h"

namespace htq::tests {
namespace {

using policy::Audience;

class Filling {
 public:
  explicit Filling(std::string_view member) : member_(member) {}

  void fill(const StructPlan& plan, capnp::DynamicStruct::Builder into, Audience around,
            const std::string& path, int depth) {
    for (const FieldPlan& field : plan.fields) {
      if (field.is_in_union && field.name != member_) continue;
      fill(field, into, narrower(around, field.audience), path + "." + field.name, depth);
    }
  }
  std::vector<Mark> take() && { return std::move(marks_); }

 private:
  static Audience narrower(Audience one, Audience other) {
    if (one == Audience::NOBODY || other == Audience::NOBODY) return Audience::NOBODY;
    return std::max(one, other);
  }

  /// Eleven digits that stand nowhere else, of whole milliseconds where it is an instant.
  std::int64_t next_number() { return 70'000'000'000 + static_cast<std::int64_t>(++made_) * 1'000'003; }

  std::string next_text() { return "mark-" + std::to_string(next_number()) + "-"; }

  void note(Audience audience, std::string text, const std::string& path) {
    marks_.push_back({audience, std::move(text), path});
  }

  void fill(const FieldPlan& field, capnp::DynamicStruct::Builder into, Audience audience,
            const std::string& path, int depth) {
    switch (field.type.kind) {
      case JsonKind::structure: {
        if (depth > 6) return;
        auto inner = field.is_group ? into.get(field.field).as<capnp::DynamicStruct>()
                                    : into.init(field.field).as<capnp::DynamicStruct>();
        if (field.type.structure->sealed) return seal(field, inner, audience, path);
        return fill(*field.type.structure, inner, audience, path, depth + 1);
      }
      case JsonKind::list: {
        if (depth > 6) return;
        auto list = into.init(field.field, 1).as<capnp::DynamicList>();
        const TypePlan& element = *field.type.element;
        if (element.kind == JsonKind::structure)
          return fill(*element.structure, list[0].as<capnp::DynamicStruct>(), audience, path + "[0]",
                      depth + 1);
        return set(element, audience, path, [&](auto value) { list.set(0, value); });
      }
      default: return set(field.type, audience, path, [&](auto value) { into.set(field.field, value); });
    }
  }

  /// Who a person is, their pseudonym says to fewer than the text about them.
  void seal(const FieldPlan& field, capnp::DynamicStruct::Builder into, Audience audience,
            const std::string& path) {
    const SealedFields& fields = *field.type.structure->sealed;
    const std::string person = next_text();
    into.set(fields.person->field, person.c_str());
    note(narrower(audience, fields.person->audience), person, path + ".person");
    const std::string text = next_text();
    into.set(fields.box->field, capnp::Data::Reader(kj::StringPtr(text.c_str()).asBytes()));
    note(audience, text, path + ".text");
  }

  template <typename Set>
  void set(const TypePlan& type, Audience audience, const std::string& path, Set set) {
    switch (type.kind) {
      case JsonKind::text: {
        const std::string text = next_text();
        set(text.c_str());
        return note(audience, text, path);
      }
      case JsonKind::data: {
        const std::string text = next_text();
        set(capnp::Data::Reader(kj::StringPtr(text.c_str()).asBytes()));
        std::string written;
        type.is_hex ? append_hex(written, text) : append_base64(written, text);
        return note(audience, written, path);
      }
      case JsonKind::whole: {
        // Small numbers cannot be told from any others.
        if (type.most < 100'000'000'000) return set(static_cast<std::uint64_t>(1));
        const std::int64_t number = next_number();
        if (type.is_instant) {
          const std::int64_t ns = number * 1'000'000;
          set(ns);
          return note(audience, format_instant(ns), path);
        }
        if (type.is_unsigned)
          set(static_cast<std::uint64_t>(number));
        else
          set(number);
        return note(audience, std::to_string(number), path);
      }
      case JsonKind::boolean: return set(true);
      default: return;
    }
  }

  std::string member_;
  std::vector<Mark> marks_;
  int made_ = 0;
};

}  // namespace

std::vector<Mark> fill_with_marks(const StructPlan& plan, capnp::DynamicStruct::Builder into,
                                  std::string_view member) {
  Filling filling(member);
  filling.fill(plan, into, Audience::PUBLIC, plan.name, 0);
  return std::move(filling).take();
}

}  // namespace htq::tests
