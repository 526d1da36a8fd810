#include "daemon/doors/sealed_positions.h"

#include <sodium.h>

#include "daemon/access/base64url.h"
#include "domain/ensure.h"

namespace htq {
namespace {

constexpr std::string_view kPurpose = "positions on their way out";
constexpr std::string_view kAsPosition = "position";
constexpr std::string_view kAsPlace = "place";
constexpr std::size_t kPositionBytes = 8;
constexpr std::size_t kLengthBytes = 2;
constexpr std::size_t kPlaceBlock = 256;
constexpr std::size_t kLongestSealed = 8 << 10;
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string big_endian(std::uint64_t number, std::size_t bytes) {
  std::string out(bytes, '\0');
  for (std::size_t at = 0; at < bytes; ++at)
    out[bytes - 1 - at] = static_cast<char>(number >> (8 * at) & 0xffU);
  return out;
}

std::uint64_t number_of(std::string_view big_endian) {
  std::uint64_t number = 0;
  for (const char byte : big_endian) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

void SealedPositions::draw_at_random(void* into, std::size_t bytes) {
  randombytes_buf(into, bytes);
}

SealedPositions::SealedPositions(std::string_view data_key, DrawNonce draw)
    : draw_(draw), hook_([this](std::uint64_t position) { return seal({position}); }) {
  static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == std::tuple_size_v<decltype(key_)>);
  crypto_generichash(key_.data(), key_.size(), bytes_of(kPurpose), kPurpose.size(), bytes_of(data_key),
                     data_key.size());
}

std::string SealedPositions::seal(Position position) const {
  return seal_bytes(big_endian(position.value, kPositionBytes), kAsPosition);
}

std::optional<Position> SealedPositions::open(std::string_view sealed) const {
  const auto bytes = open_bytes(sealed, kAsPosition);
  if (!bytes || bytes->size() != kPositionBytes) return std::nullopt;
  return Position{number_of(*bytes)};
}

std::string SealedPositions::seal_place(std::string_view place) const {
  ensure(place.size() < 1U << (8 * kLengthBytes), "a key of a row is short");
  std::string padded = big_endian(place.size(), kLengthBytes) + std::string(place);
  padded.resize((padded.size() + kPlaceBlock - 1) / kPlaceBlock * kPlaceBlock);
  return seal_bytes(padded, kAsPlace);
}

std::optional<std::string> SealedPositions::open_place(std::string_view sealed) const {
  auto padded = open_bytes(sealed, kAsPlace);
  if (!padded || padded->size() < kLengthBytes) return std::nullopt;
  const std::uint64_t length = number_of(std::string_view(*padded).substr(0, kLengthBytes));
  if (length > padded->size() - kLengthBytes) return std::nullopt;
  return padded->substr(kLengthBytes, length);
}

std::string SealedPositions::seal_bytes(std::string_view bytes, std::string_view as) const {
  std::string out(kNonce + bytes.size() + kTag, '\0');
  draw_(out.data(), kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(out) + kNonce, nullptr, bytes_of(bytes), bytes.size(),
                                             bytes_of(as), as.size(), nullptr, bytes_of(out), key_.data());
  return to_base64url(out);
}

std::optional<std::string> SealedPositions::open_bytes(std::string_view sealed, std::string_view as) const {
  if (sealed.size() > kLongestSealed) return std::nullopt;
  auto bytes = from_base64url(sealed);
  if (!bytes || bytes->size() < kNonce + kTag) return std::nullopt;
  std::string opened(bytes->size() - kNonce - kTag, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(opened), nullptr, nullptr,
                                                 bytes_of(*bytes) + kNonce, bytes->size() - kNonce,
                                                 bytes_of(as), as.size(), bytes_of(*bytes), key_.data()) != 0)
    return std::nullopt;
  return opened;
}

}  // namespace htq
