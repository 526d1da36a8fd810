#include "projections/register.h"

#include <capnp/message.h>

#include "projections/stored_record.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::string key_of(std::string_view standard, std::string_view reference) {
  std::string key(standard);
  key += '\0';
  key += reference;
  return key;
}

/// The case's own rows are found through a row under an empty standard, which lists its standards.
std::string standards_key(std::string_view reference) {
  return key_of("", reference);
}

std::string bytes_of(answer::ListedQualification::Builder row) {
  const kj::Array<capnp::word> words = capnp::canonicalize(row.asReader());
  const auto bytes = words.asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

void list(Record::Reader record, RowWriter& rows) {
  const auto event = record.getBody().getListedPublicly();
  std::string standards;
  for (const auto standard : event.getOccupations()) {
    capnp::MallocMessageBuilder message;
    auto row = message.initRoot<answer::ListedQualification>();
    row.setCase(record.getStream());
    row.setTitle(event.getTitle());
    row.setAwardingBody(event.getAwardingBody());
    row.setLevel(event.getLevel());
    row.setStandard(standard);
    row.setFirstTeach(event.getFirstTeach());
    row.setListedAt(record.getRecordedAt());
    rows.put(key_of(view(standard), view(record.getStream())), bytes_of(row));
    standards += string(standard) + '\n';
  }
  rows.put(standards_key(view(record.getStream())), standards);
}

void correct(Record::Reader record, RowWriter& rows) {
  const auto event = record.getBody().getListingCorrected();
  const auto standards = rows.get(standards_key(view(record.getStream())));
  if (!standards) return;
  for (std::size_t from = 0; from < standards->size();) {
    const std::size_t end = standards->find('\n', from);
    const std::string key = key_of(standards->substr(from, end - from), view(record.getStream()));
    if (const auto bytes = rows.get(key)) {
      StoredMessage<answer::ListedQualification> stored(*bytes);
      capnp::MallocMessageBuilder message;
      message.setRoot(stored.root());
      auto row = message.getRoot<answer::ListedQualification>();
      if (event.getTitle().size() != 0) row.setTitle(event.getTitle());
      rows.put(key, bytes_of(row));
    }
    from = end + 1;
  }
}

}  // namespace

void Register::apply(const AppliedRecord& applied, RowWriter& rows) const {
  switch (applied.record.getBody().which()) {
    case Body::LISTED_PUBLICLY: list(applied.record, rows); break;
    case Body::LISTING_CORRECTED: correct(applied.record, rows); break;
    default: break;
  }
}

}  // namespace htq
