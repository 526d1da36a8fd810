#include "projections/rocks_fault.h"

namespace htq {

Fault rocks_fault(const rocksdb::Status& status, std::string_view doing) {
  // A file that is gone is as damaged as can be.
  const FaultKind kind = status.IsCorruption() || status.IsPathNotFound() ? FaultKind::corrupted
                         : status.IsNoSpace()                             ? FaultKind::no_space
                                                                          : FaultKind::io;
  return Fault{.kind = kind, .what = status.ToString()}.during(doing);
}

Result<> rocks_result(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) [[likely]]
    return {};
  return std::unexpected(rocks_fault(status, doing));
}

}  // namespace htq
