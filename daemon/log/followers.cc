#include "daemon/log/followers.h"

#include <list>
#include <mutex>
#include <utility>

namespace htq {

struct Followers::Shared {
  struct Entry {
    Follower follower;
    bool ended = false;
  };

  // Held while a follower runs, so that ending its Following waits for it; recursive, so that a follower may
  // end its own.
  std::recursive_mutex mutex;
  std::list<Entry> entries;
  bool publishing = false;
};

class Followers::Subscription final : public Following {
 public:
  Subscription(std::shared_ptr<Shared> shared, std::list<Shared::Entry>::iterator entry)
      : shared_(std::move(shared)), entry_(entry) {}

  ~Subscription() override {
    const std::lock_guard lock(shared_->mutex);
    // A function must not be destroyed while it runs: publish sweeps what ended under it.
    if (shared_->publishing)
      entry_->ended = true;
    else
      shared_->entries.erase(entry_);
  }

 private:
  std::shared_ptr<Shared> shared_;
  std::list<Shared::Entry>::iterator entry_;
};

Followers::Followers() : shared_(std::make_shared<Shared>()) {}
Followers::~Followers() = default;

std::unique_ptr<Following> Followers::add(Follower follower) {
  const std::lock_guard lock(shared_->mutex);
  const auto entry = shared_->entries.insert(shared_->entries.end(), {.follower = std::move(follower)});
  return std::make_unique<Subscription>(shared_, entry);
}

void Followers::publish(const SharedBatch& batch) {
  const std::shared_ptr<Shared> shared = shared_;
  const std::lock_guard lock(shared->mutex);
  shared->publishing = true;
  // A follower added by a follower hears of later batches only.
  auto entry = shared->entries.begin();
  for (std::size_t left = shared->entries.size(); left > 0; --left, ++entry)
    if (!entry->ended) entry->follower(batch);
  shared->publishing = false;
  shared->entries.remove_if([](const Shared::Entry& entry) { return entry.ended; });
}

}  // namespace htq
