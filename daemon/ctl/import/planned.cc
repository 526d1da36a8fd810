#include "daemon/ctl/import/planned.h"

#include <sodium.h>

#include <array>

#include "daemon/ctl/saying.h"
#include "schemas/json_text.h"

namespace htq::ctl {
namespace {

constexpr std::size_t kHashBytes = 4;     // tells apart the versions of one row, nothing more
constexpr std::size_t kLongestSlug = 64;  // schemas/json_text.cc

std::string hash_of(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> sum{};
  crypto_hash_sha256(sum.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::string hex;
  append_hex(hex, {reinterpret_cast<const char*>(sum.data()), kHashBytes});
  return hex;
}

bool stays(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
}

/// Letters, digits and dots, and one hyphen for whatever stands between them.
std::string hyphenated(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (stays(c))
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  out.resize(std::min(out.size(), kLongestSlug));
  while (out.ends_with('-')) out.pop_back();
  return out;
}

}  // namespace

void say_plan(const Plan& plan) {
  for (const Planned& planned : plan.commands) {
    Json document;
    document.at("file") = {planned.file};
    document.at("place") = {planned.place};
    document.at("id") = {planned.id};
    document.at("command") = {planned.command};
    document.at("body") = planned.body;
    say_document(document.write());
  }
}

std::string command_id(std::string_view import, const std::string& file, std::string_view what,
                       const Json& body) {
  std::string id(import);
  for (const std::string& part : {file.substr(0, file.find('.')), std::string(what)})
    id += '/' + hyphenated(part);
  return id + '/' + hash_of(body.write());
}

std::string slug_of(std::string_view name) {
  std::string slug = hyphenated(name);
  for (char& c : slug)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return slug;
}

Json number(std::uint64_t value) {
  return {Json::Number{std::to_string(value)}};
}

void set_if_said(Json& body, std::string_view property, const std::string& text) {
  if (!text.empty()) body.at(property) = {text};
}

}  // namespace htq::ctl
