// GET /v1/audit/reads: who read what is narrow, and who was refused.
#pragma once

#include "daemon/doors/cluster_doors.h"
#include "daemon/doors/door.h"

namespace htq {

/// `cluster`: the other daemons of the log, whose journals are asked, too; null: there is none.
void add_journal_door(http::Router& router, const Doors& doors, const ClusterDoors* cluster);

}  // namespace htq
