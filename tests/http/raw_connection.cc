#include "tests/http/raw_connection.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace htq::http {

RawConnection RawConnection::to_port(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0)
      << std::strerror(errno);
  return RawConnection(socket);
}

RawConnection RawConnection::to_path(const std::string& path) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path, path.data(), path.size());
  EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0)
      << std::strerror(errno);
  return RawConnection(socket);
}

void RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // refused half-way: what came back tells
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void RawConnection::end_sending() {
  ::shutdown(socket_, SHUT_WR);
}

void RawConnection::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

void RawConnection::shrink_receive_buffer() {
  const int bytes = 4096;
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

bool RawConnection::receive() {
  pollfd watched{.fd = socket_, .events = POLLIN, .revents = 0};
  if (::poll(&watched, 1, 10'000) <= 0) return false;
  char bytes[65536];
  const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
  is_closed_ = count <= 0;
  if (count > 0) seen_.append(bytes, static_cast<std::size_t>(count));
  return count > 0;
}

std::string RawConnection::read_to_end() {
  while (receive()) {
  }
  if (!is_closed_) seen_ += "(still open)";
  return std::exchange(seen_, {});
}

std::string RawConnection::read_until(std::string_view text) {
  std::size_t at = seen_.find(text);
  while (at == std::string::npos && receive()) at = seen_.find(text);
  const std::size_t end = at == std::string::npos ? seen_.size() : at + text.size();
  std::string result = seen_.substr(0, end);
  seen_.erase(0, end);
  return result;
}

std::string RawConnection::read_answer() {
  std::string answer = read_until("\r\n\r\n");
  const std::size_t at = answer.find("Content-Length: ");
  if (at == std::string::npos) return answer;
  const std::size_t length = std::stoul(answer.substr(at + 16));
  while (seen_.size() < length && receive()) {
  }
  answer += seen_.substr(0, length);
  seen_.erase(0, length);
  return answer;
}

int status_of(std::string_view answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::stoi(std::string(answer.substr(9, 3))) : 0;
}

std::string_view body_of(std::string_view answer) {
  const std::size_t at = answer.find("\r\n\r\n");
  return at == std::string_view::npos ? std::string_view() : answer.substr(at + 4);
}

}  // namespace htq::http
