#include "daemon/publish/event_types.h"

namespace htq {
namespace {

std::string_view word_of(Stream stream) {
  return stream == Stream::events ? "events" : "public";
}

}  // namespace

std::string event_type(Stream stream, std::string_view name) {
  std::string type = "uk.gov.education.htq.";
  if (stream == Stream::published) type += "public.";
  for (const char letter : name) {
    const bool begins_a_word = letter >= 'A' && letter <= 'Z';
    if (begins_a_word) type += '.';
    type += begins_a_word ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  return type + ".v1";
}

std::string event_schema(std::string_view type) {
  return "urn:htq:schema:" + std::string(type);
}

std::string stream_topic(Stream stream, std::string_view office) {
  return "htq." + std::string(office) + "." + std::string(word_of(stream)) + ".v1";
}

std::string stream_source(Stream stream, std::string_view office) {
  return "/htq/" + std::string(office) + "/" + std::string(word_of(stream));
}

}  // namespace htq
