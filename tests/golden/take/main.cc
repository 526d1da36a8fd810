// golden_take LOG FILE: writes the bytes of every record of a stopped daemon's log, each behind its length (4
// bytes, least significant first). tests/golden/make.py keeps them; tests/golden/golden_log.h reads them.
#include <cstdint>
#include <cstdio>
#include <fstream>

#include "daemon/log/embedded_log.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: golden_take LOG FILE\n");
    return 2;
  }
  const auto log = htq::EmbeddedLog::open({.directory = argv[1], .min_free_bytes = 0, .check = {}});
  if (!log) {
    std::fprintf(stderr, "golden_take: %s\n", log.error().what.c_str());
    return 1;
  }
  std::ofstream file(argv[2], std::ios::binary);
  const auto scan = (*log)->scan({1});
  while (true) {
    const auto record = scan->next();
    if (!record) {
      std::fprintf(stderr, "golden_take: %s\n", record.error().what.c_str());
      return 1;
    }
    if (!*record) break;
    const std::string_view bytes = (*record)->bytes;
    for (unsigned shift = 0; shift < 32; shift += 8)
      file.put(static_cast<char>(bytes.size() >> shift & 0xFFU));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  return file.flush() ? 0 : 1;
}
