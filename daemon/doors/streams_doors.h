// GET /v1/streams and GET /metrics: how far everything is that follows the log, for operators and auditors.
// How much is recorded tells how much happens, so both want a token; of cases and persons they tell nothing.
#pragma once

#include "daemon/doors/door.h"
#include "daemon/publish/consumer_groups.h"
#include "daemon/publish/publisher.h"

namespace htq {

/// What follows the log. Outlives the router.
struct Followed {
  const Doors& doors;
  const Publisher* publisher = nullptr;    // null: nothing is published
  const ConsumerGroups* groups = nullptr;  // the same
};

void add_streams_door(http::Router& router, const Followed& followed);
void add_metrics_door(http::Router& router, const Followed& followed);

}  // namespace htq
