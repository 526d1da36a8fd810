// Who follows a log. Each implementation of EventLog has one and publishes each durable batch through it.
//
// Threads: publish by one thread; add, and the end of a Following, from any. When ~Following returns, its
// follower is not running and is not called again; a follower may end its own Following. A caller must not
// hold a lock that the follower takes while it ends the Following. A Following may outlive the log.
#pragma once

#include <functional>
#include <memory>

#include "daemon/log/event_log.h"

namespace htq {

class Followers {
 public:
  using Follower = std::function<void(const SharedBatch&)>;

  Followers();
  ~Followers();
  Followers(const Followers&) = delete;
  Followers& operator=(const Followers&) = delete;

  std::unique_ptr<Following> add(Follower follower);
  void publish(const SharedBatch& batch);

 private:
  struct Shared;
  class Subscription;
  std::shared_ptr<Shared> shared_;
};

}  // namespace htq
