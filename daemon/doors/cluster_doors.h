// Of several daemons on one log: any of them takes any command, and hands it on to the one that writes.
#pragma once

#include "daemon/cluster.h"
#include "daemon/doors/door.h"
#include "daemon/forwarded.h"
#include "daemon/forwarder.h"
#include "daemon/other_daemons.h"

namespace htq {

struct ClusterDoors {
  const Doors& doors;
  TakeCommand take_here;
  Cluster& cluster;
  Forwarder& forwarder;
  ForwardedCheck& check;
  OtherDaemons& others;
  http::Signal& writer_changed;  // notified when somebody was elected, and the forwarder turned to it
};

/// Which daemons are up, as brokers have it.
http::Awaitable<Cluster::View> look_at_the_group(const ClusterDoors& doors);
/// The 403 to what no daemon of this office sent.
http::Response not_believed(ForwardedCheck::Doubt why);
/// What the others that are up say of themselves: for Doors::ask_other_daemons.
http::Awaitable<Result<std::vector<DaemonReport>>> reports_of_others(const ClusterDoors& doors,
                                                                     Caller caller);
/// In the place of commands_taken_here.
TakeCommand commands_handed_on(const ClusterDoors& doors);
/// In the place of add_command_door.
void add_forwarding(http::Router& router, const ClusterDoors& doors);
/// GET /v1/cluster: with how far each daemon is. GET /v1/cluster/standing: how far this one is, to another
/// one.
void add_cluster_door(http::Router& router, const ClusterDoors& doors);

}  // namespace htq
