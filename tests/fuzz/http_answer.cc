// What a server sends to htqctl: a client that is answered with any bytes ends with an answer or a fault, and says the
// same whether they come at once or in pieces.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <thread>

#include "daemon/http/client.h"
#include "tests/fuzz/target.h"
#include "tests/log/temporary_directory.h"

namespace htq::fuzz {
namespace {

/// Listens on a socket in a folder of its own.
class Listening {
 public:
  Listening() : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::strncpy(name.sun_path, path().c_str(), sizeof name.sun_path - 1);
    require(::bind(socket_, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0 && ::listen(socket_, 8) == 0,
            "a socket can be listened on");
  }
  ~Listening() { ::close(socket_); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  std::string path() const { return directory_.path() / "socket"; }

  /// Answers one request with these bytes, `first` of them alone, and ends the connection.
  void answer(std::string_view bytes, std::size_t first) const {
    const int client = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    char request[4096];
    std::string got;
    while (got.find("\r\n\r\n") == std::string::npos) {
      const ssize_t count = ::recv(client, request, sizeof request, 0);
      if (count <= 0) break;
      got.append(request, static_cast<std::size_t>(count));
    }
    for (const std::string_view piece : {bytes.substr(0, first), bytes.substr(std::min(first, bytes.size()))})
      if (!piece.empty()) static_cast<void>(::send(client, piece.data(), piece.size(), MSG_NOSIGNAL));
    ::shutdown(client, SHUT_WR);
    while (::recv(client, request, sizeof request, 0) > 0) {
    }
    ::close(client);
  }

 private:
  TemporaryDirectory directory_;
  int socket_;
};

struct Outcome {
  int status = 0;
  std::string body;
  std::string fault;  // empty: none
  bool operator==(const Outcome&) const = default;
};

Outcome ask(std::string_view method, std::string_view bytes, std::size_t first) {
  static const Listening listening;
  const std::jthread server([&] { listening.answer(bytes, first); });
  auto client = http::Client::to("unix:" + listening.path());
  require(client.has_value(), "a socket is an address");
  const auto answer = client->request(method, "/livez");
  if (!answer) return {.status = 0, .body = {}, .fault = answer.error().what};
  return {.status = answer->status, .body = answer->body, .fault = {}};
}

}  // namespace

void http_answer(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 64 << 10;
  if (bytes.size() > kMostBytes) return;
  Input input(bytes);
  const std::string_view method = input.choice(2) == 0 ? "GET" : "HEAD";
  const Outcome at_once = ask(method, input.rest(), input.rest().size());
  require(at_once.fault.empty() ? at_once.status >= 200 && at_once.status <= 999 : at_once.body.empty(),
          "an answer is an answer, or there is a fault with a reason");
  require(ask(method, input.rest(), input.rest().size() / 2) == at_once, "in two pieces it says the same");
}

}  // namespace htq::fuzz
