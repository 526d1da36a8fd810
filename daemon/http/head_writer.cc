#include "daemon/http/head_writer.h"

#include <charconv>

namespace htq::http {
namespace {

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_text(std::string& out, std::string_view text) {
  for (const char c : text) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
}

bool is_decided_by_shape(std::string_view name) {
  return equal_without_case(name, "Content-Length") || equal_without_case(name, "Transfer-Encoding") ||
         equal_without_case(name, "Connection");
}

}  // namespace

void append_head(std::string& out, int status, const Headers& headers, std::string_view content_type,
                 const HeadShape& shape) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::uint64_t>(status));
  out += ' ';
  out += reason_phrase(status);
  out += "\r\nServer: htqd\r\nX-Content-Type-Options: nosniff\r\n";
  bool has_type = shape.framing == Framing::none;
  bool has_cache_control = false;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const auto [name, value] = headers[i];
    if (is_decided_by_shape(name)) continue;
    has_type = has_type || equal_without_case(name, "Content-Type");
    has_cache_control = has_cache_control || equal_without_case(name, "Cache-Control");
    append_text(out, name);
    out += ": ";
    append_text(out, value);
    out += "\r\n";
  }
  if (!has_type) {
    out += "Content-Type: ";
    append_text(out, content_type);
    out += "\r\n";
  }
  if (!has_cache_control) out += "Cache-Control: no-store\r\n";
  if (shape.framing == Framing::length) {
    out += "Content-Length: ";
    append_number(out, shape.content_length);
    out += "\r\n";
  } else if (shape.framing == Framing::chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  }
  if (shape.closes) out += "Connection: close\r\n";
  out += "\r\n";
}

std::string whole_answer(const Response& response, const HeadShape& shape) {
  std::string out;
  append_head(out, response.status, response.headers, response.content_type, shape);
  return out + response.body;
}

}  // namespace htq::http
