// What the JSON of an answer and the sentence of an event need from outside: London time and the keys of
// persons. Hooks are called on the thread of the caller; whatever they capture must outlive the call.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace htq {

/// The London text of an instant in nanoseconds.
using LondonHook = std::function<std::string(std::int64_t ns)>;

/// Why a sealed text cannot be told.
enum class Unreadable {
  erased,  // its key was destroyed
  sealed,  // its key is not at hand
};
using Opened = std::expected<std::string, Unreadable>;

/// The words inside a sealed text, told of a person or, without one, of a record. An empty key means: not
/// sealed.
using OpenHook = std::function<Opened(std::string_view person, std::string_view key, std::string_view box)>;

/// How a position of the log leaves for whoever does not see every record.
using PositionHook = std::function<std::string(std::uint64_t position)>;

/// How people read a London time, from its local text and the instant it stands for.
using MomentHook = std::function<std::string(std::string_view local, std::int64_t ns)>;

/// The sentence that says what is wrong with an identifier of this kind; nothing if it may stand.
using ReferenceHook = std::function<std::optional<std::string>(std::string_view kind, std::string_view text)>;

}  // namespace htq
