// Every event of a stream, in order: the history that people read, the state as of any instant or position,
// and the writer's source of a stream's state.
//
// Key: kind of stream (one byte), id, a zero byte, version (8 bytes, big-endian). Value: the record as
// stored. Worked example: version 3 of case HTQ-7K3M-92QX-5CJD is
//   01 'H' 'T' 'Q' … 'D' 00 00 00 00 00 00 00 00 03
#pragma once

#include <functional>
#include <string>

#include "projections/projection.h"

namespace htq {

class Timeline final : public Projection {
 public:
  std::string_view name() const override { return "timeline"; }
  std::uint32_t version() const override { return 1; }
  bool reads_cases() const override { return false; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

/// Prefix of the keys of one stream, and of all streams of a kind.
std::string timeline_prefix(StreamKind kind, std::string_view stream);
std::string timeline_prefix(StreamKind kind);

/// Calls `each` with every record under a prefix, in order, until it returns false.
Result<> read_timeline(const RowSnapshot& rows, Family timeline, std::string_view prefix,
                       const std::function<bool(Record::Reader record, std::string_view bytes)>& each);

/// Those of one stream, from a version on.
Result<> read_timeline(const RowSnapshot& rows, Family timeline, StreamKind kind, std::string_view stream,
                       Version from,
                       const std::function<bool(Record::Reader record, std::string_view bytes)>& each);

}  // namespace htq
