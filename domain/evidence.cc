#include "domain/evidence.h"

#include <set>

#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kSha256Bytes = 32;

}  // namespace

Verdict is_hash(capnp::Data::Reader hash, std::string_view field) {
  if (hash.size() == 0)
    return refuse(Refusal::missing_value, "The SHA-256 of the document is missing.", std::string(field));
  if (hash.size() != kSha256Bytes)
    return refuse(Refusal::bad_value, "A SHA-256 has 32 bytes, this has " + std::to_string(hash.size()) + ".",
                  std::string(field));
  return accepted();
}

Verdict is_hash_if_given(capnp::Data::Reader hash, std::string_view field) {
  return hash.size() == 0 ? accepted() : is_hash(hash, field);
}

Verdict are_documents(capnp::List<Document>::Reader documents, std::string_view field) {
  std::set<std::string> ids;
  for (unsigned at = 0; at < documents.size(); ++at) {
    const std::string here = std::string(field) + "[" + std::to_string(at) + "]";
    const std::string id = string(documents[at].getId());
    if (id.empty()) return refuse(Refusal::missing_value, "The document has no id.", here + ".id");
    if (!ids.insert(id).second)
      return refuse(Refusal::bad_value, "The document \"" + id + "\" is listed twice.", here + ".id");
    HTQ_REQUIRE(is_hash(documents[at].getHash(), here + ".hash"));
  }
  return accepted();
}

}  // namespace htq
