#include "schemas/disclosed.h"

#include <utility>

namespace htq {
namespace {

void add_name(Disclosed::Names& names, std::string_view name) {
  if (!name.empty() && !names.contains(name)) names.emplace(name);
}

}  // namespace

void Disclosed::note(std::string_view of, policy::Audience audience, std::string_view owner,
                     std::string_view field) {
  if (!counts(audience)) return;
  // Where anything counts, the names of all of it would say nothing.
  audience >= policy::Audience::RESTRICTED ? note_narrow(of, owner, field) : note_case(of);
}

void Disclosed::note_narrow(std::string_view of, std::string_view owner, std::string_view field) {
  note_case(of);
  add_name(fields_, std::string(owner) + "." + std::string(field));
}

void Disclosed::note_case(std::string_view reference) {
  any_ = true;
  add_name(cases_, reference);
}

void Disclosed::note_person(std::string_view person) {
  any_ = true;
  add_name(persons_, person);
}

void Disclosed::add(const Disclosed& other) {
  any_ = any_ || other.any_;
  cases_.insert(other.cases_.begin(), other.cases_.end());
  fields_.insert(other.fields_.begin(), other.fields_.end());
  persons_.insert(other.persons_.begin(), other.persons_.end());
}

Disclosed Disclosed::take() {
  return std::exchange(*this, Disclosed(from_));
}

}  // namespace htq
