#include "daemon/ctl/pages.h"

#include <algorithm>

#include "daemon/page.h"

namespace htq::ctl {

std::expected<ListedRows, Exit> read_rows(Connection& daemon, const std::string& path,
                                          const std::string& property, const Parameters& parameters,
                                          std::optional<std::uint64_t> limit) {
  ListedRows listed;
  do {
    const std::uint64_t page = limit ? std::min(kLongestPage, *limit - listed.rows.size()) : kLongestPage;
    Parameters asked = parameters;
    asked.emplace_back("limit", std::to_string(page));
    asked.emplace_back("cursor", listed.next);
    auto read = daemon.read(with_query(path, asked));
    if (!read) return std::unexpected(read.error());
    listed.last_as_at = read->json.text_of("asAt");
    if (listed.first_as_at.empty()) listed.first_as_at = listed.last_as_at;
    listed.next = read->json.text_of("next");
    for (const Json& daemon : read->json.elements_of("unanswered")) listed.unanswered.insert(daemon.text());
    const Json::Array& rows = read->json.elements_of(property);
    listed.rows.insert(listed.rows.end(), rows.begin(), rows.end());
  } while (!listed.next.empty() && (!limit || listed.rows.size() < *limit));
  return listed;
}

Json ListedRows::document(const std::string& property) const {
  Json document;
  if (!first_as_at.empty())
    document.at("asAt") = is_number(first_as_at) ? Json{Json::Number{first_as_at}} : Json{first_as_at};
  document.at(property) = {rows};
  if (!next.empty()) document.at("next") = {next};
  Json::Array missing;
  for (const std::string& daemon : unanswered) missing.push_back({daemon});
  if (!missing.empty()) document.at("unanswered") = {std::move(missing)};
  return document;
}

}  // namespace htq::ctl
