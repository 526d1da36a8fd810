#include "daemon/http/request_reader.h"

#include <algorithm>
#include <optional>

#include "daemon/http/head_parser.h"
#include "daemon/http/target.h"

namespace htq::http {
namespace {

constexpr Problem::What kMalformed{
    .status = 400, .type = "malformed-request", .title = "This is not a request of HTTP/1.1"};
constexpr Problem::What kAmbiguousLength{
    .status = 400,
    .type = "ambiguous-length",
    .title = "The length of the body can be read in two ways",
    .detail = "Send one Content-Length of digits, or Transfer-Encoding: chunked, and never both."};
constexpr Problem::What kFolded{.status = 400,
                                .type = "folded-header",
                                .title = "A header is folded over lines",
                                .detail = "Write each header on one line."};
constexpr Problem::What kHost{
    .status = 400, .type = "host-required", .title = "A request carries exactly one Host header"};
constexpr Problem::What kRepeatedHeader{
    .status = 400, .type = "repeated-header", .title = "A header that is said once is there again"};
constexpr Problem::What kHeadTooLarge{
    .status = 431, .type = "headers-too-large", .title = "The headers are too large or too many"};
constexpr Problem::What kTargetTooLong{
    .status = 414, .type = "target-too-long", .title = "The target is too long"};
constexpr Problem::What kBodyTooLarge{
    .status = 413, .type = "body-too-large", .title = "The body is too large"};
constexpr Problem::What kContentEncoding{.status = 415,
                                         .type = "content-encoding-not-supported",
                                         .title = "Bodies are taken as they are, not compressed",
                                         .detail = "Send the body without Content-Encoding."};
constexpr Problem::What kTransferCoding{
    .status = 501, .type = "transfer-coding-not-supported", .title = "The only transfer coding is chunked"};
constexpr Problem::What kExpectation{
    .status = 417, .type = "expectation-not-supported", .title = "The only expectation is 100-continue"};
constexpr Problem::What kVersion{
    .status = 505, .type = "version-not-supported", .title = "This door speaks HTTP/1.1"};

// What decides how a request is understood is said once. Of two values one program would take the first and
// another the last: a proxy would let through what this door then reads differently.
constexpr std::string_view kSaidOnce[] = {"Authorization",   "Content-Type", "Content-Encoding",
                                          "Expect",          "If-Match",     "Last-Event-ID",
                                          "Idempotency-Key", "traceparent"};
constexpr std::string_view kOurs = "Htqd-";

bool is_said_once(std::string_view name) {
  return equal_without_case(name.substr(0, kOurs.size()), kOurs) ||
         std::ranges::any_of(kSaidOnce, [&](std::string_view one) { return equal_without_case(name, one); });
}

/// The first header that may be there once and is there again.
std::optional<std::string_view> said_twice(const Headers& headers) {
  for (std::size_t at = 0; at < headers.size(); ++at)
    if (is_said_once(headers[at].name) && headers.count(headers[at].name) > 1) return headers[at].name;
  return std::nullopt;
}

bool is_host(std::string_view host) {
  return std::ranges::all_of(host, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view(".-_:[]%~").contains(c);
  });
}

}  // namespace

RequestReader::Step RequestReader::take(std::string_view& input, Request& request) {
  switch (state_) {
    case State::head: return take_head(input, request);
    case State::body: return take_body(input, request);
    case State::refused: return Step::refused;
  }
  return Step::refused;
}

RequestReader::Step RequestReader::take_head(std::string_view& input, Request& request) {
  // Some clients send an empty line after a body: it is passed over (RFC 9112, 2.2).
  while (scanned_ == 0 && input.starts_with("\r\n")) input.remove_prefix(2);

  const std::size_t end = input.find("\r\n\r\n", scanned_ < 3 ? 0 : scanned_ - 3);
  const std::size_t bytes = end == std::string_view::npos ? input.size() : end + 4;
  // Before anything else is said of them, so that the answer does not hang on how the bytes came.
  if (!scan_head(input.substr(0, std::min(bytes, limits_.head_bytes)))) return refuse(kMalformed);
  if (end == std::string_view::npos && bytes < limits_.head_bytes) return Step::need_more;
  if (bytes > limits_.head_bytes || end == std::string_view::npos)
    return refuse(input.find("\r\n") > limits_.target_bytes ? kTargetTooLong : kHeadTooLarge);

  const std::string_view head = input.substr(0, bytes);
  RequestHead parsed;
  request.clear();
  switch (parse_request_head(head, limits_.header_count, request, parsed)) {
    case HeadFault::none: break;
    case HeadFault::malformed: return refuse(kMalformed);
    case HeadFault::version_not_supported: return refuse(kVersion);
    case HeadFault::too_many_headers: return refuse(kHeadTooLarge);
    case HeadFault::folded: return refuse(kFolded);
  }
  http_1_0_ = parsed.http_1_0;
  input.remove_prefix(bytes);
  return check_head(parsed.target, request);
}

/// Bytes that can no longer become a head are refused now, so that whoever sent them need not wait for a
/// timeout.
bool RequestReader::scan_head(std::string_view input) {
  for (std::size_t i = scanned_; i < input.size(); ++i) {
    const auto byte = static_cast<unsigned char>(input[i]);
    if (byte >= 0x20 ? byte == 0x7F : byte != '\t' && byte != '\r' && byte != '\n') return false;
    if (byte == '\n' && (i == 0 || input[i - 1] != '\r')) return false;
  }
  scanned_ = input == "\r" ? 0 : input.size();  // it may be the beginning of an empty line to pass over
  return true;
}

RequestReader::Step RequestReader::check_head(std::string_view target, Request& request) {
  if (target.size() > limits_.target_bytes) return refuse(kTargetTooLong);
  const Headers& headers = request.headers;
  const std::size_t hosts = headers.count("Host");
  if (hosts > 1 || (hosts == 0 && !http_1_0_) || !is_host(headers.find("Host").value_or("")))
    return refuse(kHost);
  if (const Step step = check_framing(headers); step != Step::head) return step;
  if (const auto name = said_twice(headers)) {
    refuse(kRepeatedHeader);
    problem_->with("field", *name).with("whatToDo", "Send one value.");
    return Step::refused;
  }
  if (const auto wrong = read_target(target, request); !wrong.empty())
    return refuse(
        {.status = 400, .type = "malformed-target", .title = "The target cannot be read", .detail = wrong});
  if (const auto coding = headers.find("Content-Encoding");
      coding && !equal_without_case(*coding, "identity"))
    return refuse(kContentEncoding);
  keeps_alive_ = http_1_0_ ? lists_token(headers, "Connection", "keep-alive")
                           : !lists_token(headers, "Connection", "close");
  if (const auto expect = headers.find("Expect")) {
    if (!equal_without_case(*expect, "100-continue")) return refuse(kExpectation);
    wants_continue_ = has_body() && !http_1_0_;
  }
  state_ = State::body;
  body_limit_ = limits_.body_bytes;
  return Step::head;
}

RequestReader::Step RequestReader::check_framing(const Headers& headers) {
  const std::size_t lengths = headers.count("Content-Length");
  const std::size_t codings = headers.count("Transfer-Encoding");
  if (lengths + codings > 1 || (codings == 1 && http_1_0_)) return refuse(kAmbiguousLength);
  if (codings == 1) {
    if (!equal_without_case(*headers.find("Transfer-Encoding"), "chunked")) return refuse(kTransferCoding);
    chunked_ = true;
  }
  if (lengths == 1) {
    const auto length = parse_content_length(*headers.find("Content-Length"));
    if (!length) return refuse(kAmbiguousLength);
    content_length_ = *length;
  }
  return Step::head;
}

RequestReader::Step RequestReader::allow_body(std::uint64_t bytes) {
  body_limit_ = bytes;
  return content_length_ > body_limit_ ? refuse_large_body() : Step::head;
}

RequestReader::Step RequestReader::take_body(std::string_view& input, Request& request) {
  if (chunked_) {
    switch (chunks_.take(input, request.body, body_limit_)) {
      case ChunkDecoder::Step::need_more: return Step::need_more;
      case ChunkDecoder::Step::complete: return Step::complete;
      case ChunkDecoder::Step::too_large: return refuse_large_body();
      case ChunkDecoder::Step::malformed:
        return refuse(
            {.status = 400, .type = "malformed-chunk", .title = "The chunks of the body cannot be read"});
    }
  }
  const std::uint64_t missing = content_length_ - request.body.size();
  const std::size_t taken = static_cast<std::size_t>(std::min<std::uint64_t>(missing, input.size()));
  request.body.append(input.substr(0, taken));
  input.remove_prefix(taken);
  return taken == missing ? Step::complete : Step::need_more;
}

void RequestReader::next() {
  state_ = State::head;
  scanned_ = 0;
  content_length_ = 0;
  chunked_ = false;
  wants_continue_ = false;
  keeps_alive_ = true;
  http_1_0_ = false;
  chunks_ = {};
}

RequestReader::Step RequestReader::refuse(const Problem::What& what) {
  state_ = State::refused;
  keeps_alive_ = false;
  problem_.emplace(what);
  return Step::refused;
}

RequestReader::Step RequestReader::refuse_large_body() {
  refuse(kBodyTooLarge);
  problem_->with("limitBytes", static_cast<std::int64_t>(body_limit_));
  return Step::refused;
}

}  // namespace htq::http
