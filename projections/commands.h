// Which command led to what: a repeated command gets its first answer, a reused key with another body is
// refused.
//
// Key: BLAKE2b-128 over the length of the subject (8 bytes, little-endian), the subject and the command id.
// Value: position of the first record (8 bytes, big-endian), number of records (2 bytes, big-endian), digest
// (16 bytes).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/identity.h"
#include "projections/projection.h"

namespace htq {

class Commands final : public Projection {
 public:
  std::string_view name() const override { return "commands"; }
  std::uint32_t version() const override { return 1; }
  bool reads_cases() const override { return false; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

struct KnownCommand {
  Position first;
  std::uint16_t records = 0;
  std::string digest;  // of its canonical bytes
};

std::string command_key(std::string_view subject, std::string_view command_id);
Result<std::optional<KnownCommand>> find_command(const RowSnapshot& rows, Family commands,
                                                 std::string_view key);

}  // namespace htq
