#include "daemon/http/wire.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>

#include "domain/ensure.h"

namespace htq::http {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t kSmallBuffer = 2048;  // what an idle connection keeps
constexpr std::size_t kStride = 64 << 10;   // what must be taken within a write timeout
constexpr std::size_t kMaxLingerBytes = 4 << 20;

}  // namespace

Wire::Wire(Socket socket, std::size_t max_unread)
    : socket_(std::move(socket)), max_unread_(std::max(max_unread, kSmallBuffer)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
}

void Wire::make_room() {
  if (begin_ == end_) begin_ = end_ = 0;
  const bool is_full = end_ - begin_ == capacity_;
  if (capacity_ == 0 || ((is_full || was_filled_) && capacity_ < max_unread_)) {
    const std::size_t larger = std::clamp(capacity_ * 2, kSmallBuffer, max_unread_);
    auto buffer = std::make_unique_for_overwrite<char[]>(larger);
    if (begin_ != end_) std::memcpy(buffer.get(), buffer_.get() + begin_, end_ - begin_);
    buffer_ = std::move(buffer);
    capacity_ = larger;
  } else if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  }
  end_ -= begin_;
  begin_ = 0;
  was_filled_ = false;
}

void Wire::release_spare_memory() {
  if (capacity_ <= 4 * kSmallBuffer || begin_ != end_) return;
  buffer_.reset();
  capacity_ = begin_ = end_ = 0;
  was_filled_ = false;
}

asio::awaitable<bool> Wire::read() {
  make_room();
  const std::size_t room = capacity_ - end_;
  if (room == 0) co_return false;
  error_code failure;
  const std::size_t count = co_await socket_.async_read_some(
      asio::buffer(buffer_.get() + end_, room), asio::redirect_error(asio::use_awaitable, failure));
  if (failure || count == 0) co_return false;
  end_ += count;
  was_filled_ = count == room;
  co_return true;
}

bool Wire::write_at_once(Parts& parts) {
  error_code failure;
  std::size_t count = socket_.write_some(parts, failure);
  if (failure == asio::error::would_block || failure == asio::error::try_again) return true;
  if (failure) return false;
  for (asio::const_buffer& part : parts) {
    const std::size_t taken = std::min(count, part.size());
    part += taken;
    count -= taken;
  }
  return true;
}

asio::awaitable<bool> Wire::write(Parts parts, Duration timeout) {
  std::size_t since_armed = 0;
  arm(timeout);
  for (std::size_t left = asio::buffer_size(parts);;) {
    if (!write_at_once(parts)) break;
    const std::size_t now_left = asio::buffer_size(parts);
    since_armed += left - now_left;
    left = now_left;
    if (left == 0) {
      disarm();
      co_return true;
    }
    if (since_armed >= kStride) {
      arm(timeout);
      since_armed = 0;
    }
    error_code failure;
    co_await socket_.async_wait(Socket::wait_write, asio::redirect_error(asio::use_awaitable, failure));
    if (failure) break;
  }
  disarm();
  co_return false;
}

asio::awaitable<void> Wire::linger(Duration timeout) {
  error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  arm(timeout);
  for (std::size_t dropped = 0; dropped < kMaxLingerBytes; dropped += end_) {
    keep({});
    if (!co_await read()) break;
  }
  disarm();
}

void Wire::arm(Duration timeout) {
  deadline_ = steady_clock::now() + timeout;
  has_expired_ = false;
}

void Wire::check(steady_clock::time_point now) {
  if (now < deadline_) return;
  // The deadline stays: an operation that had just ended is followed by another, which must end too.
  has_expired_ = true;
  cancel();
}

void Wire::cancel() {
  error_code ignored;
  socket_.cancel(ignored);
}

}  // namespace htq::http
