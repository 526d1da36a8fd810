// A hash table by text is asked with a view, without making a string of it first.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace htq {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

}  // namespace htq
