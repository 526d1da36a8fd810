// The three things for which a coroutine on the loop may wait besides its socket: an answer from another
// thread, news, and time. All end at once, by an exception, when the server cuts a request off; a handler
// need not care.
//
// Awaited on the loop's thread alone. A Callback is called, and notify_all() too, from any thread. The loop
// outlives both; a Signal outlives those that wait for it.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "daemon/http/loop.h"
#include "domain/ensure.h"
#include "domain/instant.h"

namespace htq::http {

/// Thrown in the waiting coroutine when a Callback was destroyed without a call.
struct Forgotten : std::runtime_error {
  Forgotten() : std::runtime_error("whoever should have answered went away") {}
};

/// A way from any thread back to the loop, gone once.
class Crossing {
 public:
  explicit Crossing(boost::asio::any_io_executor executor);
  ~Crossing();
  Crossing(const Crossing&) = delete;
  Crossing& operator=(const Crossing&) = delete;

  static void arrive(std::shared_ptr<Crossing> crossing);  // any thread, once
  boost::asio::awaitable<void> wait();                     // the loop's thread

 private:
  struct State;
  std::unique_ptr<State> state_;
};

template <typename T>
class Callback {
 public:
  struct Place {
    explicit Place(boost::asio::any_io_executor executor) : crossing(std::move(executor)) {}
    std::optional<T> value;
    Crossing crossing;
  };

  explicit Callback(std::shared_ptr<Place> place) : place_(std::move(place)) {}
  Callback(Callback&&) noexcept = default;
  Callback& operator=(Callback&&) = delete;
  ~Callback() {
    if (place_) arrive();
  }

  void operator()(T value) {
    ensure(place_ != nullptr, "a callback is called once");
    place_->value.emplace(std::move(value));
    arrive();
  }

 private:
  void arrive() {
    Crossing& crossing = place_->crossing;
    Crossing::arrive(std::shared_ptr<Crossing>(std::move(place_), &crossing));
  }

  std::shared_ptr<Place> place_;
};

/// Calls initiate(Callback<T>) and waits until that callback is called:
///   Receipt receipt = co_await await_callback<Receipt>([&](auto done) { engine.take(command,
///   std::move(done)); });
template <typename T, typename Initiate>
boost::asio::awaitable<T> await_callback(Initiate initiate) {
  // Each co_await has a statement of its own: GCC 12 destroys some temporaries around one twice.
  const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
  auto place = std::make_shared<typename Callback<T>::Place>(executor);
  initiate(Callback<T>(place));
  co_await place->crossing.wait();
  if (!place->value) throw Forgotten();
  co_return std::move(*place->value);
}

/// News for many: followers of a stream, reads that wait for a position. What the news is about is kept
/// elsewhere and changed before notify_all().
class Signal {
 public:
  explicit Signal(Loop& loop);
  ~Signal();
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  void notify_all();  // any thread; many at once cost one wake-up

  /// How often it was notified. Take it before looking at what the news is about, so that none is missed.
  std::uint64_t count() const;
  /// Waits until count() is no longer `seen`; false if the time passed first.
  boost::asio::awaitable<bool> wait(std::uint64_t seen, std::optional<Duration> timeout = std::nullopt);
  /// Waits until `holds`, asked at each notification, says yes; false if the time passed first.
  boost::asio::awaitable<bool> wait_until(std::function<bool()> holds,
                                          std::optional<Duration> timeout = std::nullopt);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

boost::asio::awaitable<void> pause(Duration duration);

}  // namespace htq::http
