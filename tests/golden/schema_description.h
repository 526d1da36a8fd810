// Everything about the schema that a stored record or a caller rests on, as lines of "KEY = WHAT": each
// struct and its fields, each enum with its words, the unions of events and commands, the refusals. A golden
// one is kept for each released version.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace htq::tests {

/// What a key says: first what is stored, then its annotations.
struct Described {
  std::string what;
  std::string annotations;
  friend bool operator==(const Described&, const Described&) = default;
};
using SchemaDescription = std::map<std::string, Described>;

/// Of this build: all that Record and Command reach, and the refusals.
SchemaDescription describe_schema();

std::vector<std::string> written(const SchemaDescription& description);
SchemaDescription read_description(const std::vector<std::string>& lines);

/// What of `released` is not in `now` as it was: removed, renumbered, retyped, re-annotated; a sentence each.
/// Additions are none. Annotations that differ for a stated reason are none either.
std::vector<std::string> broken_promises(const SchemaDescription& released, const SchemaDescription& now,
                                         const std::map<std::string, std::string>& reasons);

}  // namespace htq::tests
