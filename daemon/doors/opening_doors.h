// What is answered between the first moment of the process and the one in which its rows have read the log, which
// takes minutes where they are built anew: whoever watches the service sees that it lives and how far it is, and
// everyone else is told to come again.
//
// One thread says how far it is, the loop's asks. It outlives the server.
#pragma once

#include <atomic>
#include <string>

#include "daemon/http/router.h"
#include "domain/identity.h"

namespace htq {

class Opening {
 public:
  void reads_the_topic() { reads_topic_ = true; }
  void has_applied(Position applied, Position end);

  /// For everyone: a share, since how long the log is tells how much happens in the office.
  std::string words() const;

 private:
  std::atomic<bool> reads_topic_ = false;
  std::atomic<int> percent_ = -1;  // of the log, by the rows; less than 0: they have not begun
};

/// /livez says that it lives; everything else is a 503.
void add_opening_doors(http::Router& router, const Opening& opening);

}  // namespace htq
