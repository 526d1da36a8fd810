#include "projections/persons.h"

#include <algorithm>

#include "projections/audit.h"
#include "projections/edit_row.h"
#include "projections/key.h"
#include "schemas/answer.capnp.h"
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
std::string row_of_erased(std::string_view person) {
  return std::string("e").append(person);
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
  if (!tells_of_a_person(body.which())) return;
  each_personal(body, [&](Personal::Reader about) { tell(applied, about, rows); });
}

Result<std::vector<std::string>> keys_of_person(const RowSnapshot& rows, Family persons,
                                                std::string_view person) {
  const auto row = rows.get(persons, row_of_person(person));
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::vector<std::string>{};
  StoredMessage<answer::Person> stored(**row);
  return ids_in(stored.root());
}

Result<> each_key_in_use(const RowSnapshot& rows, Family persons,
                         const std::function<bool(std::string_view)>& each) {
  const auto cursor = rows.range(persons, row_of_person(""), after_prefix(row_of_person("")));
  for (; cursor->valid(); cursor->next()) {
    StoredMessage<answer::Person> stored(cursor->value());
    for (const std::string& id : ids_in(stored.root()))
      if (!each(id)) return {};
  }
  return cursor->status();
}

Result<std::vector<std::string>> keys_of_the_erased(const RowSnapshot& rows, Family persons) {
  std::vector<std::string> ids;
  const auto cursor = rows.range(persons, row_of_erased(""), after_prefix(row_of_erased("")));
  for (; cursor->valid(); cursor->next())
    for (std::string_view all = cursor->value(); all.size() >= kIdBytes; all.remove_prefix(kIdBytes))
      ids.emplace_back(all.substr(0, kIdBytes));
  HTQ_TRY(cursor->status());
  return ids;
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
