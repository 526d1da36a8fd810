// Commands that led to records, and their receipts: the same command gets the same answer again, and another
// one under its key is refused. Those whose records the rows do not hold yet are kept here; the rest is on
// record.
//
// The engine's executor only.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "daemon/log/event_log.h"
#include "daemon/order.h"
#include "daemon/row_view.h"

namespace htq {

class AnsweredCommands {
 public:
  explicit AnsweredCommands(const EventLog& log) : log_(log) {}

  void clear();
  /// `key`: command_key (commands.h).
  void add(const std::string& key, std::string digest, Receipt receipt);
  /// The answer that was given; nothing: there is no such command yet.
  Result<std::optional<Reply>> find(const std::string& key, const std::string& digest,
                                    const RowView& rows) const;
  /// The rows hold every record up to here.
  void release(Position applied);

 private:
  struct Recent {
    std::string digest;
    Receipt receipt;
  };

  Result<std::optional<Reply>> find_on_record(const std::string& key, const std::string& digest,
                                              const RowView& rows) const;

  const EventLog& log_;
  std::unordered_map<std::string, Recent> recent_;
  std::deque<std::pair<Position, std::string>> order_;
};

}  // namespace htq
