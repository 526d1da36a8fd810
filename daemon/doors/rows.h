// Lists: the rows of a projection as an answer, narrowed by parameters, a page at a time, now or as at any
// position or instant. A door of this kind is a description; the rows hold what is answered.
#pragma once

#include <capnp/dynamic.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "daemon/doors/door.h"
#include "daemon/doors/viewer.h"
#include "daemon/row_view.h"

namespace htq {

/// A parameter that narrows a list.
struct ListFilter {
  enum class How {
    equals,    // the field's value, as JSON writes it; of a list: one of its elements
    contains,  // part of a text, in any case
    until,     // an instant that is set and not after this one: a day means its end
    from,      // an instant not before this one: a day means its beginning
    is_set,    // yes or no: whether the number or text is not zero or empty
  };
  std::string_view parameter;
  std::string_view field;
  How how = How::equals;
};

struct RowsDoor {
  std::string_view path;        // /v1/enquiries
  std::string_view projection;  // whose rows
  std::string_view property;    // name of the list in the answer
  capnp::StructSchema row;
  std::span<const ListFilter> filters;
  /// Rows from this key on, up to `end` (empty: to the last).
  std::string begin;
  std::string end;
  /// How a caller sees a row; nothing: not at all.
  Result<std::optional<Sight>> (*seen_by)(Viewer& viewer, capnp::DynamicStruct::Reader row) = nullptr;
  /// Whether anyone may come without a token.
  enum class Open { to_callers, to_all } open = Open::to_callers;
  /// Who alone may ask; empty: whoever may come, and sees what is theirs.
  Roles only = {};
  /// Who may ask what the rows were: what was open to everyone once need not be so now.
  enum class Past { to_the_same, to_those_who_see_every_case } past = Past::to_the_same;
  /// What a row says in other words to whoever sees it in that way; nullptr: nothing.
  void (*tell_as_seen)(capnp::DynamicStruct::Builder row, const Sight& sight) = nullptr;
  /// Fills in what depends on the instant that the answer rests on, and says whether the row still stands
  /// then; nullptr: nothing does.
  bool (*judge)(capnp::DynamicStruct::Builder row, Instant at) = nullptr;
  /// Writes the row as it was at a position, for who sees its case no further; nullptr: they do not see the
  /// row.
  Result<> (*as_it_stood)(capnp::DynamicStruct::Reader row, Position at, const RowView& now,
                          capnp::MallocMessageBuilder& into) = nullptr;
  /// Fills in what the projection keeps beside its rows, of a row that is shown; nullptr: nothing.
  Result<> (*complete)(capnp::DynamicStruct::Builder row, const RowView& rows) = nullptr;
};

void add_rows_door(http::Router& router, const Doors& doors, RowsDoor description);

/// Whether the office has a stream of that id on record now; kinds that the reference projection has rows of.
Result<bool> is_on_record(const Doors& doors, StreamKind kind, std::string_view id);
/// The 404 that says so if what a parameter names is not on record and everyone may know that.
http::Response not_on_record(std::string_view parameter, std::string_view value);

/// A view that answers may be read from, and what it rests on.
struct RowsAt {
  Position as_at;
  Instant at;  // now, or the instant of that position
  std::shared_ptr<const RowView> view;
};
/// What a request with `after` and `asAt` wants to read, or the answer that says why not.
http::Awaitable<std::expected<RowsAt, http::Response>> rows_for(const Doors& doors, const Viewer& viewer,
                                                                const http::Request& request,
                                                                std::string_view projection);

}  // namespace htq
