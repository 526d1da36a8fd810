// A client for command lines: one connection, one request at a time, no threads and no loop. It connects when
// it must and keeps the connection for the next request.
//
// One thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/http/message.h"
#include "daemon/http/tls.h"
#include "projections/fault.h"

namespace htq::http {

struct ClientOptions {
  Duration connect_timeout = std::chrono::seconds(5);
  Duration answer_timeout =
      std::chrono::seconds(60);  // for a step: to take the request, to begin the answer, to go on
  Duration stream_timeout = std::chrono::hours(24);  // for a stream to say something more
  std::shared_ptr<const TlsContext> tls{};           // for https://
  /// A descriptor, whose owner it stays: as soon as there is something to read in it, nothing is waited for.
  int call_off = -1;
};

class Client {
 public:
  /// Takes "unix:/path", "http://host:port" ("http://[::1]:7707") or, with a TlsContext, "https://host:port".
  /// Does not connect yet.
  static Result<Client> to(std::string_view url, ClientOptions options = {});

  Client(Client&& from) noexcept;
  Client& operator=(Client&& from) noexcept;
  ~Client();

  /// Any status is an answer; a fault is the world's: nobody listens, the connection broke, nothing came in
  /// time. If it broke after the request was sent, the daemon may have acted on it: repeat it with the same
  /// Idempotency-Key.
  Result<Response> request(std::string_view method, std::string_view target, const Headers& headers = {},
                           std::string_view body = {});

  /// Gives each piece of a successful answer to `take` as it comes, until the end or until `take` returns
  /// false. The answer that is returned has a body only if its status is no success (a problem).
  Result<Response> stream(std::string_view method, std::string_view target, const Headers& headers,
                          const std::function<bool(std::string_view)>& take);

 private:
  struct Address {
    std::string url;   // as given
    std::string path;  // of a Unix socket; otherwise host and port
    std::string host;
    std::string port;
    std::string authority;  // for Host
    bool is_https = false;
  };
  using Take = std::function<bool(std::string_view)>;

  enum class Body { no, yes };
  enum class Framing { none, length, chunked, until_closed };

  Client(Address address, ClientOptions options)
      : address_(std::move(address)), options_(std::move(options)) {}

  Result<Response> exchange(std::string_view method, std::string_view target, const Headers& headers,
                            std::string_view body, const Take* take);
  Result<Response> send_and_read(std::string_view bytes, std::string_view method, const Take* take);
  Result<Response> read_head(Body expected);
  Result<> read_body(Response& response, const Take* take);
  std::unexpected<Fault> malformed() const;
  std::unexpected<Fault> cut_short() const;

  // The socket: client_connection.cc.
  Result<> connect();
  Result<> agree_on_tls();
  Result<> connect_to(int family, const void* name, unsigned size);
  Result<> send(std::string_view bytes);
  Tls::Step send_some(std::string_view bytes, std::size_t& sent);
  Tls::Step receive_some(char* to, std::size_t room, std::size_t& count);
  Result<> receive(Duration timeout);
  Result<> wait(short events, Duration timeout, std::string_view what);
  bool is_still_open() const;
  void close();

  Address address_;
  ClientOptions options_;
  int socket_ = -1;
  std::unique_ptr<Tls> tls_;  // over the socket
  std::string received_;
  bool is_ended_ = false;
  bool has_received_ = false;  // anything of this answer
  // Of the answer being read:
  Framing framing_ = Framing::none;
  std::uint64_t content_length_ = 0;
  bool closes_after_ = false;
};

}  // namespace htq::http
