// The reader of requests: the same bytes say the same whether they come at once or one by one, what is taken
// for a request reads back as the same request when it is written plainly, and a "no" says why.
#include "daemon/http/request_reader.h"

#include <tuple>
#include <vector>

#include "daemon/http/problem.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {
namespace {

using http::Request;
using http::RequestReader;

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// What a handler could see of a request.
using Seen = std::tuple<std::string, std::string, std::string, std::vector<std::string>, Pairs, Pairs, std::string>;

Pairs headers_of(const Request& request) {
  Pairs headers;
  for (std::size_t i = 0; i < request.headers.size(); ++i)
    headers.emplace_back(request.headers[i].name, request.headers[i].value);
  return headers;
}

Seen seen_of(const Request& request) {
  return {request.method,           request.target,      request.path, request.segments,
          request.query.parameters, headers_of(request), request.body};
}

struct Reading {
  std::vector<Seen> requests;
  std::string refusal;  // the problem's body; empty: none
  bool operator==(const Reading&) const = default;
};

Reading read(std::string_view bytes, std::size_t at_once) {
  const http::Limits limits{.body_bytes = 4096};
  RequestReader reader(limits);
  Request request;
  Reading reading;
  std::string unread;
  while (true) {
    std::string_view input = unread;
    auto step = reader.take(input, request);
    unread.erase(0, unread.size() - input.size());
    if (step == RequestReader::Step::head) step = reader.allow_body(limits.body_bytes);
    if (step == RequestReader::Step::refused) {
      const http::Response no = reader.problem().answer();
      require(no.status >= 400 && no.status < 600, "a refusal is a 4xx or 5xx");
      require(no.body.find("\"title\":\"") != std::string::npos, "a refusal has a reason");
      reading.refusal = no.body;
      return reading;
    }
    if (step == RequestReader::Step::complete) {
      reading.requests.push_back(seen_of(request));
      reader.next();
    }
    if (step != RequestReader::Step::need_more) continue;
    if (bytes.empty()) return reading;
    unread += bytes.substr(0, at_once);
    bytes.remove_prefix(std::min(at_once, bytes.size()));
  }
}

/// The request as anybody would write it: whoever stands between us and its sender reads it so.
std::string plainly(const Seen& seen) {
  const auto& [method, target, path, segments, query, headers, body] = seen;
  std::string bytes = method + " " + target + " HTTP/1.1\r\n";
  bool has_host = false;
  for (const auto& [name, value] : headers) {
    if (http::equal_without_case(name, "Content-Length") || http::equal_without_case(name, "Transfer-Encoding"))
      continue;
    has_host = has_host || http::equal_without_case(name, "Host");
    bytes += name + ": " + value + "\r\n";
  }
  if (!has_host) bytes += "Host: \r\n";
  return bytes + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

void check_that_it_reads_back(const Seen& seen) {
  const std::string bytes = plainly(seen);
  if (bytes.size() - std::get<6>(seen).size() > http::Limits{}.head_bytes) return;
  const Reading again = read(bytes, bytes.size());
  require(again.refusal.empty() && again.requests.size() == 1, "what was taken is taken again");
  const auto& [method, target, path, segments, query, headers, body] = again.requests.front();
  require(method == std::get<0>(seen) && path == std::get<2>(seen) && segments == std::get<3>(seen) &&
              query == std::get<4>(seen) && body == std::get<6>(seen),
          "a request that is written plainly is the same request");
}

}  // namespace

void http_request(std::string_view bytes) {
  const Reading at_once = read(bytes, std::max<std::size_t>(bytes.size(), 1));
  require(read(bytes, 1) == at_once, "byte by byte it reads as at once");
  require(read(bytes, 5) == at_once, "in pieces it reads as at once");
  for (const Seen& request : at_once.requests) check_that_it_reads_back(request);
}

}  // namespace htq::fuzz
