#include "domain/first_teach.h"

#include "domain/london_text.h"

namespace htq {

std::string first_teach_if_approved(const Given& given) {
  for (const FirstTeachRuleState& rule : given.cycle().edition.first_teach) {
    const bool of_the_window = rule.window.empty() || rule.window == given.file.window;
    const bool in_time = rule.approved_before.ns == 0 || given.now < rule.approved_before;
    if (of_the_window && in_time) return rule.first_teach;
  }
  return {};
}

Verdict can_still_be_approved(const Given& given) {
  const Instant cut_off = given.cycle().edition.cut_off;
  if (cut_off.ns == 0 || given.now <= cut_off) return accepted();
  return refuse(Refusal::cut_off_passed, "The cut-off was " + deadline_text(cut_off) + ".");
}

}  // namespace htq
