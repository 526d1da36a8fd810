#include "daemon/open_files.h"

#include <sys/resource.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace htq {
namespace {

/// 512 each for the log, the rows and a rebuild of them (max_open_files), and connections beyond the limit
/// that are told so.
constexpr rlim_t kBesideConnections = 2'048;

}  // namespace

Result<> allow_open_files(std::uint64_t connections) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0)
    return fault(FaultKind::io, std::string("read the limit of open files: ") + std::strerror(errno));
  const rlim_t needed = connections + kBesideConnections;
  if (files.rlim_cur >= needed) return {};
  if (files.rlim_max < needed)
    return fault(FaultKind::bad_input,
                 "http.max_connections = " + std::to_string(connections) + " needs " +
                     std::to_string(needed) + " open files, and this process may have " +
                     std::to_string(files.rlim_max) +
                     ": raise LimitNOFILE= of the unit (or ulimit -Hn), or lower http.max_connections.");
  files.rlim_cur = needed;
  if (::setrlimit(RLIMIT_NOFILE, &files) != 0)
    return fault(FaultKind::io, std::string("raise the limit of open files: ") + std::strerror(errno));
  return {};
}

}  // namespace htq
