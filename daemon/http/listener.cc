#include "daemon/http/listener.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace htq::http {
namespace {

constexpr int kBacklog = 4096;

/// Closes the socket unless it is taken.
struct Descriptor {
  int number = -1;

  explicit Descriptor(int opened) : number(opened) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  int take() { return std::exchange(number, -1); }
};

std::unexpected<Fault> failed(const std::string& doing) {
  const FaultKind kind =
      errno == EADDRNOTAVAIL || errno == EACCES ? FaultKind::bad_input : FaultKind::unavailable;
  return fault(kind, doing + ": " + std::strerror(errno));
}

bool is_answered(const sockaddr_un& name) {
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return ::connect(probe.number, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
}

}  // namespace

Result<TcpDoor> open_tcp_door(const std::string& address, std::uint16_t port) {
  const std::string doing = "listen on " + address + " port " + std::to_string(port);
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int wrong = ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found);
      wrong != 0)
    return fault(FaultKind::bad_input, doing + ": " + ::gai_strerror(wrong));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);

  Descriptor door(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (door.number < 0 || ::setsockopt(door.number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(door.number, found->ai_addr, found->ai_addrlen) != 0 || ::listen(door.number, kBacklog) != 0)
    return failed(doing);

  sockaddr_storage name{};
  socklen_t size = sizeof name;
  if (::getsockname(door.number, reinterpret_cast<sockaddr*>(&name), &size) != 0) return failed(doing);
  // Both families keep the port in the same place.
  const std::uint16_t actual = ntohs(reinterpret_cast<const sockaddr_in*>(&name)->sin_port);
  return TcpDoor{.socket = door.take(), .port = actual};
}

Result<int> open_unix_door(const std::filesystem::path& path, mode_t mode) {
  const std::string doing = "listen on " + path.string();
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (path.native().empty() || path.native().size() >= sizeof name.sun_path)
    return fault(FaultKind::bad_input,
                 doing + ": a socket's path has 1 to " + std::to_string(sizeof name.sun_path - 1) + " bytes");
  std::memcpy(name.sun_path, path.c_str(), path.native().size());

  struct stat there{};
  if (::lstat(path.c_str(), &there) == 0) {
    if (!S_ISSOCK(there.st_mode)) return fault(FaultKind::bad_input, doing + ": another file is there");
    if (is_answered(name)) return fault(FaultKind::unavailable, doing + ": another daemon answers there");
    if (::unlink(path.c_str()) != 0) return failed(doing);
  }
  Descriptor door(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // The mode is set before the file is there, so that it is never wider than asked; and again, because bind()
  // takes the umask off.
  if (door.number < 0 || ::fchmod(door.number, mode) != 0 ||
      ::bind(door.number, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 ||
      ::chmod(path.c_str(), mode) != 0 || ::listen(door.number, kBacklog) != 0)
    return failed(doing);
  return door.take();
}

}  // namespace htq::http
