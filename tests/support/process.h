// The process without a daemon: commands are decided and their events folded, one after the other, as the
// engine does it. History is given as commands or events, never as a state built by hand.
#pragma once

#include <capnp/message.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "domain/decide.h"
#include "domain/workflow.h"
#include "schemas/text.h"

namespace htq::tests {

struct Answer {
  std::string stream;               // id that it acted on, or the new case's reference
  std::optional<Refused> refused;   // nothing: accepted
  std::vector<Body::Which> events;  // recorded
};

Actor acting(std::string subject, Roles roles, std::string organisation = {}, std::string on_behalf_of = {});
Actor official(std::string subject = "olive");
Actor applicant(std::string organisation = "example-college");
Actor the_system();

/// A command that was accepted, as it was asked.
struct Asked {
  Instant at;
  Actor actor;
  std::string command_id;
  std::unique_ptr<capnp::MallocMessageBuilder> message;  // root: Command
};

/// An instant from its London text; a day alone means its first instant.
Instant london(std::string_view local);

/// What happened can be told in a sentence, whatever its command left out.
::testing::AssertionResult can_be_told(Body::Reader event);

class Process {
 public:
  Process();
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Moves the clock; commands are received and recorded then.
  Process& at(std::string_view local);
  Process& at(Instant instant);
  Instant now() const { return now_; }
  /// Decides by another table from here on; it must outlive this.
  void by(std::span<const Step> steps) { steps_ = steps; }

  /// Decides a command and folds what it leads to.
  Answer ask(const Actor& actor, const std::string& target,
             const std::function<void(Command::Builder)>& fill);

  const CaseState& file(const std::string& reference) const;
  const Office& office() const { return office_; }
  /// Every command that was accepted so far, in order.
  const std::vector<Asked>& accepted() const { return accepted_; }
  /// Every record so far, in order; the envelope holds what decide and evolve use.
  const std::vector<std::unique_ptr<capnp::MallocMessageBuilder>>& records() const { return records_; }
  Record::Reader record_at(Position position) const;
  /// The last record.
  Record::Reader last() const;

 private:
  Body::Which record(Record::Builder event, StreamKind kind, const std::string& stream, const Actor& actor,
                     Role role);

  Instant now_ = london("2021-07-06T09:00");
  std::span<const Step> steps_ = case_steps();
  Office office_;
  std::map<std::string, CaseState> cases_;
  std::map<std::pair<StreamKind, std::string>, std::uint64_t> versions_;
  std::vector<std::unique_ptr<capnp::MallocMessageBuilder>> records_;
  std::vector<Asked> accepted_;
  std::uint64_t commands_ = 0;
  const Actor the_system_ = the_system();
};

::testing::AssertionResult is_accepted(const Answer& answer);
::testing::AssertionResult is_refused(const Answer& answer, Refusal refusal);

}  // namespace htq::tests

#define EXPECT_ACCEPTED(answer) EXPECT_TRUE(::htq::tests::is_accepted(answer))
#define ASSERT_ACCEPTED(answer) ASSERT_TRUE(::htq::tests::is_accepted(answer))
#define EXPECT_REFUSED(answer, why) EXPECT_TRUE(::htq::tests::is_refused(answer, ::htq::Refusal::why))
