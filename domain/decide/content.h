// What was submitted, as one hash (domain.md section 11: the content hash of a submission, also of a late
// one). The same content gives the same hash, whatever the order in which it was entered.
//
// Pure; any thread. Included by the files of decide/ only.
#pragma once

#include <string>

#include "domain/case_state.h"

namespace htq {

/// The text that is hashed: each value as `name:length:value` and a line feed. For example
///
///     title:31:Certificate in Network Practice
///     level:1:4
///     occupation:6:ST0116
///     option:0:
///     version:3:1.0
///     document:9:structure
///     hash:64:9f86d081...
///
/// The length in bytes keeps a value with a line feed in it from passing for two. Occupations stand by
/// standard and option, documents by id; the mapping is part of its document.
std::string content_listing(const CaseState& file);
/// SHA-256 of the listing, 32 bytes.
std::string content_hash(const CaseState& file);

}  // namespace htq
