// What is named by its hash: documents, papers, a reviewer's report. Pure; any thread; nothing refers to an
// argument after the call.
#pragma once

#include <string>
#include <string_view>

#include "domain/given.h"

namespace htq {

/// A SHA-256, and not left out.
Verdict is_hash(capnp::Data::Reader hash, std::string_view field);
/// A SHA-256, or left out.
Verdict is_hash_if_given(capnp::Data::Reader hash, std::string_view field);
/// Each has an id of its own, and a hash.
Verdict are_documents(capnp::List<Document>::Reader documents, std::string_view field);

}  // namespace htq
