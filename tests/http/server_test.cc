// What requests get: plain answers, order, keep-alive, limits of a route, failures of a handler.
#include "daemon/http/server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <stdexcept>
#include <thread>

#include "tests/http/running_server.h"

namespace htq::http {
namespace {

TEST(Server, SendsWhatEveryAnswerCarries) {
  RunningServer running;
  running.route("GET", "/x", "{}");
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/x"));
  const std::string answer = connection.read_answer();
  EXPECT_EQ(answer,
            "HTTP/1.1 200 OK\r\nServer: htqd\r\nX-Content-Type-Options: nosniff\r\n"
            "Content-Type: application/json\r\nCache-Control: no-store\r\nContent-Length: 2\r\n\r\n{}");
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  RunningServer running;
  running.router().add("GET", "/{number}", [](Request& request) -> Awaitable<Response> {
    co_return Response{.body = request.parameter("number")};
  });
  running.open();
  RawConnection connection = running.connect();
  std::string requests;
  for (int i = 0; i < 500; ++i) requests += get("/" + std::to_string(i));
  connection.send(requests);
  for (int i = 0; i < 500; ++i) ASSERT_EQ(body_of(connection.read_answer()), std::to_string(i));
}

TEST(Server, TakesRequestsByteByByte) {
  RunningServer running;
  running.route_echo("/echo");
  running.open();
  RawConnection connection = running.connect();
  const std::string request =
      "\r\nPOST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  for (const char c : request + post("/echo", "again")) connection.send({&c, 1});
  EXPECT_EQ(body_of(connection.read_answer()), "hello");
  EXPECT_EQ(body_of(connection.read_answer()), "again");
}

TEST(Server, TakesLargeBodiesWhereTheRouteAllowsThem) {
  RunningServer running;
  running.route_echo("/large", {.body_bytes = 8 << 20});
  running.route_echo("/small", {.body_bytes = 4});
  running.open();
  const std::string body(5 << 20, 'x');
  RawConnection large = running.connect();
  std::thread sender([&] { large.send(post("/large", body)); });
  EXPECT_EQ(body_of(large.read_answer()), body);
  sender.join();

  RawConnection small = running.connect();
  small.send(post("/small", "1234") + post("/small", "12345"));
  EXPECT_EQ(body_of(small.read_answer()), "1234");
  EXPECT_EQ(status_of(small.read_to_end()), 413);
}

TEST(Server, AnswersHeadWithTheLengthButNoBody) {
  RunningServer running;
  running.route("GET", "/x", "hello");
  running.open();
  RawConnection connection = running.connect();
  connection.send("HEAD /x HTTP/1.1\r\nHost: here\r\n\r\n" + get("/x", "Connection: close\r\n"));
  const std::string answers = connection.read_to_end();
  const std::size_t second = answers.find("HTTP/1.1", 10);
  ASSERT_NE(second, std::string::npos);
  EXPECT_NE(answers.substr(0, second).find("Content-Length: 5\r\n"), std::string::npos);
  EXPECT_TRUE(answers.substr(0, second).ends_with("\r\n\r\n"));
  EXPECT_EQ(body_of(answers.substr(second)), "hello");
}

TEST(Server, RefusesUnknownPathsAndMethodsAndGoesOn) {
  RunningServer running;
  running.route("GET", "/x", "{}");
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/y") + post("/x", "body") + get("/x"));
  EXPECT_EQ(status_of(connection.read_answer()), 404);
  const std::string refused = connection.read_answer();
  EXPECT_EQ(status_of(refused), 405);
  EXPECT_NE(refused.find("Allow: GET, HEAD\r\n"), std::string::npos);
  EXPECT_EQ(status_of(connection.read_answer()), 200);
  const auto told = running.told(3);
  EXPECT_EQ(told[0].route, "");
  EXPECT_EQ(told[2].route, "/x");
}

TEST(Server, TurnsWhatAHandlerThrowsIntoAProblemAndGoesOn) {
  RunningServer running;
  running.router().add("GET", "/throws", [](Request& request) -> Awaitable<Response> {
    if (request.query.count("odd") > 0) throw 7;
    throw std::runtime_error("the reason");
    co_return Response{};
  });
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/throws") + get("/throws?odd"));
  const std::string answer = connection.read_answer();
  EXPECT_EQ(status_of(answer), 500);
  EXPECT_EQ(answer.find("the reason"), std::string::npos) << "the caller must not hear it";
  EXPECT_EQ(status_of(connection.read_answer()), 500);
  EXPECT_EQ(running.told(2)[0].failure, "the reason");
}

TEST(Server, AsksForTheBodyThatWaitsForIt) {
  RunningServer running;
  running.route_echo("/echo");
  running.open();
  RawConnection connection = running.connect();
  connection.send("POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(connection.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  connection.send("hello");
  EXPECT_EQ(body_of(connection.read_answer()), "hello");

  connection.send(
      "POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_of(connection.read_to_end()), 413);
}

TEST(Server, ClosesWhenItIsAskedTo) {
  RunningServer running;
  running.route("GET", "/x", "{}");
  running.open();
  for (const std::string& request :
       {get("/x", "Connection: close\r\n"), std::string("GET /x HTTP/1.0\r\n\r\n")}) {
    RawConnection connection = running.connect();
    connection.send(request + get("/x"));
    const std::string answers = connection.read_to_end();
    EXPECT_EQ(status_of(answers), 200);
    EXPECT_TRUE(answers.ends_with("\r\n\r\n{}"));
    EXPECT_EQ(answers.find("HTTP/1.1", 10), std::string::npos);
  }
}

TEST(Server, KeepsAnswersWholeWhateverHeadersHold) {
  RunningServer running;
  running.router().add("GET", "/x", [](Request&) -> Awaitable<Response> {
    Response response{.status = 201, .body = "{}"};
    response.headers.add("Location", "/y\r\nSet-Cookie: stolen");
    response.headers.add("Content-Length", "1");
    response.headers.add("Cache-Control", "max-age=60");
    co_return response;
  });
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/x"));
  const std::string answer = connection.read_answer();
  EXPECT_NE(answer.find("Location: /y  Set-Cookie: stolen\r\n"), std::string::npos) << answer;
  EXPECT_EQ(answer.find("Content-Length: 1\r\n"), std::string::npos);
  EXPECT_EQ(answer.find("no-store"), std::string::npos);
}

TEST(Server, StampsARequestWhenItsLastByteWasRead) {
  ManualClock clock(Instant{1000});
  RunningServer running({}, clock);
  running.router().add("POST", "/when", [&](Request& request) -> Awaitable<Response> {
    clock.move_to(clock.now() + Duration(500));  // what a handler takes does not count for the next
    co_return Response{.body = std::to_string(request.received_at.ns)};
  });
  running.open();
  RawConnection connection = running.connect();
  connection.send(post("/when", "a") + post("/when", "b"));
  EXPECT_EQ(body_of(connection.read_answer()), "1000");
  EXPECT_EQ(body_of(connection.read_answer()), "1000");
  connection.send(post("/when", "c"));
  EXPECT_EQ(body_of(connection.read_answer()), "2000");
}

TEST(Server, AnswersManyClientsAtOnce) {
  RunningServer running;
  running.route_echo("/echo");
  running.open();
  std::vector<std::thread> clients;
  std::atomic<int> right = 0;
  for (int client = 0; client < 16; ++client) {
    clients.emplace_back([&, client] {
      RawConnection connection = running.connect();
      for (int i = 0; i < 100; ++i) {
        const std::string body = std::to_string(client * 1000 + i);
        connection.send(post("/echo", body));
        if (body_of(connection.read_answer()) == body) ++right;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(right, 1600);
}

TEST(Server, ServesASocketThatItIsGiven) {
  RunningServer running;
  running.route("GET", "/x", "{}");
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  running.server().serve(ends[0]);
  RawConnection connection(ends[1]);
  connection.send(get("/x"));
  EXPECT_EQ(body_of(connection.read_answer()), "{}");
}

}  // namespace
}  // namespace htq::http
