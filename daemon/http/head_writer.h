// Writes the heads of answers, with what every answer carries. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/http/message.h"

namespace htq::http {

enum class Framing {
  none,          // no body can follow (204, 304)
  length,        // Content-Length
  chunked,       // Transfer-Encoding: chunked
  until_closed,  // a stream to a client of HTTP/1.0
};

struct HeadShape {
  Framing framing = Framing::length;
  std::uint64_t content_length = 0;
  bool closes = false;
};

/// Appends the head to `out`. Headers that the shape decides (Content-Length, Transfer-Encoding, Connection)
/// are not taken from `headers`; what would end a line early becomes a blank.
void append_head(std::string& out, int status, const Headers& headers, std::string_view content_type,
                 const HeadShape& shape);

/// Head and body in one string.
std::string whole_answer(const Response& response, const HeadShape& shape);

constexpr bool has_no_body(int status) {
  return status == 204 || status == 304 || status < 200;
}

}  // namespace htq::http
