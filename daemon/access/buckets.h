// Token buckets: so many requests a second, and as many at once as have been saved up. One thread at a time;
// memory is bounded: of more keys than that, those beyond share a bucket.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace htq {

class Buckets {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Rate {
    double per_second = 0;  // 0: no limit
    double burst = 1;
  };

  Buckets(Rate rate, std::size_t most_keys) : rate_(rate), most_keys_(most_keys) {}

  /// Nothing if it was taken; otherwise when there is enough.
  std::optional<std::chrono::seconds> take(const std::string& key, double cost, Time now);

  std::size_t size() const { return buckets_.size(); }

 private:
  struct Bucket {
    double level;
    Time at;
  };
  double level_of(const Bucket& bucket, Time now) const;
  Bucket& bucket_of(const std::string& key, Time now);

  Rate rate_;
  std::size_t most_keys_;
  std::unordered_map<std::string, Bucket> buckets_;
  Time swept_at_{};
};

}  // namespace htq
