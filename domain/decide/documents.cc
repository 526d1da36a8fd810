// Documents of a case, and what of them may be used for the consultation (domain.md section 7).
#include <algorithm>

#include "domain/decide/items.h"
#include "domain/decide/on_record.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// The document it names, or why not.
std::expected<const HeldDocument*, Refused> held(const Given& given, capnp::Text::Reader id) {
  const auto found = given.file.documents.find(string(id));
  if (found != given.file.documents.end()) return &found->second;
  return std::unexpected(Refused{
      .refusal = Refusal::document_unknown,
      .detail = id.size() == 0 ? "No document is named." : "The case holds no document " + string(id) + ".",
      .field = "document"});
}

}  // namespace

Verdict attach_document(const Given& given, event::DocumentAttached::Builder event) {
  const Document::Reader document = event.getDocument().asReader();
  HTQ_REQUIRE(required(document.getId(), "document.id"));
  HTQ_REQUIRE(required(document.getName(), "document.name"));
  if (document.getHash().size() == 0)
    return refuse(Refusal::missing_value, "The SHA-256 of the document's bytes is missing.", "document.hash");
  HTQ_REQUIRE(is_sha256(document.getHash(), "document.hash"));
  if (document.getSize() == 0)
    return refuse(Refusal::bad_value, "A document has at least one byte.", "document.size");
  const std::string id = string(document.getId());
  if (given.file.stage == Stage::CHANGES_REQUIRED)
    HTQ_REQUIRE(within_the_items(given.file, id, "document.id"));
  // What was submitted stays as it was: a document is replaced under a new id, unless a change of it is
  // required.
  const bool to_be_changed =
      given.file.stage == Stage::CHANGES_REQUIRED && is_named_by_an_item(given.file, id);
  if (!to_be_changed && given.file.documents.contains(id))
    return refuse(Refusal::document_exists, "The case already holds " + id + ".", "document.id");
  return accepted();
}

Verdict remove_document(const Given& given, event::DocumentRemoved::Builder event) {
  const auto document = held(given, event.getDocument());
  if (!document) return std::unexpected(document.error());
  return accepted();
}

// A flag asks for no reason: it works at once (domain.md 11), and the applicant need not explain it.
Verdict flag_sensitivity(const Given& given, event::SensitivityFlagged::Builder event) {
  const auto document = held(given, event.getDocument());
  if (!document) return std::unexpected(document.error());
  if ((*document)->sensitivity == Sensitivity::FLAGGED) return refuse(Refusal::nothing_to_change);
  // Edge case 18: what was open to consultation until now is recorded. An item without an answer counts as
  // flagged, so it never was.
  const bool exposed = given.file.consultation == ConsultationStanding::OPEN &&
                       (*document)->sensitivity == Sensitivity::MAY_BE_PUBLISHED;
  event.setExposedSince(exposed ? std::max(given.file.consultation_opened, (*document)->publishable_since).ns
                                : 0);
  return accepted();
}

Verdict lift_sensitivity(const Given& given, event::SensitivityLifted::Builder event) {
  const auto document = held(given, event.getDocument());
  if (!document) return std::unexpected(document.error());
  if ((*document)->sensitivity == Sensitivity::MAY_BE_PUBLISHED) return refuse(Refusal::nothing_to_change);
  return accepted();
}

}  // namespace htq
