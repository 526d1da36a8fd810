#include "domain/case_reference.h"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <optional>

#include "domain/ensure.h"

namespace htq {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view kPrefix = "HTQ";
constexpr std::size_t kHashed = 11;  // characters that hold the hash
constexpr std::size_t kLength = kHashed + 1;
constexpr unsigned kCheckSum = 13;  // of the specimen

using Digits = std::array<std::uint8_t, kLength>;

// x times an element of the field: shift, and take the modulus x^5 + x^2 + 1 away if the fifth power came up.
constexpr unsigned times_x(unsigned element) {
  return (element << 1U) ^ ((element & 16U) != 0 ? 0b100101U : 0U);
}

// The sum of the digits times x to the power of their place from the right (the last has place 0).
constexpr unsigned weighted_sum(const Digits& digits) {
  unsigned sum = 0;
  for (const auto digit : digits) sum = times_x(sum) ^ digit;
  return sum;
}

CaseReference written(const Digits& digits) {
  std::string text{kPrefix};
  for (std::size_t place = 0; place < kLength; ++place) {
    if (place % 4 == 0) text += '-';
    text += kAlphabet[digits[place]];
  }
  return {text};
}

void absorb(crypto_generichash_state& hash, std::string_view bytes) {
  std::array<unsigned char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i)
    length[i] = static_cast<unsigned char>(bytes.size() >> (8 * i));
  crypto_generichash_update(&hash, length.data(), length.size());
  crypto_generichash_update(&hash, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

bool is_letter_or_digit(char character) {
  return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z');
}

// Letters in capitals, without blanks, hyphens and what word processors make of them.
std::string without_separators(std::string_view text) {
  // U+00A0 (blank that does not break), U+2010 to U+2015 (hyphens, dashes), U+2212 (minus), in UTF-8
  constexpr std::array<std::string_view, 8> kLong = {"\xC2\xA0",     "\xE2\x80\x90", "\xE2\x80\x91",
                                                     "\xE2\x80\x92", "\xE2\x80\x93", "\xE2\x80\x94",
                                                     "\xE2\x80\x95", "\xE2\x88\x92"};
  constexpr std::string_view kShort = "- \t\r\n";
  std::string kept;
  while (!text.empty()) {
    std::size_t skipped = kShort.contains(text.front()) ? 1 : 0;
    for (const auto separator : kLong)
      if (text.starts_with(separator)) skipped = separator.size();
    if (skipped == 0) {
      const char first = text.front();
      kept += first >= 'a' && first <= 'z' ? static_cast<char>(first - 'a' + 'A') : first;
      skipped = 1;
    }
    text.remove_prefix(skipped);
  }
  return kept;
}

std::optional<std::uint8_t> digit_of(char character) {
  if (character == 'I' || character == 'L') character = '1';
  if (character == 'O') character = '0';
  const auto place = kAlphabet.find(character);
  if (place == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(place);
}

std::string not_used(std::size_t place, char character) {
  const auto which = "Character " + std::to_string(place + 1) + " after HTQ";
  if (is_letter_or_digit(character))
    return which + " is " + std::string(1, character) + ", which no case reference uses.";
  return which + " is neither a letter nor a digit.";
}

}  // namespace

CaseReference derive_case_reference(std::string_view subject, std::string_view command_id) {
  crypto_generichash_state hash;
  crypto_generichash_init(&hash, nullptr, 0, crypto_generichash_BYTES);
  absorb(hash, subject);
  absorb(hash, command_id);
  std::array<unsigned char, crypto_generichash_BYTES> sum{};
  crypto_generichash_final(&hash, sum.data(), sum.size());

  Digits digits{};
  for (std::size_t place = 0; place < kHashed; ++place) {
    const std::size_t bit = place * 5;
    const unsigned two_bytes = sum[bit / 8] << 8U | sum[bit / 8 + 1];
    digits[place] = static_cast<std::uint8_t>(two_bytes >> (11 - bit % 8) & 31U);
  }
  digits[kHashed] = static_cast<std::uint8_t>(weighted_sum(digits) ^ kCheckSum);
  ensure(weighted_sum(digits) == kCheckSum, "the check character completes the sum");
  return written(digits);
}

std::expected<CaseReference, std::string> parse_case_reference(std::string_view text) {
  const auto all = without_separators(text);
  if (!all.starts_with(kPrefix)) return std::unexpected("A case reference begins with HTQ.");
  const auto characters = std::string_view(all).substr(kPrefix.size());

  Digits digits{};
  for (std::size_t place = 0; place < characters.size() && place < kLength; ++place) {
    const auto digit = digit_of(characters[place]);
    if (!digit) return std::unexpected(not_used(place, characters[place]));
    digits[place] = *digit;
  }
  if (characters.size() != kLength) {
    return std::unexpected("A case reference has 12 characters after HTQ; this one has " +
                           (characters.size() > kLength ? "more." : std::to_string(characters.size()) + "."));
  }
  if (weighted_sum(digits) != kCheckSum)
    return std::unexpected(
        "The check character does not match: a character is wrong, or two are exchanged. Read it again.");
  return written(digits);
}

}  // namespace htq
