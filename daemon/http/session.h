// One connection: reads requests in order, has them answered, and writes the answers in the same order.
//
// The loop's thread alone. What a Site names outlives every session.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <functional>
#include <optional>
#include <string>

#include "daemon/clock.h"
#include "daemon/http/answered.h"
#include "daemon/http/gatekeeper.h"
#include "daemon/http/limits.h"
#include "daemon/http/request_reader.h"
#include "daemon/http/router.h"
#include "daemon/http/wire.h"

namespace htq::http {

struct Site {
  const Router* router;
  const Clock& clock;
  Limits limits;
  OnAnswered on_answered;
  Gatekeeper* gatekeeper = nullptr;
  std::shared_ptr<const TlsContext> tls;  // of the connections on TCP that are still to come
  bool is_stopping = false;
  std::uint64_t bodies_bytes = 0;  // of requests that are being read or answered, small ones apart
};

enum class Admission {
  full,
  reserved,  // beyond the limit: one answer, and only from a route that always answers
};

struct Peer {
  Door door = Door::tcp;
  std::optional<std::uint32_t> user{};  // behind a Unix socket
  std::string address{};                // behind TCP
  Admission admission = Admission::full;
};

Response too_many_connections(const Limits& limits);

class Session {
 public:
  /// Without `tls` the connection is plain.
  Session(Site& site, Wire::Socket socket, std::unique_ptr<Tls> tls, Peer peer);
  ~Session();

  boost::asio::awaitable<void> run();

  void check(std::chrono::steady_clock::time_point now) { wire_.check(now); }
  /// No further request: ends at once if no complete one is under way or its answer is a stream.
  void finish();
  /// Ends at once, whatever is under way.
  void cut_off();
  boost::asio::cancellation_slot slot() { return cancellation_.slot(); }

 private:
  enum class GoesOn { yes, no };
  enum class Doing { waiting, answering, streaming };
  using Began = std::chrono::steady_clock::time_point;

  boost::asio::awaitable<GoesOn> serve_one(Duration patience);
  /// Nothing if the client left or took too long.
  boost::asio::awaitable<std::optional<RequestReader::Step>> read_head(Duration patience);
  boost::asio::awaitable<std::optional<RequestReader::Step>> read_body();
  boost::asio::awaitable<GoesOn> answer(const Router::Match& match);
  boost::asio::awaitable<GoesOn> answer_stream(const Route& route, Began began);
  boost::asio::awaitable<GoesOn> send(const Route* route, Response response, std::string_view failure,
                                      Began began);
  /// Answers without having read the whole request, so the connection ends with it.
  boost::asio::awaitable<GoesOn> refuse(const Route* route, Response response);
  RequestReader::Step take();
  void count_body();
  void let_go_of_body();
  /// Whether there is memory for what has come of the body, beside the bodies of others.
  bool has_room_for_body() const;
  bool closes_after_answer() const;
  void report(const Route* route, int status, std::string_view failure, Began began) const;

  Site& site_;
  Wire wire_;
  Peer peer_;
  RequestReader reader_;
  Request request_;
  std::uint64_t counted_ = 0;  // of its body, in site_.bodies_bytes
  Instant read_at_;            // when the last bytes came
  std::string out_;
  Doing doing_ = Doing::waiting;
  bool must_close_ = false;
  bool is_cut_off_ = false;
  boost::asio::cancellation_signal cancellation_;
};

}  // namespace htq::http
