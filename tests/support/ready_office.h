// An office before its first application: the real cycles 1, 2 and 5 with their editions (domain.md sections
// 3 and 4), standards, bodies, published texts, and two made-up organisations. Everything is on record on 1
// July 2020; a test moves the clock from there.
#pragma once

#include <string>
#include <vector>

#include "tests/support/process.h"

namespace htq::tests {

/// What an application is made of; the rest is as most applications have it.
struct Draft {
  std::string organisation = "example-college";
  std::string cycle = "cycle-1";
  std::string title = "Higher National Certificate in Software Development";
  std::uint8_t level = 4;
  std::string number;  // on the Ofqual register
  std::string route = "digital";
  std::vector<std::string> standards = {"ST0116"};
};

struct WindowDays {
  std::string window, opens, closes, criteria;
};

struct ReadyOffice : Process {
  ReadyOffice();

  /// Asks something that is sure to be accepted.
  Answer sure(const Actor& actor, const std::string& target,
              const std::function<void(Command::Builder)>& fill);

  // Cases

  std::string registered_case(const Draft& draft = {});
  std::string case_with_access(const Draft& draft = {});
  /// The form is open and empty.
  std::string started_case(const Draft& draft = {});
  /// Everything is in the form; it could be submitted.
  std::string drafted_case(const Draft& draft = {});
  void give_access(const std::string& reference);
  void open_form(const std::string& reference);
  void fill_in(const std::string& reference, const Draft& draft = {});
  std::string submitted_case(const Draft& draft = {});
  std::string case_under_review(const Draft& draft = {});

  void attach(const std::string& reference, const std::string& id, DocumentPart part = DocumentPart::OTHER,
              Sensitivity sensitivity = Sensitivity::FLAGGED);

  // Parts of commands

  static std::string hash_of(std::string_view id);
  static void write_document(Document::Builder document, const std::string& id,
                             DocumentPart part = DocumentPart::OTHER,
                             Sensitivity sensitivity = Sensitivity::FLAGGED);
  static void describe(event::QualificationDescribed::Builder event, const Draft& draft = {});
  /// One mandatory unit that covers K1, S1 and B1 of each standard in full.
  static void map(event::MappingProvided::Builder event, const std::vector<std::string>& standards);

  // The office

  /// Moves the clock to the opening of a window and opens it, if it is not open yet.
  void open_window(const std::string& cycle, const std::string& window);
  /// The first window of the cycle is open, and the clock at or after its opening.
  void enter_window(const std::string& cycle);

  void organisation(const std::string& id, const std::string& name, OrganisationKind kind);
  void recognised(const std::string& organisation, Regulator regulator, const std::string& number,
                  const std::string& from = "2019-09-01");
  void standard(const std::string& id, const std::string& title, std::uint8_t level, const std::string& route,
                Regulator regulator = Regulator::NONE, std::uint16_t options = 0, bool published = true);
  void option(const std::string& standard, const std::string& code, const std::string& letter,
              const std::string& title);
  void scope(const std::string& cycle, const std::string& standard, ScopeClass scope,
             const std::string& from = "2020-07-02");
  void body(const std::string& id, BodyKind kind, const std::string& name, const std::string& route = {});
  void publication(const std::string& id, PublicationKind kind, const std::string& title);
  /// An enquiry, answered at once.
  void answered_enquiry(const std::string& id, EnquiryKind kind, const std::string& organisation);
  /// A cycle as cycle 2 was run, with what `differs`.
  void cycle(const std::string& id, const std::string& title, const std::vector<std::string>& routes,
             const std::vector<WindowDays>& windows, void (*differs)(event::Edition::Builder));

 private:
  void routes();
  void bank_holidays();
  void publications();
  void bodies();
  void standards();
  void organisations();
  void cycles();
};

}  // namespace htq::tests
