#include "daemon/record_writer.h"

#include <capnp/message.h>

#include <algorithm>
#include <array>

#include "daemon/planted.h"
#include "domain/log_level.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kSaltBytes = 16;

std::string canonical_bytes(Record::Builder record) {
  const kj::Array<capnp::word> words = capnp::canonicalize(record.asReader());
  const auto bytes = words.asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

}  // namespace

Instant RecordWriter::next_instant() const {
  if (is_planted(Plant::gives_an_instant_twice)) return std::max(clock_.now(), head_.recorded_at);
  return std::max(clock_.now(), head_.recorded_at + Duration(1));
}

void RecordWriter::write(NewEvents& events, const Provenance& provenance, Version version, Instant now,
                         std::vector<std::string>& records) {
  for (std::size_t part = 0; part < events.size(); ++part) {
    Record::Builder record = events.record(part);
    keys_.seal(record.getBody(), provenance.kind, provenance.stream, head_.position.next());
    version = version.next();
    const Instant recorded_at =
        is_planted(Plant::gives_an_instant_twice) ? now : std::max(now, head_.recorded_at + Duration(1));
    record.setPosition(head_.position.value + 1);
    record.setStreamKind(provenance.kind);
    record.setStream(text(provenance.stream));
    record.setVersion(version.value);
    record.setReceivedAt(provenance.received_at.ns);
    record.setRecordedAt(recorded_at.ns);
    record.setOccurredAt(provenance.occurred_at.ns == 0 ? recorded_at.ns : provenance.occurred_at.ns);
    auto actor = record.initActor();
    actor.setSubject(text(provenance.actor.subject));
    actor.setRole(provenance.actor.role);
    actor.setOrganisation(text(provenance.actor.organisation));
    actor.setOnBehalfOf(text(provenance.actor.on_behalf_of));
    actor.setAuthority(text(provenance.actor.authority));
    record.setCommandId(text(provenance.command_id));
    record.setCommandDigest(as_data(provenance.command_digest));
    record.setCommandPart(static_cast<std::uint16_t>(part + 1));
    record.setCommandParts(static_cast<std::uint16_t>(events.size()));
    record.setCausedBy(provenance.caused_by.value);
    record.setEpoch(head_.epoch);
    record.setPrevious(as_data(head_.hash));
    std::array<std::uint8_t, kSaltBytes> salt;
    random_.fill_at(head_.position.value + 1, salt);
    record.setSalt(capnp::Data::Reader(salt.data(), salt.size()));
    record.setLevel(level_of(record.getBody().which()));
    record.setTraceparent(text(provenance.traceparent));

    records.push_back(canonical_bytes(record));
    head_.position = head_.position.next();
    head_.recorded_at = recorded_at;
    head_.hash = record_hash(records.back());
  }
}

}  // namespace htq
