// Reads a request target: "/v1/cases/HTQ-…?asAt=12" into path, segments and query. Pure; any thread.
#pragma once

#include <string_view>

#include "daemon/http/message.h"

namespace htq::http {

/// Fills target, path, segments and query of `request`. Returns what is wrong with the target, or nothing.
/// Takes the origin form ("/path?query") and the absolute form ("http://host/path?query").
std::string_view read_target(std::string_view target, Request& request);

}  // namespace htq::http
