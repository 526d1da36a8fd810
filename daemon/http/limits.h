// What a client may ask of a connection before it is told no. A value.
#pragma once

#include <cstddef>
#include <cstdint>

#include "domain/instant.h"

namespace htq::http {

struct Limits {
  std::size_t head_bytes = std::size_t{16} << 10;     // request line and header fields; 431
  std::size_t header_count = 100;                     // 431
  std::size_t target_bytes = std::size_t{8} << 10;    // 414
  std::uint64_t body_bytes = std::uint64_t{1} << 20;  // unless the route says otherwise; 413

  /// Of all connections together, beyond what each may hold of its own; 503 to the one that would go beyond.
  std::uint64_t all_bodies_bytes = std::uint64_t{64} << 20;
  std::size_t small_body_bytes = std::size_t{4} << 10;  // what each may hold

  Duration head_timeout =
      std::chrono::seconds(10);  // from the first byte (or from accept) to the end of the head
  Duration body_timeout = std::chrono::seconds(30);   // for every MiB
  Duration idle_timeout = std::chrono::seconds(75);   // between two requests
  Duration write_timeout = std::chrono::seconds(30);  // for every 64 KiB that the client takes
  Duration linger_timeout = std::chrono::seconds(2);  // for the client to read why it was refused

  std::size_t connections = 12'000;
  std::size_t reserved_connections = 64;  // beyond these, for routes that always answer (health)
  int retry_after_seconds = 1;            // said with the 503 to connections beyond
};

}  // namespace htq::http
