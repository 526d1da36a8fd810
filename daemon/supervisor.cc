#include "daemon/supervisor.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "daemon/log/posix_file.h"

namespace htq {
namespace {

std::optional<std::int64_t> number_in(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const char* end = text + std::strlen(text);
  const auto [last, error] = std::from_chars(text, end, number);
  if (error != std::errc() || last != end || number <= 0) return std::nullopt;
  return number;
}

}  // namespace

Supervisor Supervisor::from_environment() {
  Supervisor supervisor;
  const char* socket = std::getenv("NOTIFY_SOCKET");
  // A path, or the name of an abstract socket after an @.
  if (socket == nullptr || (*socket != '/' && *socket != '@') ||
      std::strlen(socket) >= sizeof(sockaddr_un::sun_path))
    return supervisor;
  supervisor.socket_ = socket;
  const auto watched = number_in("WATCHDOG_PID");
  if (const auto patience = number_in("WATCHDOG_USEC");
      patience && watched.value_or(::getpid()) == ::getpid())
    supervisor.patience_ = std::chrono::microseconds(*patience);
  return supervisor;
}

void Supervisor::tell(std::string_view lines) const {
  if (socket_.empty()) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const PosixFile socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (socket.descriptor() < 0) return;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  // Never waits: what watches over the daemon must not be what holds it up.
  ::sendto(socket.descriptor(), lines.data(), lines.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
           reinterpret_cast<const sockaddr*>(&address), length);
}

}  // namespace htq
