// Clients that are slow, silent or too many.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "daemon/http/waiting.h"
#include "tests/http/running_server.h"

namespace htq::http {
namespace {

using std::chrono::milliseconds;

Limits impatient() {
  Limits limits;
  limits.head_timeout = milliseconds(60);
  limits.body_timeout = milliseconds(60);
  limits.idle_timeout = milliseconds(60);
  limits.write_timeout = milliseconds(60);
  limits.linger_timeout = milliseconds(60);
  return limits;
}

TEST(Overload, CutsOffAHeadThatDoesNotEnd) {
  RunningServer running(impatient());
  running.open();
  RawConnection connection = running.connect();
  connection.send("GET / HTTP/1.1\r\nHost:");
  EXPECT_EQ(status_of(connection.read_to_end()), 408);
}

TEST(Overload, CutsOffAHeadThatComesInDrops) {
  RunningServer running(impatient());
  running.open();
  RawConnection connection = running.connect();
  connection.send("GET / HTTP/1.1\r\n");
  const auto began = std::chrono::steady_clock::now();
  std::string answer;
  std::thread reader([&] { answer = connection.read_to_end(); });
  // A drop now and then must not put the end off. The pauses are what is tested, not a wait for something.
  while (running.server().connections() > 0 &&
         std::chrono::steady_clock::now() - began < std::chrono::seconds(9)) {
    connection.send("X: y\r\n");
    std::this_thread::sleep_for(milliseconds(10));
  }
  reader.join();
  EXPECT_EQ(status_of(answer), 408);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(9));
}

TEST(Overload, CutsOffABodyThatDoesNotEnd) {
  RunningServer running(impatient());
  running.route_echo("/echo");
  running.open();
  RawConnection connection = running.connect();
  connection.send("POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhe");
  EXPECT_EQ(status_of(connection.read_to_end()), 408);
}

TEST(Overload, ClosesSilentConnectionsWithoutAWord) {
  RunningServer running(impatient());
  running.route("GET", "/x", "{}");
  running.open();
  RawConnection never_spoke = running.connect();
  RawConnection fell_silent = running.connect();
  fell_silent.send(get("/x"));
  EXPECT_EQ(body_of(fell_silent.read_answer()), "{}");
  EXPECT_EQ(fell_silent.read_to_end(), "");
  EXPECT_EQ(never_spoke.read_to_end(), "");
}

TEST(Overload, CutsOffAReaderThatDoesNotRead) {
  RunningServer running(impatient());
  running.route("GET", "/large", std::string(32 << 20, 'x'));
  running.open();
  RawConnection connection = running.connect();
  connection.shrink_receive_buffer();
  connection.send(get("/large"));
  EXPECT_EQ(running.told(1)[0].failure, "the client left or did not read in time");
}

TEST(Overload, AnswersHealthAloneBeyondTheLimit) {
  Limits limits;
  limits.connections = 2;
  limits.reserved_connections = 1;
  RunningServer running(limits);
  running.route("GET", "/x", "{}");
  running.router().add("GET", "/livez",
                       [](Request&) -> Awaitable<Response> { co_return Response{.body = "alive"}; },
                       {.always_answers = true});
  running.open();
  RawConnection first = running.connect();
  RawConnection second = running.connect();
  for (RawConnection* connection : {&first, &second}) {
    connection->send(get("/x"));
    ASSERT_EQ(status_of(connection->read_answer()), 200);
  }
  {
    RawConnection third = running.connect();
    third.send(get("/x"));
    const std::string refused = third.read_answer();
    EXPECT_EQ(status_of(refused), 503);
    EXPECT_NE(refused.find("Retry-After: 1\r\n"), std::string::npos);
    RawConnection beyond = running.connect();
    const std::string turned_away = beyond.read_to_end();
    EXPECT_EQ(status_of(turned_away), 503);
    EXPECT_NE(turned_away.find("Retry-After: 1\r\n"), std::string::npos);
    third.end_sending();
    third.read_to_end();
  }
  // The third lingers until it has closed; then its place is free.
  while (running.server().connections() > 2) std::this_thread::yield();
  RawConnection health = running.connect();
  health.send(get("/livez"));
  const std::string answer = health.read_to_end();
  EXPECT_EQ(body_of(answer), "alive");
  EXPECT_EQ(running.server().turned_away(), 3U);
}

TEST(Overload, TakesLargeBodiesOnlyAsLongAsAllOfThemFitAndSmallOnesAlways) {
  Limits limits;
  limits.all_bodies_bytes = 64 << 10;
  limits.small_body_bytes = 1 << 10;
  RunningServer running(limits);
  running.route_echo("/echo");
  std::promise<void> came;
  std::atomic<bool> may_go_on = false;
  running.router().add("POST", "/held", [&](Request&) -> Awaitable<Response> {
    came.set_value();
    while (!may_go_on) co_await pause(milliseconds(1));
    co_return Response{.body = "done"};
  });
  running.open();
  const auto post = [](std::string_view path, const std::string& body) {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: here\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  const std::string large(40'000, 'x');
  RawConnection first = running.connect();
  first.send(post("/held", large));
  came.get_future().wait();

  RawConnection second = running.connect();
  second.send(post("/echo", large));
  const std::string refused = second.read_to_end();
  EXPECT_EQ(status_of(refused), 503);
  EXPECT_NE(refused.find("too-many-large-bodies"), std::string::npos);
  EXPECT_NE(refused.find("Retry-After: 1\r\n"), std::string::npos);
  RawConnection third = running.connect();
  third.send(post("/echo", "small"));
  EXPECT_EQ(body_of(third.read_answer()), "small");

  may_go_on = true;
  EXPECT_EQ(body_of(first.read_answer()), "done");
  first.send(get("/nothing"));  // once this is answered the body before it has been let go of
  EXPECT_EQ(status_of(first.read_answer()), 404);
  third.send(post("/echo", large));
  EXPECT_EQ(body_of(third.read_answer()), large);
}

}  // namespace
}  // namespace htq::http
