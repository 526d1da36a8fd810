// The words of domain.md section 2 that the code uses, and those that the code adds to them. Printed into
// domain/README.md.
#include "domain/describe.h"

namespace htq {
namespace {

// clang-format off
constexpr Term kGlossary[] = {
    {"Higher Technical Qualification (HTQ)", "A qualification at level 4 or 5 in England that carries the quality mark, because it leads to an occupation as employers describe it."},
    {"quality mark", "The sign that an approved qualification may carry. No title submitted for approval may hold it."},
    {"applicant", "The organisation that submits a qualification."},
    {"awarding body", "The owner of a qualification: an awarding organisation that Ofqual recognises, or a higher education provider that the Office for Students registers."},
    {"qualification", "What is submitted: one form for each."},
    {"case", "One qualification submitted in one cycle, with all that follows. It has a reference such as HTQ-7K3M-92QX-5CJD."},
    {"stage", "Where a case stands in the process."},
    {"submission", "The sending of the form. It counts from the instant at which the last byte was received."},
    {"resubmission", "A later version of the documents within the same case, after changes were required."},
    {"route", "One of 15 groups of occupations. Each has a panel of employers."},
    {"occupational standard", "The published description of an occupation, with the reference ST and four digits. It has versions."},
    {"core and options", "A standard that covers several occupations: the applicant names the option by its letter."},
    {"KSB", "One statement of knowledge, skill or behaviour of a standard: K1, S1, B1."},
    {"alignment", "The claim that the qualification leads to the occupation of a standard."},
    {"mapping", "Which unit of the qualification covers which KSB, fully or in part."},
    {"coverage", "Whether every KSB is covered, whichever optional units a learner takes."},
    {"scope list", "The standards open for approval in a cycle. It changes during a cycle, from a day on."},
    {"cycle", "One round of approvals, with its windows, its edition and its first teach date."},
    {"edition", "The rules of one cycle, written into its announcement: who recommends, assures and decides; consultation; peer review; levels; support session; rounds of resubmission; cut-off."},
    {"window", "The period in which applications are received. It may be extended and is never shortened."},
    {"support session", "The meeting with officials that an edition may require before the form opens."},
    {"conditions of application", "What the applicant accepts before it submits."},
    {"sensitivity", "The applicant's answer, for each item, whether it may be used in the consultation. No answer counts as flagged."},
    {"late submission", "One received after the window closed. It is refused and counted; an official may admit it, with a ground and evidence."},
    {"consultation", "The public survey on the submissions. It opens and closes at its instants."},
    {"peer reviewer", "An expert in the occupation, under contract and bound to confidentiality."},
    {"statutory regulated occupation", "One in which practising without registration is unlawful. Its regulator advises on the case."},
    {"request for information", "A question to the applicant with a day to answer by. While one is open, the case is at the stage information requested."},
    {"hold", "A stop on a case, with a ground. While it lasts, the case takes none of the steps that say so."},
    {"advice", "What officials and regulators put before the panel, once consultation, reviews and analysis are settled."},
    {"route panel", "Employers of a route who read the advice and recommend."},
    {"Approvals and Funding Committee", "The committee of the Institute's Board that assures that the criteria were applied correctly."},
    {"compliance board", "The assurance body that later guidance names beside the committee."},
    {"Approvals Committee", "The body that assures and decides in cycle 5."},
    {"body", "Who holds a power in the process: a panel, a committee, a board, an office-holder. It is established at one instant and may be abolished at another."},
    {"delegation", "A power that one body passes to a person or another body, from an instant to an instant. A decision names the one that it used."},
    {"recommendation, assurance, decision", "The three steps by which a case is judged: the panel recommends, the assurance body checks, the deciding body decides, occupation by occupation."},
    {"required changes", "Changes that must be made before approval is confirmed. Each has a number and belongs to one occupation."},
    {"carried over", "The case ends in this cycle without approval; the applicant may submit again in a later one."},
    {"cut-off", "The instant at which the cases of a cycle that are still in hand are carried over."},
    {"promised day", "A day that the office told an applicant, such as the day of feedback."},
    {"conditions of approval", "What the applicant accepts on approval, and keeps for as long as the approval lasts."},
    {"first teach", "The month from which the approved qualification may be taught as an HTQ."},
    {"public list", "The register of approved qualifications: one row for each qualification and occupation."},
    {"notice", "Something that must be told to someone. That it was told, or could not be, is recorded."},
    {"OIA membership", "Whether the provider belongs to the scheme of the Office of the Independent Adjudicator. On record; never a condition."},
    {"command", "A request that something happen. It asks with the same words as the event that it leads to."},
    {"event", "Something that happened. It is recorded once and never changed."},
    {"log level", "Which events may be written to a log. It is raised once no older program is to run on it again, and never lowered."},
    {"guard", "A condition of a step, with the clause that it rests on and the refusal that it gives."},
    {"refusal", "A \"no\" of the process: a number that never changes, a sentence, a clause, and what to do next."},
    {"system", "The office's own hand: what follows from a deadline or from another event. No caller holds this role."},
};
// clang-format on

}  // namespace

std::span<const Term> glossary() {
  return kGlossary;
}

}  // namespace htq
