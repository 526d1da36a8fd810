#include "domain/ensure.h"

#include <cstdio>
#include <cstdlib>

namespace htq {

void bug(std::string_view why, std::source_location where) {
  std::fprintf(stderr, "htq: broken invariant: %.*s (%s:%u in %s)\n", static_cast<int>(why.size()), why.data(),
               where.file_name(), where.line(), where.function_name());
  std::fflush(stderr);
  std::abort();
}

}  // namespace htq
