#include "projections/worklist.h"

#include <algorithm>

#include "projections/edit_row.h"
#include "projections/enquiries.h"
#include "projections/key.h"
#include "projections/work.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::string key_of(const Work& work, Record::Reader record) {
  std::string key;
  append_number(key, work.due.ns == 0 ? ~0ULL : static_cast<std::uint64_t>(work.due.ns));
  key += static_cast<char>(record.getStreamKind());
  key += view(record.getStream());
  key += '\0';
  key += static_cast<char>(work.kind);
  key += work.about;
  key += '\0';
  key += work.person;
  return key;
}

std::string list_key(Record::Reader record) {
  std::string key(1, '\0');
  key += static_cast<char>(record.getStreamKind());
  key += view(record.getStream());
  return key;
}

/// Sorted, as they were listed; they lie in the list.
std::vector<std::string_view> keys_of(std::string_view list) {
  std::vector<std::string_view> keys;
  for (std::size_t at = 0; at + 2 <= list.size();) {
    const std::size_t length =
        static_cast<unsigned char>(list[at]) * 256U + static_cast<unsigned char>(list[at + 1]);
    keys.push_back(list.substr(at + 2, length));
    at += 2 + length;
  }
  return keys;
}

std::string list_of(const std::vector<std::string>& sorted_keys) {
  std::string list;
  for (const std::string& key : sorted_keys) {
    list += static_cast<char>(key.size() >> 8U);
    list += static_cast<char>(key.size() & 0xffU);
    list += key;
  }
  return list;
}

std::vector<Work> work_of_stream(const AppliedRecord& applied) {
  const Record::Reader record = applied.record;
  const std::string stream = string(record.getStream());
  switch (record.getStreamKind()) {
    case StreamKind::CASE: return work_of(*applied.after, applied.office);
    case StreamKind::CYCLE: return work_of(applied.office.cycles.at(stream));
    case StreamKind::CONSULTATION:
      if (record.getBody().isConsultationSummarised()) return {};
      return work_of(applied.office.consultations.at(stream));
    case StreamKind::ENQUIRY:
      if (!record.getBody().isEnquiryReceived()) return {};
      return {
          {.kind = WorkKind::ANSWER_ENQUIRY,
           .waits_for = Role::OFFICIAL,
           .due = working_days_after({record.getReceivedAt()}, kEnquiryDays, applied.office.bank_holidays)}};
    default: return {};
  }
}

void describe(const AppliedRecord& applied, answer::WorkItem::Builder item) {
  const Record::Reader record = applied.record;
  if (record.getStreamKind() == StreamKind::CASE) {
    item.setOrganisation(text(applied.after->organisation));
    item.setCycle(text(applied.after->cycle));
    if (applied.after->qualification) item.setTitle(text(applied.after->qualification->title));
  } else if (record.getStreamKind() == StreamKind::CYCLE) {
    item.setCycle(record.getStream());
  } else if (record.getStreamKind() == StreamKind::CONSULTATION) {
    item.setCycle(text(applied.office.consultations.at(string(record.getStream())).cycle));
  } else if (record.getBody().isEnquiryReceived()) {
    item.setOrganisation(record.getBody().getEnquiryReceived().getOrganisation());
    item.setCycle(record.getBody().getEnquiryReceived().getCycle());
  }
}

}  // namespace

void Worklist::apply(const AppliedRecord& applied, RowWriter& rows) const {
  const Record::Reader record = applied.record;
  const StreamKind kind = record.getStreamKind();
  if (kind != StreamKind::CASE && kind != StreamKind::CYCLE && kind != StreamKind::CONSULTATION &&
      kind != StreamKind::ENQUIRY)
    return;
  // Most events of a case change nothing of what waits.
  if (kind == StreamKind::CASE && !concerns_work(*applied.before, *applied.after)) return;
  const std::vector<Work> work_now = work_of_stream(applied);
  if (kind == StreamKind::CASE && work_of(*applied.before, applied.office) == work_now) return;
  const std::string mine = list_key(record);
  if (applied.begins_its_stream()) rows.is_not_there(mine);
  const std::string list = rows.get(mine).value_or("");
  const std::vector<std::string_view> before = keys_of(list);
  std::vector<std::string> now;
  for (const Work& work : work_now) {
    std::string key = key_of(work, record);
    if (std::ranges::find(now, key) != now.end()) continue;
    if (!std::ranges::binary_search(before, std::string_view(key)))
      write_new_row<answer::WorkItem>(rows, key, [&](answer::WorkItem::Builder item) {
        item.setStreamKind(kind);
        item.setStream(record.getStream());
        item.setKind(work.kind);
        item.setWaitsFor(work.waits_for);
        item.setAbout(text(work.about));
        item.setPerson(text(work.person));
        item.setDue(work.due.ns);
        item.setSince(record.getRecordedAt());
        describe(applied, item);
      });
    now.push_back(std::move(key));
  }
  std::ranges::sort(now);
  for (const std::string_view key : before)
    if (!std::ranges::binary_search(now, key)) rows.erase(std::string(key));
  if (std::ranges::equal(now, before)) return;
  if (now.empty())
    rows.erase(mine);
  else
    rows.put(mine, list_of(now));
}

}  // namespace htq
