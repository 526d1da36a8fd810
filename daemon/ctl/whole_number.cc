#include "daemon/ctl/whole_number.h"

#include <CLI/CLI.hpp>
#include <charconv>

namespace htq::ctl {

CLI::Validator whole_number(std::uint64_t first, std::uint64_t last) {
  const std::string range = "a whole number from " + std::to_string(first) +
                            (last == kWithoutEnd ? " on" : " to " + std::to_string(last));
  const auto check = [first, last, range](const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = wrong == std::errc() && end == text.data() + text.size();
    return is_number && number >= first && number <= last ? std::string() : "give " + range + ", not " + text;
  };
  return {check, "", "whole number"};
}

}  // namespace htq::ctl
