#include "projections/rocks_fault.h"

namespace htq {

Fault rocks_fault(const rocksdb::Status& status, std::string_view doing) {
  const FaultKind kind = status.IsCorruption() ? FaultKind::corrupted
                         : status.IsNoSpace()  ? FaultKind::no_space
                                               : FaultKind::io;
  return Fault{.kind = kind, .what = status.ToString()}.during(doing);
}

Result<> rocks_result(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) [[likely]]
    return {};
  return std::unexpected(rocks_fault(status, doing));
}

}  // namespace htq
