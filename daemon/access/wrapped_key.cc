#include "daemon/access/wrapped_key.h"

#include "projections/key.h"

namespace htq {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kSlotBytes = kWrappedKeyBytes;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string beside_the_box(std::uint64_t number, std::string_view mark) {
  std::string data;
  append_number(data, number);
  return data.append(mark);
}

}  // namespace

std::string wrap_key(std::uint64_t number, const PersonKey& key, const MasterKey& master) {
  std::string slot = key.mark();
  const std::string data = beside_the_box(number, slot);
  slot.resize(kSlotBytes);
  randombytes_buf(slot.data() + kKeyMarkBytes, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      bytes_of(slot) + kKeyMarkBytes + kNonce, nullptr, bytes_of(key.bytes()), kPersonKeyBytes,
      bytes_of(data), data.size(), nullptr, bytes_of(slot) + kKeyMarkBytes, bytes_of(master.bytes()));
  return slot;
}

std::optional<PersonKey> unwrap_key(std::uint64_t number, std::string_view slot, const MasterKey& master) {
  const std::string data = beside_the_box(number, slot.substr(0, kKeyMarkBytes));
  std::string bytes(kPersonKeyBytes, '\0');
  const bool is_whole =
      crypto_aead_xchacha20poly1305_ietf_decrypt(
          bytes_of(bytes), nullptr, nullptr, bytes_of(slot) + kKeyMarkBytes + kNonce, kPersonKeyBytes + kTag,
          bytes_of(data), data.size(), bytes_of(slot) + kKeyMarkBytes, bytes_of(master.bytes())) == 0;
  std::optional<PersonKey> key;
  if (is_whole) key.emplace(number, bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

}  // namespace htq
