// What a door's author writes: coroutines that answer requests. They run on the loop's thread, so they may
// touch what belongs to that thread without a lock and must never block it: what takes long is done elsewhere
// and awaited with what waiting.h offers. The request lives until the coroutine ends. An exception becomes a
// 500.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>

#include "daemon/http/message.h"

namespace htq::http {

template <typename T>
using Awaitable = boost::asio::awaitable<T>;

using Handler = std::function<Awaitable<Response>(Request&)>;

/// An answer whose end is not known when it begins. At most one chunk is in memory: write() returns when the
/// kernel has taken it. A client that leaves or does not read in time makes write() return false, and the
/// handler should end. A stream that may be silent for long should write something now and then: only a write
/// notices that a client left.
class StreamWriter {
 public:
  virtual ~StreamWriter() = default;

  /// Sent together with the first chunk. `headers` names the Content-Type.
  virtual void begin(int status, const Headers& headers) = 0;
  /// An empty chunk sends the head alone, for clients that wait for it.
  virtual Awaitable<bool> write(std::string chunk) = 0;
  /// The same of bytes that several streams send: a reader that is slow holds them and no copy.
  virtual Awaitable<bool> write_shared(std::shared_ptr<const std::string> chunk) = 0;
  /// The answer cannot be completed, for this reason: it goes without its last chunk, and the connection is
  /// closed, so that the reader can tell. The handler then ends.
  virtual void break_off(std::string why) = 0;
  /// Instead of begin(): a plain answer after all, such as a problem.
  virtual void answer(Response response) = 0;
};

using StreamHandler = std::function<Awaitable<void>(Request&, StreamWriter&)>;

}  // namespace htq::http
