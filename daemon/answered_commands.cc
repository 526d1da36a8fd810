#include "daemon/answered_commands.h"

#include "daemon/planted.h"
#include "daemon/versions.h"
#include "projections/commands.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"

namespace htq {
namespace {

bool is_another(const std::string& digest, const std::string& known) {
  return digest != known && !is_planted(Plant::takes_a_used_key_for_another_command);
}

}  // namespace

void AnsweredCommands::clear() {
  recent_.clear();
  order_.clear();
}

void AnsweredCommands::add(const std::string& key, std::string digest, Receipt receipt) {
  order_.emplace_back(receipt.last, key);
  recent_[key] = {.digest = std::move(digest), .receipt = std::move(receipt)};
}

void AnsweredCommands::release(Position applied) {
  while (!order_.empty() && order_.front().first <= applied) {
    recent_.erase(order_.front().second);
    order_.pop_front();
  }
}

Result<std::optional<Reply>> AnsweredCommands::find(const std::string& key, const std::string& digest,
                                                    const RowView& rows) const {
  const auto found = recent_.find(key);
  if (found == recent_.end() || is_planted(Plant::forgets_what_was_just_recorded))
    return find_on_record(key, digest, rows);
  if (is_another(digest, found->second.digest)) return Reply(KeyReused{});
  Receipt receipt = found->second.receipt;
  receipt.repeated = true;
  return Reply(std::move(receipt));
}

Result<std::optional<Reply>> AnsweredCommands::find_on_record(const std::string& key, const std::string& digest,
                                                              const RowView& rows) const {
  if (is_planted(Plant::looks_for_recent_commands_alone)) return std::nullopt;
  const auto row = find_command(rows.snapshot(), rows.family("commands"), key);
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  if (is_another(digest, (*row)->digest)) return Reply(KeyReused{});
  Receipt receipt{
      .first = (*row)->first, .last = {(*row)->first.value + (*row)->records - 1}, .repeated = true};
  for (Position at = receipt.first; at <= receipt.last; at = at.next()) {
    const auto bytes = log_.read(at);
    if (!bytes) return std::unexpected(bytes.error());
    receipt.note(StoredEvent(*bytes).record());
  }
  Versions versions;
  HTQ_TRY(read_timeline(rows.snapshot(), rows.family("timeline"),
                        timeline_prefix(receipt.kind, receipt.stream),
                        [&](Record::Reader record, std::string_view) {
                          if (record.getPosition() > receipt.last.value) return false;
                          versions.count(record);
                          return true;
                        }));
  receipt.version_shown = versions.shown;
  return Reply(std::move(receipt));
}

}  // namespace htq
