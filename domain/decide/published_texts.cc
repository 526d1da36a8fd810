#include "domain/decide/published_texts.h"

#include "schemas/text.h"

namespace htq {

std::vector<const PublicationState*> texts_for(const Office& office, std::string_view cycle,
                                               PublicationKind kind) {
  std::vector<const PublicationState*> own;
  std::vector<const PublicationState*> common;
  for (const auto& [id, publication] : office.publications) {
    if (publication.kind != kind) continue;
    if (publication.cycle == cycle) own.push_back(&publication);
    if (publication.cycle.empty()) common.push_back(&publication);
  }
  return own.empty() ? common : own;
}

const PublicationVersion* version_on(const PublicationState& publication, Instant at) {
  const PublicationVersion* known = nullptr;
  for (const PublicationVersion& version : publication.versions)
    if (version.from <= at) known = &version;
  return known;
}

Verdict not_published(PublicationKind kind, capnp::Text::Reader version, std::string current) {
  const std::string what =
      kind == PublicationKind::PRIVACY_NOTICE ? "privacy notice" : "conditions of application";
  std::string detail = "No " + what + " has been published for this cycle.";
  if (!current.empty())
    detail =
        "Version " + string(version) + " of the " + what + " is not the one published: " + current + " is.";
  return refuse(Refusal::publication_missing, std::move(detail),
                kind == PublicationKind::PRIVACY_NOTICE ? "privacyNotice" : "version");
}

Verdict privacy_notice_shown(const Given& given, std::string_view cycle, capnp::Text::Reader shown) {
  const auto texts = texts_for(given.office, cycle, PublicationKind::PRIVACY_NOTICE);
  if (texts.empty() && shown.size() == 0) return accepted();
  HTQ_REQUIRE(required(shown, "privacyNotice"));
  std::string current;
  for (const PublicationState* publication : texts)
    for (const PublicationVersion& version : publication->versions) {
      if (version.from > given.received_at) continue;
      if (version.version == view(shown)) return accepted();
      current = version.version;
    }
  return not_published(PublicationKind::PRIVACY_NOTICE, shown, current);
}

}  // namespace htq
