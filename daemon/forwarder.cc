#include "daemon/forwarder.h"

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "daemon/clock.h"
#include "daemon/forwarded.h"
#include "daemon/http/client.h"
#include "daemon/way_to_daemons.h"
#include "domain/ensure.h"

namespace htq {
namespace {

constexpr std::size_t kMostWaiting = 1'024;

std::unexpected<Fault> nowhere() {
  return fault(FaultKind::unavailable, "There is no other daemon that a command could be handed on to.");
}

}  // namespace

Forwarder::Hand::Hand() : call_off(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  ensure(call_off >= 0, "the kernel has an eventfd for each thread that hands on");
}

Forwarder::Hand::~Hand() {
  ::close(call_off);
}

Forwarder::Forwarder(std::size_t threads, std::string key, const WayToDaemons& way)
    : key_(std::move(key)), way_(way) {
  for (std::size_t number = 0; number < threads; ++number) hands_.push_back(std::make_unique<Hand>());
  for (const auto& hand : hands_) {
    hand->thread = std::thread([this, raw = hand.get()] { run(*raw); });
    pthread_setname_np(hand->thread.native_handle(), "forwarder");
  }
}

Forwarder::~Forwarder() {
  stop();
}

void Forwarder::stop() {
  std::deque<Errand> unsent;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    unsent.swap(waiting_);
    call_off_all();
  }
  wake_.notify_all();
  for (Errand& errand : unsent)
    errand.answering(fault(FaultKind::unavailable, "This daemon is closing down."));
  for (const auto& hand : hands_)
    if (hand->thread.joinable()) hand->thread.join();
}

/// Under the lock.
void Forwarder::call_off_all() {
  for (const auto& hand : hands_)
    if (hand->is_busy) ensure(::eventfd_write(hand->call_off, 1) == 0, "a thread can be called off");
}

void Forwarder::turn_to(std::string address) {
  std::deque<Errand> unsent;
  {
    const std::lock_guard lock(mutex_);
    address_ = std::move(address);
    ++turn_;
    call_off_all();
    if (address_.empty()) unsent.swap(waiting_);
  }
  for (Errand& errand : unsent) errand.answering(nowhere());
}

void Forwarder::send(Errand errand) {
  bool has_room = false;
  {
    const std::lock_guard lock(mutex_);
    has_room = waiting_.size() < kMostWaiting;
    if (has_room && !stopping_ && !address_.empty()) {
      waiting_.push_back(std::move(errand));
      wake_.notify_one();
      return;
    }
  }
  errand.answering(has_room ? nowhere()
                            : fault(FaultKind::overloaded,
                                    "Too many commands wait to be handed on to the daemon that writes."));
}

void Forwarder::run(Hand& hand) {
  const http::ClientOptions patience{.connect_timeout = std::chrono::seconds(1),
                                     .answer_timeout = std::chrono::seconds(10),
                                     .call_off = hand.call_off};
  std::uint64_t turn = 0;
  std::optional<http::Client> client;
  while (true) {
    Errand errand;
    std::string address;
    {
      std::unique_lock lock(mutex_);
      hand.is_busy = false;
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      errand = std::move(waiting_.front());
      waiting_.pop_front();
      // A connection of an earlier turn may lead to a machine that is gone.
      if (std::exchange(turn, turn_) != turn_) client.reset();
      address = address_;
      eventfd_t called_off = 0;
      (void)::eventfd_read(hand.call_off, &called_off);
      hand.is_busy = true;
    }
    if (!client) {
      auto made = way_.to(address, patience);
      if (!made) {
        errand.answering(std::unexpected(std::move(made).error()));
        continue;
      }
      client.emplace(std::move(*made));
    }
    auto answer = run_errand(*client, errand, address);
    // The next one is made with the certificates of then.
    if (!answer) client.reset();
    errand.answering(std::move(answer));
  }
}

/// It is signed when it goes: how old a signature is says nothing of how long a command waited here.
Result<http::Response> Forwarder::run_errand(http::Client& client, const Errand& errand,
                                             std::string_view to) const {
  SystemRandom nonces;
  // The machine's time: clocks are compared, and one that is moved by hand is nobody else's.
  const Instant sent = SystemClock().now();
  http::Headers headers = headers_to_forward(errand.request);
  headers.add(kForwardedHeader, sign_forwarded(errand.request, errand.caller, to, sent, key_, nonces));
  return client.request(errand.request.method, errand.request.target, headers, errand.request.body);
}

}  // namespace htq
