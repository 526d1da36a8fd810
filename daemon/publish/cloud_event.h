// What leaves for other systems of a record, as CloudEvents 1.0 in Kafka's binary mode: attributes as
// headers, data as JSON. Two streams:
//
//   events   every record, as far as an official sees it to whom no case is assigned. id and sequence are
//            the position.
//   public   what became public (doors/publications.h). It has numbers of its own, from 1 without a gap, and
//            times end at the millisecond: nothing tells how much happened between.
//
// Redacted where every answer is (doors/outlet.h, policy.h). Attributes are taken of what is left after that.
// Texts about persons are sealed for good: what has left cannot be erased.
//
//   key           the case; of another stream its kind and id ("cycle/2021")
//   ce_subject    "case/HTQ-…"            ce_time          when it happened
//   ce_sequence   20 digits               ce_recordedtime  when it was recorded
//   ce_causationid  position that led to it    ce_authid   pseudonym of who did it
//
// Any thread. What it is made of must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/doors/outlet.h"
#include "daemon/doors/publications.h"
#include "daemon/publish/event_types.h"
#include "daemon/row_view.h"
#include "schemas/event.capnp.h"

namespace htq {

struct CloudEvent {
  Stream stream = Stream::events;
  std::string key;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string data;  // JSON
};

class CloudEvents {
 public:
  explicit CloudEvents(std::string office);

  /// Nothing, if the sight does not cover the event.
  std::optional<CloudEvent> of(Record::Reader record, const Sight& sight) const;
  /// For everyone, as number `number` of the public stream. `sight`: of somebody without a role. `now` holds
  /// the record. Nothing, if it is no publication.
  Result<std::optional<CloudEvent>> for_everyone(Record::Reader record, const Sight& sight,
                                                 std::uint64_t number, const RowView& now) const;

 private:
  std::string office_;
  Outlet records_;
  Publications publications_;
};

}  // namespace htq
