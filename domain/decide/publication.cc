// What the office publishes, what it is asked, and what applicants say about the process (domain.md section
// 11).
#include <algorithm>

#include "domain/decide/on_record.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// A text that is published in full is its own proof; anything else is known by the hash of its bytes.
Verdict is_proved(capnp::Data::Reader hash, capnp::Text::Reader text) {
  if (hash.size() == 0 && text.size() == 0)
    return refuse(Refusal::missing_value, "Give the SHA-256 of what is published, or the text itself.",
                  "hash");
  return is_sha256(hash, "hash");
}

template <typename Event>
void hash_of_text(Event event) {
  if (event.getHash().size() == 0) event.setHash(as_data(sha256(view(event.getText()))));
}

/// An applicant asks and answers for its own organisation; another's looks as if it were not there.
bool is_anothers(const Given& given, std::string_view organisation) {
  return given.actor.role == Role::APPLICANT && organisation != given.actor.organisation;
}

}  // namespace

Verdict issue_publication(const Given& given, event::PublicationIssued::Builder event) {
  if (event.getKind() == PublicationKind::NONE)
    return refuse(Refusal::missing_value, "Kind is empty.", "kind");
  HTQ_REQUIRE(required(event.getTitle(), "title"));
  HTQ_REQUIRE(required(event.getVersion(), "version"));
  HTQ_REQUIRE(cycle_on_record(given, event.getCycle(), "cycle"));
  HTQ_REQUIRE(is_proved(event.getHash(), event.getText()));
  hash_of_text(event);
  default_to_receipt(event.getFrom(), given);
  return accepted();
}

// What the published process said on a day is asked years later (domain.md 11 Publication), so versions
// follow one another in time.
Verdict replace_publication(const Given& given, event::PublicationReplaced::Builder event) {
  HTQ_REQUIRE(required(event.getVersion(), "version"));
  const auto& versions = given.office.publications.at(given.target).versions;
  if (std::ranges::find(versions, view(event.getVersion()), &PublicationVersion::version) != versions.end())
    return refuse(Refusal::same_version, "Version " + string(event.getVersion()) + " is published already.",
                  "version");
  HTQ_REQUIRE(is_proved(event.getHash(), event.getText()));
  hash_of_text(event);
  default_to_receipt(event.getFrom(), given);
  if (Instant{event.getFrom().getInstant()} < versions.back().from)
    return refuse(Refusal::bad_value,
                  "It would replace version " + versions.back().version + " before that is out.", "from");
  return accepted();
}

Verdict receive_enquiry(const Given& given, event::EnquiryReceived::Builder event) {
  if (event.getKind() == EnquiryKind::NONE) return refuse(Refusal::missing_value, "Kind is empty.", "kind");
  HTQ_REQUIRE(required(event.getQuestion(), "question"));
  if (given.actor.role == Role::APPLICANT) {
    if (event.getOrganisation().size() == 0) event.setOrganisation(text(given.actor.organisation));
    if (is_anothers(given, view(event.getOrganisation())))
      return refuse(Refusal::not_the_applicant, "Ask for your own organisation.", "organisation");
  }
  // The prior contact that domain.md 6 asks for is this enquiry, answered: it must show whose contact it was.
  if (event.getKind() == EnquiryKind::LEVEL_FOUR_AGAINST_FIVE)
    HTQ_REQUIRE(required(event.getOrganisation(), "organisation"));
  HTQ_REQUIRE(organisation_on_record(given, event.getOrganisation(), "organisation"));
  HTQ_REQUIRE(cycle_on_record(given, event.getCycle(), "cycle"));
  // One asks about a standard because it is on no list.
  if (event.getKind() != EnquiryKind::STANDARD_NOT_ON_THE_LIST)
    HTQ_REQUIRE(standard_on_record(given, event.getStandard(), "standard"));
  return accepted();
}

Verdict answer_enquiry(const Given&, event::EnquiryAnswered::Builder event) {
  return required(event.getAnswer(), "answer");
}

Verdict invite_feedback(const Given& given, event::FeedbackInvited::Builder event) {
  HTQ_REQUIRE(required(event.getOrganisation(), "organisation"));
  HTQ_REQUIRE(organisation_on_record(given, event.getOrganisation(), "organisation"));
  HTQ_REQUIRE(required(event.getCycle(), "cycle"));
  return cycle_on_record(given, event.getCycle(), "cycle");
}

Verdict give_feedback(const Given& given, event::FeedbackGiven::Builder event) {
  if (is_anothers(given, given.office.feedback.at(given.target).organisation))
    return refuse(Refusal::not_the_applicant);
  return required(event.getText(), "text");
}

}  // namespace htq
