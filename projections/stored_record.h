// A record, or an answer in a row, as it is stored: one segment of canonical Cap'n Proto words, without a
// segment table.
#pragma once

#include <capnp/dynamic.h>
#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/array.h>

#include <cstring>
#include <string_view>

#include "schemas/event.capnp.h"

namespace htq {

/// Reads one message. Copies the bytes only if they are not aligned; aligned ones must outlive it.
/// Hostile or damaged bytes make reading throw kj::Exception, which whoever reads foreign bytes must catch;
/// the log hands out only what its checksums cover.
template <typename Root>
class StoredMessage {
 public:
  explicit StoredMessage(std::string_view bytes)
      : words_(aligned(bytes)), segments_{words_}, reader_(segments_, options()) {}
  StoredMessage(const StoredMessage&) = delete;
  StoredMessage& operator=(const StoredMessage&) = delete;

  typename Root::Reader root() { return reader_.template getRoot<Root>(); }
  /// As a struct that only the schema names: of StoredRow.
  capnp::DynamicStruct::Reader root(capnp::StructSchema schema) {
    return reader_.template getRoot<capnp::DynamicStruct>(schema);
  }

 private:
  static capnp::ReaderOptions options() {
    // A record is at most as long as a request's body may be: this is far above it.
    return {.traversalLimitInWords = 64ULL << 20U, .nestingLimit = 32};
  }
  kj::ArrayPtr<const capnp::word> aligned(std::string_view bytes) {
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % sizeof(capnp::word) == 0)
      return {reinterpret_cast<const capnp::word*>(bytes.data()), bytes.size() / sizeof(capnp::word)};
    copy_ = kj::heapArray<capnp::word>(bytes.size() / sizeof(capnp::word));
    std::memcpy(copy_.asBytes().begin(), bytes.data(), copy_.asBytes().size());
    return copy_;
  }

  kj::Array<capnp::word> copy_;
  kj::ArrayPtr<const capnp::word> words_;
  kj::ArrayPtr<const capnp::word> segments_[1];
  capnp::SegmentArrayMessageReader reader_;
};

/// A row whose type is known at run time.
using StoredRow = StoredMessage<capnp::DynamicStruct>;

class StoredEvent : public StoredMessage<Record> {
 public:
  using StoredMessage::StoredMessage;
  Record::Reader record() { return root(); }
};

}  // namespace htq
