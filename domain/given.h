// What a decision may know, and what it answers with. decide reads no clock, no random number and no store:
// all of it stands here.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <capnp/message.h>

#include "domain/actor.h"
#include "domain/case_state.h"
#include "domain/office.h"
#include "domain/refusal.h"
#include "schemas/command.capnp.h"
#include "schemas/event.capnp.h"

namespace htq {

/// What a daemon of this log that is up says of itself.
struct DaemonReport {
  std::string daemon;                      // as people know it
  std::optional<std::uint16_t> log_level;  // the highest that it supports; nothing: it does not answer
};

struct Given {
  const CaseState& file;  // the case it acts on; as at birth if it acts on something else
  const Office& office;
  std::string target;                      // id of the stream it acts on
  Actor actor;                             // with the role in which it is taken; the table fills it in
  Instant received_at;                     // windows and deadlines are judged by it
  Instant now;                             // when it will have been recorded
  Position next;                           // position of the first event it leads to
  std::vector<DaemonReport> daemons = {};  // all that are up; empty where the command does not rest on it

  const CycleState& cycle() const;  // of the case; ensured
};

/// No, with what the caller should know beyond the refusal's sentence.
struct Refused {
  Refusal refusal;
  std::string detail;     // empty: the sentence says it all
  std::string field;      // of the command; empty: none in particular
  bool recorded = false;  // the system records it: a late submission is counted
};

using Verdict = std::expected<void, Refused>;

inline Verdict accepted() {
  return {};
}
inline Verdict refuse(Refusal refusal, std::string detail = {}, std::string field = {}) {
  return std::unexpected(Refused{refusal, std::move(detail), std::move(field)});
}

/// The events that a decision leads to, in order, all on the stream it acts on.
class NewEvents {
 public:
  /// A new event, empty.
  Body::Builder add() {
    messages_.push_back(std::make_unique<capnp::MallocMessageBuilder>(256));
    return messages_.back()->initRoot<Record>().initBody();
  }
  std::size_t size() const { return messages_.size(); }
  bool empty() const { return messages_.empty(); }
  Record::Builder record(std::size_t at) { return messages_[at]->getRoot<Record>(); }

 private:
  std::vector<std::unique_ptr<capnp::MallocMessageBuilder>> messages_;
};

}  // namespace htq

/// Leaves decide with the refusal of `expression`, if it is one.
#define HTQ_REQUIRE(expression)                                            \
  do {                                                                     \
    if (auto htq_verdict = (expression); !htq_verdict) return htq_verdict; \
  } while (false)
