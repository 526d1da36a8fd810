#include "daemon/http/client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "daemon/http/listener.h"
#include "daemon/http/waiting.h"
#include "tests/http/running_server.h"

namespace htq::http {
namespace {

/// A server that says exactly these bytes to each connection in turn, then closes it.
class Parrot {
 public:
  explicit Parrot(std::vector<std::string> lines) : door_(*open_tcp_door("127.0.0.1", 0)) {
    thread_ = std::thread([this, lines = std::move(lines)] {
      for (const std::string& line : lines) {
        const int socket = ::accept(door_.socket, nullptr, nullptr);
        RawConnection connection(socket);
        connection.read_until("\r\n\r\n");
        connection.send(line);
        connection.end_sending();
        connection.read_to_end();
      }
    });
  }
  ~Parrot() {
    thread_.join();
    ::close(door_.socket);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(door_.port); }

 private:
  TcpDoor door_;
  std::thread thread_;
};

TEST(Client, GetsAndPostsOverOneConnection) {
  RunningServer running;
  running.route_echo("/echo");
  running.route("GET", "/x", "{\"x\":1}");
  running.open();
  Client client = *Client::to(running.url());
  for (int i = 0; i < 3; ++i) {
    const Result<Response> got = client.request("GET", "/x");
    ASSERT_TRUE(got) << got.error().what;
    EXPECT_EQ(got->body, "{\"x\":1}");
    EXPECT_EQ(got->content_type, "application/json");
    const Result<Response> posted = client.request("POST", "/echo", {}, std::string(200'000, 'x'));
    ASSERT_TRUE(posted) << posted.error().what;
    EXPECT_EQ(posted->body.size(), 200'000U);
    EXPECT_EQ(client.request("HEAD", "/x")->body, "");
  }
  EXPECT_EQ(running.server().connections(), 1U);
  EXPECT_EQ(client.request("GET", "/none")->status, 404);
}

TEST(Client, SpeaksOverAUnixSocket) {
  char name[] = "/tmp/htq-client-XXXXXX";
  const std::filesystem::path folder = ::mkdtemp(name);
  RunningServer running;
  running.route("GET", "/x", "{}");
  ASSERT_TRUE(running.server().listen_unix(folder / "s", 0600));
  Client client = *Client::to("unix:" + (folder / "s").string());
  EXPECT_EQ(client.request("GET", "/x")->body, "{}");
  running.server().stop(Duration(0));
  std::filesystem::remove_all(folder);
}

TEST(Client, SaysThatNobodyAnswers) {
  Client client = *Client::to("unix:/tmp/htq-no-such-socket");
  const Result<Response> response = client.request("GET", "/x");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, FaultKind::unavailable);
  EXPECT_EQ(response.error().what, "no daemon answers at unix:/tmp/htq-no-such-socket: is it running?");
}

TEST(Client, RefusesAddressesThatAreNone) {
  for (const std::string_view url : {"", "here", "https://here:1", "unix:", "http://", "http://here:",
                                     "http://here:x", "http://here:1/path", "http://here:123456"})
    EXPECT_FALSE(Client::to(url)) << url;
  for (const std::string_view url :
       {"http://here", "http://here:1", "http://[::1]:7707", "http://[::1]", "http://here:1/"})
    EXPECT_TRUE(Client::to(url)) << url;
}

TEST(Client, ConnectsAgainAfterTheServerClosed) {
  Limits limits;
  limits.idle_timeout = std::chrono::milliseconds(20);
  RunningServer running(limits);
  running.route("GET", "/x", "{}");
  running.open();
  Client client = *Client::to(running.url());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.request("GET", "/x"));
    while (running.server().connections() > 0) std::this_thread::yield();
  }
}

TEST(Client, GivesAStreamPieceByPiece) {
  RunningServer running;
  running.router().add_stream("GET", "/lines", [](Request&, StreamWriter& writer) -> Awaitable<void> {
    writer.begin(200, {});
    for (int i = 0; i < 100; ++i)
      if (!co_await writer.write("line\n")) co_return;
  });
  running.open();
  Client client = *Client::to(running.url());
  std::string all;
  const auto collect = [&](std::string_view piece) {
    all += piece;
    return true;
  };
  const Result<Response> response = client.stream("GET", "/lines", {}, collect);
  ASSERT_TRUE(response) << response.error().what;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(all.size(), 500U);

  int pieces = 0;
  EXPECT_TRUE(client.stream("GET", "/lines", {}, [&](std::string_view) { return ++pieces < 1; }));
  EXPECT_EQ(pieces, 1);
  const Result<Response> refused = client.stream("GET", "/none", {}, collect);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 404);
  EXPECT_NE(refused->body.find("no-such-route"), std::string::npos) << "a problem is no piece of the stream";
  EXPECT_EQ(all.size(), 500U);
}

TEST(Client, DoesNotTakeHalfAnAnswerForAWholeOne) {
  const std::vector<std::string> halves{
      "",
      "HTTP/1.1 200 OK\r\nContent-Le",
      "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense",
      "SSH-2.0-OpenSSH\r\n\r\n",
  };
  Parrot parrot(halves);
  for (const std::string& half : halves) {
    Client client = *Client::to(parrot.url());
    EXPECT_FALSE(client.request("GET", "/")) << half;
  }
}

TEST(Client, ReadsAnswersOfEveryShape) {
  const std::vector<std::string> answers{
      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n",
      "HTTP/1.0 200 OK\r\n\r\nbody",
  };
  Parrot parrot(answers);
  for (const std::string& answer : answers) {
    Client client = *Client::to(parrot.url());
    const Result<Response> response = client.request("GET", "/");
    ASSERT_TRUE(response) << answer << response.error().what;
    EXPECT_EQ(response->body, "body") << answer;
  }
}

TEST(Client, DoesNotWaitForEver) {
  RunningServer running;
  running.router().add("GET", "/never", [](Request&) -> Awaitable<Response> {
    for (;;) co_await pause(std::chrono::hours(1));
  });
  running.open();
  Client client = *Client::to(running.url(), {.answer_timeout = std::chrono::milliseconds(20)});
  const Result<Response> response = client.request("GET", "/never");
  ASSERT_FALSE(response);
  EXPECT_NE(response.error().what.find("did not answer in time"), std::string::npos);
}

}  // namespace
}  // namespace htq::http
