#include "daemon/http/head_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>

namespace htq::http {
namespace {

namespace beast = boost::beast;
using beast::http::error;
using Text = beast::string_view;
using Code = beast::error_code;

std::string_view plain(Text text) {
  return {text.data(), text.size()};
}

/// Bodies are taken apart elsewhere (skip), so the callbacks for them are never called.
template <bool is_request>
class Parser : public beast::http::basic_parser<is_request> {
 public:
  Parser(Headers& headers, std::size_t max_headers) : headers_(headers), max_headers_(max_headers) {
    this->skip(true);
    this->header_limit(0xFFFF'FFFF);  // the caller has bounded the head
    this->body_limit(boost::none);
  }

  bool too_many_headers() const { return headers_.size() > max_headers_; }

 protected:
  void on_field_impl(beast::http::field, Text name, Text value, Code& ec) override {
    headers_.add(plain(name), plain(value));
    if (too_many_headers()) ec = error::header_limit;
  }
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(Text body, Code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code&) override { return body.size(); }
  void on_finish_impl(Code&) override {}

 private:
  Headers& headers_;
  std::size_t max_headers_;
};

class RequestParser final : public Parser<true> {
 public:
  RequestParser(Request& request, RequestHead& head, std::size_t max_headers)
      : Parser(request.headers, max_headers), request_(request), head_(head) {}

 private:
  void on_request_impl(beast::http::verb, Text method, Text target, int version, Code&) override {
    request_.method.assign(method.data(), method.size());
    head_ = {.target = plain(target), .http_1_0 = version == 10};
  }
  void on_response_impl(int, Text, int, Code&) override {}

  Request& request_;
  RequestHead& head_;
};

class ResponseParser final : public Parser<false> {
 public:
  explicit ResponseParser(ResponseHead& head) : Parser(head.headers, 1000), head_(head) {}

 private:
  void on_request_impl(beast::http::verb, Text, Text, int, Code&) override {}
  void on_response_impl(int status, Text, int version, Code&) override {
    head_.status = status;
    head_.http_1_0 = version == 10;
  }

  ResponseHead& head_;
};

/// A line that begins with a blank continues the one before: what one server joins, another may cut
/// (obs-fold).
bool is_folded(std::string_view head) {
  for (std::size_t at = head.find("\r\n"); at + 2 < head.size(); at = head.find("\r\n", at + 2))
    if (head[at + 2] == ' ' || head[at + 2] == '\t') return true;
  return false;
}

bool names_another_version(std::string_view head) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const std::size_t at = line.rfind(" HTTP/");
  if (at == std::string_view::npos) return false;
  const std::string_view version = line.substr(at + 6);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return version.size() == 3 && is_digit(version[0]) && version[1] == '.' && is_digit(version[2]);
}

}  // namespace

HeadFault parse_request_head(std::string_view head, std::size_t max_headers, Request& request,
                             RequestHead& result) {
  if (is_folded(head)) return HeadFault::folded;
  RequestParser parser(request, result, max_headers);
  Code ec;
  parser.put(boost::asio::buffer(head.data(), head.size()), ec);
  if (parser.too_many_headers()) return HeadFault::too_many_headers;
  if (ec == error::bad_version && names_another_version(head)) return HeadFault::version_not_supported;
  return ec || !parser.is_done() ? HeadFault::malformed : HeadFault::none;
}

std::optional<ResponseHead> parse_response_head(std::string_view head) {
  ResponseHead result;
  ResponseParser parser(result);
  Code ec;
  parser.put(boost::asio::buffer(head.data(), head.size()), ec);
  if (ec || !parser.is_done()) return std::nullopt;
  return result;
}

bool lists_token(const Headers& headers, std::string_view name, std::string_view token) {
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (!equal_without_case(headers[i].name, name)) continue;
    for (std::string_view rest = headers[i].value; !rest.empty();) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      std::string_view item = rest.substr(0, comma);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
      item.remove_prefix(std::min(item.find_first_not_of(" \t"), item.size()));
      item = item.substr(0, item.find_last_not_of(" \t") + 1);
      if (equal_without_case(item, token)) return true;
    }
  }
  return false;
}

std::optional<std::uint64_t> parse_content_length(std::string_view text) {
  std::uint64_t length = 0;
  if (text.empty() || text.size() > 18) return std::nullopt;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return length;
}

}  // namespace htq::http
