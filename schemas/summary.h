// The sentence of an event, from the template in its `$summary`: "{reviewer} rated {items.count} items". It
// uses nothing but the event itself.
//
// One object serves any number of threads; schemas as in json_plan.h. Hooks are called on the caller's
// thread.
//
// {field} and {field.sub} become text: enums in words, texts, numbers, yes or no, instants in London time,
// lists joined with commas and "and", {list.count} its length. A member of a union that is not the active one
// becomes nothing.
//
// {list.count case} counts with its noun: "1 case", "2 cases"; a number, too: {years year}.
// [ into {into}] is told where all that it names was given: no empty text or list, no zero, no "no", no "none".
// [a|b] tells b where a is not told. {field?} tells nothing and is asked as the others are. Brackets do not nest.
// A full stop of the template is left out after a text that ends a sentence itself.
#pragma once

#include <capnp/dynamic.h>

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "schemas/json_hooks.h"
#include "schemas/json_plan.h"

namespace htq {

struct SummaryOptions {
  policy::Audience clearance = policy::Audience::NOBODY;  // what is beyond it reads [withheld]
  policy::Audience at_least = policy::Audience::PUBLIC;   // every field is as narrow as that
  LondonHook london = {};                                 // if absent: RFC 3339
  MomentHook moment = {};                                 // if absent: the local text as it stands
  OpenHook open = {};  // if absent, or without the key: [sealed]; an erased text reads [erased]
};

/// A step of a template: what stands before a brace, and what the brace names.
struct SummaryPart {
  std::string before;
  std::vector<const FieldPlan*> path;  // empty: the text ends here
  bool is_count = false;
  bool is_question = false;  // only whether it was given
  std::string noun;          // singular, of what is counted
};

/// A stretch of a template: what is always told, or a bracket with its alternatives in order.
struct SummaryStretch {
  bool is_bracket = false;
  std::vector<std::vector<SummaryPart>> alternatives;
};

class Summaries {
 public:
  /// Compiles the template of every struct that the root reaches and that has one. A template that names no
  /// field is a bug and throws kj::Exception.
  explicit Summaries(capnp::StructSchema root);

  /// Nothing if the struct has no template. The event is of a type that the root reaches.
  std::optional<std::string> summarise(capnp::DynamicStruct::Reader event,
                                       const SummaryOptions& options) const;

 private:
  Plan plan_;
  std::unordered_map<const StructPlan*, std::vector<SummaryStretch>> templates_;
};

/// What is wrong with the template of this struct: a brace that names no field or what has no text, a bracket
/// that is not closed or asks nothing.
std::optional<std::string> check_summary(capnp::StructSchema schema);

}  // namespace htq
