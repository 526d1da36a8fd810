#include "daemon/doors/publications.h"

#include "daemon/doors/entry.h"
#include "daemon/doors/listing.h"
#include "daemon/doors/policy.h"
#include "daemon/doors/words_of_time.h"
#include "daemon/row_view.h"
#include "domain/words.h"
#include "projections/stored_record.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// Downwards, before 1970 too.
std::int64_t to_the_millisecond(std::int64_t ns) {
  return ns - (ns % kFinestTold + kFinestTold) % kFinestTold;
}

}  // namespace

Publications::Publications()
    : events_(capnp::Schema::from<Record>(), Outlet::PersonalTexts::stay_sealed),
      listings_(capnp::Schema::from<answer::ListedQualification>(), Outlet::PersonalTexts::stay_sealed),
      summaries_(capnp::Schema::from<Record>()) {}

Result<std::optional<Publication>> Publications::of(Record::Reader record, const Sight& everyone,
                                                    const RowView& now) const {
  if (!is_publication(record.getBody().which(), record.getStreamKind())) return std::nullopt;
  Publication told{.type = Entries::type_of(record),
                   .subject = {},
                   .occurred_at = to_the_millisecond(record.getOccurredAt()),
                   .recorded_at = to_the_millisecond(record.getRecordedAt()),
                   .summary = {},
                   .data = {}};
  if (changes_the_register(record.getBody().which())) {
    auto listings = listings_by(record, everyone, now);
    if (!listings) return std::unexpected(std::move(listings).error());
    if (listings->empty()) return std::nullopt;
    told.subject = "register/" + string(record.getStream());
    told.data = R"({"listings":[)" + *listings + "]}";
    return told;
  }
  told.subject = name_of_enumerant(record.getStreamKind()) + "/" + string(record.getStream());
  const capnp::DynamicStruct::Reader body = record.getBody();
  KJ_IF_MAYBE (field, body.which()) {
    const auto event = body.get(*field).as<capnp::DynamicStruct>();
    if (!events_.write(event, everyone, told.data)) return std::nullopt;
    if (auto sentence = summaries_.summarise(
            event, {.clearance = everyone.clearance, .london = london_hook(), .moment = {}, .open = {}}))
      told.summary = *std::move(sentence);
  }
  return told;
}

Result<std::string> Publications::listings_by(Record::Reader record, const Sight& everyone,
                                              const RowView& now) const {
  const auto rows = listing_of(view(record.getStream()), {record.getPosition()}, now);
  if (!rows) return std::unexpected(rows.error());
  std::string listings;
  for (const std::string& row : *rows) {
    if (!listings.empty()) listings += ',';
    StoredMessage<answer::ListedQualification> listed(row);
    listings_.write(listed.root(), everyone, listings);
  }
  return listings;
}

}  // namespace htq
