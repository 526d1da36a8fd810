#include "daemon/doors/rows.h"

#include <algorithm>
#include <cctype>

#include "daemon/access/sealing.h"
#include "daemon/clock.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/reading.h"
#include "daemon/doors/sealed_positions.h"
#include "daemon/http/waiting.h"
#include "daemon/log/event_log.h"
#include "daemon/past.h"
#include "daemon/projector.h"
#include "domain/case_reference.h"
#include "projections/reference.h"
#include "projections/stored_record.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
const capnp::ReaderOptions kReading{.traversalLimitInWords = 64ULL << 20U, .nestingLimit = 32};

using How = ListFilter::How;

/// Two bytes in front of a cursor, so that the cursor of one list is none of another's.
std::string tag_of(std::string_view path) {
  std::uint32_t hash = 2'166'136'261U;  // FNV-1a
  for (const char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
  return {static_cast<char>(hash >> 8U & 0xffU), static_cast<char>(hash & 0xffU)};
}

std::string in_hex(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes) {
    hex += kDigits[static_cast<unsigned char>(byte) >> 4U];
    hex += kDigits[static_cast<unsigned char>(byte) & 0xfU];
  }
  return hex;
}

std::optional<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    const std::size_t high = kDigits.find(hex[at]);
    const std::size_t low = kDigits.find(hex[at + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string small(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string written(const capnp::DynamicValue::Reader& value) {
  switch (value.getType()) {
    case capnp::DynamicValue::TEXT: return string(value.as<capnp::Text>());
    case capnp::DynamicValue::BOOL: return value.as<bool>() ? "true" : "false";
    case capnp::DynamicValue::ENUM: {
      KJ_IF_MAYBE (known, value.as<capnp::DynamicEnum>().getEnumerant()) {
        return string(known->getProto().getName());
      }
      return {};
    }
    case capnp::DynamicValue::INT:
    case capnp::DynamicValue::UINT: return std::to_string(value.as<std::int64_t>());
    default: return {};
  }
}

/// Parameters that name something of the office's own record.
struct Naming {
  std::string_view parameter;
  StreamKind kind;
  bool is_public;  // whether everyone may know what there is; else those who see every case
};
constexpr Naming kNaming[] = {{"cycle", StreamKind::CYCLE, true},
                              {"standard", StreamKind::STANDARD, true},
                              {"publication", StreamKind::PUBLICATION, true},
                              {"organisation", StreamKind::ORGANISATION, false}};

bool is_set(const capnp::DynamicValue::Reader& value) {
  const std::string text = written(value);
  return !text.empty() && text != "0" && text != "false";
}

/// A parameter of a request with what it is compared to.
class Wanted {
 public:
  static std::expected<Wanted, http::Response> of(const ListFilter& filter, capnp::StructSchema row,
                                                  std::string_view value) {
    Wanted wanted(
        row.getFieldByName(kj::str(kj::ArrayPtr<const char>(filter.field.data(), filter.field.size()))),
        filter.how, value);
    const auto type = wanted.field_.getType();
    if (filter.how == How::until || filter.how == How::from) {
      const auto instant =
          time_asked(filter.parameter, value,
                     filter.how == How::until ? DayMeans::its_last_instant : DayMeans::its_first_instant);
      if (!instant) return std::unexpected(instant.error());
      wanted.instant_ = *instant;
    }
    if (filter.parameter == "case") {
      const auto reference = parse_case_reference(value);
      if (!reference)
        return std::unexpected(
            bad_parameter(filter.parameter, reference.error(), "Read the reference again."));
      wanted.text_ = reference->text;
    }
    if (filter.how == How::is_set && value != "yes" && value != "no")
      return std::unexpected(bad_parameter(filter.parameter, "It is yes or no.", "Give one of them."));
    if (filter.how == How::equals && type.isEnum()) {
      std::string known;
      for (const auto enumerant : type.asEnum().getEnumerants()) {
        const std::string name = string(enumerant.getProto().getName());
        if (name == value) return wanted;
        if (name != "none") known += (known.empty() ? "" : ", ") + name;
      }
      return std::unexpected(bad_parameter(filter.parameter, "There is no \"" + std::string(value) + "\".",
                                           "Give one of: " + known + "."));
    }
    return wanted;
  }

  bool holds(capnp::DynamicStruct::Reader row) const {
    const capnp::DynamicValue::Reader value = row.get(field_);
    switch (how_) {
      case How::equals:
        if (value.getType() != capnp::DynamicValue::LIST) return written(value) == text_;
        for (const auto element : value.as<capnp::DynamicList>())
          if (written(element) == text_) return true;
        return false;
      case How::contains: return small(written(value)).find(small(text_)) != std::string::npos;
      case How::until: return value.as<std::int64_t>() != 0 && value.as<std::int64_t>() <= instant_.ns;
      case How::from: return value.as<std::int64_t>() >= instant_.ns;
      case How::is_set: return is_set(value) == (text_ == "yes");
    }
    return false;
  }

 private:
  Wanted(capnp::StructSchema::Field field, How how, std::string_view text)
      : field_(field), how_(how), text_(text) {}

  capnp::StructSchema::Field field_;
  How how_;
  std::string text_;
  Instant instant_;
};

class ListDoor {
 public:
  ListDoor(const Doors& doors, RowsDoor description)
      : doors_(doors),
        door_(std::move(description)),
        tag_(tag_of(door_.path)),
        outlet_(door_.row, doors.sealing) {
    for (const ListFilter& filter : door_.filters) parameters_.push_back(filter.parameter);
    for (const std::string_view usual : {"limit", "cursor", "asAt", "after"}) parameters_.push_back(usual);
  }

  http::Awaitable<http::Response> answer(http::Request& request) const {
    auto caller =
        door_.open == RowsDoor::Open::to_all ? anyone_calling(doors_, request) : caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    Viewer viewer(doors_, std::move(*caller));
    if (!door_.only.empty() && door_.only.both(viewer.roles()).empty())
      co_return refused({.refusal = Refusal::not_your_role});
    if (auto wrong = check_parameters(request, parameters_)) co_return std::move(*wrong);
    auto page = page_of(request, viewer);
    if (!page) co_return std::move(page).error();
    const bool wants_past = request.query.find("asAt").has_value();
    if (wants_past && door_.past == RowsDoor::Past::to_those_who_see_every_case && !viewer.sees_cases())
      co_return refused({.refusal = Refusal::not_your_role,
                         .detail = "What was open once is not open now: this list is answered as it is.",
                         .field = "asAt"});
    auto rows = co_await rows_for(doors_, viewer, request, door_.projection);
    if (!rows) co_return std::move(rows).error();
    auto read = [this, rows = *std::move(rows), viewer = std::move(viewer), page = *std::move(page),
                 query = request.query]() mutable {
      const RowView now = doors_.projector.view();
      if (const auto looked = viewer.look(now); !looked) return faulty(looked.error());
      bool is_empty = false;
      http::Response listed = list(rows, viewer, page, is_empty);
      if (is_empty && page.is_first)
        if (auto unknown = names_what_is_not_there(query, viewer)) return *std::move(unknown);
      return listed;
    };
    auto answer = co_await doors_.reading.off_the_loop(read);
    if (!answer) co_return too_many_reads();
    co_return *std::move(answer);
  }

 private:
  struct Page {
    std::uint64_t limit = 0;
    std::string begin;
    std::vector<Wanted> wanted;
    bool is_first = true;
  };

  std::expected<Page, http::Response> page_of(const http::Request& request, const Viewer& viewer) const {
    Page page{.begin = door_.begin};
    const auto limit = page_limit(request);
    if (!limit) return std::unexpected(limit.error());
    page.limit = *limit;
    if (const auto cursor = request.query.find("cursor"); cursor && !cursor->empty()) {
      auto key = viewer.sees_positions() ? from_hex(*cursor) : doors_.positions.open_place(*cursor);
      const bool is_ours = key && key->starts_with(tag_);
      if (is_ours) key->erase(0, tag_.size());
      if (!is_ours || *key < door_.begin || (!door_.end.empty() && *key >= door_.end))
        return std::unexpected(bad_parameter("cursor", "That is no cursor of this list.",
                                             "Use \"next\" of the page before, as it came."));
      page.begin = *key;
      page.is_first = false;
    }
    for (const ListFilter& filter : door_.filters) {
      const auto value = request.query.find(filter.parameter);
      if (!value) continue;
      if (value->empty())
        return std::unexpected(
            bad_parameter(filter.parameter, "It is empty.", "Give a value, or leave the parameter out."));
      auto wanted = Wanted::of(filter, door_.row, *value);
      if (!wanted) return std::unexpected(std::move(wanted).error());
      page.wanted.push_back(std::move(*wanted));
    }
    return page;
  }

  /// Of a list that is empty: whether that is so because a parameter names what is not there at all. Whoever
  /// may not know what there is gets the empty list.
  std::optional<http::Response> names_what_is_not_there(const http::Query& query,
                                                        const Viewer& viewer) const {
    for (const auto& [parameter, kind, is_public] : kNaming) {
      const auto value = query.find(parameter);
      if (!value || !(is_public || viewer.sees_cases())) continue;
      const auto known = is_on_record(doors_, kind, *value);
      if (!known) return faulty(known.error());
      if (!*known) return not_on_record(parameter, *value);
    }
    return std::nullopt;
  }

  http::Response list(const RowsAt& rows, Viewer& viewer, const Page& page, bool& is_empty) const {
    http::Response answer;
    answer.body = R"({"asAt":)" + position_json(doors_, viewer, rows.as_at) + R"(,")" +
                  std::string(door_.property) + R"(":[)";
    std::uint64_t shown = 0;
    std::string next;
    const auto cursor = rows.view->range(door_.projection, page.begin, door_.end);
    for (; cursor->valid(); cursor->next()) {
      if (is_own(cursor->key())) continue;
      capnp::MallocMessageBuilder copy;
      const auto stands = read(cursor->value(), rows.at, copy);
      if (!stands) continue;
      const auto sight = door_.seen_by(viewer, *stands);
      if (!sight) return faulty(sight.error());
      if (!*sight) continue;
      if ((*sight)->until != Sight::kNoEnd && door_.as_it_stood == nullptr) continue;
      if ((*sight)->until < rows.as_at.value) {
        capnp::MallocMessageBuilder stood;
        const Position until{(*sight)->until};
        if (const auto done = door_.as_it_stood(*stands, until, doors_.projector.view(), stood); !done)
          return faulty(done.error());
        copy.setRoot(stood.getRoot<capnp::DynamicStruct>(door_.row).asReader());
      }
      auto row = copy.getRoot<capnp::DynamicStruct>(door_.row);
      if (door_.complete != nullptr)
        if (const auto done = door_.complete(row, *rows.view); !done) return faulty(done.error());
      if (door_.tell_as_seen != nullptr) door_.tell_as_seen(row, **sight);
      capnp::MallocMessageBuilder redacted;
      auto seen = redacted.initRoot<capnp::DynamicStruct>(door_.row);
      if (outlet_.redact(row.asReader(), seen, **sight) == Shown::no) continue;
      // By what is seen of it: a question must not find what its answer does not show.
      const capnp::DynamicStruct::Reader told = seen.asReader();
      if (!std::ranges::all_of(page.wanted, [&](const Wanted& wanted) { return wanted.holds(told); }))
        continue;
      if (shown == page.limit) {
        const std::string place = tag_ + std::string(cursor->key());
        next = viewer.sees_positions() ? in_hex(place) : doors_.positions.seal_place(place);
        break;
      }
      if (shown++ != 0) answer.body += ',';
      outlet_.tell(told, **sight, answer.body);
    }
    if (const auto read = cursor->status(); !read) return faulty(read.error());
    answer.body += ']';
    is_empty = shown == 0;
    if (!next.empty()) answer.body += R"(,"next":")" + next + '"';
    answer.body += '}';
    return answer;
  }

  /// Rows that a projection keeps for itself lie under a zero byte, or hold a number alone.
  bool is_own(std::string_view key) const {
    return !key.empty() && key.front() == '\0' && door_.begin.empty();
  }

  std::optional<capnp::DynamicStruct::Reader> read(std::string_view bytes, Instant at,
                                                   capnp::MallocMessageBuilder& copy) const {
    StoredRow stored(bytes);
    copy.setRoot(stored.root(door_.row));
    auto row = copy.getRoot<capnp::DynamicStruct>(door_.row);
    if (door_.judge != nullptr && !door_.judge(row, at)) return std::nullopt;
    return row.asReader();
  }

  const Doors& doors_;
  RowsDoor door_;
  std::string tag_;
  Outlet outlet_;
  std::vector<std::string_view> parameters_;
};

}  // namespace

Result<bool> is_on_record(const Doors& doors, StreamKind kind, std::string_view id) {
  // A publication has a row for each of its versions, behind a zero byte.
  const std::string key = reference_prefix(kind) + std::string(id);
  const RowView view = doors.projector.view();
  const auto cursor = view.range("reference", key, key + '\x01');
  HTQ_TRY(cursor->status());
  return cursor->valid();
}

http::Response not_on_record(std::string_view parameter, std::string_view value) {
  return refused({.refusal = Refusal::no_such_stream,
                  .detail = "There is no " + std::string(parameter) + " \"" + std::string(value) + "\".",
                  .field = std::string(parameter)});
}

http::Awaitable<std::expected<RowsAt, http::Response>> rows_for(const Doors& doors, const Viewer& viewer,
                                                                const http::Request& request,
                                                                std::string_view projection) {
  if (auto not_yet = co_await wait_for_position(doors, viewer, request))
    co_return std::unexpected(std::move(*not_yet));
  const auto as_at = as_at_of(doors, viewer, request);
  if (!as_at) co_return std::unexpected(as_at.error());
  if (!request.query.find("asAt")) {
    auto view = std::make_shared<RowView>(doors.projector.view());
    const Position applied = view->applied();
    co_return RowsAt{.as_at = applied, .at = doors.clock.now(), .view = std::move(view)};
  }
  auto past = co_await http::await_callback<Past::Answer>([&](http::Callback<Past::Answer> done) {
    doors.past.view(std::string(projection), *as_at, std::move(done));
  });
  if (!past && past.error().kind == FaultKind::overloaded)
    co_return std::unexpected(too_many_reads(past.error().what));
  if (!past) co_return std::unexpected(faulty(past.error()));
  Instant at;
  if (as_at->value != 0) {
    const auto bytes = doors.log.read(*as_at);
    if (!bytes) co_return std::unexpected(faulty(bytes.error()));
    StoredEvent stored(*bytes);
    at = {stored.record().getRecordedAt()};
  }
  co_return RowsAt{.as_at = *as_at, .at = at, .view = std::move(*past)};
}

void add_rows_door(http::Router& router, const Doors& doors, RowsDoor description) {
  const std::string path(description.path);
  auto door = std::make_shared<ListDoor>(doors, std::move(description));
  router.add("GET", path, [door](http::Request& request) { return door->answer(request); });
}

}  // namespace htq
