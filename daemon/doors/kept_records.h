// The records of the office in the eyes of the retention schedule: cases by their rows, all else by its
// streams.
//
// Any thread; of one view of the rows.
#pragma once

#include <functional>
#include <string>

#include "daemon/row_view.h"
#include "domain/retention.h"

namespace htq {

/// What the schedule and what it judges hang on: a fold of those streams that are no case.
Result<Office> office_that_keeps(const RowView& rows);

/// Calls `each` for every record that is or can be disposed of, in the order of kind and id, from behind
/// `after` ("case/HTQ-…"; empty: from the first) until it returns false.
Result<> each_kept_record(
    const RowView& rows, const Office& office, Instant now, const std::string& after,
    const std::function<bool(StreamKind kind, const std::string& stream, const KeptRecord& record)>& each);

/// "case/HTQ-7K3M-92QX-5CJD"
std::string name_of_record(StreamKind kind, std::string_view stream);

}  // namespace htq
