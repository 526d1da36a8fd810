// One connected socket, plain or within TLS, with a bounded read buffer and a deadline. The deadline is a
// field that one sweep over all sessions compares with the clock, so that an operation costs no timer.
//
// The loop's thread alone.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <chrono>
#include <memory>
#include <string_view>

#include "daemon/http/tls.h"
#include "domain/instant.h"

namespace htq::http {

class Wire {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;
  using Parts = std::array<boost::asio::const_buffer, 3>;  // gathered into one write

  /// The buffer never holds more than `max_unread` bytes.
  Wire(Socket socket, std::unique_ptr<Tls> tls, std::size_t max_unread);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// Within TLS, before anything else. False: they did not agree, or not in time.
  boost::asio::awaitable<bool> handshake(Duration timeout);
  /// Of the client, if it showed one and it was verified.
  std::unique_ptr<PeerCertificate> certificate() const { return tls_ ? tls_->certificate() : nullptr; }

  std::string_view unread() const { return {buffer_.get() + begin_, end_ - begin_}; }
  /// `rest` is the end of unread(): what comes before it is done with.
  void keep(std::string_view rest) { begin_ = end_ - rest.size(); }
  /// Waits for more bytes. False: the client is gone, the deadline has passed, or there is no room.
  boost::asio::awaitable<bool> read();

  /// Writes all; false if the client is gone or took less than 64 KiB within `timeout`.
  boost::asio::awaitable<bool> write(Parts parts, Duration timeout);
  /// Writes what the kernel takes at once, and shortens `parts` by it. False: the client is gone.
  bool write_at_once(Parts& parts);

  /// Says that nothing more will come, then reads and drops what is still under way: a close with bytes
  /// unread would reset the connection and the client would never see why.
  boost::asio::awaitable<void> linger(Duration timeout);

  void arm(Duration timeout);
  void disarm() { deadline_ = kNever; }
  bool has_expired() const { return has_expired_; }
  /// Ends the operation under way if the deadline has passed.
  void check(std::chrono::steady_clock::time_point now);
  void cancel();
  void release_spare_memory();

 private:
  static constexpr auto kNever = std::chrono::steady_clock::time_point::max();

  void make_room();
  bool encrypt_at_once(Parts& parts);
  boost::asio::awaitable<bool> wait(Tls::Step step);

  Socket socket_;
  std::unique_ptr<Tls> tls_;  // its descriptor is the socket's
  std::size_t max_unread_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  Socket::wait_type writes_after_ = Socket::wait_write;
  bool was_filled_ = false;  // the last read took all the room: the next gets more
  std::chrono::steady_clock::time_point deadline_ = kNever;
  bool has_expired_ = false;
};

}  // namespace htq::http
