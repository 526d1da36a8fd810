#include "daemon/http/session.h"

#include <algorithm>
#include <exception>

#include "daemon/http/head_writer.h"
#include "daemon/http/stream.h"

// GCC 12 takes Asio's paired operators for a mismatch when it inlines one of them.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace htq::http {

namespace asio = boost::asio;
using std::chrono::steady_clock;
using Step = RequestReader::Step;

namespace {

constexpr std::size_t kBodyStride = 1 << 20;  // what must come within a body timeout
constexpr std::size_t kReadBytes = 64 << 10;

/// (GCC 12 cannot initialise an array inside a coroutine.)
Wire::Parts parts(std::string_view head, std::string_view body) {
  return {asio::buffer(head.data(), head.size()), asio::buffer(body.data(), body.size())};
}

Response failed() {
  return Problem({.status = 500,
                  .type = "internal-error",
                  .title = "The daemon could not answer",
                  .detail = "The operator's log says why."})
      .answer();
}

Response timed_out() {
  return Problem({.status = 408, .type = "request-timeout", .title = "The request did not come in time"})
      .answer();
}

}  // namespace

Response too_many_connections(const Limits& limits) {
  Response response = Problem({.status = 503,
                               .type = "too-many-connections",
                               .title = "The daemon has as many connections as it can take",
                               .detail = "Try again after the time in Retry-After."})
                          .answer();
  response.headers.add("Retry-After", std::to_string(limits.retry_after_seconds));
  return response;
}

Response too_many_bytes(const Limits& limits) {
  Response response = Problem({.status = 503,
                               .type = "too-many-large-bodies",
                               .title = "The daemon is sent as many large bodies as it can take",
                               .detail = "Try again after the time in Retry-After."})
                          .answer();
  response.headers.add("Retry-After", std::to_string(limits.retry_after_seconds));
  return response;
}

Session::Session(Site& site, Wire::Socket socket, std::unique_ptr<Tls> tls, Peer peer)
    : site_(site),
      wire_(std::move(socket), std::move(tls), std::max(site.limits.head_bytes, kReadBytes)),
      peer_(std::move(peer)),
      reader_(site.limits) {
  request_.door = peer_.door;
  request_.peer_user = peer_.user;
  request_.peer_address = peer_.address;
}

Session::~Session() {
  site_.bodies_bytes -= counted_;
}

void Session::finish() {
  if (doing_ == Doing::streaming) cut_off();
  if (doing_ == Doing::waiting) wire_.cancel();
}

void Session::cut_off() {
  is_cut_off_ = true;
  cancellation_.emit(asio::cancellation_type::terminal);
  wire_.cancel();
}

asio::awaitable<void> Session::run() {
  if (!co_await wire_.handshake(site_.limits.head_timeout)) co_return;
  request_.peer_certificate = wire_.certificate();
  GoesOn goes_on = co_await serve_one(site_.limits.head_timeout);
  while (goes_on == GoesOn::yes && !site_.is_stopping)
    goes_on = co_await serve_one(site_.limits.idle_timeout);
}

Step Session::take() {
  std::string_view input = wire_.unread();
  const Step step = reader_.take(input, request_);
  wire_.keep(input);
  count_body();
  return step;
}

void Session::count_body() {
  const std::uint64_t held = request_.body.size() > site_.limits.small_body_bytes ? request_.body.size() : 0;
  site_.bodies_bytes += held - counted_;
  counted_ = held;
}

void Session::let_go_of_body() {
  // An assignment of an empty string would keep the memory.
  if (request_.body.capacity() > site_.limits.small_body_bytes) std::string().swap(request_.body);
  count_body();
}

bool Session::has_room_for_body() const {
  return counted_ == 0 || site_.bodies_bytes <= site_.limits.all_bodies_bytes;
}

asio::awaitable<Session::GoesOn> Session::serve_one(Duration patience) {
  doing_ = Doing::waiting;
  request_.method.clear();
  let_go_of_body();
  reader_.next();
  std::optional<Step> step = take();
  if (step == Step::need_more) step = co_await read_head(patience);
  if (!step) {
    const bool was_begun = !reader_.is_between_requests(wire_.unread());
    if (was_begun && wire_.has_expired()) co_return co_await refuse(nullptr, timed_out());
    co_return GoesOn::no;
  }
  if (step == Step::refused) co_return co_await refuse(nullptr, reader_.problem().answer());

  doing_ = Doing::answering;
  const Router::Match match = site_.router->match(request_);
  if (peer_.admission == Admission::reserved &&
      !(match.route != nullptr && match.route->options.always_answers))
    co_return co_await refuse(match.route, too_many_connections(site_.limits));
  Admitted admitted;
  if (site_.gatekeeper != nullptr && !(match.route != nullptr && match.route->options.always_answers))
    admitted = site_.gatekeeper->admit(request_);
  if (admitted.refusal && reader_.has_body())
    co_return co_await refuse(match.route, std::move(*admitted.refusal));
  if (admitted.refusal)
    co_return co_await send(match.route, std::move(*admitted.refusal), {}, steady_clock::now());
  if (reader_.has_body()) {
    const auto wanted = match.route != nullptr ? match.route->options.body_bytes : std::nullopt;
    const std::uint64_t allowed = wanted.value_or(site_.limits.body_bytes);
    step = reader_.allow_body(std::min(allowed, admitted.body_bytes.value_or(allowed)));
    if (step == Step::head) step = co_await read_body();
    if (!step && wire_.has_expired()) co_return co_await refuse(match.route, timed_out());
    if (!step) co_return GoesOn::no;
    if (step == Step::refused) co_return co_await refuse(match.route, reader_.problem().answer());
    if (!has_room_for_body()) co_return co_await refuse(match.route, too_many_bytes(site_.limits));
  }
  request_.received_at = read_at_;
  co_return co_await answer(match);
}

asio::awaitable<std::optional<Step>> Session::read_head(Duration patience) {
  bool was_begun = !wire_.unread().empty();
  wire_.arm(was_begun ? site_.limits.head_timeout : patience);
  if (!was_begun) wire_.release_spare_memory();
  Step step = Step::need_more;
  while (step == Step::need_more) {
    if (site_.is_stopping) co_return std::nullopt;
    if (!co_await wire_.read()) co_return std::nullopt;
    read_at_ = site_.clock.now();
    if (!was_begun) wire_.arm(site_.limits.head_timeout);
    was_begun = true;
    step = take();
  }
  wire_.disarm();
  co_return step;
}

asio::awaitable<std::optional<Step>> Session::read_body() {
  if (reader_.wants_continue() && wire_.unread().empty()) {
    const Wire::Parts go_on = parts("HTTP/1.1 100 Continue\r\n\r\n", {});
    co_await wire_.write(go_on, site_.limits.write_timeout);
  }
  Step step = take();
  wire_.arm(site_.limits.body_timeout);
  for (std::size_t armed_at = 0; step == Step::need_more;) {
    if (!co_await wire_.read()) co_return std::nullopt;
    read_at_ = site_.clock.now();
    step = take();
    if (!has_room_for_body()) break;
    if (request_.body.size() - armed_at < kBodyStride) continue;
    armed_at = request_.body.size();
    wire_.arm(site_.limits.body_timeout);
  }
  wire_.disarm();
  co_return step;
}

asio::awaitable<Session::GoesOn> Session::answer(const Router::Match& match) {
  const Began began = steady_clock::now();
  if (match.route == nullptr) co_return co_await send(nullptr, *match.refusal, {}, began);
  const auto* handler = std::get_if<Handler>(&match.route->handler);
  if (handler == nullptr) co_return co_await answer_stream(*match.route, began);

  Response response;
  std::string failure;
  try {
    response = co_await (*handler)(request_);
  } catch (const std::exception& exception) {
    failure = exception.what();
    response = failed();
  } catch (...) {
    failure = "an exception of no known type";
    response = failed();
  }
  if (is_cut_off_) {
    report(match.route, 0, "cut off by the stop of the daemon", began);
    co_return GoesOn::no;
  }
  co_return co_await send(match.route, std::move(response), failure, began);
}

asio::awaitable<Session::GoesOn> Session::answer_stream(const Route& route, Began began) {
  std::shared_ptr<void> place;
  if (site_.gatekeeper != nullptr) {
    auto opened = site_.gatekeeper->open_stream(request_);
    if (!opened) co_return co_await send(&route, std::move(opened).error(), {}, began);
    place = *std::move(opened);
  }
  Stream stream(wire_, {.is_http_1_0 = reader_.is_http_1_0(),
                        .head_only = request_.method == "HEAD",
                        .closes = closes_after_answer(),
                        .write_timeout = site_.limits.write_timeout});
  std::string failure;
  doing_ = Doing::streaming;
  try {
    co_await std::get<StreamHandler>(route.handler)(request_, stream);
  } catch (const std::exception& exception) {
    failure = exception.what();
  } catch (...) {
    failure = "an exception of no known type";
  }
  doing_ = Doing::answering;
  if (is_cut_off_) {
    report(&route, stream.status(), "cut off by the stop of the daemon", began);
    co_return GoesOn::no;
  }
  if (failure.empty()) failure = stream.broken_off();
  if (failure.empty() && stream.plain_answer())
    co_return co_await send(&route, std::move(*stream.plain_answer()), {}, began);
  if (failure.empty() && !stream.has_begun()) failure = "the handler neither began a stream nor answered";
  if (!failure.empty() && !stream.has_sent_anything())
    co_return co_await send(&route, failed(), failure, began);
  // Without its last chunk a stream that failed can be told from one that ended.
  bool is_whole = failure.empty();
  if (is_whole) is_whole = co_await stream.end();
  if (failure.empty() && !is_whole) failure = "the client left or did not read in time";
  report(&route, stream.status(), failure, began);
  co_return is_whole && !stream.is_until_closed() && !closes_after_answer() ? GoesOn::yes : GoesOn::no;
}

asio::awaitable<Session::GoesOn> Session::send(const Route* route, Response response,
                                               std::string_view failure, Began began) {
  const bool closes = closes_after_answer();
  const bool has_none = has_no_body(response.status);
  out_.clear();
  append_head(out_, response.status, response.headers, response.content_type,
              {.framing = has_none ? Framing::none : Framing::length,
               .content_length = response.body.size(),
               .closes = closes});
  const bool has_body = !has_none && request_.method != "HEAD";
  Wire::Parts unsent = parts(out_, has_body ? std::string_view(response.body) : std::string_view());
  bool is_sent = wire_.write_at_once(unsent);
  if (is_sent && asio::buffer_size(unsent) > 0)
    is_sent = co_await wire_.write(unsent, site_.limits.write_timeout);
  report(route, response.status, is_sent ? failure : "the client left or did not read in time", began);
  co_return is_sent && !closes ? GoesOn::yes : GoesOn::no;
}

asio::awaitable<Session::GoesOn> Session::refuse(const Route* route, Response response) {
  must_close_ = true;
  let_go_of_body();
  if (co_await send(route, std::move(response), {}, steady_clock::now()); !is_cut_off_)
    co_await wire_.linger(site_.limits.linger_timeout);
  co_return GoesOn::no;
}

bool Session::closes_after_answer() const {
  return must_close_ || site_.is_stopping || !reader_.keeps_alive() || peer_.admission == Admission::reserved;
}

void Session::report(const Route* route, int status, std::string_view failure, Began began) const {
  if (!site_.on_answered) return;
  site_.on_answered({.method = request_.method,
                     .route = route != nullptr ? std::string_view(route->pattern) : std::string_view(),
                     .status = status,
                     .took = steady_clock::now() - began,
                     .door = peer_.door,
                     .failure = failure});
}

}  // namespace htq::http
