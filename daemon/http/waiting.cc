#include "daemon/http/waiting.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>

namespace htq::http {

namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

steady_clock::time_point end_of(std::optional<Duration> timeout) {
  // Far enough for ever, and safe from overflow inside Asio.
  constexpr auto kForEver = std::chrono::hours(24 * 365);
  return steady_clock::now() + (timeout && *timeout < kForEver ? *timeout : Duration(kForEver));
}

}  // namespace

struct Crossing::State {
  explicit State(asio::any_io_executor on) : executor(std::move(on)), timer(executor) {}

  asio::any_io_executor executor;
  asio::steady_timer timer;  // never runs out: it is what the coroutine hangs on
  bool arrived = false;      // the loop's thread
};

Crossing::Crossing(asio::any_io_executor executor) : state_(std::make_unique<State>(std::move(executor))) {}
Crossing::~Crossing() = default;

void Crossing::arrive(std::shared_ptr<Crossing> crossing) {
  // A copy, because the crossing may be gone by the time that post() returns.
  const asio::any_io_executor executor = crossing->state_->executor;
  asio::post(executor, [crossing = std::move(crossing)] {
    crossing->state_->arrived = true;
    crossing->state_->timer.cancel();
  });
}

asio::awaitable<void> Crossing::wait() {
  while (!state_->arrived) {
    state_->timer.expires_at(end_of(std::nullopt));
    boost::system::error_code ignored;
    co_await state_->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

struct Signal::State {
  asio::any_io_executor executor;
  std::atomic<std::uint64_t> count = 0;
  std::atomic<bool> is_waking = false;
  std::list<asio::steady_timer*> waiting;  // the loop's thread
};

Signal::Signal(Loop& loop) : state_(std::make_shared<State>(loop.executor())) {}
Signal::~Signal() = default;

std::uint64_t Signal::count() const {
  return state_->count;
}

void Signal::notify_all() {
  ++state_->count;
  if (state_->is_waking.exchange(true)) return;
  asio::post(state_->executor, [state = state_] {
    // First this, then the rest: a notification that comes now must post again.
    state->is_waking = false;
    for (asio::steady_timer* timer : state->waiting) timer->cancel();
  });
}

asio::awaitable<bool> Signal::wait(std::uint64_t seen, std::optional<Duration> timeout) {
  asio::steady_timer timer(state_->executor);
  const auto end = end_of(timeout);
  struct Listed {
    std::list<asio::steady_timer*>& list;
    std::list<asio::steady_timer*>::iterator at;
    ~Listed() { list.erase(at); }
  };
  const Listed listed{state_->waiting, state_->waiting.insert(state_->waiting.end(), &timer)};
  while (state_->count == seen) {
    if (steady_clock::now() >= end) co_return false;
    timer.expires_at(end);
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  co_return true;
}

asio::awaitable<bool> Signal::wait_until(std::function<bool()> holds, std::optional<Duration> timeout) {
  const auto end = end_of(timeout);
  for (;;) {
    const std::uint64_t seen = count();
    if (holds()) co_return true;
    if (!co_await wait(seen, end - steady_clock::now())) co_return holds();
  }
}

asio::awaitable<void> pause(Duration duration) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, duration);
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace htq::http
