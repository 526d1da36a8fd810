// A whole office in memory behind the real server: router, doors, engine, projections and clock as app.cc puts
// them together, and every piece of work on the loop's one thread. Its history has a case at each of the stages
// that matter, so that a command finds something to act on.
//
// What bytes lead to must not depend on what came before them: an office in which something was recorded, or whose
// clock was moved, is put aside for a new one.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/http/loop.h"
#include "domain/identity.h"

namespace htq::fuzz {

/// Who can call, with a token that is always the same.
struct KnownCaller {
  std::string subject;
  std::vector<std::string> roles;
  std::string organisation;
  std::string token;
};

/// What the server told of an answer.
struct ToldAnswer {
  std::string method;
  std::string route;
  int status = 0;
  std::string failure;
};

struct Exchange {
  std::string bytes;  // that came back
  std::vector<ToldAnswer> told;
  bool is_ended = false;  // by the server, or by the client's end; a stream or a wait goes on and was cut off
};

class OpenOffice {
 public:
  /// The one of this process, in its first state.
  static OpenOffice& fresh();

  OpenOffice();
  ~OpenOffice();
  OpenOffice(const OpenOffice&) = delete;
  OpenOffice& operator=(const OpenOffice&) = delete;

  static const std::vector<KnownCaller>& callers();

  /// Sends the bytes over a connection of its own, the first of them alone, and then says that nothing more comes.
  /// Returns when the server has ended the connection, or has nothing left to do.
  Exchange exchange(std::string_view bytes, std::size_t first = std::string_view::npos);

  Position end() const;
  bool has_changed() const;

 private:
  struct Parts;

  /// Lets the loop do what is ready now, and what follows from it.
  void settle();
  void turn(int left, std::shared_ptr<std::promise<void>> done);
  /// The history, and all that follows from it.
  void begin();
  void forget();
  void open_the_doors();

  http::Loop loop_;
  std::unique_ptr<Parts> parts_;
  Position begun_at_;
};

}  // namespace htq::fuzz
