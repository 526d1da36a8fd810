/* A disk on which one call fails or hangs: preloaded into htqd, beneath RocksDB and everything else.
 *
 * HTQ_FAIL_CALL     write, sync, rename or open
 * HTQ_FAIL_AT       which of these calls fails, from 1 on
 * HTQ_FAIL_UNDER    only files below this directory (or of this name) count
 * HTQ_FAIL_MARK     a file that is made when the call has failed, or hangs: the call and the path; of a directory's
 *                   sync the name that was put into it last, if that was the last one anywhere
 * HTQ_FAIL_FROM     if set: calls count from when this file exists
 * HTQ_HANG_UNTIL    if set: the call does not fail. It hangs until this file exists, and then does what was
 * asked
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static atomic_long calls;
static char renamed[4096]; /* the last name that was put anywhere */

/* "/NAME" if a sync of this directory is for that name. */
static const char* name_for(const char* call, const char* path) {
  const char* name = strrchr(renamed, '/');
  if (!name || strcmp(call, "sync") != 0) return "";
  const size_t length = (size_t)(name - renamed);
  return strlen(path) == length && strncmp(path, renamed, length) == 0 ? name : "";
}

static int is_below(const char* path) {
  const char* under = getenv("HTQ_FAIL_UNDER");
  return under && strncmp(path, under, strlen(under)) == 0;
}

static int fails(const char* call, const char* path) {
  const char* wanted = getenv("HTQ_FAIL_CALL");
  if (!wanted || strcmp(wanted, call) != 0 || !is_below(path)) return 0;
  const char* from = getenv("HTQ_FAIL_FROM");
  if (from && access(from, F_OK) != 0) return 0;
  if (atomic_fetch_add(&calls, 1) + 1 != atol(getenv("HTQ_FAIL_AT"))) return 0;
  const int mark = (int)syscall(SYS_openat, AT_FDCWD, getenv("HTQ_FAIL_MARK"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  if (mark >= 0) {
    dprintf(mark, "%s %s%s\n", call, path, name_for(call, path));
    syscall(SYS_close, mark);
  }
  const char* until = getenv("HTQ_HANG_UNTIL");
  if (until) {
    while (access(until, F_OK) != 0) nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    return 0;
  }
  errno = EIO;
  return 1;
}

static int fails_on(const char* call, int fd) {
  char link[64];
  char path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails(call, path);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void* bytes, size_t count) {
  return fails_on("write", fd) ? -1 : NEXT(write)(fd, bytes, count);
}
ssize_t pwrite(int fd, const void* bytes, size_t count, off_t at) {
  return fails_on("write", fd) ? -1 : NEXT(pwrite)(fd, bytes, count, at);
}
ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t at) {
  return fails_on("write", fd) ? -1 : NEXT(pwrite64)(fd, bytes, count, at);
}
int fsync(int fd) {
  return fails_on("sync", fd) ? -1 : NEXT(fsync)(fd);
}
int fdatasync(int fd) {
  return fails_on("sync", fd) ? -1 : NEXT(fdatasync)(fd);
}
int rename(const char* from, const char* to) {
  if (fails("rename", to)) return -1;
  snprintf(renamed, sizeof renamed, "%s", to);
  return NEXT(rename)(from, to);
}
static int opened(int (*next)(const char*, int, ...), const char* path, int flags, mode_t mode) {
  return fails("open", path) ? -1 : next(path, flags, mode);
}
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return opened(NEXT(open), path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return opened(NEXT(open64), path, flags, mode);
}
