// SHA-256 of a record's bytes: what the next record names, and what proofs rest on. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace htq {

/// 32 bytes.
std::string record_hash(std::string_view record);

}  // namespace htq
