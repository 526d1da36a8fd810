// Faults: the world failed, not the process and not the code. Whoever called may try again; the operator
// hears of it.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace htq {

enum class FaultKind {
  unavailable,  // not now: closing down, not ready, not reached
  overloaded,   // more than can be taken: a queue is full
  no_space,     // the disk is full or above its watermark
  io,           // a read, write or sync failed
  corrupted,    // bytes are not what was written
  bad_input,    // what an operator handed in (a file, a setting) cannot be used
};

struct Fault {
  FaultKind kind;
  std::string what;

  /// The same fault, with what was being done in front: "open the log: cannot read …".
  Fault during(std::string_view doing) && { return {kind, std::string(doing) + ": " + std::move(what)}; }
};

template <typename T = void>
using Result = std::expected<T, Fault>;

inline std::unexpected<Fault> fault(FaultKind kind, std::string what) {
  return std::unexpected(Fault{kind, std::move(what)});
}

}  // namespace htq

/// Leaves the function with the fault of `expression`, if it has one. (GCC 12's std::expected has no
/// and_then.)
#define HTQ_TRY(expression)                                       \
  do {                                                            \
    if (auto htq_result = (expression); !htq_result) [[unlikely]] \
      return std::unexpected(std::move(htq_result).error());      \
  } while (false)
