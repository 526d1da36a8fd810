// Answers whose end is not known when they begin.
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "daemon/http/waiting.h"
#include "tests/http/running_server.h"

namespace htq::http {
namespace {

const Headers kLines{{.name = "Content-Type", .value = "application/x-ndjson"}};

/// Three lines, then the end.
StreamHandler three_lines() {
  return [](Request&, StreamWriter& writer) -> Awaitable<void> {
    writer.begin(200, kLines);
    for (int i = 0; i < 3; ++i)
      if (!co_await writer.write(std::to_string(i) + "\n")) co_return;
  };
}

TEST(Stream, IsChunkedAndKeepsTheConnection) {
  RunningServer running;
  running.router().add_stream("GET", "/lines", three_lines());
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/lines") + get("/lines"));
  for (int i = 0; i < 2; ++i) {
    const std::string answer = connection.read_until("0\r\n\r\n");
    EXPECT_NE(answer.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
    EXPECT_NE(answer.find("Content-Type: application/x-ndjson\r\n"), std::string::npos);
    EXPECT_EQ(body_of(answer), "2\r\n0\n\r\n2\r\n1\n\r\n2\r\n2\n\r\n0\r\n\r\n");
  }
}

TEST(Stream, IsPlainToAClientOfHttp10) {
  RunningServer running;
  running.router().add_stream("GET", "/lines", three_lines());
  running.open();
  RawConnection connection = running.connect();
  connection.send("GET /lines HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string answer = connection.read_to_end();
  EXPECT_EQ(body_of(answer), "0\n1\n2\n");
  EXPECT_EQ(answer.find("chunked"), std::string::npos);
}

TEST(Stream, HasAHeadAndNothingElseForHead) {
  RunningServer running;
  running.router().add_stream("GET", "/lines", three_lines());
  running.route("GET", "/x", "{}");
  running.open();
  RawConnection connection = running.connect();
  connection.send("HEAD /lines HTTP/1.1\r\nHost: here\r\n\r\n" + get("/x"));
  EXPECT_EQ(status_of(connection.read_until("\r\n\r\n")), 200);
  EXPECT_EQ(body_of(connection.read_answer()), "{}");
}

TEST(Stream, MayTurnOutToBeAPlainAnswer) {
  RunningServer running;
  running.router().add_stream("GET", "/no", [](Request&, StreamWriter& writer) -> Awaitable<void> {
    writer.answer({.status = 403, .body = "{}"});
    co_return;
  });
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/no"));
  EXPECT_EQ(status_of(connection.read_answer()), 403);
}

TEST(Stream, ThatFailsIsNotTakenForWhole) {
  RunningServer running;
  running.router().add_stream("GET", "/early", [](Request&, StreamWriter& writer) -> Awaitable<void> {
    writer.begin(200, kLines);
    throw std::runtime_error("too early");
    co_return;
  });
  running.router().add_stream("GET", "/late", [](Request&, StreamWriter& writer) -> Awaitable<void> {
    writer.begin(200, kLines);
    co_await writer.write("line\n");
    throw std::runtime_error("too late");
  });
  running.open();
  RawConnection early = running.connect();
  early.send(get("/early"));
  EXPECT_EQ(status_of(early.read_answer()), 500);
  RawConnection late = running.connect();
  late.send(get("/late"));
  const std::string answer = late.read_to_end();
  EXPECT_TRUE(answer.ends_with("line\n\r\n")) << "without the last chunk: " << answer;
  EXPECT_EQ(running.told(2)[1].failure, "too late");
}

TEST(Stream, ThatIsBrokenOffIsNotTakenForWhole) {
  RunningServer running;
  running.router().add_stream("GET", "/half", [](Request&, StreamWriter& writer) -> Awaitable<void> {
    writer.begin(200, kLines);
    co_await writer.write("line\n");
    writer.break_off("the other half is lost");
  });
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/half"));
  const std::string answer = connection.read_to_end();
  EXPECT_TRUE(answer.ends_with("line\n\r\n")) << "without the last chunk: " << answer;
  EXPECT_EQ(running.told(1)[0].failure, "the other half is lost");
}

TEST(Stream, EndsWhenItsClientLeaves) {
  RunningServer running;
  std::atomic<int> written = 0;
  running.router().add_stream("GET", "/endless", [&](Request&, StreamWriter& writer) -> Awaitable<void> {
    writer.begin(200, kLines);
    while (co_await writer.write("line\n")) {
      ++written;
      co_await pause(std::chrono::milliseconds(1));
    }
  });
  running.open();
  {
    RawConnection connection = running.connect();
    connection.send(get("/endless"));
    connection.read_until("line\n");
  }
  EXPECT_EQ(running.told(1)[0].failure, "the client left or did not read in time");
  EXPECT_GT(written, 0);
}

TEST(Stream, WaitsForItsReaderAndThenCutsItOff) {
  Limits limits;
  limits.write_timeout = std::chrono::milliseconds(60);
  RunningServer running(limits);
  std::atomic<std::size_t> taken = 0;
  running.router().add_stream("GET", "/flood", [&](Request&, StreamWriter& writer) -> Awaitable<void> {
    writer.begin(200, kLines);
    while (co_await writer.write(std::string(65536, 'x'))) taken += 65536;
  });
  running.open();
  RawConnection connection = running.connect();
  connection.shrink_receive_buffer();
  connection.send(get("/flood"));
  EXPECT_EQ(running.told(1)[0].failure, "the client left or did not read in time");
  EXPECT_LT(taken, 64U << 20) << "what the kernel buffers, and no more";
}

TEST(Stream, FollowsNewsFromAnotherThread) {
  RunningServer running;
  Signal news(running.loop());
  std::atomic<int> latest = 0;
  running.router().add_stream("GET", "/follow", [&](Request&, StreamWriter& writer) -> Awaitable<void> {
    writer.begin(200, kLines);
    if (!co_await writer.write("")) co_return;
    for (int told = 0; told < 1000;) {
      co_await news.wait_until([&] { return latest > told; });
      told = latest;
      if (!co_await writer.write(std::to_string(told) + "\n")) co_return;
    }
  });
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/follow"));
  EXPECT_EQ(status_of(connection.read_until("\r\n\r\n")), 200) << "the head comes before any news";
  for (int i = 1; i <= 1000; ++i) {
    latest = i;
    news.notify_all();
  }
  EXPECT_NE(connection.read_until("0\r\n\r\n").find("1000\n"), std::string::npos);
}

}  // namespace
}  // namespace htq::http
