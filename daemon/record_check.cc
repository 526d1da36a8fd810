#include "daemon/record_check.h"

#include "daemon/record_hash.h"
#include "projections/stored_record.h"
#include "schemas/text.h"

namespace htq {

Result<> check_chain(const StoredRecord& previous, const StoredRecord& next) {
  StoredEvent stored(next.bytes);
  if (string(stored.record().getPrevious()) == record_hash(previous.bytes)) return {};
  return fault(FaultKind::corrupted,
               "record " + std::to_string(next.position.value) +
                   " does not follow the record before it: the chain of hashes is broken");
}

Result<> check_record(const StoredRecord& previous, const StoredRecord& next) try {
  StoredEvent before(previous.bytes);
  StoredEvent stored(next.bytes);
  const auto wrong = [&](const char* what) {
    return fault(FaultKind::corrupted, "record " + std::to_string(next.position.value) + " " + what);
  };
  if (stored.record().getPosition() != next.position.value) return wrong("says that it has another position");
  if (stored.record().getEpoch() < before.record().getEpoch())
    return wrong("is of an earlier epoch than the one before");
  return check_chain(previous, next);
} catch (const kj::Exception& exception) {
  return fault(FaultKind::corrupted, "record " + std::to_string(next.position.value) +
                                         " cannot be read: " + exception.getDescription().cStr());
}

}  // namespace htq
