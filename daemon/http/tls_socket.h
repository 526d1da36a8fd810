// How OpenSSL reads and writes a socket here: its own way would raise SIGPIPE when the other side is gone.
// Any thread.
#pragma once

struct bio_st;

namespace htq::http {

/// The descriptor stays its owner's.
bio_st* bio_over_socket(int socket);

}  // namespace htq::http
