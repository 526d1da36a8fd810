// Whether a sentence reads as one: nothing missing where a value was left out, counts that agree with their
// nouns, no word or full stop twice.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace htq::tests {

/// What is wrong with it; empty: nothing.
std::string gap_in(const std::string& sentence);
::testing::AssertionResult is_well_told(const std::string& sentence);

}  // namespace htq::tests
