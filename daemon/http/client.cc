#include "daemon/http/client.h"

#include <sys/un.h>

#include <algorithm>
#include <utility>

#include "daemon/http/chunks.h"
#include "daemon/http/head_parser.h"

namespace htq::http {
namespace {

constexpr std::size_t kMaxHeadBytes = 64 << 10;
constexpr std::uint64_t kMaxBodyBytes = std::uint64_t{1} << 30;  // of an answer that is kept in memory

/// What may be sent again over a new connection if an idle one turned out to be dead.
bool is_repeatable(std::string_view method, const Headers& headers) {
  return method == "GET" || method == "HEAD" || headers.count("Idempotency-Key") > 0;
}

}  // namespace

Client::Client(Client&& from) noexcept
    : address_(std::move(from.address_)),
      options_(from.options_),
      socket_(std::exchange(from.socket_, -1)),
      tls_(std::move(from.tls_)),
      received_(std::move(from.received_)),
      is_ended_(from.is_ended_) {}

Client& Client::operator=(Client&& from) noexcept {
  std::swap(address_, from.address_);
  std::swap(options_, from.options_);
  std::swap(socket_, from.socket_);
  std::swap(tls_, from.tls_);
  std::swap(received_, from.received_);
  std::swap(is_ended_, from.is_ended_);
  return *this;
}

Client::~Client() {
  close();
}

Result<Client> Client::to(std::string_view url, ClientOptions options) {
  const auto wrong = [&](std::string_view why) {
    return fault(FaultKind::bad_input,
                 "cannot use \"" + std::string(url) + "\" as the daemon's address: " + std::string(why));
  };
  Address address{.url = std::string(url)};
  constexpr std::string_view kUnix = "unix:";
  constexpr std::string_view kHttp = "http://", kHttps = "https://";
  if (url.starts_with(kUnix)) {
    address.path = url.substr(kUnix.size());
    address.authority = "localhost";
    if (address.path.empty() || address.path.size() >= sizeof(sockaddr_un::sun_path))
      return wrong("a socket's path has 1 to 107 bytes");
    return Client(std::move(address), std::move(options));
  }
  address.is_https = url.starts_with(kHttps);
  if (!address.is_https && !url.starts_with(kHttp))
    return wrong("write unix:/path, http://host:port or https://host:port");
  if (address.is_https && !options.tls) return wrong("nothing was said of whom to believe");
  std::string_view authority = url.substr(address.is_https ? kHttps.size() : kHttp.size());
  if (authority.ends_with('/')) authority.remove_suffix(1);
  const std::size_t colon = authority.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  std::string_view host = authority.substr(0, has_port ? colon : authority.size());
  const std::string_view port = has_port ? authority.substr(colon + 1) : address.is_https ? "443" : "80";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || host.find('/') != std::string_view::npos)
    return wrong("write host and port without a path");
  if (port.empty() || port.size() > 5 ||
      !std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; }))
    return wrong("the port is a number");
  address.host = host;
  address.port = port;
  address.authority = authority;
  return Client(std::move(address), std::move(options));
}

Result<Response> Client::request(std::string_view method, std::string_view target, const Headers& headers,
                                 std::string_view body) {
  return exchange(method, target, headers, body, nullptr);
}

Result<Response> Client::stream(std::string_view method, std::string_view target, const Headers& headers,
                                const Take& take) {
  return exchange(method, target, headers, {}, &take);
}

Result<Response> Client::exchange(std::string_view method, std::string_view target, const Headers& headers,
                                  std::string_view body, const Take* take) {
  std::string bytes;
  bytes.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ").append(address_.authority);
  for (std::size_t i = 0; i < headers.size(); ++i)
    bytes.append("\r\n").append(headers[i].name).append(": ").append(headers[i].value);
  if (!body.empty() || (method != "GET" && method != "HEAD"))
    bytes.append("\r\nContent-Length: ").append(std::to_string(body.size()));
  bytes.append("\r\n\r\n").append(body);

  const bool is_reused = is_still_open();
  if (!is_reused) HTQ_TRY(connect());
  Result<Response> response = send_and_read(bytes, method, take);
  // It may have been closed between the look at it and the request.
  if (!response && is_reused && is_ended_ && !has_received_ && is_repeatable(method, headers)) {
    HTQ_TRY(connect());
    response = send_and_read(bytes, method, take);
  }
  if (!response) close();
  return response;
}

Result<Response> Client::send_and_read(std::string_view bytes, std::string_view method, const Take* take) {
  has_received_ = false;
  HTQ_TRY(send(bytes));
  Result<Response> response = read_head(method == "HEAD" ? Body::no : Body::yes);
  if (!response) return response;
  const bool is_success = response->status >= 200 && response->status < 300;
  HTQ_TRY(read_body(*response, is_success ? take : nullptr));
  if (closes_after_ || is_ended_) close();
  return response;
}

Result<Response> Client::read_head(Body expected) {
  ResponseHead head;
  do {  // an answer of 1xx is followed by another
    std::size_t end = received_.find("\r\n\r\n");
    while (end == std::string::npos) {
      if (received_.size() > kMaxHeadBytes) return malformed();
      if (is_ended_) return cut_short();
      HTQ_TRY(receive(options_.answer_timeout));
      end = received_.find("\r\n\r\n");
    }
    auto parsed = parse_response_head(std::string_view(received_).substr(0, end + 4));
    if (!parsed) return malformed();
    head = std::move(*parsed);
    received_.erase(0, end + 4);
  } while (head.status < 200);

  closes_after_ = head.http_1_0 || lists_token(head.headers, "Connection", "close");
  if (expected == Body::no || head.status == 204 || head.status == 304) {
    framing_ = Framing::none;
  } else if (lists_token(head.headers, "Transfer-Encoding", "chunked")) {
    framing_ = Framing::chunked;
  } else if (const auto length = head.headers.find("Content-Length")) {
    const auto number = parse_content_length(*length);
    if (!number) return malformed();
    framing_ = Framing::length;
    content_length_ = *number;
  } else {
    framing_ = Framing::until_closed;
    closes_after_ = true;
  }
  const std::string type(head.headers.find("Content-Type").value_or(""));
  return Response{.status = head.status, .headers = std::move(head.headers), .content_type = type};
}

Result<> Client::read_body(Response& response, const Take* take) {
  ChunkDecoder chunks;
  std::uint64_t left = framing_ == Framing::length ? content_length_ : kMaxBodyBytes;
  const std::uint64_t limit = take != nullptr ? ~std::uint64_t{0} : kMaxBodyBytes;
  if (take == nullptr && framing_ == Framing::length && left > limit) return malformed();
  bool is_complete = framing_ == Framing::none;
  while (!is_complete) {
    std::string_view input = received_;
    switch (framing_) {
      case Framing::none: break;
      case Framing::chunked: {
        const auto step = chunks.take(input, response.body, limit);
        if (step == ChunkDecoder::Step::malformed || step == ChunkDecoder::Step::too_large)
          return malformed();
        is_complete = step == ChunkDecoder::Step::complete;
        break;
      }
      case Framing::length:
      case Framing::until_closed: {
        const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left, input.size()));
        response.body.append(input.substr(0, taken));
        input.remove_prefix(taken);
        if (framing_ == Framing::length) left -= taken;
        if (response.body.size() > limit) return malformed();
        is_complete = framing_ == Framing::length ? left == 0 : is_ended_;
        break;
      }
    }
    received_.erase(0, received_.size() - input.size());
    if (take != nullptr && !response.body.empty()) {
      const bool goes_on = (*take)(response.body);
      response.body.clear();
      if (!goes_on) {
        closes_after_ = true;
        return {};
      }
    }
    if (is_complete) break;
    if (is_ended_) return cut_short();
    HTQ_TRY(receive(take != nullptr ? options_.stream_timeout : options_.answer_timeout));
  }
  return {};
}

std::unexpected<Fault> Client::malformed() const {
  return fault(FaultKind::unavailable,
               "what answers at " + address_.url + " does not speak HTTP/1.1 as the daemon does");
}

std::unexpected<Fault> Client::cut_short() const {
  return fault(FaultKind::unavailable,
               "the daemon at " + address_.url + " closed the connection before its answer ended");
}

}  // namespace htq::http
