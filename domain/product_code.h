// Reads an HTQ product code (domain.md 14): "HTQ", letters of a route or of two, a number, sometimes a small
// letter, as in `HTQDZ0022f`. The published codes hold mistakes, and one code may stand for several
// standards: it is an attribute to be read with warnings, never a key. The reading is inferred from published
// codes.
//
// Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace htq {

/// Letters that stand for a route in codes seen so far. Three routes have none yet.
struct RouteLetters {
  std::string_view letters;
  std::string_view route;
  std::string_view usual = letters;  // differs where codes of one route carry odd letters
};

std::span<const RouteLetters> route_letters();

struct ProductCode {
  /// What the number says about when the qualification was approved.
  enum class Era {
    unknown,
    cycle,  // first digit: 0 for cycle 1, then 2 to 5
    later,  // five digits beginning with 25: cycle 5.2 or later
  };

  std::string text;                      // without blanks at the ends, otherwise as given
  std::vector<std::string_view> routes;  // names; two if the code joins two routes
  Era era = Era::unknown;
  int cycle = 0;                        // 1 to 5; 0 unless era is cycle
  std::optional<int> running_number;    // goes on across cycles within a route
  std::optional<char> standard_letter;  // tells apart the standards of one qualification
  bool has_usual_form = false;        // known letters, a number of the right length, one small letter at most
  std::vector<std::string> warnings;  // sentences, in the order of the code; none if it reads well
};

ProductCode read_product_code(std::string_view text);

}  // namespace htq
