// The reference of a case, made to be read aloud and checked: `HTQ-7K3M-92QX-5CJD`.
//
// Crockford base 32 (digits and capitals without I, L, O, U). Eleven characters are the first 55 bits, most
// significant first, of BLAKE2b-256 over length and bytes of the subject, then length and bytes of the
// command id (lengths: eight bytes, little-endian). The twelfth is a check character: read as elements of the
// field with 32 elements (modulus x^5 + x^2 + 1), the twelve times rising powers of x from the right add up
// to kCheckSum. So each single wrong character and each exchange of two characters, neighbours or not, is
// found. kCheckSum is chosen so that the specimen above, which guidance may print, is a good reference.
//
// Never from a counter: a reference tells nothing about how many cases there are.
//
// Pure; any thread.
#pragma once

#include <compare>
#include <expected>
#include <string>
#include <string_view>

namespace htq {

struct CaseReference {
  std::string text;  // always in the form above

  friend auto operator<=>(const CaseReference&, const CaseReference&) = default;
};

/// The reference of the case that `subject` starts with the command `command_id`. Equal arguments give equal
/// references; two cases may in principle get the same one, so whoever starts a case looks whether it is
/// taken.
CaseReference derive_case_reference(std::string_view subject, std::string_view command_id);

/// Reads what a person wrote: any case, hyphens (dashes too) and blanks anywhere or nowhere, I and L for 1, O
/// for 0. Otherwise a sentence that says what is wrong and quotes no byte that is not a letter or a digit.
std::expected<CaseReference, std::string> parse_case_reference(std::string_view text);

}  // namespace htq
