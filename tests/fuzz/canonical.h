// A stored message from bytes that nobody vouches for.
#pragma once

#include <capnp/serialize.h>
#include <kj/exception.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "projections/edit_row.h"
#include "schemas/json_writer.h"

namespace htq::fuzz {

/// Its canonical bytes, after `number` has said where it stands; nothing for bytes that hold no such message.
template <typename Root, typename Number>
std::optional<std::string> canonical(std::string_view bytes, Number number) {
  std::optional<std::string> stored;
  kj::runCatchingExceptions([&] {
    auto words = kj::heapArray<capnp::word>(bytes.size() / sizeof(capnp::word));
    std::copy_n(bytes.begin(), words.asBytes().size(), words.asBytes().begin());
    const kj::ArrayPtr<const capnp::word> segments[] = {words};
    // Pointers of hostile bytes may lead to one place again and again: what was written here leads there
    // once.
    capnp::SegmentArrayMessageReader reader(segments,
                                            {.traversalLimitInWords = words.size() + 64, .nestingLimit = 32});
    capnp::MallocMessageBuilder copy;
    copy.setRoot(reader.getRoot<Root>());
    number(copy.getRoot<Root>());
    // A copy is made of a text that does not end as texts end, too: only who reads it hears of that.
    static const JsonWriter whole(
        capnp::Schema::from<Root>(),
        {.london = {}, .open = [](auto, auto, std::string_view box) { return Opened(std::string(box)); }});
    std::string json;
    whole.write(copy.getRoot<Root>().asReader(), json);
    stored = canonical_bytes(copy.getRoot<Root>());
  });
  return stored;
}

}  // namespace htq::fuzz
