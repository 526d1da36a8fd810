#include "daemon/person_keys.h"

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "domain/ensure.h"
#include "projections/persons.h"
#include "schemas/personal.h"
#include "schemas/text.h"

namespace htq {

/// What is ready, between the writer and whoever makes more.
struct PersonKeys::Pool {
  std::mutex mutex;
  std::uint64_t end = 1;  // first that is not ready
  bool is_filling = false;
  std::optional<Fault> failed;  // the last time
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
  next_ = *next;
  const Result<> made = store_.make_ready(next_, options_.ready_ahead);
  // Not now, it may be later: until then whoever is told of for the first time waits, and nobody else.
  if (!made && made.error().kind != FaultKind::unavailable) return made;
  const std::lock_guard lock(pool_->mutex);
  pool_->end = made ? next_ + options_.ready_ahead : next_;
  pool_->failed = made ? std::nullopt : std::optional(made.error());
  return {};
}

void PersonKeys::make_more() {
  std::uint64_t from = 0;
  {
    const std::lock_guard lock(pool_->mutex);
    if (pool_->is_filling || pool_->end - next_ >= options_.ready_ahead / 2) return;
    pool_->is_filling = true;
    from = pool_->end;
  }
  const auto make = [&store = store_, pool = pool_, from, count = options_.ready_ahead] {
    const Result<> made = store.make_ready(from, count);
    const std::lock_guard lock(pool->mutex);
    pool->is_filling = false;
    pool->failed = made ? std::nullopt : std::optional(made.error());
    if (made && pool->end == from) pool->end = from + count;
  };
  if (options_.beside != nullptr)
    options_.beside->post(make);
  else
    make();
}

Result<> PersonKeys::take_for(NewEvents& events, const std::string& stream, const RowView& rows) {
  std::vector<std::pair<std::string, PersonKey>> taken;
  std::uint64_t next = next_;
  std::optional<Fault> fault;
  const auto take = [&](const std::string& person) -> Result<> {
    for (const auto& [known, key] : taken)
      if (known == person) return {};
    if (recent_.contains(person)) return {};
    const auto ids = keys_of_person(rows.snapshot(), rows.family("persons"), person);
    if (!ids) return std::unexpected(ids.error());
    // A key that is not at hand any more seals nothing: the person gets another.
    if (!ids->empty() && !erased_.contains(person)) {
      auto key = store_.find(number_of_key(ids->back()).value_or(0));
      if (key && key->id() == ids->back()) {
        taken.emplace_back(person, *std::move(key));
        return {};
      }
    }
    {
      const std::lock_guard lock(pool_->mutex);
      if (next >= pool_->end) {
        Fault why{FaultKind::unavailable,
                  "No key is ready to seal what is said about a person: try again shortly."};
        if (pool_->failed) why.what += " The last try to make some failed: " + pool_->failed->what;
        return std::unexpected(std::move(why));
      }
    }
    auto key = store_.find(next);
    if (!key)
      return htq::fault(FaultKind::corrupted,
                        "a key that was ready cannot be read: look at the directory of keys");
    ++next;
    taken.emplace_back(person, *std::move(key));
    return {};
  };
  for (std::size_t part = 0; part < events.size(); ++part) {
    if (events.record(part).getBody().isPersonErased()) {
      auto ids = keys_of_person(rows.snapshot(), rows.family("persons"), stream);
      if (!ids) return std::unexpected(std::move(ids).error());
      to_erase_ = *std::move(ids);
    }
    if (!tells_of_a_person(events.record(part).getBody().which())) continue;
    each_personal(events.record(part).getBody().asReader(), [&](Personal::Reader about) {
      if (fault || about.getBox().size() == 0) return;
      if (Result<> done = take(string(about.getPerson())); !done) fault = std::move(done).error();
    });
  }
  if (!taken.empty() || fault) {
    if (!fault) next_ = next;
    make_more();
  }
  if (fault) return std::unexpected(*std::move(fault));
  for (auto& [person, key] : taken) recent_.try_emplace(person, Recent{.key = std::move(key), .last = {}});
  return {};
}

void PersonKeys::seal(Body::Builder body, Position position) const {
  if (!tells_of_a_person(body.which())) return;
  std::uint64_t number = 0;
  each_personal(body, [&](Personal::Builder about) {
    const std::uint64_t at = number++;
    if (about.getBox().size() == 0) return;
    const auto found = recent_.find(string(about.getPerson().asReader()));
    ensure(found != recent_.end(), "a key was taken for everyone of whom is told");
    const std::string sealed =
        found->second.key.seal(string(about.getBox().asReader()), {.position = position, .number = at});
    about.setBox(as_data(sealed));
    about.setKey(as_data(found->second.key.id()));
  });
}

void PersonKeys::note(Record::Reader record) {
  const Position position{record.getPosition()};
  if (record.getBody().isPersonErased()) return note_erasure(string(record.getStream()), position);
  if (!tells_of_a_person(record.getBody().which())) return;
  each_personal(record.getBody(), [&](Personal::Reader about) {
    const auto found = recent_.find(string(about.getPerson()));
    if (found == recent_.end()) return;
    found->second.last = position;
    order_.emplace_back(position, found->first);
  });
}

/// What seals what is told of the person until now is to go; what is told from now on gets another key.
void PersonKeys::note_erasure(const std::string& person, Position position) {
  std::vector<std::string> ids = std::exchange(to_erase_, {});
  if (const auto found = recent_.find(person); found != recent_.end()) {
    ids.push_back(found->second.key.id());
    recent_.erase(found);
  }
  erasures_.push_back({position, std::move(ids)});
  erased_[person] = position;
  order_.emplace_back(position, person);
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
    const std::string& person = order_.front().second;
    if (const auto found = recent_.find(person); found != recent_.end() && found->second.last <= applied)
      recent_.erase(found);
    if (const auto found = erased_.find(person); found != erased_.end() && found->second <= applied)
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
