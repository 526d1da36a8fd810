// Rows that hold an answer: one canonical Cap'n Proto segment each, so that equal content has equal bytes.
#pragma once

#include <capnp/message.h>

#include <string>
#include <utility>

#include "projections/projection.h"
#include "projections/stored_record.h"

namespace htq {

template <typename Builder>
std::string canonical_bytes(Builder row) {
  const kj::Array<capnp::word> words = capnp::canonicalize(row.asReader());
  const auto bytes = words.asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

/// Changes a row, which is empty if there is none yet.
template <typename Row, typename Change>
void edit_row(RowWriter& rows, const std::string& key, Change change) {
  capnp::MallocMessageBuilder message;
  if (const auto old = rows.get(key)) {
    StoredMessage<Row> stored(*old);
    message.setRoot(stored.root());
  } else {
    message.initRoot<Row>();
  }
  auto row = message.getRoot<Row>();
  change(row);
  rows.put(key, canonical_bytes(row));
}

/// A row that is not there yet.
template <typename Row, typename Fill>
void write_new_row(RowWriter& rows, const std::string& key, Fill fill) {
  capnp::MallocMessageBuilder message;
  auto row = message.initRoot<Row>();
  fill(row);
  rows.put_new(key, canonical_bytes(row));
}

/// A new row in the place of whatever stands there.
template <typename Row, typename Fill>
void write_row(RowWriter& rows, const std::string& key, Fill fill) {
  capnp::MallocMessageBuilder message;
  auto row = message.initRoot<Row>();
  fill(row);
  rows.put(key, canonical_bytes(row));
}

}  // namespace htq
