// The lists that the daemon answers with, each as a description: its command, where it is read, how it is
// narrowed, what its table shows. daemon/doors/lists.cc is the other side.
//
// Constants; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/ctl/json.h"
#include "daemon/text_table.h"

namespace htq::ctl {

/// How a cell is made of a row's member.
enum class Show {
  text,
  words,    // an enumerant: "underReview" is "under review", "none" is nothing
  time,     // an instant, in London
  yes,      // a truth: nothing if it is not so
  several,  // a list of texts
  size,     // how many a list has
  counts,   // a list of kinds with their counts
  // Of an entry of the log as a whole (entry_text.h):
  when,
  who,
  stream,
  sentence,
};

struct ListColumn {
  const char* heading;
  const char* member;
  Show show = Show::text;
  Align align = Align::left;
  bool is_left_out_if_empty = false;  // in every row
};

struct ListOption {
  enum class Takes {
    text,
    yes,    // a flag that asks for yes
    no,     // a flag that asks for no
    from,   // a time; of a day alone its beginning
    until,  // a time; of a day alone its end
  };
  const char* name;       // "--stage"; without dashes it is an argument that must be given
  const char* parameter;  // of the daemon
  const char* about;
  Takes takes = Takes::text;
};

struct List {
  const char* group;  // the command that it stands under; empty: under htqctl itself
  const char* name;
  const char* about;
  const char* path;
  const char* property;  // of the answer
  std::span<const ListColumn> columns;
  std::span<const ListOption> options;
  const char* example;
  bool is_of_the_log = true;  // so that it has an --as-at, and an --after
};

std::span<const List> all_lists();
/// The list whose answer has that property; there must be one.
const List& list_of(std::string_view property);

void say_rows(std::span<const ListColumn> columns, const Json::Array& rows);

}  // namespace htq::ctl
