// Opens the doors: sockets that listen on TCP or on a path, as plain file descriptors. Any thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "projections/fault.h"

namespace htq::http {

struct TcpDoor {
  int socket = -1;  // the caller's to close
  std::uint16_t port = 0;
};

/// `address` is numeric, IPv4 or IPv6; port 0 takes a free one.
Result<TcpDoor> open_tcp_door(const std::string& address, std::uint16_t port);

/// A socket file whose owner is gone is replaced; one that somebody answers, or another kind of file, is a
/// fault.
Result<int> open_unix_door(const std::filesystem::path& path, mode_t mode);

}  // namespace htq::http
