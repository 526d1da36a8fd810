// The approvals of earlier years that are on record, whoever recorded them. The id of a command is its
// sender's own: it keeps one official from registering a list twice, and not two.
//
// One thread.
#pragma once

#include <expected>
#include <map>
#include <string>

#include "daemon/ctl/connection.h"

namespace htq::ctl {

struct RecordedApproval {
  std::string reference;  // of its case
  Json body;
};

/// By name_of_approval.
using RecordedApprovals = std::map<std::string, RecordedApproval>;

/// What a row is about: product code, standard, and title with blanks collapsed. None of them is a key alone.
std::string name_of_approval(const Json& body);

/// Reads everything that is recorded; or the exit code after the reason was printed.
std::expected<RecordedApprovals, Exit> approvals_on_record(Connection& daemon);

/// Whether both say the same of the qualification. From which line of which list they come is no part of
/// that.
bool same_approval(const Json& one, const Json& other);

}  // namespace htq::ctl
