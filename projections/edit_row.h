// Rows that hold an answer: one canonical Cap'n Proto segment each, so that equal content has equal bytes.
#pragma once

#include <capnp/message.h>

#include <string>
#include <utility>

#include "projections/projection.h"
#include "projections/stored_record.h"

namespace htq {

/// A message for one row: what is small, as most are, is built in the place where it lies.
class RowMessage {
 public:
  capnp::MessageBuilder& operator*() { return message_; }

 private:
  static constexpr std::size_t kWords = 160;

  capnp::word first_[kWords] = {};
  capnp::MallocMessageBuilder message_{kj::arrayPtr(first_, kWords)};
};

template <typename Builder>
std::string canonical_bytes(Builder row) {
  const kj::Array<capnp::word> words = capnp::canonicalize(row.asReader());
  const auto bytes = words.asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

/// Changes a row, which is empty if there is none yet.
template <typename Row, typename Change>
void edit_row(RowWriter& rows, const std::string& key, Change change) {
  RowMessage message;
  if (const auto old = rows.get(key)) {
    StoredMessage<Row> stored(*old);
    (*message).setRoot(stored.root());
  } else {
    (*message).initRoot<Row>();
  }
  auto row = (*message).getRoot<Row>();
  change(row);
  rows.put(key, canonical_bytes(row));
}

/// A new row in the place of whatever stands there.
template <typename Row, typename Fill>
void write_row(RowWriter& rows, const std::string& key, Fill fill) {
  RowMessage message;
  auto row = (*message).initRoot<Row>();
  fill(row);
  rows.put(key, canonical_bytes(row));
}

/// A row that is not there yet.
template <typename Row, typename Fill>
void write_new_row(RowWriter& rows, const std::string& key, Fill fill) {
  rows.is_not_there(key);
  write_row<Row>(rows, key, std::move(fill));
}

}  // namespace htq
