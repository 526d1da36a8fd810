// Of several daemons on one log: any of them takes any command, and hands it on to the one that writes.
#pragma once

#include "daemon/cluster.h"
#include "daemon/doors/door.h"
#include "daemon/forwarded.h"
#include "daemon/forwarder.h"

namespace htq {

struct ClusterDoors {
  const Doors& doors;
  Cluster& cluster;
  Forwarder& forwarder;
  ForwardedCheck& check;
  Random& random;
  std::string key;  // of signatures
};

/// The way in for commands: to `here`, where add_command_door has put its own, or to the daemon that writes.
void add_forwarding(http::Router& router, const http::Router& here, const ClusterDoors& doors);
/// GET /v1/cluster
void add_cluster_door(http::Router& router, const ClusterDoors& doors);

}  // namespace htq
