#include "projections/timeline.h"

#include "projections/key.h"
#include "projections/stored_record.h"
#include "schemas/text.h"

namespace htq {

std::string timeline_prefix(StreamKind kind) {
  return std::string(1, static_cast<char>(kind));
}

std::string timeline_prefix(StreamKind kind, std::string_view stream) {
  std::string prefix = timeline_prefix(kind);
  prefix += stream;
  prefix += '\0';
  return prefix;
}

void Timeline::apply(const AppliedRecord& applied, RowWriter& rows) const {
  std::string key = timeline_prefix(applied.record.getStreamKind(), view(applied.record.getStream()));
  append_number(key, applied.record.getVersion());
  rows.insert(key, applied.bytes);
}

namespace {

Result<> read_from(const RowSnapshot& rows, Family timeline, std::string_view begin, std::string_view prefix,
                   const std::function<bool(Record::Reader record, std::string_view bytes)>& each) {
  const auto cursor = rows.range(timeline, begin, after_prefix(prefix));
  for (; cursor->valid(); cursor->next()) {
    StoredEvent stored(cursor->value());
    if (!each(stored.record(), cursor->value())) return {};
  }
  return cursor->status();
}

}  // namespace

Result<> read_timeline(const RowSnapshot& rows, Family timeline, std::string_view prefix,
                       const std::function<bool(Record::Reader record, std::string_view bytes)>& each) {
  return read_from(rows, timeline, prefix, prefix, each);
}

Result<> read_timeline(const RowSnapshot& rows, Family timeline, StreamKind kind, std::string_view stream,
                       Version from,
                       const std::function<bool(Record::Reader record, std::string_view bytes)>& each) {
  const std::string prefix = timeline_prefix(kind, stream);
  std::string begin = prefix;
  append_number(begin, from.value);
  return read_from(rows, timeline, begin, prefix, each);
}

}  // namespace htq
