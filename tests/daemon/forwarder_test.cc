#include "daemon/forwarder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <future>

#include "daemon/http/listener.h"
#include "daemon/way_to_daemons.h"
#include "tests/http/running_server.h"

namespace htq {
namespace {

const std::string kKey(32, 'k');
const WayToDaemons kInPlain;

using Answer = std::future<Result<http::Response>>;

/// Takes connections, as the kernel does for a process that is stopped, and says nothing.
class Silent {
 public:
  Silent() : door_(*http::open_tcp_door("127.0.0.1", 0)) {}
  ~Silent() { ::close(door_.socket); }
  std::string address() const { return "127.0.0.1:" + std::to_string(door_.port); }

 private:
  http::TcpDoor door_;
};

class Writer {
 public:
  explicit Writer(const std::string& name) {
    server_.route("POST", "/", name);
    server_.open();
  }
  std::string address() const { return server_.url().substr(std::string_view("http://").size()); }

 private:
  http::RunningServer server_;
};

Answer send(Forwarder& forwarder) {
  auto done = std::make_shared<std::promise<Result<http::Response>>>();
  Answer answer = done->get_future();
  forwarder.send(
      {.request = {.method = "POST", .target = "/", .body = "x"},
       .caller = {.subject = "olga", .roles = {}, .organisation = {}, .token_id = {}},
       .answering = [done](Result<http::Response> outcome) { done->set_value(std::move(outcome)); }});
  return answer;
}

/// Well within the time that an answer is waited for.
bool comes_soon(const Answer& answer) {
  return answer.wait_for(std::chrono::seconds(5)) == std::future_status::ready;
}

TEST(Forwarder, BringsTheAnswerOfWhomItIsTurnedTo) {
  const Writer one("one"), two("two");
  Forwarder forwarder(2, kKey, kInPlain);
  for (const auto& [writer, name] : {std::pair{&one, "one"}, {&two, "two"}, {&one, "one"}}) {
    forwarder.turn_to(writer->address());
    for (int time = 0; time < 3; ++time) EXPECT_EQ(send(forwarder).get()->body, name);
  }
}

TEST(Forwarder, KnowsNobodyBeforeItIsTurnedToSomebody) {
  Forwarder forwarder(1, kKey, kInPlain);
  EXPECT_EQ(send(forwarder).get().error().kind, FaultKind::unavailable);
  forwarder.turn_to("127.0.0.1:1");
  forwarder.turn_to("");
  EXPECT_EQ(send(forwarder).get().error().kind, FaultKind::unavailable);
}

TEST(Forwarder, CallsOffWhatIsUnderWayWhenItIsTurned) {
  const Silent silent;
  const Writer writer("next");
  Forwarder forwarder(2, kKey, kInPlain);
  forwarder.turn_to(silent.address());
  std::vector<Answer> under_way;
  for (int count = 0; count < 2; ++count) under_way.push_back(send(forwarder));
  Answer waiting = send(forwarder);
  forwarder.turn_to(writer.address());
  // What no thread had taken yet goes to the new one; what one had is called off, or goes there, too.
  ASSERT_TRUE(comes_soon(waiting));
  for (Answer& answer : under_way) {
    ASSERT_TRUE(comes_soon(answer));
    const auto outcome = answer.get();
    if (!outcome) EXPECT_EQ(outcome.error().kind, FaultKind::unavailable);
  }
  EXPECT_EQ(send(forwarder).get()->body, "next");
}

TEST(Forwarder, CallsOffToTheSameAddressToo) {
  const Silent silent;
  Forwarder forwarder(1, kKey, kInPlain);
  forwarder.turn_to(silent.address());
  Answer first = send(forwarder);
  Answer second = send(forwarder);
  // Until its one thread has taken the first, turning calls nothing off.
  while (first.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
    forwarder.turn_to(silent.address());
  EXPECT_FALSE(first.get());
  forwarder.turn_to("");
  ASSERT_TRUE(comes_soon(second));
}

TEST(Forwarder, DoesNotWaitForAnybodyWhenItStops) {
  const Silent silent;
  Answer answer;
  {
    Forwarder forwarder(1, kKey, kInPlain);
    forwarder.turn_to(silent.address());
    answer = send(forwarder);
    forwarder.stop();
    ASSERT_TRUE(comes_soon(answer));
    EXPECT_FALSE(answer.get());
    forwarder.turn_to(silent.address());
    EXPECT_FALSE(send(forwarder).get());
  }
}

}  // namespace
}  // namespace htq
