// A message in which every field holds a mark of its class: wherever a mark turns up, it says what has
// leaked.
#pragma once

#include <capnp/dynamic.h>

#include <string>
#include <vector>

#include "schemas/json_plan.h"

namespace htq::tests {

struct Mark {
  policy::Audience audience;  // of the field, and of what it stands in: the narrowest
  std::string text;           // as it is written in JSON
  std::string path;
};

/// Fills every field that is no union member, and `member` of the union of each struct that has one by that
/// name.
std::vector<Mark> fill_with_marks(const StructPlan& plan, capnp::DynamicStruct::Builder into,
                                  std::string_view member = {});

}  // namespace htq::tests
