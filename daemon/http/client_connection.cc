// The client's socket: connect, send, receive, each with a timeout.
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>

#include "daemon/http/client.h"

namespace htq::http {

using std::chrono::steady_clock;

void Client::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  received_.clear();
  is_ended_ = false;
}

/// A connection that was idle may have been closed by the daemon meanwhile; then there is its end to read.
bool Client::is_still_open() const {
  pollfd watched{.fd = socket_, .events = POLLIN, .revents = 0};
  return socket_ >= 0 && ::poll(&watched, 1, 0) == 0;
}

Result<> Client::connect() {
  close();
  if (!address_.path.empty()) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, address_.path.data(), address_.path.size());
    return connect_to(AF_UNIX, &name, sizeof name);
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int wrong = ::getaddrinfo(address_.host.c_str(), address_.port.c_str(), &hints, &found);
      wrong != 0)
    return fault(FaultKind::unavailable,
                 "cannot find the host of " + address_.url + ": " + ::gai_strerror(wrong));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  Result<> result;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    result = connect_to(address->ai_family, address->ai_addr, address->ai_addrlen);
    if (result) break;
  }
  return result;
}

Result<> Client::connect_to(int family, const void* name, unsigned size) {
  const auto failed = [&](int reason) -> Result<> {
    close();
    if (reason == ECONNREFUSED || reason == ENOENT)
      return fault(FaultKind::unavailable, "no daemon answers at " + address_.url + ": is it running?");
    return fault(FaultKind::unavailable, "cannot connect to " + address_.url + ": " + std::strerror(reason));
  };
  socket_ = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return failed(errno);
  if (::connect(socket_, static_cast<const sockaddr*>(name), size) == 0) return {};
  if (errno != EINPROGRESS) return failed(errno);
  if (auto waited = wait(POLLOUT, options_.connect_timeout, "did not accept the connection"); !waited) {
    close();
    return waited;
  }
  int reason = 0;
  socklen_t length = sizeof reason;
  ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &reason, &length);
  return reason == 0 ? Result<>() : failed(reason);
}

Result<> Client::wait(short events, Duration timeout, std::string_view what) {
  const auto end = steady_clock::now() + timeout;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now()).count();
    pollfd watched{.fd = socket_, .events = events, .revents = 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(std::clamp<long long>(left, 0, 1 << 30)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR)
      return fault(FaultKind::io, "wait for " + address_.url + ": " + std::strerror(errno));
    if (ready == 0)
      return fault(FaultKind::unavailable,
                   "the daemon at " + address_.url + " " + std::string(what) + " in time");
  }
}

Result<> Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      HTQ_TRY(wait(POLLOUT, options_.answer_timeout, "did not take the request"));
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return {};  // it has said why before it closed, or there is an end to read
    } else if (errno != EINTR) {
      return fault(FaultKind::io, "send to " + address_.url + ": " + std::strerror(errno));
    }
  }
  return {};
}

Result<> Client::receive(Duration timeout) {
  char bytes[16384];
  for (;;) {
    const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count > 0) {
      received_.append(bytes, static_cast<std::size_t>(count));
      has_received_ = true;
      return {};
    }
    if (count == 0 || errno == ECONNRESET || errno == EPIPE) {
      is_ended_ = true;
      return {};
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      HTQ_TRY(wait(POLLIN, timeout, "did not answer"));
    } else if (errno != EINTR) {
      return fault(FaultKind::io, "read from " + address_.url + ": " + std::strerror(errno));
    }
  }
}

}  // namespace htq::http
