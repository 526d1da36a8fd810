// Which version of a text that the office publishes somebody was shown: conditions, privacy notices
// (domain.md sections 7, 8 and 18; edge case 43).
//
// Pure; any thread. Included by the files of decide/ only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/rules.h"

namespace htq {

/// Texts of that kind that hold for the cycle: its own if it has any, else those of every cycle.
std::vector<const PublicationState*> texts_for(const Office& office, std::string_view cycle,
                                               PublicationKind kind);
/// The version of a text on a day: of those in force by then, the one recorded last.
const PublicationVersion* version_on(const PublicationState& publication, Instant at);
Verdict not_published(PublicationKind kind, capnp::Text::Reader version, std::string current);

/// Whoever gives personal data names the version of the notice that they were shown: one that was on the page
/// by then, not the one that should have been. Where none is published for the cycle, none need be named.
Verdict privacy_notice_shown(const Given& given, std::string_view cycle, capnp::Text::Reader version);

}  // namespace htq
