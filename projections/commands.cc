#include "projections/commands.h"

#include <sodium.h>

#include "projections/key.h"
#include "schemas/text.h"

namespace htq {

constexpr std::size_t kKeyBytes = 16;
constexpr std::size_t kDigestOffset = 10;

std::string command_key(std::string_view subject, std::string_view command_id) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kKeyBytes);
  const std::uint64_t length = subject.size();
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&length), sizeof length);
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(subject.data()), subject.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(command_id.data()),
                            command_id.size());
  std::string key(kKeyBytes, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(key.data()), key.size());
  return key;
}

void Commands::apply(const AppliedRecord& applied, RowWriter& rows) const {
  if (applied.record.getCommandPart() != 1) return;
  std::string value;
  append_number(value, applied.record.getPosition());
  const std::uint16_t records = applied.record.getCommandParts();
  value += static_cast<char>(records >> 8U);
  value += static_cast<char>(records & 0xffU);
  value += string(applied.record.getCommandDigest());
  rows.insert(command_key(view(applied.record.getActor().getSubject()), view(applied.record.getCommandId())),
              value);
}

Result<std::optional<KnownCommand>> find_command(const RowSnapshot& rows, Family commands,
                                                 std::string_view key) {
  auto row = rows.get(commands, key);
  if (!row) return std::unexpected(std::move(row).error());
  if (!*row) return std::nullopt;
  const std::string& value = **row;
  if (value.size() < kDigestOffset) return fault(FaultKind::corrupted, "a row of commands is too short");
  return KnownCommand{.first = {number_at(value, 0)},
                      .records = static_cast<std::uint16_t>(static_cast<unsigned char>(value[8]) << 8U |
                                                            static_cast<unsigned char>(value[9])),
                      .digest = value.substr(kDigestOffset)};
}

}  // namespace htq
