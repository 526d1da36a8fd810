#include "daemon/ctl/import/on_record.h"

#include <algorithm>
#include <array>

#include "daemon/ctl/line_splitter.h"
#include "daemon/ctl/saying.h"
#include "domain/title.h"

namespace htq::ctl {
namespace {

constexpr std::array kWords{"title",        "productCode", "standard",  "occupation",
                            "awardingBody", "cycle",       "firstTeach"};

void take(std::string_view line, RecordedApprovals& approvals) {
  const auto entry = Json::parse(line);
  if (!entry || entry->text_of("type") != "earlierApprovalRecorded") return;
  const Json* record = entry->find("record");
  const Json* body = record == nullptr ? nullptr : record->find("body");
  const Json* event = body == nullptr ? nullptr : body->find("earlierApprovalRecorded");
  if (event != nullptr)
    approvals.try_emplace(name_of_approval(*event), RecordedApproval{record->text_of("stream"), *event});
}

/// Left out and 0 are both: the source does not say.
std::string level_of(const Json& body) {
  const std::string level = body.text_of("level");
  return level == "0" ? std::string() : level;
}

}  // namespace

std::string name_of_approval(const Json& body) {
  return body.text_of("productCode") + "\n" + body.text_of("standard") + "\n" +
         collapsed(body.text_of("title"));
}

std::expected<RecordedApprovals, Exit> approvals_on_record(Connection& daemon) {
  RecordedApprovals approvals;
  LineSplitter lines;
  const auto answer = daemon.stream(
      "GET", "/v1/events?follow=no", {{"Accept", "application/x-ndjson"}}, [&](std::string_view piece) {
        lines.take(piece, [&](std::string_view line) { take(line, approvals); });
        return true;
      });
  if (!answer) return std::unexpected(fail(Exit::no_answer, answer.error().what));
  if (answer->status != 200) return std::unexpected(say_problem(*answer, daemon.form()));
  return approvals;
}

bool same_approval(const Json& one, const Json& other) {
  return level_of(one) == level_of(other) && one.elements_of("routes") == other.elements_of("routes") &&
         std::ranges::all_of(kWords,
                             [&](const char* word) { return one.text_of(word) == other.text_of(word); });
}

}  // namespace htq::ctl
