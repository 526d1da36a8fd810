#include "daemon/http/target.h"

#include <algorithm>

#include "daemon/http/utf8.h"

namespace htq::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

enum class Plus { is_plus, is_space };  // in a query a plus is a space, as every browser writes it

std::string_view decode(std::string_view encoded, Plus plus, std::string& decoded) {
  decoded.clear();
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    const char c = encoded[i];
    if (c == '+' && plus == Plus::is_space) {
      decoded += ' ';
    } else if (c != '%') {
      decoded += c;
    } else {
      const int high = i + 2 < encoded.size() ? hex_digit(encoded[i + 1]) : -1;
      const int low = i + 2 < encoded.size() ? hex_digit(encoded[i + 2]) : -1;
      if (high < 0 || low < 0) return "a percent sign is not followed by two hexadecimal digits";
      if (high == 0 && low == 0) return "it holds a zero byte";
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return is_utf8(decoded) ? "" : "it is not UTF-8";
}

std::string_view read_path(std::string_view raw, Request& request) {
  request.path.clear();
  for (std::string_view rest = raw.substr(1);;) {
    const std::size_t slash = rest.find('/');
    std::string& segment = request.segments.emplace_back();
    if (const auto wrong = decode(rest.substr(0, slash), Plus::is_plus, segment); !wrong.empty())
      return wrong;
    if (segment == "." || segment == "..") return "it has a segment of dots";
    if (segment.empty() && slash != std::string_view::npos) return "it has an empty segment";
    request.path += '/';
    request.path += segment;
    if (slash == std::string_view::npos) return "";
    rest.remove_prefix(slash + 1);
  }
}

std::string_view read_query(std::string_view raw, Query& query) {
  while (!raw.empty()) {
    const std::size_t end = std::min(raw.find('&'), raw.size());
    const std::string_view pair = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto& [name, value] = query.parameters.emplace_back();
    if (const auto wrong = decode(pair.substr(0, equals), Plus::is_space, name); !wrong.empty()) return wrong;
    if (equals == pair.size()) continue;
    if (const auto wrong = decode(pair.substr(equals + 1), Plus::is_space, value); !wrong.empty())
      return wrong;
  }
  return "";
}

/// The absolute form is for proxies; servers must take it too (RFC 9112, 3.2.2).
std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.size() < scheme.size() || !equal_without_case(target.substr(0, scheme.size()), scheme))
      continue;
    const std::size_t end = target.find_first_of("/?", scheme.size());
    return end == std::string_view::npos ? "/" : target.substr(end);
  }
  return target;
}

}  // namespace

std::string_view read_target(std::string_view target, Request& request) {
  request.target.assign(target);
  request.segments.clear();
  request.query.parameters.clear();
  if (std::ranges::any_of(target, [](char c) { return c <= ' ' || c > '~' || c == '#'; }))
    return "it holds a byte that has to be percent-encoded";
  const std::string_view local = without_authority(target);
  const std::size_t question = std::min(local.find('?'), local.size());
  if (local.empty() || local.front() != '/') return "it does not begin with a slash";
  if (const auto wrong = read_path(local.substr(0, question), request); !wrong.empty()) return wrong;
  return question == local.size() ? "" : read_query(local.substr(question + 1), request.query);
}

}  // namespace htq::http
