// Somebody without an account who answers a consultation (domain.md section 8). The office names the response
// and the person itself: whoever could choose the names could find out which there are.
//
// Any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/access/caller.h"
#include "daemon/order.h"
#include "schemas/json_reader.h"

namespace htq {

/// Names for what must be told apart and not be guessed: the same in, the same out, under a key of the data
/// directory.
class Pseudonyms {
 public:
  explicit Pseudonyms(std::string_view data_key);

  /// The prefix, a hyphen and 32 hexadecimal digits. For another purpose the same text has another name.
  std::string of(std::string_view prefix, std::string_view purpose, std::string_view what) const;

 private:
  std::array<unsigned char, 32> key_;
};

Caller the_public();
bool is_the_public(const Caller& caller);

/// Names the response by the command's id, and the person by the text about them, so that one person answers
/// a consultation once; without a text, by the answer itself, so that the same one is not counted twice. Or
/// says what cannot be taken without an account.
std::optional<JsonError> complete_for_the_public(const Pseudonyms& pseudonyms, Order& order);

}  // namespace htq
