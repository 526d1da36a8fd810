#include "daemon/access/person_key.h"

#include <sodium.h>

#include <algorithm>

#include "domain/ensure.h"
#include "projections/key.h"

namespace htq {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
/// Short names are of one length.
constexpr std::size_t kPadded = 32;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string derived(std::string_view key, std::string_view purpose, std::string_view of, std::size_t size) {
  std::string made(size, '\0');
  crypto_generichash_state state;
  crypto_generichash_init(&state, bytes_of(key), key.size(), size);
  crypto_generichash_update(&state, bytes_of(purpose), purpose.size() + 1);  // with its closing zero
  crypto_generichash_update(&state, bytes_of(of), of.size());
  crypto_generichash_final(&state, bytes_of(made), made.size());
  return made;
}

constexpr std::string_view kMark = "mark of a person's key";
constexpr std::string_view kNonces = "nonces of a person's texts";
constexpr std::string_view kTexts = "texts of a person";

}  // namespace

PersonKey::PersonKey(std::uint64_t number, std::string_view bytes) : number_(number) {
  ensure(bytes.size() == kPersonKeyBytes, "a key of a person has 32 bytes");
  std::ranges::copy(bytes, bytes_.begin());
}

PersonKey::~PersonKey() {
  sodium_memzero(bytes_.data(), bytes_.size());
}

std::string PersonKey::mark() const {
  // BLAKE2b gives no fewer than 16 bytes.
  return derived(bytes(), kMark, "", crypto_generichash_BYTES_MIN).substr(0, kKeyMarkBytes);
}

std::string PersonKey::id() const {
  std::string id;
  append_number(id, number_);
  return id + mark();
}

std::string PersonKey::seal(std::string_view text, TextPlace place) const {
  std::string filled(text);
  filled.resize((text.size() / kPadded + 1) * kPadded);
  std::size_t length = 0;
  ensure(sodium_pad(&length, bytes_of(filled), text.size(), kPadded, filled.size()) == 0,
         "there is room to fill up");

  std::string of;
  append_number(of, place.position.value);
  append_number(of, place.number);
  of += text;
  std::string sealed = derived(bytes(), kNonces, of, kNonce);
  sealed.resize(kNonce + length + kTag);
  std::string key = derived(bytes(), kTexts, "", crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  const std::string id = this->id();
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(sealed) + kNonce, nullptr, bytes_of(filled), length,
                                             bytes_of(id), id.size(), nullptr, bytes_of(sealed),
                                             bytes_of(key));
  sodium_memzero(key.data(), key.size());
  return sealed;
}

std::optional<std::string> PersonKey::open(std::string_view sealed) const {
  if (sealed.size() < kNonce + kTag) return std::nullopt;
  std::string text(sealed.size() - kNonce - kTag, '\0');
  std::string key = derived(bytes(), kTexts, "", crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  const std::string id = this->id();
  const bool is_whole =
      crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(text), nullptr, nullptr, bytes_of(sealed) + kNonce,
                                                 sealed.size() - kNonce, bytes_of(id), id.size(),
                                                 bytes_of(sealed), bytes_of(key)) == 0;
  sodium_memzero(key.data(), key.size());
  std::size_t length = 0;
  if (!is_whole || sodium_unpad(&length, bytes_of(text), text.size(), kPadded) != 0) return std::nullopt;
  text.resize(length);
  return text;
}

std::optional<std::uint64_t> number_of_key(std::string_view id) {
  if (id.size() != kKeyIdBytes) return std::nullopt;
  return number_at(id, 0);
}

}  // namespace htq
