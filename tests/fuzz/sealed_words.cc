// What leaves sealed and comes back: positions and places in lists, texts about persons. Nobody makes one
// without the key, what was sealed opens as what it was, and one that was touched opens as nothing.
#include <cstring>

#include "daemon/access/person_key.h"
#include "daemon/doors/sealed_positions.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {
namespace {

/// Always the same: so the same bytes have the same outcome.
void no_nonce(void* into, std::size_t bytes) {
  std::memset(into, 7, bytes);
}

const SealedPositions& positions() {
  static const SealedPositions all(std::string(32, 'd'), no_nonce);
  return all;
}
const PersonKey& key() {
  static const PersonKey one(3, std::string(kPersonKeyBytes, 'p'));
  return one;
}

void check_made_up(std::string_view bytes) {
  require(!positions().open(bytes) && !positions().open_place(bytes),
          "nobody seals a position without the key");
  require(!key().open(bytes), "nobody seals a text without the key");
}

std::string touched(std::string sealed, Input& input) {
  const std::size_t place = input.choice(256) * 256 + input.choice(256);
  const auto bit = 1U << input.choice(8);
  char& byte = sealed[place % sealed.size()];
  byte = static_cast<char>(static_cast<unsigned char>(byte) ^ bit);
  return sealed;
}

void check_sealed(Input input) {
  Input where(input.until('\n'));
  const std::string_view text = input.rest();

  std::uint64_t number = 0;
  for (const char byte : text.substr(0, 8)) number = number << 8U | static_cast<unsigned char>(byte);
  const std::string position = positions().seal({number});
  require(position.size() == 64, "sealed positions are of one length");
  require(positions().open(position) == Position{number} && !positions().open_place(position),
          "a position opens as what it was, and as nothing else");
  require(!positions().open(touched(position, where)), "a position that was touched opens as nothing");

  const std::string place = positions().seal_place(text);
  require(place.size() > (8U << 10U) || positions().open_place(place) == text,
          "a place opens as what it was");
  require(!positions().open(place) && !positions().open_place(touched(place, where)),
          "a place that was touched opens as nothing");

  const std::string box = key().seal(text, {.position = {number}, .number = 1});
  require(key().open(box) == text, "a text opens as what it was");
  require(!key().open(touched(box, where)), "a text that was touched opens as nothing");
  require(!PersonKey(4, key().bytes()).open(box), "nor under another number");
}

}  // namespace

void sealed_words(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 8 << 10;
  if (bytes.size() > kMostBytes) return;
  Input input(bytes);
  if (input.choice(2) == 0) return check_made_up(input.rest());
  check_sealed(input);
}

}  // namespace htq::fuzz
