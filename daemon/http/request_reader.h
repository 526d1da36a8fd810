// Turns bytes into requests, step by step, and says no to what could be read in two ways. It knows no socket:
// the session feeds it from one, a fuzzer from a file. One thread at a time; it must not outlive the limits.
//
//   take(input, request) -> head        route it, then allow_body()
//   take(input, request) -> complete    answer it, then next()
#pragma once

#include <optional>
#include <string_view>

#include "daemon/http/chunks.h"
#include "daemon/http/limits.h"
#include "daemon/http/message.h"
#include "daemon/http/problem.h"

namespace htq::http {

class RequestReader {
 public:
  enum class Step {
    need_more,  // `input` is to be kept and to grow
    head,       // method, target and headers are there
    complete,   // and the body
    refused,    // problem() says why; the connection cannot go on
  };

  explicit RequestReader(const Limits& limits) : limits_(limits) {}

  /// Removes from the front of `input` what it has understood.
  Step take(std::string_view& input, Request& request);

  /// After `head`: at most so many bytes of body. A body announced as longer refuses the request.
  Step allow_body(std::uint64_t bytes);
  /// After `complete`: forgets the request.
  void next();

  /// Nothing of a request has been seen in `input`.
  bool is_between_requests(std::string_view input) const { return state_ == State::head && input.empty(); }
  bool has_body() const { return chunked_ || content_length_ > 0; }
  bool wants_continue() const { return wants_continue_; }
  bool keeps_alive() const { return keeps_alive_; }
  bool is_http_1_0() const { return http_1_0_; }
  const Problem& problem() const { return *problem_; }

 private:
  enum class State { head, body, refused };

  Step take_head(std::string_view& input, Request& request);
  Step take_body(std::string_view& input, Request& request);
  bool scan_head(std::string_view input);
  Step check_head(std::string_view target, Request& request);
  Step check_framing(const Headers& headers);
  Step refuse(const Problem::What& what);
  Step refuse_large_body();

  const Limits& limits_;
  State state_ = State::head;
  std::size_t scanned_ = 0;  // bytes of an incomplete head that were looked at
  std::uint64_t content_length_ = 0;
  std::uint64_t body_limit_ = 0;
  bool chunked_ = false;
  bool wants_continue_ = false;
  bool keeps_alive_ = true;
  bool http_1_0_ = false;
  ChunkDecoder chunks_;
  std::optional<Problem> problem_;
};

}  // namespace htq::http
