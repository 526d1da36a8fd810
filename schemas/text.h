// Between Cap'n Proto's text and data and the standard library's strings.
#pragma once

#include <capnp/blob.h>

#include <string>
#include <string_view>

namespace htq {

inline std::string_view view(capnp::Text::Reader text) {
  return {text.cStr(), text.size()};
}
inline std::string string(capnp::Text::Reader text) {
  return {text.cStr(), text.size()};
}
inline std::string string(capnp::Data::Reader data) {
  return {reinterpret_cast<const char*>(data.begin()), data.size()};
}
/// `from` must outlive the reader; it needs its terminating zero, so no string_view.
inline capnp::Text::Reader text(const std::string& from) {
  return {from.c_str(), from.size()};
}
inline capnp::Data::Reader as_data(std::string_view from) {
  return {reinterpret_cast<const capnp::byte*>(from.data()), from.size()};
}

}  // namespace htq
