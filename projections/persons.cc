#include "projections/persons.h"

#include <algorithm>

#include "projections/audit.h"
#include "projections/edit_row.h"
#include "projections/key.h"
#include "schemas/answer.capnp.h"
#include "schemas/disposable.h"
#include "schemas/personal.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kIdBytes = 16;
const std::string kRowOfNext = "n";

std::string row_of_person(std::string_view person) {
  return std::string(Persons::kFirst).append(person);
}
std::string row_of_erased(std::string_view owner) {
  return std::string("e").append(owner);
}
std::string row_of_stream(std::string_view owner) {
  return std::string("k").append(owner);
}

/// What is disposed of one day; other streams keep what they tell of persons as long as themselves.
bool can_be_disposed_of(StreamKind kind) {
  switch (kind) {
    case StreamKind::CASE:
    case StreamKind::CONSULTATION:
    case StreamKind::ENQUIRY:
    case StreamKind::PROCESS_FEEDBACK: return true;
    default: return false;
  }
}

std::vector<std::string> ids_of(std::string_view bytes) {
  std::vector<std::string> ids;
  for (; bytes.size() >= kIdBytes; bytes.remove_prefix(kIdBytes)) ids.emplace_back(bytes.substr(0, kIdBytes));
  return ids;
}

Result<std::vector<std::string>> ids_at(const RowSnapshot& rows, Family persons, const std::string& key) {
  const auto row = rows.get(persons, key);
  if (!row) return std::unexpected(row.error());
  return *row ? ids_of(**row) : std::vector<std::string>{};
}

std::vector<std::string> ids_in(answer::Person::Reader row) {
  std::vector<std::string> ids;
  for (const auto id : row.getKeys()) ids.push_back(string(id));
  return ids;
}

void set_ids(answer::Person::Builder row, const std::vector<std::string>& ids) {
  auto keys = row.initKeys(static_cast<std::uint32_t>(ids.size()));
  for (std::uint32_t at = 0; at < ids.size(); ++at) keys.set(at, as_data(ids[at]));
}

void note_use(RowWriter& rows, std::string_view id) {
  const std::string next = rows.get(kRowOfNext).value_or("");
  const std::uint64_t known = next.size() == kNumberBytes ? number_at(next, 0) : 1;
  std::string after;
  append_number(after, std::max(known, number_at(id, 0) + 1));
  rows.put(kRowOfNext, std::move(after));
}

void tell(const AppliedRecord& applied, Personal::Reader about, RowWriter& rows) {
  if (about.getBox().size() == 0) return;
  const std::string person = string(about.getPerson());
  const std::string id = string(about.getKey());
  const std::uint64_t position = applied.record.getPosition();
  edit_row<answer::Person>(rows, row_of_person(person), [&](answer::Person::Builder row) {
    row.setPerson(text(person));
    if (row.getFirstPosition() == 0) row.setFirstPosition(position);
    if (row.getLastPosition() != position) note_entry(rows, records_of_person(person), position);
    row.setLastPosition(position);
    if (id.size() != kIdBytes) return row.setUnsealed(row.getUnsealed() + 1);  // before texts were sealed
    row.setTexts(row.getTexts() + 1);
    auto ids = ids_in(row.asReader());
    if (!ids.empty() && ids.back() == id) return;
    std::erase(ids, id);
    ids.push_back(id);
    set_ids(row, ids);
    note_use(rows, id);
  });
}

/// The key that seals the texts of a record is put down with its stream when it is a new one.
void note_key_of_stream(const AppliedRecord& applied, RowWriter& rows) {
  const Body::Reader body = applied.record.getBody();
  std::string id;
  const auto look_at = [&](std::string_view words) {
    if (const auto sealed = sealed_text(words)) id = sealed->key;
    return id.empty();  // before texts were sealed
  };
  each_disposable(body, look_at);
  if (id.empty() && tells_of_a_person(body.which()))
    each_personal(body, [&](Personal::Reader about) { look_at(string(about.getBox())); });
  if (id.empty()) return;
  const std::string row =
      row_of_stream(owner_of_stream(applied.record.getStreamKind(), view(applied.record.getStream())));
  std::string ids = rows.get(row).value_or("");
  if (ids.ends_with(id)) return;
  rows.put(row, ids + id);
  note_use(rows, id);
}

void dispose(const std::string& owner, RowWriter& rows) {
  const std::string row = row_of_stream(owner);
  const std::string ids = rows.get(row).value_or("");
  if (ids.empty()) return;
  rows.put(row_of_erased(owner), rows.get(row_of_erased(owner)).value_or("") + ids);
  rows.erase(row);
}

void erase(const AppliedRecord& applied, RowWriter& rows) {
  const std::string person = string(applied.record.getStream());
  edit_row<answer::Person>(rows, row_of_person(person), [&](answer::Person::Builder row) {
    row.setPerson(text(person));
    const std::string gone = row_of_erased(person);
    std::string ids = rows.get(gone).value_or("");
    for (const std::string& id : ids_in(row.asReader())) ids += id;
    if (!ids.empty()) rows.put(gone, std::move(ids));
    row.disownKeys();
    row.setErased(row.getErased() + row.getTexts());
    row.setTexts(0);
    row.setErasedAt(applied.record.getRecordedAt());
  });
}

}  // namespace

void Persons::apply(const AppliedRecord& applied, RowWriter& rows) const {
  const Body::Reader body = applied.record.getBody();
  const auto set_hold = [&](bool is_on_hold) {
    const std::string person = string(applied.record.getStream());
    edit_row<answer::Person>(rows, row_of_person(person), [&](answer::Person::Builder row) {
      row.setPerson(text(person));
      row.setOnLegalHold(is_on_hold);
    });
  };
  if (body.isPersonErased()) return erase(applied, rows);
  if (body.isLegalHoldPlaced()) return set_hold(true);
  if (body.isLegalHoldLifted()) return set_hold(false);
  if (const auto owner =
          owner_of_destroyed_keys(body, applied.record.getStreamKind(), view(applied.record.getStream())))
    return dispose(*owner, rows);
  note_key_of_stream(applied, rows);
  if (!tells_of_a_person(body.which())) return;
  each_personal(body, [&](Personal::Reader about) { tell(applied, about, rows); });
}

std::string owner_of_person(std::string_view person) {
  return std::string(person);
}

std::string owner_of_stream(StreamKind kind, std::string_view stream) {
  std::string owner(1, '\0');
  owner += static_cast<char>(kind);
  return owner.append(stream);
}

bool is_sealed_with_its_stream(Body::Reader body, StreamKind kind) {
  if (!can_be_disposed_of(kind)) return false;
  bool holds_any = false;
  each_disposable(body, [&](std::string_view) {
    holds_any = true;
    return false;
  });
  if (!holds_any && tells_of_a_person(body.which()))
    each_personal(body, [&](Personal::Reader about) { holds_any = holds_any || about.getBox().size() != 0; });
  return holds_any;
}

std::optional<std::string> owner_of_destroyed_keys(Body::Reader body, StreamKind kind,
                                                   std::string_view stream) {
  switch (body.which()) {
    case Body::PERSON_ERASED: return owner_of_person(stream);
    case Body::CASE_DISPOSED:
    case Body::RESPONSES_DISPOSED:
    case Body::ENQUIRY_DISPOSED:
    case Body::FEEDBACK_DISPOSED: return owner_of_stream(kind, stream);
    default: return std::nullopt;
  }
}

Result<std::vector<std::string>> keys_of(const RowSnapshot& rows, Family persons, std::string_view owner) {
  if (owner.starts_with('\0')) return ids_at(rows, persons, row_of_stream(owner));
  const auto row = rows.get(persons, row_of_person(owner));
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::vector<std::string>{};
  StoredMessage<answer::Person> stored(**row);
  return ids_in(stored.root());
}

Result<std::vector<std::string>> destroyed_keys_of(const RowSnapshot& rows, Family persons,
                                                   std::string_view owner) {
  return ids_at(rows, persons, row_of_erased(owner));
}

Result<> each_key_in_use(const RowSnapshot& rows, Family persons,
                         const std::function<bool(std::string_view)>& each) {
  const auto of_persons = rows.range(persons, row_of_person(""), after_prefix(row_of_person("")));
  for (; of_persons->valid(); of_persons->next()) {
    StoredMessage<answer::Person> stored(of_persons->value());
    for (const std::string& id : ids_in(stored.root()))
      if (!each(id)) return {};
  }
  HTQ_TRY(of_persons->status());
  const auto of_streams = rows.range(persons, row_of_stream(""), after_prefix(row_of_stream("")));
  for (; of_streams->valid(); of_streams->next())
    for (const std::string& id : ids_of(of_streams->value()))
      if (!each(id)) return {};
  return of_streams->status();
}

Result<std::vector<std::string>> keys_of_the_erased(const RowSnapshot& rows, Family persons) {
  std::vector<std::string> all;
  const auto cursor = rows.range(persons, row_of_erased(""), after_prefix(row_of_erased("")));
  for (; cursor->valid(); cursor->next())
    for (std::string& id : ids_of(cursor->value())) all.push_back(std::move(id));
  HTQ_TRY(cursor->status());
  return all;
}

Result<std::uint64_t> next_key_number(const RowSnapshot& rows, Family persons) {
  const auto row = rows.get(persons, kRowOfNext);
  if (!row) return std::unexpected(row.error());
  if (!*row) return 1;
  if ((*row)->size() != kNumberBytes)
    return fault(FaultKind::corrupted, "the row of the next key is no number");
  return number_at(**row, 0);
}

std::string records_of_person(std::string_view person) {
  return std::string("r").append(person) + '\0';
}

}  // namespace htq
