#include "projections/worklist.h"

#include <algorithm>
#include <optional>

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

/// An item as it was when it was listed. Most are done before their row is ever written.
class Item {
 public:
  Item(const AppliedRecord& applied, const Work& work)
      : work_(work),
        kind_(applied.record.getStreamKind()),
        stream_(string(applied.record.getStream())),
        since_(applied.record.getRecordedAt()) {
    if (kind_ == StreamKind::CASE) {
      organisation_ = applied.after->organisation;
      cycle_ = applied.after->cycle;
      if (applied.after->qualification) title_ = applied.after->qualification->title;
    } else if (kind_ == StreamKind::CYCLE) {
      cycle_ = stream_;
    } else if (kind_ == StreamKind::CONSULTATION) {
      cycle_ = applied.office.consultations.at(stream_).cycle;
    } else if (const Body::Reader body = applied.record.getBody(); body.isEnquiryReceived()) {
      organisation_ = string(body.getEnquiryReceived().getOrganisation());
      cycle_ = string(body.getEnquiryReceived().getCycle());
    }
  }

  std::string row() const {
    RowMessage message;
    auto item = (*message).initRoot<answer::WorkItem>();
    item.setStreamKind(kind_);
    item.setStream(text(stream_));
    item.setKind(work_.kind);
    item.setWaitsFor(work_.waits_for);
    item.setAbout(text(work_.about));
    item.setPerson(text(work_.person));
    item.setDue(work_.due.ns);
    item.setSince(since_);
    if (organisation_) item.setOrganisation(text(*organisation_));
    if (cycle_) item.setCycle(text(*cycle_));
    if (title_) item.setTitle(text(*title_));
    return canonical_bytes(item);
  }

 private:
  Work work_;
  StreamKind kind_;
  std::string stream_;
  std::int64_t since_;
  std::optional<std::string> organisation_;
  std::optional<std::string> cycle_;
  std::optional<std::string> title_;
};

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
    if (!std::ranges::binary_search(before, std::string_view(key))) {
      rows.is_not_there(key);
      rows.put_at_the_end(key, [item = Item(applied, work)] { return item.row(); });
    }
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
