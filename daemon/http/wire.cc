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
constexpr std::size_t kGathered = 4 << 10;  // what is small goes into one record of TLS

void advance(Wire::Parts& parts, std::size_t count) {
  for (asio::const_buffer& part : parts) {
    const std::size_t taken = std::min(count, part.size());
    part += taken;
    count -= taken;
  }
}

}  // namespace

Wire::Wire(Socket socket, std::unique_ptr<Tls> tls, std::size_t max_unread)
    : socket_(std::move(socket)), tls_(std::move(tls)), max_unread_(std::max(max_unread, kSmallBuffer)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
}

Wire::~Wire() {
  if (tls_) tls_->say_end();
}

asio::awaitable<bool> Wire::handshake(Duration timeout) {
  if (!tls_) co_return true;
  arm(timeout);
  Tls::Step step = tls_->handshake();
  while (step != Tls::Step::done) {
    if (!co_await wait(step)) co_return false;
    step = tls_->handshake();
  }
  disarm();
  co_return true;
}

asio::awaitable<bool> Wire::wait(Tls::Step step) {
  if (step == Tls::Step::failed) co_return false;
  error_code failure;
  co_await socket_.async_wait(step == Tls::Step::wants_read ? Socket::wait_read : Socket::wait_write,
                              asio::redirect_error(asio::use_awaitable, failure));
  co_return !failure;
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
  std::size_t count = 0;
  if (tls_) {
    Tls::Step step = tls_->read(buffer_.get() + end_, room, count);
    while (step != Tls::Step::done) {
      if (!co_await wait(step)) co_return false;
      step = tls_->read(buffer_.get() + end_, room, count);
    }
  } else {
    error_code failure;
    count = co_await socket_.async_read_some(asio::buffer(buffer_.get() + end_, room),
                                             asio::redirect_error(asio::use_awaitable, failure));
    if (failure) co_return false;
  }
  if (count == 0) co_return false;
  end_ += count;
  was_filled_ = count == room;
  co_return true;
}

bool Wire::write_at_once(Parts& parts) {
  if (tls_) return encrypt_at_once(parts);
  error_code failure;
  std::size_t count = socket_.write_some(parts, failure);
  if (failure == asio::error::would_block || failure == asio::error::try_again) return true;
  if (failure) return false;
  advance(parts, count);
  return true;
}

/// What OpenSSL could not send it must be given again, the same bytes: `parts` says which until they are
/// taken.
bool Wire::encrypt_at_once(Parts& parts) {
  while (asio::buffer_size(parts) > 0) {
    char gathered[kGathered];
    std::string_view next(gathered, 0);
    if (asio::buffer_size(parts) <= kGathered) {
      next = {gathered, asio::buffer_copy(asio::buffer(gathered), parts)};
    } else {
      for (const asio::const_buffer& part : parts)
        if (next.empty()) next = {static_cast<const char*>(part.data()), part.size()};
    }
    std::size_t count = 0;
    const Tls::Step step = tls_->write(next, count);
    if (step == Tls::Step::failed) return false;
    if (step != Tls::Step::done) {
      writes_after_ = step == Tls::Step::wants_read ? Socket::wait_read : Socket::wait_write;
      return true;
    }
    advance(parts, count);
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
    co_await socket_.async_wait(tls_ ? writes_after_ : Socket::wait_write,
                                asio::redirect_error(asio::use_awaitable, failure));
    if (failure) break;
  }
  disarm();
  co_return false;
}

asio::awaitable<void> Wire::linger(Duration timeout) {
  error_code ignored;
  if (tls_) tls_->say_end();
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
