// Everything that is no case, step by step (domain.md section 11, "Other aggregates"). Anything absent is refused.
#include "domain/workflow.h"

namespace htq {
namespace {

using enum Standing;
using enum Role;
using Do = Command;

// clang-format off
constexpr OfficeStep kOfficeSteps[] = {
    // at              action                          taken by                 leads to
    // The log
    {present,          Do::RAISE_LOG_LEVEL,            {OPERATOR},              present},
    {present,          Do::MOVE_LOG,                   {SYSTEM},                present},
    // Cycle
    {none,             Do::ANNOUNCE_CYCLE,             {OFFICIAL},              present},
    {present,          Do::SCHEDULE_WINDOW,            {OFFICIAL},              present},
    {present,          Do::OPEN_WINDOW,                {SYSTEM},                present},
    {present,          Do::EXTEND_WINDOW,              {OFFICIAL},              present},
    {present,          Do::CLOSE_WINDOW,               {SYSTEM},                present},
    {{present, ended}, Do::RECORD_SUBMISSIONS_TURNED_AWAY, {SYSTEM},            {present, ended}},
    {present,          Do::PUBLISH_TIMELINE,           {OFFICIAL},              present},
    {present,          Do::CHANGE_SCOPE,               {OFFICIAL},              present},
    {present,          Do::SET_CRITERIA_VERSION,       {OFFICIAL},              present},
    {present,          Do::SET_RESUBMISSION_DATE,      {OFFICIAL},              present},
    {present,          Do::MOVE_CUT_OFF,               {OFFICIAL},              present},
    {{present, ended}, Do::CHANGE_DURATION_RULE,       {OFFICIAL},              {present, ended}},
    {present,          Do::PUBLISH_FINAL_LIST,         {OFFICIAL},              present},
    {{present, ended}, Do::RECORD_EVALUATION,          {OFFICIAL},              {present, ended}},
    {present,          Do::CLOSE_CYCLE,                {OFFICIAL},              ended},
    // Consultation
    {none,             Do::PLAN_CONSULTATION,          {OFFICIAL},              present},
    {present,          Do::OPEN_CONSULTATION,          {SYSTEM},                open},
    {{present, open},  Do::EXTEND_CONSULTATION,        {OFFICIAL},              {present, open}},
    {{open, ended},    Do::RESPOND_TO_CONSULTATION,    {RESPONDENT, OFFICIAL},  {open, ended}},
    {open,             Do::REPLACE_RESPONSE,           {RESPONDENT, OFFICIAL},  open},
    {{open, ended},    Do::SET_RESPONSE_ASIDE,         {OFFICIAL},              {open, ended}},
    {open,             Do::TAKE_MATERIAL_DOWN,         {OFFICIAL, SYSTEM},      open},
    {open,             Do::CLOSE_CONSULTATION,         {SYSTEM},                ended},
    {ended,            Do::SUMMARISE_CONSULTATION,     {OFFICIAL},              ended},
    // Meeting
    {none,             Do::CALL_MEETING,               {SECRETARY, OFFICIAL},   present},
    {present,          Do::ISSUE_PAPERS,               {SECRETARY},             present},
    {{present, open},  Do::DECLARE_INTEREST,           {SECRETARY, ROUTE_PANEL, ASSURANCE_BODY, DECISION_MAKER}, {present, open}},
    {{present, open},  Do::RECUSE_MEMBER,              {SECRETARY},             {present, open}},
    {present,          Do::HOLD_MEETING,               {SECRETARY},             open},
    {{present, open},  Do::ADJOURN_MEETING,            {SECRETARY},             ended},
    // Publication
    {none,             Do::ISSUE_PUBLICATION,          {OFFICIAL},              present},
    {present,          Do::REPLACE_PUBLICATION,        {OFFICIAL},              present},
    // Enquiry
    {none,             Do::RECEIVE_ENQUIRY,            {APPLICANT, OFFICIAL, THIRD_PARTY}, present},
    {present,          Do::ANSWER_ENQUIRY,             {OFFICIAL},              ended},
    // Standard
    {{none, present},  Do::PUBLISH_STANDARD_VERSION,   {OFFICIAL},              present},
    {{present, ended}, Do::RECORD_OCCUPATION,          {OFFICIAL},              {present, ended}},
    {present,          Do::SCHEDULE_STANDARD_REVIEW,   {OFFICIAL},              present},
    {present,          Do::PUBLISH_STANDARD_DRAFT,     {OFFICIAL},              present},
    {present,          Do::RETIRE_STANDARD,            {OFFICIAL},              ended},
    {{present, ended}, Do::REPLACE_STANDARD,           {OFFICIAL},              {present, ended}},
    {{present, ended}, Do::MERGE_STANDARD,             {OFFICIAL},              ended},
    {present,          Do::RENAME_STANDARD,            {OFFICIAL},              present},
    {present,          Do::CHANGE_STANDARD_LEVEL,      {OFFICIAL},              present},
    {none,             Do::PROPOSE_OCCUPATION,         {APPLICANT, OFFICIAL, THIRD_PARTY}, none},
    // Organisation
    {none,             Do::REGISTER_ORGANISATION,      {OFFICIAL},              present},
    {present,          Do::RECORD_RECOGNITION,         {OFFICIAL, OFQUAL, OFS, STATUTORY_REGULATOR}, present},
    {present,          Do::RECORD_LOST_RECOGNITION,    {OFFICIAL, OFQUAL, OFS, STATUTORY_REGULATOR}, present},
    {present,          Do::RECORD_OIA_MEMBERSHIP,      {OFFICIAL},              present},
    {present,          Do::RENAME_ORGANISATION,        {OFFICIAL},              present},
    {present,          Do::MERGE_ORGANISATION,         {OFFICIAL},              ended},
    {present,          Do::NAME_REPRESENTATIVE,        {OFFICIAL, APPLICANT},   present},
    // Bodies and their powers
    {none,             Do::ESTABLISH_BODY,             {OFFICIAL},              present},
    {present,          Do::ABOLISH_BODY,               {OFFICIAL},              ended},
    {{present, ended}, Do::DELEGATE_POWER,             {OFFICIAL},              {present, ended}},
    {{present, ended}, Do::END_DELEGATION,             {OFFICIAL},              {present, ended}},
    {{present, ended}, Do::MAKE_APPOINTMENT,           {OFFICIAL},              {present, ended}},
    {{present, ended}, Do::END_APPOINTMENT,            {OFFICIAL},              {present, ended}},
    // Process feedback
    {none,             Do::INVITE_FEEDBACK,            {OFFICIAL},              present},
    {present,          Do::GIVE_FEEDBACK,              {APPLICANT},             ended},
    // Calendar and routes
    {none,             Do::RECORD_BANK_HOLIDAY,        {OFFICIAL},              none},
    {none,             Do::RECORD_ROUTE,               {OFFICIAL},              present},
    // Persons of whom is told
    {present,          Do::ERASE_PERSON,               {RECORDS_OFFICER},       ended},
    {present,          Do::PLACE_LEGAL_HOLD,           {RECORDS_OFFICER},       present},
    {{present, ended}, Do::LIFT_LEGAL_HOLD,            {RECORDS_OFFICER},       {present, ended}},
};
// clang-format on

}  // namespace

std::span<const OfficeStep> office_steps() { return kOfficeSteps; }

}  // namespace htq
