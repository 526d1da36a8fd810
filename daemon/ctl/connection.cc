#include "daemon/ctl/connection.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "daemon/ctl/saying.h"

namespace htq::ctl {
namespace {

constexpr const char* kSocket = "/run/htqd/htqd.sock";
constexpr const char* kPort = "http://127.0.0.1:7707";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

std::optional<std::string> contents(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::string token{std::istreambuf_iterator<char>(file), {}};
  const auto end = token.find_last_not_of(" \t\r\n");
  token.erase(end == std::string::npos ? 0 : end + 1);
  return token;
}

/// A file that was named must be there; the one in the home directory may be missing: the public list needs
/// no token.
std::expected<std::string, Exit> token_of(const Settings& settings) {
  std::string named = settings.token_file;
  if (named.empty()) {
    if (std::string token = variable("HTQCTL_TOKEN"); !token.empty()) return token;
    named = variable("HTQCTL_TOKEN_FILE");
  }
  if (!named.empty()) {
    if (auto token = contents(named)) return *std::move(token);
    return std::unexpected(fail(Exit::bad_usage, "cannot read the token file " + named));
  }
  const std::string home = variable("HOME");
  if (home.empty()) return std::string();
  return contents(home + "/.config/htqctl/token").value_or("");
}

}  // namespace

std::string url_of(const Settings& settings) {
  if (!settings.url.empty()) return settings.url;
  std::error_code unknown;
  return std::filesystem::exists(kSocket, unknown) ? std::string("unix:") + kSocket : kPort;
}

std::expected<http::Client, Exit> client_to(const Settings& settings, http::ClientOptions options) {
  const std::string url = url_of(settings);
  if (settings.certificate.empty() != settings.key.empty())
    return std::unexpected(fail(Exit::bad_usage, "--certificate and --key belong together"));
  if (url.starts_with("https://")) {
    auto tls = http::TlsContext::for_client(
        {.ca = settings.ca, .certificate = settings.certificate, .key = settings.key});
    if (!tls) return std::unexpected(fail(Exit::bad_usage, tls.error().what));
    options.tls = *std::move(tls);
  }
  auto client = http::Client::to(url, std::move(options));
  if (!client) return std::unexpected(fail(Exit::bad_usage, client.error().what));
  return *std::move(client);
}

std::expected<Connection, Exit> Connection::open(const Settings& settings, http::ClientOptions options) {
  auto token = token_of(settings);
  if (!token) return std::unexpected(token.error());
  for (const char c : *token)
    if (c <= ' ' || c > '~')
      return std::unexpected(fail(Exit::bad_usage, "the token is not one line of plain letters"));
  auto client = client_to(settings, std::move(options));
  if (!client) return std::unexpected(client.error());
  return Connection(std::move(*client), url_of(settings), std::move(*token), settings);
}

http::Headers Connection::of_caller(http::Headers headers) const {
  if (!token_.empty()) headers.add("Authorization", "Bearer " + token_);
  if (!purpose_.empty()) headers.add("Htqd-Purpose", purpose_);
  return headers;
}

Result<http::Response> Connection::request(std::string_view method, const std::string& target,
                                           http::Headers headers, std::string_view body) {
  return client_.request(method, target, of_caller(std::move(headers)), body);
}

Result<http::Response> Connection::stream(std::string_view method, const std::string& target,
                                          http::Headers headers,
                                          const std::function<bool(std::string_view)>& take) {
  return client_.stream(method, target, of_caller(std::move(headers)), take);
}

std::expected<http::Response, Exit> Connection::ask(std::string_view method, const std::string& target,
                                                    http::Headers headers, std::string_view body) {
  auto response = request(method, target, std::move(headers), body);
  if (!response) return std::unexpected(fail(Exit::no_answer, response.error().what));
  if (response->status < 200 || response->status > 299) return std::unexpected(say_problem(*response, form_));
  return *std::move(response);
}

std::expected<Connection::Document, Exit> Connection::read(const std::string& target,
                                                           std::string_view method) {
  auto response = ask(method, target);
  if (!response) return std::unexpected(response.error());
  auto json = Json::parse(response->body);
  if (!json)
    return std::unexpected(fail(
        Exit::no_answer, "what " + url_ + " answers is no JSON (" + json.error() + "): is it the daemon?"));
  return Document{.bytes = std::move(response->body), .json = *std::move(json)};
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '-' || c == '.' || c == '_' || c == '~' || c == ':';
    if (is_plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 0xF];
    }
  }
  return out;
}

std::string with_query(std::string path, const std::vector<std::pair<std::string, std::string>>& parameters) {
  char before = '?';
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    path += before + name + '=' + percent_encoded(value);
    before = '&';
  }
  return path;
}

}  // namespace htq::ctl
