#include "daemon/forwarder.h"

#include <pthread.h>

#include <optional>
#include <utility>

#include "daemon/http/client.h"

namespace htq {
namespace {

constexpr std::size_t kMostWaiting = 1'024;

http::ClientOptions patience() {
  return {.connect_timeout = std::chrono::seconds(1), .answer_timeout = std::chrono::seconds(10)};
}

}  // namespace

Forwarder::Forwarder(std::size_t threads) {
  for (std::size_t number = 0; number < threads; ++number) {
    threads_.emplace_back([this] { run(); });
    pthread_setname_np(threads_.back().native_handle(), "forwarder");
  }
}

Forwarder::~Forwarder() {
  std::deque<Errand> unsent;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    unsent.swap(waiting_);
  }
  wake_.notify_all();
  for (Errand& errand : unsent)
    errand.answering(fault(FaultKind::unavailable, "This daemon is closing down."));
  for (std::thread& thread : threads_) thread.join();
}

void Forwarder::send(Errand errand) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() < kMostWaiting && !stopping_) {
      waiting_.push_back(std::move(errand));
      wake_.notify_one();
      return;
    }
  }
  errand.answering(
      fault(FaultKind::overloaded, "Too many commands wait to be handed on to the daemon that writes."));
}

void Forwarder::run() {
  std::string address;
  std::optional<http::Client> client;
  while (true) {
    Errand errand;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      errand = std::move(waiting_.front());
      waiting_.pop_front();
    }
    if (!client || address != errand.address) {
      client.reset();
      auto made = http::Client::to("http://" + errand.address, patience());
      if (!made) {
        errand.answering(std::unexpected(std::move(made).error()));
        continue;
      }
      client.emplace(std::move(*made));
      address = errand.address;
    }
    errand.answering(client->request(errand.method, errand.target, errand.headers, errand.body));
  }
}

}  // namespace htq
