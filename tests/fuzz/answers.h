// What the server sent back, taken apart, and what is promised of every answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/http/head_parser.h"
#include "tests/fuzz/open_office.h"

namespace htq::fuzz {

struct SeenAnswer {
  int status = 0;
  http::Headers headers;
  std::string body;
  bool is_whole = true;
};

/// The answers in order; each is held against what was told of it, and against this: it is an answer of HTTP, the
/// daemon did not fail, JSON is JSON, and a "no" is a problem with a reason.
std::vector<SeenAnswer> checked(const Exchange& exchange);

/// A "no" of a door: it says what to do.
void require_advice(const SeenAnswer& answer);

/// A property of a JSON object that is a text; empty if it is not there.
std::string text_in(const std::string& json, std::string_view property);
bool is_json(std::string_view text);

}  // namespace htq::fuzz
