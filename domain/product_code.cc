#include "domain/product_code.h"

#include <algorithm>
#include <array>

namespace htq {
namespace {

constexpr std::string_view kDigital = "Digital";
constexpr std::string_view kEarlyYears = "Education and early years";
constexpr std::string_view kHealth = "Health and science";

constexpr std::array kRouteLetters = {
    RouteLetters{.letters = "AE", .route = "Agriculture, environmental and animal care"},
    RouteLetters{.letters = "BA", .route = "Business and administration"},
    RouteLetters{.letters = "CH", .route = "Catering and hospitality"},
    RouteLetters{.letters = "CS", .route = "Care services"},
    RouteLetters{.letters = "CZ", .route = "Construction and the built environment"},
    RouteLetters{.letters = "DZ", .route = kDigital},
    RouteLetters{.letters = "EC", .route = kEarlyYears},  // cycle 3; EY since
    RouteLetters{.letters = "EM", .route = "Engineering and manufacturing"},
    RouteLetters{.letters = "EY", .route = kEarlyYears},
    RouteLetters{.letters = "HAS", .route = kHealth, .usual = "HS"},
    RouteLetters{.letters = "HS", .route = kHealth},
    RouteLetters{.letters = "LF", .route = "Legal, finance and accounting"},
    RouteLetters{.letters = "PS", .route = "Protective services"},
    RouteLetters{.letters = "SM", .route = "Sales, marketing and procurement"},
};

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}
bool is_capital(char character) {
  return character >= 'A' && character <= 'Z';
}
bool is_small(char character) {
  return character >= 'a' && character <= 'z';
}

std::string_view take_while(std::string_view& text, bool (*holds)(char)) {
  const auto end = std::ranges::find_if_not(text, holds);
  const auto taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// Gives how many of its warnings are of letters that it could read all the same.
std::size_t read_routes(ProductCode& code, std::string_view letters) {
  std::size_t readable = 0;
  if (letters.empty()) {
    code.warnings.emplace_back("The code has no letters of a route.");
    return readable;
  }
  while (!letters.empty()) {
    const auto known = std::ranges::find_if(
        kRouteLetters, [&](const RouteLetters& each) { return letters.starts_with(each.letters); });
    if (known == kRouteLetters.end()) {
      code.warnings.push_back("The letters " + std::string(letters) + " are those of no known route.");
      return readable;
    }
    if (known->letters != known->usual) {
      ++readable;
      code.warnings.push_back("The letters " + std::string(known->letters) +
                              " are rare; codes of this route have " + std::string(known->usual) + ".");
    }
    if (std::ranges::find(code.routes, known->route) == code.routes.end())
      code.routes.push_back(known->route);
    letters.remove_prefix(known->letters.size());
  }
  if (code.routes.size() > 1) {
    ++readable;
    code.warnings.emplace_back("The code has the letters of more than one route.");
  }
  return readable;
}

void read_number(ProductCode& code, std::string_view digits) {
  constexpr std::size_t kUsual = 4;  // cycle, then a running number of three digits
  constexpr std::size_t kMost = 9;   // what an int holds
  if (digits.empty()) {
    code.warnings.emplace_back("The code has no number.");
    return;
  }
  const bool later = digits.size() == kUsual + 1 && digits.starts_with("25");
  if (!later && digits.size() == kUsual + 1) code.warnings.emplace_back("The number has a digit too many.");
  if (digits.size() > kUsual + 1) code.warnings.emplace_back("The number has more than one digit too many.");
  if (digits.size() < kUsual) code.warnings.emplace_back("The number has too few digits.");
  if (digits.size() < kUsual || digits.size() > kMost) return;

  const auto running = digits.substr(later ? 2 : 1);
  code.running_number = 0;
  for (const char digit : running) *code.running_number = *code.running_number * 10 + (digit - '0');
  if (later) {
    code.era = ProductCode::Era::later;
    return;
  }
  const int first = digits.front() - '0';
  if (first == 1 || first > 5) {
    code.warnings.push_back("The first digit " + std::to_string(first) + " is that of no cycle.");
    return;
  }
  code.era = ProductCode::Era::cycle;
  code.cycle = first == 0 ? 1 : first;
}

}  // namespace

std::span<const RouteLetters> route_letters() {
  return kRouteLetters;
}

ProductCode read_product_code(std::string_view text) {
  constexpr std::string_view kPrefix = "HTQ";
  auto rest = trimmed(text);
  ProductCode code{.text = std::string(rest)};
  if (rest.empty()) {
    code.warnings.emplace_back("There is no product code.");
    return code;
  }
  if (rest.size() != text.size()) code.warnings.emplace_back("There are blanks at the ends of the code.");
  if (!rest.starts_with(kPrefix)) {
    code.warnings.emplace_back("The code does not begin with HTQ.");
    return code;
  }
  rest.remove_prefix(kPrefix.size());
  const std::size_t readable = read_routes(code, take_while(rest, is_capital));
  read_number(code, take_while(rest, is_digit));
  if (rest.size() == 1 && is_small(rest.front()))
    code.standard_letter = rest.front();
  else if (!rest.empty())
    code.warnings.emplace_back("What follows the number is not one small letter.");
  code.has_usual_form = code.warnings.size() == readable;
  return code;
}

}  // namespace htq
