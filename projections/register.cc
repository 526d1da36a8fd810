#include "projections/register.h"

#include <capnp/message.h>

#include "projections/edit_row.h"
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

void list(const AppliedRecord& applied, RowWriter& rows) {
  const Record::Reader record = applied.record;
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
    row.setCycle(text(applied.after->cycle));
    if (applied.after->qualification && !applied.after->qualification->route.empty())
      row.initRoutes(1).set(0, text(applied.after->qualification->route));
    row.setListedAt(record.getRecordedAt());
    rows.put(key_of(view(standard), view(record.getStream())), canonical_bytes(row));
    standards += string(standard) + '\n';
  }
  rows.put(standards_key(view(record.getStream())), standards);
}

void list_earlier(Record::Reader record, RowWriter& rows) {
  const auto event = record.getBody().getEarlierApprovalRecorded();
  write_row<answer::ListedQualification>(rows, key_of(view(event.getStandard()), view(record.getStream())),
                                         [&](answer::ListedQualification::Builder row) {
                                           row.setCase(record.getStream());
                                           row.setTitle(event.getTitle());
                                           row.setAwardingBody(event.getAwardingBody());
                                           row.setLevel(event.getLevel());
                                           row.setStandard(event.getStandard());
                                           row.setFirstTeach(event.getFirstTeach());
                                           row.setCycle(event.getCycle());
                                           row.setListedAt(record.getRecordedAt());
                                           row.setProductCode(event.getProductCode());
                                           row.setOccupation(event.getOccupation());
                                           row.setRoutes(event.getRoutes());
                                           row.setSource(event.getSource());
                                         });
  rows.put(standards_key(view(record.getStream())), string(event.getStandard()) + '\n');
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
      rows.put(key, canonical_bytes(row));
    }
    from = end + 1;
  }
}

}  // namespace

void Register::apply(const AppliedRecord& applied, RowWriter& rows) const {
  switch (applied.record.getBody().which()) {
    case Body::LISTED_PUBLICLY: list(applied, rows); break;
    case Body::EARLIER_APPROVAL_RECORDED: list_earlier(applied.record, rows); break;
    case Body::LISTING_CORRECTED: correct(applied.record, rows); break;
    default: break;
  }
}

}  // namespace htq
