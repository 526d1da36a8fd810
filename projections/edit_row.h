// Rows that hold an answer: one canonical Cap'n Proto segment each, so that equal content has equal bytes.
#pragma once

#include <capnp/any.h>
#include <capnp/message.h>

#include <cstring>
#include <string>
#include <utility>

#include "projections/projection.h"
#include "projections/stored_record.h"

namespace htq {

/// What a row takes, but for a few.
inline constexpr std::size_t kUsualWords = 160;

/// A message for one row: what is small, as most are, is built in the place where it lies.
class RowMessage {
 public:
  capnp::MessageBuilder& operator*() { return message_; }

 private:
  capnp::word first_[kUsualWords] = {};
  capnp::MallocMessageBuilder message_{kj::arrayPtr(first_, kUsualWords)};
};

/// As capnp::canonicalize has it, with one copy in the place of three.
template <typename Builder>
std::string canonical_bytes(Builder row) {
  const auto from = row.asReader();
  std::string bytes;
  const auto copy_into = [&](kj::ArrayPtr<capnp::word> room) {
    capnp::FlatMessageBuilder message(room);
    message.getRoot<capnp::AnyPointer>().template setCanonicalAs<capnp::FromBuilder<Builder>>(from);
    const auto words = message.getSegmentsForOutput()[0].asBytes();
    bytes.assign(reinterpret_cast<const char*>(words.begin()), words.size());
  };
  const std::size_t most = from.totalSize().wordCount + 1;
  if (most <= kUsualWords) {
    capnp::word room[kUsualWords] = {};
    copy_into(kj::arrayPtr(room, most));
  } else {
    kj::Array<capnp::word> room = kj::heapArray<capnp::word>(most);
    std::memset(room.begin(), 0, room.asBytes().size());
    copy_into(room);
  }
  return bytes;
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
