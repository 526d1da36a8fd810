// Builds, for an audience, a new message out of what it may see. It copies what is allowed and never deletes
// from a copy, so fields that this program does not know cannot pass.
//
// One redactor serves any number of threads; schemas as in json_plan.h. The message must be one of ours or
// have been checked: Cap'n Proto throws where pointers are broken.
//
// The rules: a field passes if its `$visibleTo` is at or wider than the clearance; without one, the
// `$visibleTo` of the struct that declares it counts; without that, it passes to nobody. What stands inside a
// struct is judged again. A union whose active member may not be seen hides the struct that it stands in: to
// show another member would be a lie. A hidden struct in a field leaves the field null; a hidden element
// leaves its list. A struct that names a document that its applicant flagged, and that is withheld from
// whoever looks, is hidden as if all of it were restricted; of an event its type alone is left.
#pragma once

#include <capnp/dynamic.h>

#include "schemas/json_plan.h"
#include "schemas/sight.h"

namespace htq {

enum class Shown { no, yes };

enum class SealedTexts {
  withheld,  // judged like any other struct
  carried,   // key and box go along wherever the field that holds them is shown, so that the last step can
             // open them
};

class Redactor {
 public:
  explicit Redactor(capnp::StructSchema root, SealedTexts sealed_texts = SealedTexts::withheld);

  /// `to` is a new struct of the same type, the root's or one that the root reaches. `Shown::no`: a union
  /// hides the whole, and `to` stays as it was.
  Shown redact(capnp::DynamicStruct::Reader from, capnp::DynamicStruct::Builder to, const Sight& sight) const;
  /// Whether anything in it names a document that is withheld: then its sentence tells nothing of its fields.
  bool names_withheld(capnp::DynamicStruct::Reader from, const Sight& sight) const;

 private:
  bool is_withheld(const StructPlan& plan, const capnp::DynamicStruct::Reader& from,
                   const Sight& sight) const;
  bool names_withheld(const StructPlan& plan, const capnp::DynamicStruct::Reader& from,
                      const Sight& sight) const;
  bool is_shown(const StructPlan& plan, const capnp::DynamicStruct::Reader& from, const Sight& sight) const;
  void copy(const StructPlan& plan, const capnp::DynamicStruct::Reader& from,
            capnp::DynamicStruct::Builder to, const Sight& sight) const;
  void copy_field(const FieldPlan& field, const capnp::DynamicStruct::Reader& from,
                  capnp::DynamicStruct::Builder to, const Sight& sight) const;
  void copy_list(const TypePlan& type, const capnp::DynamicList::Reader& from, capnp::DynamicList::Builder to,
                 const Sight& sight) const;
  std::uint32_t count_shown(const TypePlan& type, const capnp::DynamicList::Reader& from,
                            const Sight& sight) const;

  Plan plan_;
  SealedTexts sealed_texts_;
};

}  // namespace htq
