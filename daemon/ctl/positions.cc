#include "daemon/ctl/positions.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "daemon/ctl/whole_number.h"

namespace htq::ctl {
namespace {

constexpr std::size_t kSealedLength = 64;

bool is_of_base64(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

}  // namespace

bool is_number(std::string_view position) {
  return !position.empty() && std::ranges::all_of(position, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_sealed(std::string_view position) {
  return position.size() == kSealedLength && std::ranges::all_of(position, is_of_base64);
}

std::string shown(const std::string& position) {
  return is_number(position) ? position : std::string();
}

CLI::Validator a_position() {
  CLI::Validator number = whole_number(0);
  return CLI::Validator(
      [number](std::string& text) { return is_sealed(text) ? std::string() : number(text); }, "");
}

}  // namespace htq::ctl
