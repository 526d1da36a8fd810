// Included before everything else by clang alone: since C++20 it finds two ways to compare a text with a string
// literal in capnp/blob.h of 0.9.2, both its own turned round, and refuses to choose. This is the one it means.
#pragma once

#include <kj/string.h>

namespace kj {

inline bool operator==(const char* a, const StringPtr& b) {
  return StringPtr(a) == b;
}

}  // namespace kj
