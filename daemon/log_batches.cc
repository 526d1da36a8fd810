#include "daemon/log_batches.h"

namespace htq {

LogBatches::LogBatches(const EventLog& log, Position from, Position until, std::size_t records,
                       Executor* reader)
    : scan_(log.scan(from)), until_(until), records_(records), reader_(reader) {
  read_ahead();
}

LogBatches::~LogBatches() {
  if (being_read_) being_read_->wait();
}

Result<> LogBatches::read(CopiedRecords& into) {
  into.clear();
  while (!is_at_its_end_ && into.size() < records_) {
    const auto record = scan_->next();
    if (!record) return std::unexpected(record.error());
    is_at_its_end_ = !*record || (*record)->position > until_;
    if (!is_at_its_end_) into.add(**record);
    if (*record && (*record)->position == until_) is_at_its_end_ = true;
  }
  return {};
}

void LogBatches::read_ahead() {
  if (reader_ == nullptr) return;
  std::promise<Result<>> read_in;
  being_read_ = read_in.get_future();
  reader_->post([this, read_in = std::move(read_in)]() mutable { read_in.set_value(read(ahead_)); });
}

Result<std::vector<StoredRecord>> LogBatches::next() {
  if (being_read_) {
    const Result<> read_in = std::exchange(being_read_, std::nullopt)->get();
    if (!read_in) return std::unexpected(read_in.error());
    std::swap(given_, ahead_);
    if (given_.size() != 0) read_ahead();
  } else {
    HTQ_TRY(read(given_));
  }
  return given_.all();
}

}  // namespace htq
