#include "daemon/http/waiting.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/http/running_server.h"

namespace htq::http {
namespace {

/// What a handler that ends with `answer` sends.
std::string ask(const Handler& handler, RunningServer& running) {
  running.router().add("GET", "/ask", handler);
  running.open();
  RawConnection connection = running.connect();
  connection.send(get("/ask"));
  return connection.read_answer();
}

TEST(AwaitCallback, TakesTheAnswerOfAnotherThread) {
  RunningServer running;
  ThreadExecutor engine("engine");
  const std::string answer = ask(
      [&](Request&) -> Awaitable<Response> {
        int sum = 0;
        for (int i = 0; i < 1000; ++i) {
          sum += co_await await_callback<int>(
              [&](Callback<int> done) { engine.post([done = std::move(done), i]() mutable { done(i); }); });
        }
        co_return Response{.body = std::to_string(sum)};
      },
      running);
  EXPECT_EQ(body_of(answer), "499500");
}

TEST(AwaitCallback, TakesAnAnswerThatIsThereBeforeItWaits) {
  RunningServer running;
  const std::string answer = ask(
      [&](Request&) -> Awaitable<Response> {
        auto text = co_await await_callback<std::unique_ptr<std::string>>(
            [&](auto done) { done(std::make_unique<std::string>("at once")); });
        co_return Response{.body = *text};
      },
      running);
  EXPECT_EQ(body_of(answer), "at once");
}

TEST(AwaitCallback, ThrowsWhenNobodyWillAnswer) {
  RunningServer running;
  const std::string answer = ask(
      [&](Request&) -> Awaitable<Response> {
        try {
          co_await await_callback<int>([](Callback<int>) {});
        } catch (const Forgotten&) {
          co_return Response{.body = "forgotten"};
        }
        co_return Response{};
      },
      running);
  EXPECT_EQ(body_of(answer), "forgotten");
}

TEST(Signal, SaysWhenTheTimePassedFirst) {
  RunningServer running;
  Signal news(running.loop());
  const std::string answer = ask(
      [&](Request&) -> Awaitable<Response> {
        const bool came = co_await news.wait(news.count(), std::chrono::milliseconds(5));
        const bool held = co_await news.wait_until([] { return false; }, std::chrono::milliseconds(5));
        const bool was_there = co_await news.wait_until([] { return true; }, Duration(0));
        co_return Response{.body = std::to_string(came) + std::to_string(held) + std::to_string(was_there)};
      },
      running);
  EXPECT_EQ(body_of(answer), "001");
}

TEST(Signal, DoesNotMissNewsThatComeBeforeTheWait) {
  RunningServer running;
  Signal news(running.loop());
  const std::string answer = ask(
      [&](Request&) -> Awaitable<Response> {
        const std::uint64_t seen = news.count();
        news.notify_all();
        const bool came = co_await news.wait(seen);
        co_return Response{.body = came ? "news" : "nothing"};
      },
      running);
  EXPECT_EQ(body_of(answer), "news");
}

TEST(Signal, WakesAllThatWait) {
  RunningServer running;
  Signal news(running.loop());
  std::atomic<bool> is_there = false;
  std::atomic<int> waiting = 0;
  running.router().add("GET", "/wait", [&](Request&) -> Awaitable<Response> {
    ++waiting;
    const bool came = co_await news.wait_until([&] { return is_there.load(); }, std::chrono::seconds(60));
    co_return Response{.body = came ? "news" : "nothing"};
  });
  running.open();
  std::vector<RawConnection> connections;
  for (int i = 0; i < 50; ++i) {
    connections.push_back(running.connect());
    connections.back().send(get("/wait"));
  }
  while (waiting < 50) std::this_thread::yield();
  is_there = true;
  news.notify_all();
  for (RawConnection& connection : connections) EXPECT_EQ(body_of(connection.read_answer()), "news");
}

}  // namespace
}  // namespace htq::http
