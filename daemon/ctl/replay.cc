#include "daemon/ctl/replay.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "daemon/ctl/blank_case.h"
#include "daemon/ctl/changes.h"
#include "daemon/ctl/entry_text.h"
#include "daemon/ctl/keys.h"
#include "daemon/ctl/positions.h"
#include "daemon/ctl/saying.h"
#include "daemon/spelling.h"

namespace htq::ctl {
namespace {

/// Where the case stands in the log changes with every event and says nothing of the case.
Json without_places(Json file) {
  constexpr std::array<std::string_view, 3> kPlaces{"version", "position", "asAt"};
  if (auto* members = std::get_if<Json::Object>(&file.value))
    std::erase_if(*members,
                  [&](const auto& member) { return std::ranges::count(kPlaces, member.first) != 0; });
  return file;
}

class Replay {
 public:
  Replay(Connection& daemon, std::string reference, Json::Array entries)
      : daemon_(daemon), reference_(std::move(reference)), entries_(std::move(entries)) {}

  std::size_t size() const { return entries_.size(); }
  const Json& entry(std::size_t step) const { return entries_[step]; }

  std::expected<std::vector<Change>, Exit> changes(std::size_t step) {
    const auto after = file_at(step);
    if (!after) return std::unexpected(after.error());
    if (step == 0) return changes_between(without_places(blank_case(**after)), **after);
    const auto before = file_at(step - 1);
    if (!before) return std::unexpected(before.error());
    return changes_between(**before, **after);
  }

 private:
  /// The case as it stood at an event, by its position as it was answered.
  std::expected<const Json*, Exit> file_at(std::size_t step) {
    if (const auto known = files_.find(step); known != files_.end()) return &known->second;
    const Json* record = entries_[step].find("record");
    const std::string as_at = record == nullptr ? "" : record->text_of("position");
    auto read = daemon_.read(with_query("/v1/cases/" + percent_encoded(reference_), {{"asAt", as_at}}));
    if (!read) return std::unexpected(read.error());
    return &files_.emplace(step, without_places(std::move(read->json))).first->second;
  }

  Connection& daemon_;
  const std::string reference_;
  const Json::Array entries_;
  std::map<std::size_t, Json> files_;
};

Json document_of(const Replay& replay, std::size_t step, const std::vector<Change>& changes) {
  const Json& entry = replay.entry(step);
  Json document;
  document.at("number") = {Json::Number{std::to_string(step + 1)}};
  document.at("of") = {Json::Number{std::to_string(replay.size())}};
  for (const char* part : {"type", "summary"})
    if (const Json* found = entry.find(part)) document.at(part) = *found;
  if (const Json* record = entry.find("record"))
    for (const char* part : {"position", "occurredAt", "recordedAt", "actor"})
      if (const Json* found = record->find(part); found != nullptr && !is_sealed(record->text_of(part)))
        document.at(part) = *found;
  Json::Array lines;
  for (const Change& change : changes) lines.push_back(htq::ctl::document_of(change));
  document.at("changes") = {std::move(lines)};
  return document;
}

std::string text_of_step(const Replay& replay, std::size_t step, const std::vector<Change>& changes) {
  const EntryText text = text_of_entry(replay.entry(step));
  std::string out = std::to_string(step + 1) + " of " + std::to_string(replay.size()) + "  " + text.when +
                    "  " + printable(text.who) + "\n    " + printable(text.sentence) + "\n";
  for (const Change& change : changes) out += "      " + printable(line_of(change)) + "\n";
  if (changes.empty()) out += "        (nothing that the case shows)\n";
  return out + "\n";
}

Exit all_at_once(Replay& replay, const std::string& reference, Form form) {
  Json::Array steps;
  for (std::size_t step = 0; step < replay.size(); ++step) {
    const auto changes = replay.changes(step);
    if (!changes) return changes.error();
    switch (form) {
      case Form::people: say(text_of_step(replay, step, *changes)); break;
      case Form::lines: say_document(document_of(replay, step, *changes).write()); break;
      case Form::json: steps.push_back(document_of(replay, step, *changes)); break;
    }
  }
  if (form != Form::json) return Exit::done;
  Json document;
  document.at("case") = {reference};
  document.at("steps") = {std::move(steps)};
  say_document(document.write());
  return Exit::done;
}

/// False: no more.
bool move_by_key(Keys& keys, std::size_t& step, std::size_t size) {
  while (true) {
    const bool is_last = step + 1 == size;
    std::fprintf(stderr, "%s, b back, q quit ", is_last ? "That is all: Enter ends" : "Enter next");
    const char key = keys.next();
    std::fputs("\r\x1b[K", stderr);
    switch (key) {
      case '\n':
      case '\r':
      case ' ':
      case 'n':
        if (is_last) return false;
        ++step;
        return true;
      case 'b':
        if (step == 0) break;
        --step;
        return true;
      case 'q': return false;
      default: break;
    }
  }
}

Exit with_keys(Replay& replay) {
  Keys keys;
  std::size_t step = 0;
  while (true) {
    const auto changes = replay.changes(step);
    if (!changes) return changes.error();
    say(text_of_step(replay, step, *changes));
    std::fflush(stdout);
    if (!move_by_key(keys, step, replay.size())) return Exit::done;
  }
}

}  // namespace

Exit replay_case(Connection& daemon, const std::string& reference, const std::string& as_at, Pause pause) {
  const auto timeline =
      daemon.read(with_query("/v1/cases/" + percent_encoded(reference) + "/timeline", {{"asAt", as_at}}));
  if (!timeline) return timeline.error();
  Replay replay(daemon, reference, timeline->json.elements_of("entries"));
  const bool steps = pause == Pause::after_each && daemon.form() == Form::people && replay.size() > 0 &&
                     isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
  return steps ? with_keys(replay) : all_at_once(replay, reference, daemon.form());
}

}  // namespace htq::ctl
