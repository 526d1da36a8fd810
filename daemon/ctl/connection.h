// The daemon as htqctl speaks with it: finds it, sends the token, and says every "no" on stderr. Whoever
// calls needs only the exit code then.
//
// One thread; one request at a time.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "daemon/ctl/json.h"
#include "daemon/ctl/settings.h"
#include "daemon/http/client.h"

namespace htq::ctl {

class Connection {
 public:
  /// Reads the token; does not connect yet.
  static std::expected<Connection, Exit> open(const Settings& settings, http::ClientOptions options = {});

  /// A success, or the exit code after the reason was printed.
  std::expected<http::Response, Exit> ask(std::string_view method, const std::string& target,
                                          http::Headers headers = {}, std::string_view body = {});
  /// As the bytes that came and as the document they are.
  struct Document {
    std::string bytes;
    Json json;
  };
  std::expected<Document, Exit> read(const std::string& target, std::string_view method = "GET");

  /// Without a word: for whoever decides itself what a fault or a refusal means.
  Result<http::Response> request(std::string_view method, const std::string& target,
                                 http::Headers headers = {}, std::string_view body = {});
  Result<http::Response> stream(std::string_view method, const std::string& target, http::Headers headers,
                                const std::function<bool(std::string_view)>& take);

  const std::string& url() const { return url_; }
  Form form() const { return form_; }

 private:
  Connection(http::Client client, std::string url, std::string token, const Settings& settings)
      : client_(std::move(client)),
        url_(std::move(url)),
        token_(std::move(token)),
        purpose_(settings.purpose),
        form_(settings.form) {}
  /// With what says who asks, and what for.
  http::Headers of_caller(http::Headers headers) const;

  http::Client client_;
  std::string url_;
  std::string token_;
  std::string purpose_;
  Form form_;
};

/// A client to where the daemon is; a word about what is wrong was said.
std::expected<http::Client, Exit> client_to(const Settings& settings, http::ClientOptions options);
/// Where the daemon is, as the settings say or by default.
std::string url_of(const Settings& settings);
/// "name=value" parameters behind a path; empty values are left out.
std::string with_query(std::string path, const std::vector<std::pair<std::string, std::string>>& parameters);
/// A part of a path, so that nothing in it reads as more than a part.
std::string percent_encoded(std::string_view text);

}  // namespace htq::ctl
