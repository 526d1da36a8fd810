// JSON as the command line reads it: what is read reads back when it is written, and what is not has a place.
#include "daemon/ctl/json.h"

#include "daemon/ctl/json_place.h"
#include "daemon/http/utf8.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {

void json_document(std::string_view bytes) {
  // Whoever reads a file looks at this first: daemon/ctl/import/sources.cc.
  if (!http::is_utf8(bytes)) return;
  const auto document = ctl::Json::parse(bytes);
  const auto place = ctl::first_fault_of_json(bytes);
  if (!document) {
    require(!document.error().empty(), "a document that is refused has a reason");
    if (place)
      require(place->line >= 1 && place->column >= 1 &&
                  place->line <= 1 + static_cast<std::size_t>(std::ranges::count(bytes, '\n')),
              "the place is in the file");
    return;
  }
  require(!place, "what is read has no fault");
  const std::string written = document->write();
  const auto again = ctl::Json::parse(written);
  require(again.has_value(), "what was read is written so that it reads back");
  require(*again == *document, "and as the same");
  require(again->write() == written, "and is written the same");
}

}  // namespace htq::fuzz
