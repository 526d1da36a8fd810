#include "daemon/ctl/lists.h"

#include <algorithm>

#include "domain/ensure.h"

namespace htq::ctl {
namespace {

using enum Show;
using Takes = ListOption::Takes;
constexpr Align kRight = Align::right;

// Options that several lists have.
constexpr ListOption kCycle{"--cycle", "cycle", "Of this cycle"};
constexpr ListOption kOrganisation{"--organisation", "organisation", "Of this organisation"};
constexpr ListOption kOfKind{"--kind", "kind", "Of this kind; a wrong one is answered with those there are"};
constexpr ListOption kOfCase{"--case", "case", "Of this case"};
constexpr ListOption kOfRoute{"--route", "route", "Of this route"};
constexpr ListOption kOfStandard{"--standard", "standard", "Of this occupational standard, such as ST0116"};
constexpr ListOption kTitle{"--title", "title", "With this in its title"};

constexpr ListColumn kCases[] = {{"Case", "case"},
                                 {"Stage", "stage", words},
                                 {"Held", "held", words},
                                 {"Organisation", "organisation"},
                                 {"Cycle", "cycle"},
                                 {"Route", "route"},
                                 {"Level", "level", text, kRight},
                                 {"Standards", "standards", several},
                                 {"Title", "title"},
                                 {"Outcome", "outcome", words},
                                 {"Changed (London time)", "changedAt", time}};
constexpr ListOption kCaseOptions[] = {
    kCycle,
    {"--stage", "stage", "At this stage; a wrong one is answered with those there are"},
    kOrganisation,
    kOfRoute,
    kOfStandard,
    {"--outcome", "outcome", "Decided so: approved, approvedWithRequiredChanges, notApproved, carriedOver"},
    kTitle};

constexpr ListColumn kWork[] = {{"Due (London time)", "due", time},
                                {"Overdue", "overdue", yes},
                                {"What", "kind", words},
                                {"Waits for", "waitsFor", words},
                                {"About", "about"},
                                {"Person", "person"},
                                {"On", "streamKind", words},
                                {"Which", "stream"},
                                {"Organisation", "organisation"},
                                {"Cycle", "cycle"},
                                {"Title", "title"}};
constexpr ListOption kWorkOptions[] = {
    {"--role", "role", "Waiting for this role, such as official"},
    kOfKind,
    kCycle,
    kOrganisation,
    {"--on", "stream", "On this case, enquiry, consultation or window's cycle, by its id"},
    {"--person", "person", "Waiting for this person"},
    {"--before", "before", "Due at this time or before it", Takes::until},
    {"--from", "from", "Due at this time or after it", Takes::from}};

constexpr ListColumn kNotices[] = {{"Since (London time)", "since", time},
                                   {"Case", "case"},
                                   {"Notice", "kind", words},
                                   {"To", "to"},
                                   {"Told (London time)", "toldAt", time},
                                   {"Failures", "failures", text, kRight},
                                   {"Last failure", "lastFailure"}};
constexpr ListOption kNoticeOptions[] = {{"--outstanding", "told", "Not told yet", Takes::no},
                                         {"--told", "told", "Told", Takes::yes},
                                         kOfKind,
                                         kCycle,
                                         kOrganisation,
                                         kOfCase};

constexpr ListColumn kPromises[] = {{"Case", "case"},
                                    {"Promise", "kind", words},
                                    {"Organisation", "organisation"},
                                    {"Made (London time)", "madeAt", time},
                                    {"Due (London time)", "due", time},
                                    {"Moved", "moved", text, kRight},
                                    {"Settled (London time)", "settledAt", time},
                                    {"Standing", "standing", words},
                                    {"Overdue", "overdue", yes}};
constexpr ListOption kPromiseOptions[] = {
    {"cycle", "cycle", "The cycle"},
    {"--kind", "kind", "Of this kind: receipt, feedback"},
    {"--standing", "standing", "Standing so: open, kept, missed, fellAway"},
    kOrganisation,
    kOfCase};

constexpr ListColumn kEnquiries[] = {{"Enquiry", "enquiry"},
                                     {"About", "kind", words},
                                     {"Organisation", "organisation"},
                                     {"Cycle", "cycle"},
                                     {"Received (London time)", "receivedAt", time},
                                     {"Due (London time)", "due", time},
                                     {"Answered (London time)", "answeredAt", time},
                                     {"Working days", "workingDays", text, kRight},
                                     {"Overdue", "overdue", yes}};
constexpr ListOption kEnquiryOptions[] = {{"--open", "answered", "Not answered yet", Takes::no},
                                          {"--answered", "answered", "Answered", Takes::yes},
                                          kOfKind,
                                          kCycle,
                                          kOrganisation};

constexpr ListColumn kConsultations[] = {{"Consultation", "consultation"},
                                         {"Cycle", "cycle"},
                                         {"Standing", "standing", words},
                                         {"Opens (London time)", "opens", time},
                                         {"Closes (London time)", "closes", time},
                                         {"Cases", "cases", size, kRight},
                                         {"Responses that count", "responses", counts},
                                         {"Late", "late", text, kRight},
                                         {"Set aside", "setAside", text, kRight},
                                         {"Summarised", "summarised", yes}};
constexpr ListOption kConsultationOptions[] = {
    kCycle, {"--standing", "standing", "Standing so: pending, open, closed"}};

constexpr ListColumn kRegister[] = {{"Qualification", "title"},
                                    {"Level", "level", text, kRight},
                                    {"Standard", "standard"},
                                    {"Awarding body", "awardingBody"},
                                    {"First teach", "firstTeach"},
                                    {"Case", "case"},
                                    {"Listed (London time)", "listedAt", time}};
constexpr ListOption kRegisterOptions[] = {
    kOfStandard, kCycle,
    kOfRoute,    {"--first-teach", "firstTeach", "First taught from this month, such as 2022-09"},
    kTitle,      {"--awarding-body", "awardingBody", "With this in the name of its awarding body"}};

constexpr ListColumn kStandards[] = {{"Standard", "standard"},
                                     {"Title", "title"},
                                     {"Version", "version"},
                                     {"Level", "level", text, kRight},
                                     {"Route", "route"},
                                     {"Regulator", "regulator", words},
                                     {"Published", "published", yes},
                                     {"Retired (London time)", "retiredFrom", time},
                                     {"Replaced by", "replacedBy"}};
constexpr ListOption kStandardOptions[] = {
    kOfRoute,
    {"--regulator", "regulator", "Of an occupation with this statutory regulator"},
    {"--published", "published", "Published", Takes::yes},
    {"--unpublished", "published", "Not published", Takes::no},
    kTitle};

constexpr ListColumn kOrganisations[] = {{"Organisation", "organisation"},
                                         {"Name", "name"},
                                         {"Kind", "kind", words},
                                         {"UKPRN", "ukprn"},
                                         {"Recognitions", "recognitions", size, kRight},
                                         {"Merged into", "mergedInto"},
                                         {"Made up", "madeUp", yes}};
constexpr ListOption kOrganisationOptions[] = {kOfKind, {"--name", "name", "With this in its name"}};

constexpr ListColumn kBodies[] = {{"Body", "body"},
                                  {"Name", "name"},
                                  {"Kind", "kind", words},
                                  {"Route", "route"},
                                  {"From (London time)", "from", time},
                                  {"Until (London time)", "until", time},
                                  {"Successor", "successor"},
                                  {"Delegations", "delegations", size, kRight},
                                  {"Appointments", "appointments", size, kRight}};
constexpr ListOption kBodyOptions[] = {kOfKind, kOfRoute};

constexpr ListColumn kPublications[] = {{"Publication", "publication"},
                                        {"Kind", "kind", words},
                                        {"Version", "version"},
                                        {"Title", "title"},
                                        {"Cycle", "cycle"},
                                        {"From (London time)", "from", time},
                                        {"Until (London time)", "until", time}};
constexpr ListOption kPublicationOptions[] = {
    kOfKind, kCycle, {"--publication", "publication", "Versions of this one"}};

constexpr ListColumn kCycles[] = {{"Cycle", "cycle"},
                                  {"Title", "title"},
                                  {"Routes", "routes", several},
                                  {"Windows", "windows", size, kRight},
                                  {"Resubmit by (London time)", "resubmitBy", time},
                                  {"Final list", "finalListPublished", yes},
                                  {"Closed", "closed", yes}};
constexpr ListOption kCycleOptions[] = {kOfRoute};

constexpr ListColumn kScope[] = {{"Cycle", "cycle"},
                                 {"Standard", "standard"},
                                 {"Scope", "class", words},
                                 {"From (London time)", "from", time},
                                 {"Until (London time)", "until", time},
                                 {"Reason", "reason"}};
constexpr ListOption kScopeOptions[] = {
    kCycle, kOfStandard, {"--class", "class", "Listed so: inScope, contactUs, outOfScope"}};

constexpr ListColumn kAudit[] = {
    {"London time", "", when}, {"Who", "", who}, {"On", "", stream}, {"What", "", sentence}};
constexpr ListOption kAuditOptions[] = {
    {"--subject", "subject", "Done by this person"},
    {"--body", "body", "Done for this body"},
    {"--corrections", "corrections", "Corrections and what replaced something", Takes::yes},
    {"--from", "from", "Recorded at this time or after it", Takes::from},
    {"--until", "until", "Recorded at this time or before it", Takes::until}};

constexpr ListColumn kReads[] = {{"London time", "at", time},
                                 {"What", "kind", words},
                                 {"Who", "subject"},
                                 {"Roles", "roles", several},
                                 {"Purpose", "purpose"},
                                 {"Door", "path"},
                                 {"Command", "command"},
                                 {"Cases", "cases", several},
                                 {"Every case", "everyCase", yes},
                                 {"Fields", "fields", several},
                                 {"Persons", "persons", several},
                                 {"Refused as", "refusal"},
                                 {"Note", "note"},
                                 {"Daemon", "daemon", text, Align::left, true}};
constexpr ListOption kReadsOptions[] = {{"--subject", "subject", "Of this caller"},
                                        kOfCase,
                                        {"--person", "person", "Of personal text about this person"},
                                        kOfKind,
                                        {"--from", "from", "At this time or after it", Takes::from},
                                        {"--until", "until", "At this time or before it", Takes::until}};
constexpr ListColumn kPersons[] = {{"Person", "person"},
                                   {"Texts", "texts", text, kRight},
                                   {"Erased texts", "erased", text, kRight},
                                   {"Erased (London time)", "erasedAt", time},
                                   {"On legal hold", "onLegalHold", yes},
                                   {"Last told of at", "lastPosition", text, kRight}};
constexpr ListOption kPersonOptions[] = {{"--erased", "erased", "Erased", Takes::yes},
                                         {"--on-legal-hold", "onLegalHold", "On legal hold", Takes::yes}};

constexpr ListColumn kKept[] = {{"On", "streamKind", words},
                                {"Which", "stream"},
                                {"Class", "class", words},
                                {"Keeping", "keeping", words},
                                {"Ended (London time)", "endedAt", time},
                                {"Kept until (London time)", "keptUntil", time},
                                {"Legal holds", "legalHolds", several},
                                {"Authority", "authority"},
                                {"Disposed of (London time)", "disposedAt", time}};
constexpr ListOption kKeptOptions[] = {
    {"--keeping", "keeping", "due, open, inForce, noRule, notYet, onLegalHold or disposed"},
    {"--class", "class", "A class of the schedule, such as not-approved"},
    {"--before", "before", "Whose time is over at this time", Takes::until}};
constexpr ListColumn kRules[] = {{"Class", "class", words},
                                 {"Years", "years", text, kRight},
                                 {"Days", "days", text, kRight},
                                 {"Authority", "authority"}};

constexpr List kLists[] = {
    {"records", "due", "What is kept, until when and why, and what may be disposed of", "/v1/records",
     "records", kKept, kKeptOptions, "htqctl records due --keeping due", false},
    {"records",
     "schedule",
     "The retention schedule; it needs no token",
     "/v1/retention",
     "rules",
     kRules,
     {},
     "htqctl records schedule",
     false},
    {"case", "list", "Cases, by where they stand", "/v1/cases", "cases", kCases, kCaseOptions,
     "htqctl case list --cycle cycle-2 --stage underReview"},
    {"cycle", "list", "Cycles; it needs no token", "/v1/cycles", "cycles", kCycles, kCycleOptions,
     "htqctl cycle list"},
    {"cycle", "promises", "Days that the office told applicants of a cycle, and whether they were kept",
     "/v1/promises", "promises", kPromises, kPromiseOptions,
     "htqctl cycle promises cycle-2 --standing missed"},
    {"", "worklist", "What waits for somebody, the earliest day first", "/v1/worklist", "work", kWork,
     kWorkOptions, "htqctl worklist --role official --cycle cycle-2"},
    {"", "deadlines", "What waits for somebody and has a day", "/v1/deadlines", "deadlines", kWork,
     kWorkOptions, "htqctl deadlines --before 2021-09-17"},
    {"", "notices", "What must be told to whom, and when it was", "/v1/notices", "notices", kNotices,
     kNoticeOptions, "htqctl notices --outstanding"},
    {"", "enquiries", "Enquiries and how long their answers took", "/v1/enquiries", "enquiries", kEnquiries,
     kEnquiryOptions, "htqctl enquiries --open"},
    {"", "consultations", "Consultations; those that are open need no token", "/v1/consultations",
     "consultations", kConsultations, kConsultationOptions, "htqctl consultations --standing open"},
    {"", "register", "The public list of approved qualifications; it needs no token", "/v1/register", "rows",
     kRegister, kRegisterOptions, "htqctl register --route digital"},
    {"", "standards", "Occupational standards; it needs no token", "/v1/standards", "standards", kStandards,
     kStandardOptions, "htqctl standards --route digital --published"},
    {"", "organisations", "Organisations", "/v1/organisations", "organisations", kOrganisations,
     kOrganisationOptions, "htqctl organisations --name college"},
    {"", "bodies", "Bodies of the decision chain; it needs no token", "/v1/bodies", "bodies", kBodies,
     kBodyOptions, "htqctl bodies --as-at 2021-09-17"},
    {"", "publications", "What the office has published, version by version; it needs no token",
     "/v1/publications", "publications", kPublications, kPublicationOptions,
     "htqctl publications --kind guidance"},
    {"", "scope", "Which standards may be used in a cycle; it needs no token", "/v1/scope", "scope", kScope,
     kScopeOptions, "htqctl scope --cycle cycle-2 --class contactUs"},
    {"person", "list", "Persons of whom is told, by pseudonym", "/v1/persons", "persons", kPersons,
     kPersonOptions, "htqctl person list --erased"},
    {"", "audit", "Who did what: of one person, of one body, or what was corrected", "/v1/audit", "entries",
     kAudit, kAuditOptions, "htqctl audit --subject olga --from 2021-09-01 --until 2021-09-17"},
    {"audit", "reads", "Who read restricted or personal material, and who was refused; for auditors",
     "/v1/audit/reads", "entries", kReads, kReadsOptions,
     "htqctl audit reads --case HTQ-7K3M-92QX-5CJD --from 2021-09-01", false},
};

}  // namespace

std::span<const List> all_lists() {
  return kLists;
}

const List& list_of(std::string_view property) {
  const auto* found =
      std::ranges::find(kLists, property, [](const List& list) { return std::string_view(list.property); });
  ensure(found != std::ranges::end(kLists), "there is a list of that property");
  return *found;
}

}  // namespace htq::ctl
