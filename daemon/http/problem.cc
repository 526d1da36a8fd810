#include "daemon/http/problem.h"

#include "daemon/http/utf8.h"

namespace htq::http {

void append_json_string(std::string& json, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  json += '"';
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      json += "\xEF\xBF\xBD";  // U+FFFD: these bytes were no character
      text.remove_prefix(1);
      continue;
    }
    const char c = text.front();
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (length == 1 && static_cast<unsigned char>(c) < 0x20) {
      json += "\\u00";
      json += kHex[static_cast<unsigned char>(c) >> 4];
      json += kHex[static_cast<unsigned char>(c) & 0xF];
    } else {
      json += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  json += '"';
}

Problem::Problem(const What& what) : status_(what.status), type_(what.type) {
  members_ = "{\"type\":";
  append_json_string(members_, "/problems/" + std::string(what.type));
  with("title", what.title).with("status", std::int64_t{what.status});
  if (!what.detail.empty()) with("detail", what.detail);
}

Problem& Problem::with(std::string_view name, std::string_view text) {
  members_ += ',';
  append_json_string(members_, name);
  members_ += ':';
  append_json_string(members_, text);
  return *this;
}

Problem& Problem::with(std::string_view name, std::int64_t number) {
  members_ += ',';
  append_json_string(members_, name);
  members_ += ':';
  members_ += std::to_string(number);
  return *this;
}

Response Problem::answer() const {
  return {.status = status_,
          .body = members_ + "}\n",
          .content_type = "application/problem+json",
          .problem = type_};
}

}  // namespace htq::http
