// Of whom is told under a pseudonym, in which records, and which keys seal it; and which keys seal the texts
// of records that can be disposed of.
//
// Rows, by the first byte of the key:
//
//   "e" and the owner       ids (16 bytes each) of the keys whose destruction is on record
//   "k" and the owner       ids of the keys that seal the texts of a stream
//   "n"                     number (8 bytes, big-endian) behind the highest that a record names
//   "p" and the pseudonym   the answer: answer::Person
//   "r", the pseudonym, 0   the records that tell of the person, as in the rows of audit.h
//
// The owner of a key is a person, by their pseudonym, or a stream: 0, the kind (1 byte), the id. No pseudonym
// begins with a zero.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/identity.h"
#include "projections/projection.h"

namespace htq {

class Persons final : public Projection {
 public:
  static constexpr std::string_view kFirst = "p";  // of the answers, up to the next byte

  std::string_view name() const override { return "persons"; }
  std::uint32_t version() const override { return 1; }
  bool reads_cases() const override { return false; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

std::string owner_of_person(std::string_view person);
std::string owner_of_stream(StreamKind kind, std::string_view stream);
/// Whether such an event holds texts that are sealed with a key of its stream: what is disposed of with it,
/// and what it tells of persons.
bool is_sealed_with_its_stream(Body::Reader body, StreamKind kind);
/// Whose keys are to be destroyed when this is on record; nothing: nobody's.
std::optional<std::string> owner_of_destroyed_keys(Body::Reader body, StreamKind kind,
                                                   std::string_view stream);

/// Ids of the keys that seal what can be read of a person or a stream, in the order in which they came into
/// use.
Result<std::vector<std::string>> keys_of(const RowSnapshot& rows, Family persons, std::string_view owner);
/// Ids of those that were destroyed.
Result<std::vector<std::string>> destroyed_keys_of(const RowSnapshot& rows, Family persons,
                                                   std::string_view owner);
/// Calls `each` with the id of each key in use until it returns false.
Result<> each_key_in_use(const RowSnapshot& rows, Family persons,
                         const std::function<bool(std::string_view)>& each);
/// Ids of the keys that are to be destroyed, or were.
Result<std::vector<std::string>> keys_of_the_erased(const RowSnapshot& rows, Family persons);
/// From 1.
Result<std::uint64_t> next_key_number(const RowSnapshot& rows, Family persons);
/// Under which read_audit() finds the records that tell of a person.
std::string records_of_person(std::string_view person);

}  // namespace htq
