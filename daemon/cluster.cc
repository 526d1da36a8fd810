#include "daemon/cluster.h"

#include "projections/stored_record.h"
#include "schemas/text.h"

namespace htq {

void Cluster::note(std::string_view bytes) {
  StoredEvent stored(bytes);
  const Record::Reader record = stored.record();
  if (!record.getBody().isWriterElected()) return;
  const std::lock_guard lock(mutex_);
  writer_ = Writer{.address = string(record.getBody().getWriterElected().getAddress()),
                   .epoch = record.getEpoch(),
                   .since = {record.getPosition()}};
  if (!writer_->address.empty()) wrote_.insert(writer_->address);
}

std::vector<std::string> Cluster::all_that_wrote() const {
  const std::lock_guard lock(mutex_);
  return {wrote_.begin(), wrote_.end()};
}

std::optional<Cluster::Writer> Cluster::writer() const {
  const std::lock_guard lock(mutex_);
  return writer_;
}

std::optional<std::string> Cluster::other_writer() const {
  const std::lock_guard lock(mutex_);
  if (!writer_ || writer_->address.empty() || writer_->address == own_address_) return std::nullopt;
  return writer_->address;
}

void Cluster::look(std::move_only_function<void(View)> answering) {
  log_.ask_brokers(std::move(answering));
}

}  // namespace htq
