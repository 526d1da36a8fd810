// The changes of a batch in the order in which a store keeps rows.
#pragma once

#include <vector>

#include "projections/rows.h"

namespace htq {

/// By family and key (bytes, unsigned); of several changes to one row the last one comes last. They point into
/// the batch.
std::vector<const RowBatch::Change*> sorted_changes(const RowBatch& batch);

}  // namespace htq
