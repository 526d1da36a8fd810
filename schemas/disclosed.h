// What an answer let out that is for few: names of fields, cases and persons, noted by the JSON writer while
// it writes them. The access journal keeps it; it holds nothing of what the fields said.
//
// A value; one thread at a time.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "schemas/policy.capnp.h"

namespace htq {

class Disclosed {
 public:
  using Names = std::set<std::string, std::less<>>;

  /// Fields for less than this class leave no trace; personal text always does.
  explicit Disclosed(policy::Audience from = policy::Audience::RESTRICTED) : from_(from) {}

  bool counts(policy::Audience audience) const { return audience >= from_; }
  /// A field of that class, by the struct that has it, of that case; empty: of what is no case.
  void note(std::string_view of, policy::Audience audience, std::string_view owner, std::string_view field);
  /// What is restricted or personal whatever its class says.
  void note_narrow(std::string_view of, std::string_view owner, std::string_view field);
  void note_case(std::string_view reference);
  void note_person(std::string_view person);
  void add(const Disclosed& other);

  bool empty() const { return !any_; }
  /// What it holds, which it then holds no more.
  Disclosed take();

  const Names& cases() const { return cases_; }
  const Names& fields() const { return fields_; }
  const Names& persons() const { return persons_; }

 private:
  policy::Audience from_;
  bool any_ = false;
  Names cases_;
  Names fields_;
  Names persons_;
};

}  // namespace htq
