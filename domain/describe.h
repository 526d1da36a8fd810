// Prints domain/README.md from the code: the words, the tables of steps, the refusals and a diagram of the
// stages. Whoever knows the policy and not C++ checks the process there. A test holds the file against this.
//
// Pure: the same program prints the same text. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace htq {

/// A word of the policy, as the code uses it.
struct Term {
  std::string_view term;
  std::string_view meaning;
};
std::span<const Term> glossary();

/// The whole of domain/README.md.
std::string describe_domain();

}  // namespace htq
