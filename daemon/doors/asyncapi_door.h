// GET /asyncapi.json: the streams for other systems as AsyncAPI 3, generated from the schemas and their
// comments. GET /schemas/{type}: the JSON Schema of the data of one type of event. For everyone: they tell
// nothing but shapes.
#pragma once

#include <string>

#include "daemon/http/router.h"

namespace htq {

void add_asyncapi_door(http::Router& router, const std::string& office);

}  // namespace htq
