#include "domain/decide/verdicts.h"

#include <algorithm>
#include <set>
#include <string>

#include "domain/rules.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

// From most to least favourable. What is carried over may still be approved later; what is refused may not.
constexpr Outcome kByFavour[] = {Outcome::APPROVED, Outcome::APPROVED_WITH_REQUIRED_CHANGES,
                                 Outcome::CARRIED_OVER, Outcome::NOT_APPROVED};

/// Domain.md 6: approval wants every criterion met; what is partly met leads to required changes.
Verdict ratings_permit(const Given& given, const std::string& standard, Outcome outcome) {
  if (outcome != Outcome::APPROVED && outcome != Outcome::APPROVED_WITH_REQUIRED_CHANGES) return accepted();
  for (const Criterion criterion : rated_criteria()) {
    const auto found = given.file.ratings.find({criterion, standard});
    const Rating rating = found == given.file.ratings.end() ? Rating::NOT_ASSESSED : found->second;
    const bool permits =
        rating == Rating::MET || (rating == Rating::PARTLY_MET && outcome != Outcome::APPROVED);
    if (!permits)
      return refuse(Refusal::not_every_criterion_met,
                    words_of(criterion) + " is " + words_of(rating) + " for " + standard + ".", "verdicts");
  }
  return accepted();
}

}  // namespace

Outcome least_favourable(capnp::List<OccupationVerdict>::Reader verdicts) {
  const auto* worst = std::begin(kByFavour);
  for (const auto verdict : verdicts)
    worst = std::max(worst, std::ranges::find(kByFavour, verdict.getOutcome()));
  return *worst;
}

Verdict one_for_each_occupation(const Given& given, capnp::List<OccupationVerdict>::Reader verdicts) {
  std::set<std::string> judged;
  for (const auto verdict : verdicts) {
    const std::string standard = string(verdict.getStandard());
    if (given.file.occupation(standard) == nullptr)
      return refuse(Refusal::occupation_not_named, "\"" + standard + "\" is not one of its occupations.",
                    "verdicts");
    if (!judged.insert(standard).second)
      return refuse(Refusal::verdict_owed, standard + " has more than one.", "verdicts");
    if (std::ranges::count(kByFavour, verdict.getOutcome()) == 0)
      return refuse(Refusal::verdict_owed, "The verdict on " + standard + " has no outcome.", "verdicts");
    HTQ_REQUIRE(ratings_permit(given, standard, verdict.getOutcome()));
  }
  for (const NamedOccupation& named : given.file.occupations)
    if (!judged.contains(named.standard))
      return refuse(Refusal::verdict_owed, "There is none for " + named.standard + ".", "verdicts");
  return accepted();
}

Verdict reasons_given(capnp::Text::Reader reasons) {
  return required(reasons, "reasons") ? accepted() : refuse(Refusal::reasons_owed, {}, "reasons");
}

}  // namespace htq
