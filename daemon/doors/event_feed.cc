#include "daemon/doors/event_feed.h"

#include <algorithm>
#include <utility>

#include "daemon/access/sealing.h"
#include "daemon/doors/viewer.h"
#include "daemon/http/problem.h"
#include "projections/stored_record.h"
#include "schemas/json_text.h"
#include "schemas/text.h"

namespace htq {

SharedChunk EventFeed::at_hand(const Wanted& wanted) {
  const std::lock_guard lock(mutex_);
  return find(wanted);
}

SharedChunk EventFeed::find(const Wanted& wanted) {
  const auto place = places_.find(wanted);
  if (place == places_.end()) return nullptr;
  // What was erased or disposed of since is not told by what was made before.
  const SharedChunk& kept = place->second->second;
  if (!may_be_told(*kept)) {
    kept_bytes_ -= sizeof(EventChunk) + kept->bytes.size();
    kept_.erase(place->second);
    places_.erase(place);
    return nullptr;
  }
  kept_.splice(kept_.begin(), kept_, place->second);
  return place->second->second;
}

bool EventFeed::may_be_told(const EventChunk& chunk) const {
  const auto is_at_hand = [&](const std::string& key) { return sealing_.is_at_hand(key); };
  return std::ranges::all_of(chunk.sealing.keys, is_at_hand);
}

void EventFeed::ask(const Wanted& wanted, std::shared_ptr<Viewer> viewer, Done done) {
  SharedChunk chunk;
  {
    const std::lock_guard lock(mutex_);
    chunk = find(wanted);
    if (!chunk) {
      std::vector<Done>& waiting = under_way_[wanted];
      waiting.push_back(std::move(done));
      if (waiting.size() == 1)
        executor_.post([this, wanted, viewer = std::move(viewer)] { render_and_answer(wanted, viewer); });
      return;
    }
  }
  done(std::move(chunk));
}

void EventFeed::render_and_answer(const Wanted& wanted, std::shared_ptr<Viewer> viewer) {
  const SharedChunk chunk = render(wanted, *viewer);
  std::vector<Done> waiting;
  {
    const std::lock_guard lock(mutex_);
    // Some of those who wait may have asked after an erasure was acknowledged, and this was begun before it.
    if (!may_be_told(*chunk)) {
      executor_.post([this, wanted, viewer = std::move(viewer)] { render_and_answer(wanted, viewer); });
      return;
    }
    waiting = std::move(under_way_.extract(wanted).mapped());
    // Of one reader alone it is not kept: what ties people to cases may change. Nor is what could not be
    // opened: where keys are shared, one may come after the record.
    if (!chunk->fault && chunk->sealing.is_all_opened && wanted.reader == 0 && wanted.after < chunk->last) {
      kept_.emplace_front(wanted, chunk);
      places_[wanted] = kept_.begin();
      kept_bytes_ += sizeof(EventChunk) + chunk->bytes.size();
    }
    while (kept_bytes_ > kMostKeptBytes && kept_.size() > 1) {
      kept_bytes_ -= sizeof(EventChunk) + kept_.back().second->bytes.size();
      places_.erase(kept_.back().first);
      kept_.pop_back();
    }
  }
  for (Done& done : waiting) done(chunk);
}

SharedChunk EventFeed::render(const Wanted& wanted, Viewer& viewer) {
  noted_ = {};
  auto chunk = std::make_shared<EventChunk>(EventChunk{.last = wanted.after});
  // What the rows do not hold yet is not sent yet: a reader may ask about it at once.
  const RowView now = projector_.view();
  if (auto looked = viewer.look(now); !looked) {
    chunk->fault = std::move(looked).error();
    return chunk;
  }
  const std::uint64_t end = (wanted.after.value / kGrid + 1) * kGrid;
  const auto scan = log_.scan(wanted.after.next());
  while (chunk->last.value < end && chunk->bytes.size() < kChunkBytes) {
    auto record = scan->next();
    if (!record) {
      chunk->fault = std::move(record).error();
      break;
    }
    if (!*record || (*record)->position > now.applied()) break;
    StoredEvent stored((*record)->bytes);
    auto sight = sight_of(wanted.of, stored.record(), viewer);
    if (!sight) {
      chunk->fault = std::move(sight).error();
      break;
    }
    chunk->last = (*record)->position;
    if (!*sight) continue;
    if (wanted.of != EventsOf::publications) {
      append_event(entries_, stored.record(), wanted.form, **sight, chunk->bytes);
      continue;
    }
    const auto told = publications_.of(stored.record(), **sight, now);
    if (!told) {
      chunk->fault = told.error();
      break;
    }
    if (*told) append_publication(**told, chunk->last, wanted.form, **sight, chunk->bytes);
  }
  chunk->sealing = std::move(noted_);
  return chunk;
}

Result<std::optional<Sight>> EventFeed::sight_of(EventsOf of, Record::Reader record, Viewer& viewer) {
  const bool is_of_a_case = record.getStreamKind() == StreamKind::CASE;
  switch (of) {
    case EventsOf::everything: return viewer.of_record(record);
    case EventsOf::own_cases:
      if (!is_of_a_case) return std::optional<Sight>();
      return viewer.of_case(view(record.getStream()));
    case EventsOf::publications: return std::optional(viewer.with_positions(policy::Audience::PUBLIC));
  }
  return std::optional<Sight>();
}

namespace {

void append_line(std::string_view type, Position position, const std::string& entry, EventForm form,
                 const Sight& sight, std::string& bytes) {
  if (form == EventForm::lines) {
    bytes += entry + '\n';
    return;
  }
  const std::string id =
      sight.seal != nullptr ? (*sight.seal)(position.value) : std::to_string(position.value);
  bytes += "id: " + id + "\nevent: " + std::string(type) + "\ndata: " + entry + "\n\n";
}

void add_text(std::string& json, std::string_view name, std::string_view text) {
  json += json.empty() ? "{\"" : ",\"";
  json.append(name) += "\":";
  http::append_json_string(json, text);
}

}  // namespace

void append_event(const Entries& entries, Record::Reader record, EventForm form, const Sight& sight,
                  std::string& bytes) {
  std::string entry;
  if (entries.append(record, sight, entry))
    append_line(Entries::type_of(record), {record.getPosition()}, entry, form, sight, bytes);
}

void append_publication(const Publication& told, Position position, EventForm form, const Sight& sight,
                        std::string& bytes) {
  std::string entry;
  add_text(entry, "type", told.type);
  if (sight.seal != nullptr)
    add_text(entry, "position", (*sight.seal)(position.value));
  else
    entry += R"(,"position":)" + std::to_string(position.value);
  add_text(entry, "recordedAt", format_instant(told.recorded_at));
  add_text(entry, "subject", told.subject);
  if (!told.summary.empty()) add_text(entry, "summary", told.summary);
  entry += R"(,"data":)" + told.data + '}';
  append_line(told.type, position, entry, form, sight, bytes);
}

}  // namespace htq
