// The client's socket: connect, send, receive, each with a timeout.
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>

#include "daemon/http/client.h"

namespace htq::http {

using std::chrono::steady_clock;

void Client::close() {
  if (tls_) tls_->say_end();
  tls_.reset();
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
  if (result && address_.is_https) return agree_on_tls();
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
    // poll() passes over a descriptor below 0.
    std::array watched{pollfd{.fd = socket_, .events = events, .revents = 0},
                       pollfd{.fd = options_.call_off, .events = POLLIN, .revents = 0}};
    const int ready =
        ::poll(watched.data(), watched.size(), static_cast<int>(std::clamp<long long>(left, 0, 1 << 30)));
    if (ready > 0 && watched[1].revents != 0)
      return fault(FaultKind::unavailable, "the request to " + address_.url + " was called off");
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR)
      return fault(FaultKind::io, "wait for " + address_.url + ": " + std::strerror(errno));
    if (ready == 0)
      return fault(FaultKind::unavailable,
                   "the daemon at " + address_.url + " " + std::string(what) + " in time");
  }
}

/// What OpenSSL waits for is waited for here, within the timeout of the whole.
Result<> Client::agree_on_tls() {
  tls_ = Tls::connecting(*options_.tls, socket_, address_.host);
  for (;;) {
    const Tls::Step step = tls_->handshake();
    if (step == Tls::Step::done) return {};
    if (step == Tls::Step::failed) {
      const std::string why = tls_->why();
      close();
      return fault(FaultKind::unavailable, "no agreement on TLS with " + address_.url + ": " + why);
    }
    if (auto waited = wait(step == Tls::Step::wants_read ? POLLIN : POLLOUT, options_.connect_timeout,
                           "did not agree on TLS");
        !waited) {
      close();
      return waited;
    }
  }
}

Result<> Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    switch (send_some(bytes, sent)) {
      case Tls::Step::done: bytes.remove_prefix(sent); break;
      case Tls::Step::wants_read:
        HTQ_TRY(wait(POLLIN, options_.answer_timeout, "did not take the request"));
        break;
      case Tls::Step::wants_write:
        HTQ_TRY(wait(POLLOUT, options_.answer_timeout, "did not take the request"));
        break;
      case Tls::Step::failed: return {};  // it has said why before it closed, or there is an end to read
    }
  }
  return {};
}

Tls::Step Client::send_some(std::string_view bytes, std::size_t& sent) {
  if (tls_) return tls_->write(bytes, sent);
  for (;;) {
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count > 0) sent = static_cast<std::size_t>(count);
    if (count > 0) return Tls::Step::done;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return Tls::Step::wants_write;
    if (errno != EINTR) return Tls::Step::failed;
  }
}

Result<> Client::receive(Duration timeout) {
  char bytes[16384];
  for (;;) {
    std::size_t count = 0;
    switch (receive_some(bytes, sizeof bytes, count)) {
      case Tls::Step::done:
        received_.append(bytes, count);
        has_received_ = has_received_ || count > 0;
        is_ended_ = count == 0;
        return {};
      case Tls::Step::wants_read: HTQ_TRY(wait(POLLIN, timeout, "did not answer")); break;
      case Tls::Step::wants_write: HTQ_TRY(wait(POLLOUT, timeout, "did not answer")); break;
      case Tls::Step::failed:
        // Within TLS an end that nobody announced may be somebody else's doing: what came is not the whole.
        if (tls_ && framing_ == Framing::until_closed)
          return fault(FaultKind::io, "read from " + address_.url + ": " + tls_->why());
        is_ended_ = true;
        return {};
    }
  }
}

Tls::Step Client::receive_some(char* to, std::size_t room, std::size_t& count) {
  if (tls_) return tls_->read(to, room, count);
  for (;;) {
    const ssize_t came = ::recv(socket_, to, room, 0);
    if (came >= 0) count = static_cast<std::size_t>(came);
    if (came >= 0) return Tls::Step::done;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return Tls::Step::wants_read;
    if (errno != EINTR) return Tls::Step::failed;
  }
}

}  // namespace htq::http
