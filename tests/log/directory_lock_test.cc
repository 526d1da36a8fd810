#include "daemon/log/directory_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/log/temporary_directory.h"

namespace htq {
namespace {

TEST(DirectoryLock, ASecondProcessHearsWhoHasTheDirectory) {
  const TemporaryDirectory directory;
  const auto first = DirectoryLock::take(directory.path() / "data");
  ASSERT_TRUE(first);
  const std::string expected = "is in use by process " + std::to_string(::getpid());
  const pid_t child = ::fork();
  if (child == 0) {
    const auto second = DirectoryLock::take(directory.path() / "data");
    ::_exit(!second && second.error().kind == FaultKind::bad_input && second.error().what.ends_with(expected)
                ? 0
                : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(DirectoryLock, IsFreeAgainWhenItsHolderEnds) {
  const TemporaryDirectory directory;
  {
    const auto first = DirectoryLock::take(directory.path());
    ASSERT_TRUE(first);
    EXPECT_FALSE(DirectoryLock::take(directory.path()));
  }
  EXPECT_TRUE(DirectoryLock::take(directory.path()));
}

}  // namespace
}  // namespace htq
