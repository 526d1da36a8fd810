// Where the server listens: TCP and Unix sockets, and what stands in their way.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "daemon/http/listener.h"
#include "tests/http/running_server.h"

namespace htq::http {
namespace {

class UnixDoor : public testing::Test {
 protected:
  UnixDoor() {
    char name[] = "/tmp/htq-door-XXXXXX";
    folder = ::mkdtemp(name);
    path = folder / "s";
  }
  ~UnixDoor() override { std::filesystem::remove_all(folder); }

  std::filesystem::path folder;
  std::filesystem::path path;
};

TEST_F(UnixDoor, KnowsTheUserBehindIt) {
  RunningServer running;
  running.router().add("GET", "/who", [](Request& request) -> Awaitable<Response> {
    co_return Response{.body =
                           request.door == Door::unix_socket ? std::to_string(*request.peer_user) : "tcp"};
  });
  running.open();
  ASSERT_TRUE(running.server().listen_unix(path, 0600));
  RawConnection connection = RawConnection::to_path(path);
  connection.send(get("/who"));
  EXPECT_EQ(body_of(connection.read_answer()), std::to_string(::getuid()));
  RawConnection over_tcp = running.connect();
  over_tcp.send(get("/who"));
  EXPECT_EQ(body_of(over_tcp.read_answer()), "tcp");
}

TEST_F(UnixDoor, HasTheModeItWasGivenAndGoesAwayAtTheStop) {
  RunningServer running;
  ASSERT_TRUE(running.server().listen_unix(path, 0620));
  struct stat there{};
  ASSERT_EQ(::stat(path.c_str(), &there), 0);
  EXPECT_EQ(there.st_mode & 07777, 0620U);
  running.server().stop(Duration(0));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(UnixDoor, ReplacesASocketFileWhoseOwnerIsGone) {
  const Result<int> left_behind = open_unix_door(path, 0600);
  ASSERT_TRUE(left_behind);
  ::close(*left_behind);
  ASSERT_TRUE(std::filesystem::exists(path));
  RunningServer running;
  EXPECT_TRUE(running.server().listen_unix(path, 0600));
}

TEST_F(UnixDoor, IsRefusedWhereAnotherDaemonAnswers) {
  RunningServer first;
  ASSERT_TRUE(first.server().listen_unix(path, 0600));
  RunningServer second;
  const Result<> refused = second.server().listen_unix(path, 0600);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("another daemon answers"), std::string::npos);
}

TEST_F(UnixDoor, IsRefusedWhereAnotherFileIs) {
  std::ofstream(path) << "precious";
  RunningServer running;
  EXPECT_FALSE(running.server().listen_unix(path, 0600));
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_FALSE(running.server().listen_unix(folder / std::string(200, 'x'), 0600));
}

TEST(TcpDoor, IsRefusedWhereThePortIsTakenOrTheAddressIsNone) {
  RunningServer running;
  const auto port = running.server().listen_tcp("127.0.0.1", 0);
  ASSERT_TRUE(port);
  EXPECT_NE(*port, 0);
  EXPECT_FALSE(running.server().listen_tcp("127.0.0.1", *port));
  EXPECT_FALSE(running.server().listen_tcp("localhost", 0)) << "names are not looked up";
}

}  // namespace
}  // namespace htq::http
