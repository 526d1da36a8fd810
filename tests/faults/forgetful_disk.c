/* A disk that forgets what was not synced: preloaded into htqd. It changes nothing of what the daemon does or is told. It
 * writes down every change below a directory, and every sync, in the order in which they happened; forgetful_disk.py makes
 * of that what a power cut would have left.
 *
 * HTQ_FORGET_UNDER    the directory
 * HTQ_FORGET_JOURNAL  the file in which it is written down, outside of that directory
 * HTQ_FORGET_LIES     if set: no sync below this directory is written down, as if the disk only claimed to have done it
 *
 * An entry: length of what follows (4 bytes), kind (1), offset or size (8), length of path (2), path, length of the other
 * path (2), other path, bytes. Numbers in the order of this machine. The last one may be cut off.
 *
 *   C path         created             W path offset bytes   written
 *   T path size    truncated to size   R path other          renamed
 *   L path other   other is a link     X path other          changed places
 *   U path         unlinked            M path                directory made
 *   D path         directory removed   S path offset         file or directory synced: covers the first `offset` bytes of
 *                                                            the journal, since what came meanwhile may not be
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Held over a change and its entry, so that the order of entries is that of the changes. Not over a sync. */
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;
static uint64_t written;

static int is_below(const char* variable, const char* path) {
  const char* directory = getenv(variable);
  return directory && strncmp(path, directory, strlen(directory)) == 0;
}

static int counts(const char* path) {
  return path && is_below("HTQ_FORGET_UNDER", path);
}

/* The path of what is open, if it counts. */
static int path_of(int fd, char* path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, size - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return counts(path);
}

static void append(const void* bytes, size_t count) {
  while (count > 0) {
    const ssize_t done = syscall(SYS_write, journal, bytes, count);
    if (done < 0) abort();
    bytes = (const char*)bytes + done;
    count -= (size_t)done;
    written += (uint64_t)done;
  }
}

/* With `order` held. */
static void note(char kind, uint64_t number, const char* path, const char* other, const void* bytes, size_t count) {
  if (journal < 0) {
    journal = (int)syscall(SYS_openat, AT_FDCWD, getenv("HTQ_FORGET_JOURNAL"), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC,
                           0600);
    if (journal < 0) abort();
    written = (uint64_t)syscall(SYS_lseek, journal, 0, SEEK_END);
  }
  const uint16_t path_length = (uint16_t)strlen(path);
  const uint16_t other_length = other ? (uint16_t)strlen(other) : 0;
  char head[4 + 1 + 8 + 2 + 4096 + 2 + 4096];
  char* at = head + 4;
  *at++ = kind;
  at = mempcpy(at, &number, 8);
  at = mempcpy(at, &path_length, 2);
  at = mempcpy(at, path, path_length);
  at = mempcpy(at, &other_length, 2);
  at = mempcpy(at, other ? other : "", other_length);
  const uint32_t length = (uint32_t)((size_t)(at - head) - 4 + count);
  memcpy(head, &length, 4);
  append(head, (size_t)(at - head));
  append(bytes, count);
}

static ssize_t written_to(int fd, const void* bytes, size_t count, off_t at, ssize_t (*next)(int, const void*, size_t, off_t)) {
  char path[4096];
  if (!path_of(fd, path, sizeof path)) return next(fd, bytes, count, at);
  pthread_mutex_lock(&order);
  const off_t offset = at >= 0 ? at : lseek(fd, 0, SEEK_CUR);
  const ssize_t done = next(fd, bytes, count, at);
  const int error = errno;
  if (done > 0) note('W', (uint64_t)offset, path, NULL, bytes, (size_t)done);
  pthread_mutex_unlock(&order);
  errno = error;
  return done;
}

static ssize_t write_here(int fd, const void* bytes, size_t count, off_t at) {
  (void)at;
  return NEXT(write)(fd, bytes, count);
}
static ssize_t write_there(int fd, const void* bytes, size_t count, off_t at) {
  return NEXT(pwrite64)(fd, bytes, count, at);
}
ssize_t write(int fd, const void* bytes, size_t count) {
  return written_to(fd, bytes, count, -1, write_here);
}
ssize_t pwrite(int fd, const void* bytes, size_t count, off_t at) {
  return written_to(fd, bytes, count, at, write_there);
}
ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t at) {
  return written_to(fd, bytes, count, at, write_there);
}

static int synced(int fd, int (*next)(int)) {
  char path[4096];
  if (!path_of(fd, path, sizeof path)) return next(fd);
  pthread_mutex_lock(&order);
  const uint64_t before = written;
  pthread_mutex_unlock(&order);
  const int done = next(fd);
  const int error = errno;
  if (done == 0 && !is_below("HTQ_FORGET_LIES", path)) {
    pthread_mutex_lock(&order);
    note('S', before, path, NULL, NULL, 0);
    pthread_mutex_unlock(&order);
  }
  errno = error;
  return done;
}
int fsync(int fd) {
  return synced(fd, NEXT(fsync));
}
int fdatasync(int fd) {
  return synced(fd, NEXT(fdatasync));
}

static int resized(int fd, uint64_t size, int done) {
  char path[4096];
  const int error = errno;
  if (done == 0 && path_of(fd, path, sizeof path)) note('T', size, path, NULL, NULL, 0);
  errno = error;
  return done;
}
int ftruncate(int fd, off_t size) {
  pthread_mutex_lock(&order);
  const int done = resized(fd, (uint64_t)size, NEXT(ftruncate)(fd, size));
  pthread_mutex_unlock(&order);
  return done;
}
int ftruncate64(int fd, off64_t size) {
  return ftruncate(fd, size);
}
int fallocate(int fd, int mode, off_t offset, off_t length) {
  pthread_mutex_lock(&order);
  struct stat before;
  const int known = fstat(fd, &before) == 0;
  int done = NEXT(fallocate)(fd, mode, offset, length);
  /* Space that is set aside shows nowhere; a file that grows does. */
  if (done == 0 && known && !(mode & FALLOC_FL_KEEP_SIZE) && offset + length > before.st_size)
    done = resized(fd, (uint64_t)(offset + length), done);
  pthread_mutex_unlock(&order);
  return done;
}
int fallocate64(int fd, int mode, off64_t offset, off64_t length) {
  return fallocate(fd, mode, offset, length);
}

static int opened(const char* path, int flags, mode_t mode, int (*next)(const char*, int, ...)) {
  if (!counts(path) || !(flags & (O_CREAT | O_TRUNC))) return next(path, flags, mode);
  pthread_mutex_lock(&order);
  const int was_there = access(path, F_OK) == 0;
  const int fd = next(path, flags, mode);
  const int error = errno;
  if (fd >= 0 && !was_there)
    note('C', 0, path, NULL, NULL, 0);
  else if (fd >= 0 && (flags & O_TRUNC))
    note('T', 0, path, NULL, NULL, 0);
  pthread_mutex_unlock(&order);
  errno = error;
  return fd;
}
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return opened(path, flags, mode, NEXT(open));
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return opened(path, flags, mode, NEXT(open64));
}

/* A change of names: `call` is made, and noted if it succeeds. */
#define NAMED(kind, path, other, call)                          \
  if (!counts(path)) return call;                               \
  pthread_mutex_lock(&order);                                   \
  const int done = call;                                        \
  const int error = errno;                                      \
  if (done == 0) note(kind, 0, path, other, NULL, 0);           \
  pthread_mutex_unlock(&order);                                 \
  errno = error;                                                \
  return done

int rename(const char* from, const char* to) {
  NAMED('R', from, to, NEXT(rename)(from, to));
}
int renameat2(int from_directory, const char* from, int to_directory, const char* to, unsigned flags) {
  NAMED(flags & RENAME_EXCHANGE ? 'X' : 'R', from, to, NEXT(renameat2)(from_directory, from, to_directory, to, flags));
}
int link(const char* from, const char* to) {
  NAMED('L', from, to, NEXT(link)(from, to));
}
int unlink(const char* path) {
  NAMED('U', path, NULL, NEXT(unlink)(path));
}
int mkdir(const char* path, mode_t mode) {
  NAMED('M', path, NULL, NEXT(mkdir)(path, mode));
}
int rmdir(const char* path) {
  NAMED('D', path, NULL, NEXT(rmdir)(path));
}
