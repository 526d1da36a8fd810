// The body of every answer that says no: application/problem+json (RFC 9457). A value; any thread.
//
//   Problem({.status = 409, .type = "version-conflict", .title = "The case has moved on"})
//       .with("field", "If-Match").with("whatToDo", "Read the case again.").answer()
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/http/message.h"

namespace htq::http {

class Problem {
 public:
  struct What {
    int status = 500;
    std::string_view type;  // a stable word; goes out as "/problems/TYPE"
    std::string_view title;
    std::string_view detail = {};
  };

  explicit Problem(const What& what);

  /// Extension members, in the order they are added. Text that is not UTF-8 is mended, so the answer always
  /// parses.
  Problem& with(std::string_view name, std::string_view text);
  Problem& with(std::string_view name, std::int64_t number);

  int status() const { return status_; }
  Response answer() const;

 private:
  int status_;
  std::string type_;
  std::string members_;  // JSON without the closing brace
};

/// Appends `text` as a JSON string with its quotes.
void append_json_string(std::string& json, std::string_view text);

}  // namespace htq::http
