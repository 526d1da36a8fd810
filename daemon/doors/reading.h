// Reads that may take long, done off the loop's thread, so that none holds up health, commands or another
// socket. As many wait as may; the next is told to come again.
//
// The loop's thread asks; the work is done on the executor that is handed in, one piece at a time. What the
// work uses must be its own or outlive the executor: a request may be cut off while its read is under way.
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

#include "daemon/executor.h"
#include "daemon/http/handler.h"
#include "daemon/http/waiting.h"

namespace htq {

class Reading {
 public:
  Reading(Executor& executor, std::size_t most_waiting) : executor_(executor), most_waiting_(most_waiting) {}

  /// What `read` brings; nothing: as many wait as may. An exception that it throws becomes the handler's.
  ///
  /// `read` has a name in the coroutine that waits: GCC 12 destroys a temporary with captures of its own
  /// twice.
  template <typename Read, typename T = std::invoke_result_t<Read&>>
  http::Awaitable<std::optional<T>> off_the_loop(Read& read) {
    return http::await_callback<std::optional<T>>(
        [this, read = std::move(read)](http::Callback<std::optional<T>> done) mutable {
          if (waiting_ >= most_waiting_) return done(std::nullopt);
          ++waiting_;
          executor_.post([this, read = std::move(read), done = std::move(done)]() mutable {
            --waiting_;
            // Without a call the handler that waits hears that nobody will answer, which is a 500.
            try {
              done(read());
            } catch (...) {
            }
          });
        });
  }

 private:
  Executor& executor_;
  std::size_t most_waiting_;
  std::atomic<std::size_t> waiting_ = 0;
};

}  // namespace htq
