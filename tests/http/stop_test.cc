// The graceful stop.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "daemon/http/waiting.h"
#include "tests/http/running_server.h"

namespace htq::http {
namespace {

using std::chrono::seconds;

TEST(Stop, ClosesIdleConnectionsAndRefusesNewOnes) {
  RunningServer running;
  running.route("GET", "/x", "{}");
  running.open();
  RawConnection idle = running.connect();
  idle.send(get("/x"));
  EXPECT_EQ(status_of(idle.read_answer()), 200);
  RawConnection half = running.connect();
  half.send("GET /x HTT");
  running.server().stop(seconds(30));
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_EQ(running.server().connections(), 0U);
}

TEST(Stop, LetsARequestUnderWayFinish) {
  RunningServer running;
  std::promise<Callback<std::string>> asked;
  running.router().add("GET", "/slow", [&](Request&) -> Awaitable<Response> {
    auto body = co_await await_callback<std::string>(
        [&](Callback<std::string> done) { asked.set_value(std::move(done)); });
    co_return Response{.body = std::move(body)};
  });
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/slow"));
  Callback<std::string> done = asked.get_future().get();
  std::thread stopping([&] { running.server().stop(seconds(30)); });
  done("finished");
  const std::string answer = connection.read_to_end();
  EXPECT_EQ(body_of(answer), "finished");
  stopping.join();
}

TEST(Stop, CutsOffWhatDoesNotFinishInTime) {
  RunningServer running;
  std::promise<Callback<std::string>> asked;
  running.router().add("GET", "/never", [&](Request&) -> Awaitable<Response> {
    auto body = co_await await_callback<std::string>(
        [&](Callback<std::string> done) { asked.set_value(std::move(done)); });
    co_return Response{.body = std::move(body)};
  });
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/never"));
  Callback<std::string> done = asked.get_future().get();
  running.server().stop(Duration(0));
  EXPECT_EQ(connection.read_to_end(), "");
  EXPECT_EQ(running.told(1)[0].failure, "cut off by the stop of the daemon");
  done("too late, and nobody minds");
}

TEST(Stop, ClosesStreamsAtOnceAndNotAsIfTheyWereWhole) {
  RunningServer running;
  Signal never(running.loop());
  running.router().add_stream("GET", "/follow", [&](Request&, StreamWriter& writer) -> Awaitable<void> {
    writer.begin(200, {});
    co_await writer.write("begun\n");
    for (;;) co_await never.wait(never.count(), std::chrono::hours(1));
  });
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/follow"));
  connection.read_until("begun\n");
  running.server().stop(seconds(300));
  EXPECT_EQ(connection.read_to_end(), "\r\n");
}

TEST(Stop, MayBeAskedForTwice) {
  RunningServer running;
  running.open();
  running.server().stop(seconds(1));
  running.server().stop(seconds(1));
}

}  // namespace
}  // namespace htq::http
