// Parses the head of a message: first line and header fields, complete up to the empty line. The one place
// that knows Beast's parser. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "daemon/http/message.h"

namespace htq::http {

enum class HeadFault { none, malformed, version_not_supported, too_many_headers, folded };

struct RequestHead {
  std::string_view target;  // into the bytes that were parsed
  bool http_1_0 = false;
};

/// `head` ends with the empty line. Fills method and headers of `request`.
HeadFault parse_request_head(std::string_view head, std::size_t max_headers, Request& request,
                             RequestHead& result);

struct ResponseHead {
  int status = 0;
  Headers headers;
  bool http_1_0 = false;
};

std::optional<ResponseHead> parse_response_head(std::string_view head);

/// Whether a comma-separated list such as that of Connection names `token`.
bool lists_token(const Headers& headers, std::string_view name, std::string_view token);

/// A Content-Length of digits alone; nothing else is accepted (no sign, no list, no overflow).
std::optional<std::uint64_t> parse_content_length(std::string_view text);

}  // namespace htq::http
