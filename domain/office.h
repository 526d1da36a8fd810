// What a decision needs to know beyond its own stream: cycles, standards, organisations, bodies and the rest,
// folded from their streams. It grows with the office's reference data, not with its cases. Values only;
// written by evolve.h.
//
// What was known to a decision is what stood before it in the one order: the writer folds every record into
// it before it decides the next command.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/calendar.h"
#include "domain/identity.h"
#include "domain/instant.h"
#include "schemas/vocabulary.capnp.h"

namespace htq {

/// The level of every log before it is raised (log_level.h).
inline constexpr std::uint16_t kFirstLogLevel = 1;
/// The one stream of the kind office.
inline constexpr std::string_view kLogStream = "log";

/// Where a stream that is no case stands.
enum class Standing : std::uint8_t {
  none,     // nothing of that name
  present,  // announced, planned, called, issued, received, registered, established
  open,     // consultation open; meeting held
  ended,    // closed, adjourned, abolished, answered, merged
};

struct FirstTeachRuleState {
  std::string window;       // empty: any
  Instant approved_before;  // 0: always
  std::string first_teach;
  friend bool operator==(const FirstTeachRuleState&, const FirstTeachRuleState&) = default;
};

/// How a cycle is run (domain.md section 3, "by cycle"; section 12 for the days).
struct EditionState {
  BodyKind recommends = BodyKind::NONE;
  BodyKind assures = BodyKind::NONE;
  BodyKind decides = BodyKind::NONE;
  BodyKind exercised_by = BodyKind::NONE;
  ConsultationPolicy consultation = ConsultationPolicy::NOT_PLANNED;
  std::uint8_t consultation_weeks = 4;
  PeerReviewPolicy peer_review = PeerReviewPolicy::WHERE_APPROPRIATE;
  LevelPolicy levels = LevelPolicy::EITHER_WAY;
  bool support_session_required = false;
  std::uint8_t resubmission_rounds = 1;
  std::uint8_t receipt_days = 2;
  std::uint8_t information_days = 10;
  std::uint8_t advice_days = 10;
  std::uint8_t acceptance_days = 20;
  std::uint8_t lapse_days = 20;
  std::vector<FirstTeachRuleState> first_teach;
  Instant cut_off;  // 0: none
  std::string cut_off_local;
  std::uint8_t approval_years = 0;  // 0: until withdrawn
  friend bool operator==(const EditionState&, const EditionState&) = default;
};

struct WindowState {
  Instant opens;   // 0: not scheduled
  Instant closes;  // inclusive
  std::string criteria_version;
  bool opened = false;
  bool closed = false;
  friend bool operator==(const WindowState&, const WindowState&) = default;
};

struct ScopeFact {
  Instant from;
  ScopeClass scope = ScopeClass::NOT_LISTED;
  friend bool operator==(const ScopeFact&, const ScopeFact&) = default;
};

struct CycleState {
  Standing standing = Standing::none;
  std::string title;
  std::set<std::string> routes;  // empty: all
  EditionState edition;
  std::map<std::string, WindowState> windows;
  std::map<std::string, std::vector<ScopeFact>> scope;  // by standard, in recorded order
  Instant resubmit_by;
  std::string resubmit_by_local;
  bool final_list_published = false;
  friend bool operator==(const CycleState&, const CycleState&) = default;

  /// The class on the day; NOT_LISTED if nothing is known.
  ScopeClass scope_of(const std::string& standard, Instant at) const;
};

struct ConsultationState {
  Standing standing = Standing::none;
  std::string cycle;
  std::set<std::string> cases;
  Instant opens;
  Instant closes;
  std::string closes_local;
  Instant opened_at;                             // 0: it has not been opened
  std::map<std::string, std::string> responses;  // response -> respondent
  std::map<std::string, std::string> senders;    // response -> subject that sent it
  std::set<std::string> set_aside;
  std::map<std::pair<std::string, std::string>, Instant> taken_down;  // case, document; empty: all of it
  friend bool operator==(const ConsultationState&, const ConsultationState&) = default;

  /// When that document, or all of its case, was last taken down; 0: never.
  Instant taken_down_at(const std::string& case_reference, const std::string& document) const;
};

struct MeetingState {
  Standing standing = Standing::none;
  MeetingKind kind = MeetingKind::NONE;
  std::string body;
  Instant at;
  std::set<std::string> cases;
  std::uint16_t quorum = 0;
  std::set<std::string> present;
  std::set<std::pair<std::string, std::string>> recused;  // member, case
  friend bool operator==(const MeetingState&, const MeetingState&) = default;

  /// Members present who may take part in that case.
  std::size_t present_for(const std::string& case_reference) const;
};

struct PublicationVersion {
  std::string version;
  Instant from;
  friend bool operator==(const PublicationVersion&, const PublicationVersion&) = default;
};

struct PublicationState {
  Standing standing = Standing::none;
  PublicationKind kind = PublicationKind::NONE;
  std::string cycle;
  std::vector<PublicationVersion> versions;  // in recorded order
  friend bool operator==(const PublicationState&, const PublicationState&) = default;
};

struct EnquiryState {
  Standing standing = Standing::none;
  EnquiryKind kind = EnquiryKind::NONE;
  std::string organisation;
  Instant answered_at;
  friend bool operator==(const EnquiryState&, const EnquiryState&) = default;
};

/// Of whom is told, on whichever stream, and whose erasure is on a stream of their own: positions say which
/// came first, in whatever order streams are folded.
struct PersonState {
  Position told;    // the last record that tells of them
  Position erased;  // the last erasure; 0: none
  bool on_legal_hold = false;

  /// Present: something that is told of them can be read; ended: all of it was erased.
  Standing standing() const {
    if (told > erased) return Standing::present;
    return erased.value == 0 ? Standing::none : Standing::ended;
  }
  friend bool operator==(const PersonState&, const PersonState&) = default;
};

struct StandardVersion {
  std::string version;
  Instant from;
  friend bool operator==(const StandardVersion&, const StandardVersion&) = default;
};

struct StandardState {
  Standing standing = Standing::none;
  std::string title;
  std::string version;                    // the last that was published; its day may be to come
  std::vector<StandardVersion> versions;  // all that were published, in that order
  std::uint8_t level = 0;
  std::string route;
  Regulator regulator = Regulator::NONE;
  std::uint16_t options = 0;
  std::set<std::string> option_letters;
  std::vector<std::string> ksbs;  // of the version; empty: not recorded
  bool published = false;
  Instant retired_from;     // 0: not
  std::string replaced_by;  // empty: not
  Instant replaced_from;
  bool merged = false;
  Instant merged_from;

  bool has_version(std::string_view name) const;
  /// The version in force; the last that was published if none has begun.
  const std::string& version_at(Instant at) const;
  friend bool operator==(const StandardState&, const StandardState&) = default;
};

struct RecognitionState {
  std::string number;
  Instant from;
  Instant until;  // 0: open
  bool lost = false;
  Instant lost_at;  // recorded
  friend bool operator==(const RecognitionState&, const RecognitionState&) = default;

  bool in_force_at(Instant at) const { return !lost && from <= at && (until.ns == 0 || at <= until); }
};

struct OrganisationState {
  Standing standing = Standing::none;
  std::string name;
  OrganisationKind kind = OrganisationKind::OTHER;
  std::map<Regulator, RecognitionState> recognitions;
  OiaMembership oia = OiaMembership::UNKNOWN;
  std::set<std::string> representatives;
  std::string merged_into;
  friend bool operator==(const OrganisationState&, const OrganisationState&) = default;
};

struct DelegationState {
  Power power = Power::NONE;
  std::string to;
  std::string cycle;  // empty: any
  Instant from;
  Instant until;  // inclusive; 0: open
  friend bool operator==(const DelegationState&, const DelegationState&) = default;

  bool in_force_at(Instant at) const { return from <= at && (until.ns == 0 || at <= until); }
};

struct AppointmentState {
  AppointmentKind kind = AppointmentKind::NONE;
  Instant from;
  Instant until;  // inclusive; 0: open
  friend bool operator==(const AppointmentState&, const AppointmentState&) = default;

  bool in_force_at(Instant at) const { return from <= at && (until.ns == 0 || at <= until); }
};

struct BodyState {
  Standing standing = Standing::none;
  BodyKind kind = BodyKind::NONE;
  std::string name;
  std::string route;  // of a route panel
  Instant from;
  Instant until;  // 0: open
  std::string successor;
  std::map<std::string, DelegationState> delegations;
  std::map<std::string, AppointmentState> appointments;  // by person
  friend bool operator==(const BodyState&, const BodyState&) = default;

  bool exists_at(Instant at) const {
    return standing != Standing::none && from <= at && (until.ns == 0 || at < until);
  }
};

/// An invitation to say what was thought of the process.
struct FeedbackState {
  Standing standing = Standing::none;
  std::string organisation;
  friend bool operator==(const FeedbackState&, const FeedbackState&) = default;
};

/// A qualification that is in a cycle: who holds the place (domain.md section 16 case 13).
struct Place {
  std::string organisation;
  std::string qualification;  // number, or title with blanks collapsed
  std::string cycle;
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// Where the office goes on, once the last record of this log says so; until its writer there is elected.
struct Moved {
  std::string destination;  // the log that goes on; empty: this one does
  std::string address;      // where callers find the office; may be empty

  friend bool operator==(const Moved&, const Moved&) = default;
};

struct Office {
  std::map<std::string, CycleState> cycles;
  std::map<std::string, ConsultationState> consultations;
  std::map<std::string, MeetingState> meetings;
  std::map<std::string, PublicationState> publications;
  std::map<std::string, EnquiryState> enquiries;
  std::map<std::string, StandardState> standards;
  std::map<std::string, OrganisationState> organisations;
  std::map<std::string, BodyState> bodies;
  std::map<std::string, FeedbackState> feedback;
  BankHolidays bank_holidays;
  std::map<std::string, std::string> routes;  // id -> name
  std::map<Place, std::string> places;        // open cases that were submitted
  std::set<std::string> live;                 // of these, whose conditions of approval are accepted
  std::uint16_t log_level = kFirstLogLevel;   // events up to it may be written
  std::map<std::string, PersonState> persons;
  Moved moved;

  friend bool operator==(const Office&, const Office&) = default;

  const CycleState* cycle(const std::string& id) const;
  Standing standing(StreamKind kind, const std::string& id) const;
};

}  // namespace htq
