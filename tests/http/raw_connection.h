// A client that sends exactly the bytes it is told, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace htq::http {

class RawConnection {
 public:
  static RawConnection to_port(std::uint16_t port);
  static RawConnection to_path(const std::string& path);
  explicit RawConnection(int socket) : socket_(socket) {}
  RawConnection(RawConnection&& from) noexcept : socket_(from.socket_), seen_(std::move(from.seen_)) {
    from.socket_ = -1;
  }
  ~RawConnection() { close(); }

  void send(std::string_view bytes);
  void end_sending();
  void close();
  /// Keeps the kernel from taking more than a little for a reader that does not read.
  void shrink_receive_buffer();

  /// Everything until the server closes; "(still open)" at the end if it did not within ten seconds.
  std::string read_to_end();
  /// What comes until `text` has been seen, or less if the connection ends.
  std::string read_until(std::string_view text);
  /// The next answer whose body has a Content-Length.
  std::string read_answer();

 private:
  bool receive();  // false: closed, or ten seconds passed

  int socket_ = -1;
  std::string seen_;
  bool is_closed_ = false;
};

/// The status of an answer; 0 if it is none.
int status_of(std::string_view answer);
std::string_view body_of(std::string_view answer);

}  // namespace htq::http
