#include "daemon/person_keys.h"

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "domain/ensure.h"
#include "projections/persons.h"
#include "schemas/disposable.h"
#include "schemas/personal.h"
#include "schemas/text.h"

namespace htq {

/// What is ready, between the writer and whoever makes more.
struct PersonKeys::Pool {
  std::mutex mutex;
  std::deque<std::uint64_t> ready;  // numbers that this process had made, and nobody was given
  bool is_filling = false;
  std::optional<Fault> failed;  // the last time

  void take_in(const Result<std::uint64_t>& first, std::uint64_t count) {
    failed = first ? std::nullopt : std::optional(first.error());
    for (std::uint64_t at = 0; first && at < count; ++at) ready.push_back(*first + at);
  }
};

PersonKeys::PersonKeys(KeyStore& store, Options options)
    : store_(store), options_(options), pool_(std::make_shared<Pool>()) {}

Result<> PersonKeys::start(const RowView& rows) {
  recent_.clear();
  order_.clear();
  erased_.clear();
  erasures_.clear();
  HTQ_TRY(store_.begin_turn());
  const auto erased = keys_of_the_erased(rows.snapshot(), rows.family("persons"));
  if (!erased) return std::unexpected(erased.error());
  HTQ_TRY(store_.destroy(*erased));
  const auto next = next_key_number(rows.snapshot(), rows.family("persons"));
  if (!next) return std::unexpected(next.error());
  unnamed_ = *next;
  {
    const std::lock_guard lock(pool_->mutex);
    if (pool_->ready.size() >= options_.ready_ahead / 2) return {};
  }
  const auto made = store_.make_ready(unnamed_, options_.ready_ahead);
  // Not now, it may be later: until then whoever is told of for the first time waits, and nobody else.
  if (!made && made.error().kind != FaultKind::unavailable) return std::unexpected(made.error());
  const std::lock_guard lock(pool_->mutex);
  pool_->take_in(made, options_.ready_ahead);
  return {};
}

void PersonKeys::make_more() {
  {
    const std::lock_guard lock(pool_->mutex);
    if (pool_->is_filling || pool_->ready.size() >= options_.ready_ahead / 2) return;
    pool_->is_filling = true;
  }
  const auto make = [&store = store_, pool = pool_, at_least = unnamed_, count = options_.ready_ahead] {
    const auto made = store.make_ready(at_least, count);
    const std::lock_guard lock(pool->mutex);
    pool->is_filling = false;
    pool->take_in(made, count);
  };
  if (options_.beside != nullptr)
    options_.beside->post(make);
  else
    make();
}

Result<> PersonKeys::take_for(NewEvents& events, StreamKind kind, const std::string& stream,
                              const RowView& rows) {
  std::vector<std::pair<std::string, PersonKey>> taken;
  std::size_t used = 0;  // of those that are ready
  std::optional<Fault> fault;
  const auto take = [&](const std::string& owner) -> Result<> {
    for (const auto& [known, key] : taken)
      if (known == owner) return {};
    if (recent_.contains(owner)) return {};
    const auto ids = keys_of(rows.snapshot(), rows.family("persons"), owner);
    if (!ids) return std::unexpected(ids.error());
    // A key that is not at hand any more seals nothing: there is another from now on.
    if (!ids->empty() && !erased_.contains(owner)) {
      auto key = store_.find(number_of_key(ids->back()).value_or(0));
      if (key && key->id() == ids->back()) {
        taken.emplace_back(owner, *std::move(key));
        return {};
      }
    }
    std::uint64_t number = 0;
    {
      const std::lock_guard lock(pool_->mutex);
      if (used >= pool_->ready.size()) {
        Fault why{FaultKind::unavailable, "No key is ready to seal what is told: try again shortly."};
        if (pool_->failed) why.what += " The last try to make some failed: " + pool_->failed->what;
        return std::unexpected(std::move(why));
      }
      number = pool_->ready[used];
    }
    auto key = store_.find(number);
    if (!key)
      return htq::fault(FaultKind::corrupted,
                        "a key that was ready cannot be read: look at the directory of keys");
    ++used;
    taken.emplace_back(owner, *std::move(key));
    return {};
  };
  const auto try_to_take = [&](const std::string& owner) {
    if (fault) return;
    if (Result<> done = take(owner); !done) fault = std::move(done).error();
  };
  for (std::size_t part = 0; part < events.size(); ++part) {
    const Body::Reader body = events.record(part).getBody().asReader();
    if (const auto owner = owner_of_destroyed_keys(body, kind, stream)) {
      auto ids = keys_of(rows.snapshot(), rows.family("persons"), *owner);
      if (!ids) return std::unexpected(std::move(ids).error());
      to_erase_ = *std::move(ids);
    }
    // The stream's first: on a log keys are used in the order of their numbers, and the record is read so.
    if (is_sealed_with_its_stream(body, kind)) try_to_take(owner_of_stream(kind, stream));
    if (!tells_of_a_person(body.which())) continue;
    each_personal(body, [&](Personal::Reader about) {
      if (about.getBox().size() != 0) try_to_take(owner_of_person(view(about.getPerson())));
    });
  }
  if (!taken.empty() || fault) {
    if (!fault) {
      const std::lock_guard lock(pool_->mutex);
      pool_->ready.erase(pool_->ready.begin(), pool_->ready.begin() + static_cast<std::ptrdiff_t>(used));
    }
    make_more();
  }
  if (fault) return std::unexpected(*std::move(fault));
  for (auto& [owner, key] : taken) recent_.try_emplace(owner, Recent{.key = std::move(key), .last = {}});
  return {};
}

void PersonKeys::seal(Body::Builder body, StreamKind kind, const std::string& stream,
                      Position position) const {
  const auto key_of = [&](const std::string& owner) -> const PersonKey& {
    const auto found = recent_.find(owner);
    ensure(found != recent_.end(), "a key was taken for everybody and everything that is told of");
    return found->second.key;
  };
  std::uint64_t number = 0;
  const PersonKey* of_stream =
      is_sealed_with_its_stream(body.asReader(), kind) ? &key_of(owner_of_stream(kind, stream)) : nullptr;
  const auto sealed_with_stream = [&](std::string_view words) {
    return sealed_form(of_stream->id(), of_stream->seal(words, {.position = position, .number = number++}));
  };
  if (of_stream != nullptr) change_disposable(body, sealed_with_stream);
  if (!tells_of_a_person(body.which())) return;
  each_personal(body, [&](Personal::Builder about) {
    const std::string words = string(about.getBox().asReader());
    if (words.empty()) return;
    const PersonKey& key = key_of(owner_of_person(view(about.getPerson().asReader())));
    std::string sealed = key.seal(words, {.position = position, .number = number++});
    // The stream's key outermost: the log has to say of every key that it is in use.
    if (of_stream != nullptr) sealed = sealed_with_stream(sealed);
    about.setBox(as_data(sealed));
    about.setKey(as_data(key.id()));
  });
}

void PersonKeys::note(Record::Reader record) {
  const Position position{record.getPosition()};
  const Body::Reader body = record.getBody();
  const StreamKind kind = record.getStreamKind();
  const std::string stream = string(record.getStream());
  if (const auto owner = owner_of_destroyed_keys(body, kind, stream)) note_erasure(*owner, position);
  if (is_sealed_with_its_stream(body, kind)) note_use(owner_of_stream(kind, stream), position);
  if (!tells_of_a_person(body.which())) return;
  each_personal(
      body, [&](Personal::Reader about) { note_use(owner_of_person(view(about.getPerson())), position); });
}

void PersonKeys::note_use(const std::string& owner, Position position) {
  const auto found = recent_.find(owner);
  if (found == recent_.end()) return;
  found->second.last = position;
  order_.emplace_back(position, owner);
}

/// What seals what is told until now is to go; what is told from now on gets another key.
void PersonKeys::note_erasure(const std::string& owner, Position position) {
  std::vector<std::string> ids = std::exchange(to_erase_, {});
  if (const auto found = recent_.find(owner); found != recent_.end()) {
    ids.push_back(found->second.key.id());
    recent_.erase(found);
  }
  erasures_.push_back({position, std::move(ids)});
  erased_[owner] = position;
  order_.emplace_back(position, owner);
}

Result<> PersonKeys::finish_erasures(Position durable) {
  while (!erasures_.empty() && erasures_.front().position <= durable) {
    HTQ_TRY(store_.destroy(erasures_.front().ids));
    erasures_.pop_front();
  }
  return {};
}

void PersonKeys::release(Position applied) {
  while (!order_.empty() && order_.front().first <= applied) {
    const std::string& owner = order_.front().second;
    if (const auto found = recent_.find(owner); found != recent_.end() && found->second.last <= applied)
      recent_.erase(found);
    if (const auto found = erased_.find(owner); found != erased_.end() && found->second <= applied)
      erased_.erase(found);
    order_.pop_front();
  }
}

Result<std::uint64_t> keys_that_are_lost(const RowView& rows, const KeyStore& store) {
  constexpr std::size_t kLookedAt = 256;
  std::uint64_t lost = 0;
  const auto next = next_key_number(rows.snapshot(), rows.family("persons"));
  if (!next) return std::unexpected(next.error());
  if (*next > 1) {
    const auto last = store.find(*next - 1);
    if (!last && last.error() == NoKey::missing) ++lost;
  }
  std::size_t looked_at = 0;
  HTQ_TRY(each_key_in_use(rows.snapshot(), rows.family("persons"), [&](std::string_view id) {
    const auto number = number_of_key(id);
    const auto key = store.find(number.value_or(0));
    if (key ? key->id() != id : key.error() == NoKey::missing) ++lost;
    return ++looked_at < kLookedAt;
  }));
  return lost;
}

}  // namespace htq
