// The lines of a token file; the layout is in tokens.h. Any thread.
#pragma once

#include "daemon/access/tokens.h"

namespace htq {

/// In the order of the lines. A fault names every bad line, with `path` in front.
Result<std::vector<TokenEntry>> parse_token_lines(const std::filesystem::path& path, std::string_view bytes,
                                                  const RoleCheck& is_role);

/// Without the end of the line. The entry must have passed check_token().
std::string token_line(const TokenEntry& entry);

/// What is wrong with a subject, roles, an organisation or a note; nothing if they may stand in a file.
std::optional<std::string> check_token(const TokenEntry& entry, const RoleCheck& is_role);

}  // namespace htq
