// The rows of a list of the daemon, page after page. One thread.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <set>
#include <string>

#include "daemon/ctl/asked_at.h"
#include "daemon/ctl/connection.h"
#include "daemon/ctl/positions.h"

namespace htq::ctl {

struct ListedRows {
  Json::Array rows;
  std::string first_as_at;           // position that the first page rests on
  std::string last_as_at;            // that of the last: later, if something was recorded meanwhile
  std::string next;                  // cursor of the daemon; empty: there are no more
  std::set<std::string> unanswered;  // daemons whose part is missing

  /// No two sealed positions are alike: of those it is not known.
  bool rest_on_one_position() const { return first_as_at == last_as_at || !is_number(first_as_at); }
  /// As the daemon answers one page: {"asAt", PROPERTY, "next"}.
  Json document(const std::string& property) const;
};

/// All rows, or the first `limit`; or the exit code after the reason was printed.
std::expected<ListedRows, Exit> read_rows(Connection& daemon, const std::string& path,
                                          const std::string& property, const Parameters& parameters,
                                          std::optional<std::uint64_t> limit);

}  // namespace htq::ctl
