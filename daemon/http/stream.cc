#include "daemon/http/stream.h"

#include <charconv>

#include "daemon/http/head_writer.h"
#include "domain/ensure.h"

namespace htq::http {
namespace {

/// (GCC 12 cannot initialise an array inside a coroutine.)
Wire::Parts gathered(std::string_view frame, std::string_view chunk, std::string_view after) {
  return {boost::asio::buffer(frame.data(), frame.size()), boost::asio::buffer(chunk.data(), chunk.size()),
          boost::asio::buffer(after.data(), after.size())};
}

}  // namespace

void Stream::begin(int status, const Headers& headers) {
  ensure(!has_begun() && !answer_, "a stream begins once");
  ensure(!has_no_body(status), "this status has no body to stream");
  status_ = status;
  append_head(unsent_, status, headers, "application/octet-stream",
              {.framing = shape_.is_http_1_0 ? Framing::until_closed : Framing::chunked,
               .closes = shape_.closes || shape_.is_http_1_0});
}

Awaitable<bool> Stream::write(std::string chunk) {
  co_return co_await write_viewed(chunk);
}

Awaitable<bool> Stream::write_shared(std::shared_ptr<const std::string> chunk) {
  co_return co_await write_viewed(*chunk);
}

/// Whoever calls keeps the chunk until this is over.
Awaitable<bool> Stream::write_viewed(std::string_view chunk) {
  ensure(has_begun(), "a stream begins before it writes");
  if (is_broken_) co_return false;
  if (shape_.head_only) {
    if (!has_sent_head_) co_await send(unsent_, {}, {});
    co_return false;  // nobody will read it
  }
  if (chunk.empty() && has_sent_head_) co_return true;
  if (chunk.empty()) co_return co_await send(unsent_, {}, {});
  if (shape_.is_http_1_0) co_return co_await send(unsent_, chunk, {});
  char digits[16];
  unsent_.append(digits, std::to_chars(digits, digits + sizeof digits, chunk.size(), 16).ptr).append("\r\n");
  co_return co_await send(unsent_, chunk, "\r\n");
}

Awaitable<bool> Stream::end() {
  if (is_broken_) co_return false;
  const bool is_chunked = !shape_.is_http_1_0 && !shape_.head_only;
  co_return co_await send(unsent_, {}, is_chunked ? "0\r\n\r\n" : "");
}

Awaitable<bool> Stream::send(std::string_view frame, std::string_view chunk, std::string_view after) {
  has_sent_head_ = true;
  Wire::Parts parts = gathered(frame, chunk, after);
  if (!wire_.write_at_once(parts)) is_broken_ = true;
  if (!is_broken_ && boost::asio::buffer_size(parts) > 0)
    is_broken_ = !co_await wire_.write(parts, shape_.write_timeout);
  unsent_.clear();
  co_return !is_broken_;
}

}  // namespace htq::http
