// A play of the office over HTTP: people who send commands, and a schedule by which a manual clock moves
// forward through everybody's steps in one order. The first thing that goes otherwise than meant ends it;
// what is sent after that goes nowhere.
//
// One thread. People must outlive the play's steps.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/ctl/json.h"
#include "daemon/ctl/settings.h"
#include "daemon/http/client.h"
#include "domain/instant.h"

namespace htq::ctl::demo {

struct Person {
  std::string subject;  // a pseudonym
  std::vector<std::string> roles;
  std::string organisation = {};
  std::string speaks_for = {};  // the body that entries are made for
  std::string token = {};
};

struct Entry {
  std::string stream;
  std::uint64_t position = 0;  // 0: sealed to whoever sent it
};

/// What stands in the headers of a command.
struct Sent {
  std::string on_behalf_of = {};
  std::string authority = {};
};

/// Why a play has ended before its time.
struct Failure {
  Exit exit = Exit::refused;
  std::string what;
  std::string sent = {};  // the body of the command that it was
};

class Play {
 public:
  using Step = std::function<void()>;

  /// Ids of commands begin with `name`, so that the same play sends the same.
  Play(http::Client client, std::string name) : client_(std::move(client)), name_(std::move(name)) {}

  Entry send(const Person& who, std::string_view command, const Json& body, const Sent& sent = {});
  /// The office says no, for that reason: the refusal's name.
  void refused(const Person& who, std::string_view command, const Json& body, std::string_view refusal,
               const Sent& sent = {});

  /// At that instant, or now if it has passed; of the same instant in the order in which they were given.
  void at(Instant when, Step step);
  /// Until nothing is left, or something has failed. `shown` is told of each step.
  void run(const Person& mover, const std::function<void(Instant)>& shown);

  /// The answer of a read, or nothing after a failure.
  std::optional<std::string> read(const Person& who, const std::string& target);
  /// Waits until the daemon knows the token, which it reads from its file.
  void wait_until_known(const Person& who);
  void stand_at(Instant now) { now_ = now; }

  Instant now() const { return now_; }
  const std::optional<Failure>& failure() const { return failure_; }

  /// Of the last record that there is: nobody else sends anything.
  /// A number, or sealed, as it was answered: to be asked for as `after`.
  const std::string& last_position() const { return last_position_; }
  std::uint64_t commands_sent() const { return sent_; }
  const std::map<std::string, int>& refusals_met() const { return refusals_; }

 private:
  struct Planned {
    Instant when;
    std::uint64_t order;
    Step step;
    bool operator>(const Planned& other) const {
      return when != other.when ? when > other.when : order > other.order;
    }
  };

  std::optional<http::Response> ask(const Person& who, std::string_view method, const std::string& target,
                                    http::Headers headers = {}, std::string_view body = {});
  std::optional<http::Response> command(const Person& who, std::string_view name, const Json& body,
                                        const Sent& sent);
  void fail(Failure why);
  void move_clock(const Person& mover, Instant to);

  http::Client client_;
  std::string name_;
  Instant now_;
  std::priority_queue<Planned, std::vector<Planned>, std::greater<>> planned_;
  std::uint64_t order_ = 0;
  std::uint64_t sent_ = 0;
  std::string last_position_ = "0";
  std::map<std::string, int> refusals_;  // as expected, by name
  std::optional<Failure> failure_;
};

}  // namespace htq::ctl::demo
