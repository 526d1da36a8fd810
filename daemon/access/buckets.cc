#include "daemon/access/buckets.h"

#include <algorithm>
#include <cmath>

namespace htq {
namespace {

constexpr auto kSweepEvery = std::chrono::seconds(1);
const std::string kOthers;  // no caller and no address is empty

}  // namespace

double Buckets::level_of(const Bucket& bucket, Time now) const {
  const double passed = std::max(0.0, std::chrono::duration<double>(now - bucket.at).count());
  return std::min(rate_.burst, bucket.level + passed * rate_.per_second);
}

Buckets::Bucket& Buckets::bucket_of(const std::string& key, Time now) {
  if (const auto found = buckets_.find(key); found != buckets_.end()) return found->second;
  const Bucket full{.level = rate_.burst, .at = now};
  if (buckets_.size() < most_keys_) return buckets_.emplace(key, full).first->second;
  // A full bucket says no more than none. Looked for seldom, since whoever comes from many addresses must not
  // make each request dear.
  if (now - swept_at_ >= kSweepEvery) {
    swept_at_ = now;
    std::erase_if(buckets_, [&](const auto& one) { return level_of(one.second, now) >= rate_.burst; });
    if (buckets_.size() < most_keys_) return buckets_.emplace(key, full).first->second;
  }
  return buckets_.emplace(kOthers, full).first->second;
}

std::optional<std::chrono::seconds> Buckets::take(const std::string& key, double cost, Time now) {
  if (rate_.per_second <= 0) return std::nullopt;
  Bucket& bucket = bucket_of(key, now);
  bucket = {.level = level_of(bucket, now), .at = now};
  const double wanted =
      std::min(cost, rate_.burst);  // what costs more than a full bucket waits for a full one
  if (bucket.level >= wanted) {
    bucket.level -= wanted;
    return std::nullopt;
  }
  return std::chrono::seconds(std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil((wanted - bucket.level) / rate_.per_second))));
}

}  // namespace htq
