// What a command was about, remembered beside it: a "no" must not tell that there is something which the
// caller may not see. Then it reads as if there were nothing of that name.
//
// A value; any thread.
#pragma once

#include <string>

#include "daemon/doors/viewer.h"
#include "daemon/order.h"
#include "daemon/row_view.h"
#include "domain/workflow.h"

namespace htq {

struct AskedStream {
  Action action;
  StreamKind kind;
  std::string stream;  // empty: the command opens a case
  Actor actor;
  bool expected_a_version;

  static AskedStream of(const Order& order);

  /// Whether that answer would be another one if there were nothing of that name.
  bool tells_of_it(const Reply& reply) const;
  /// Whether there is nothing of that name for the caller.
  Result<bool> is_hidden_from(Viewer& viewer, const RowView& rows) const;
  /// What the process says of a name that is none.
  Refused as_if_missing() const;
};

}  // namespace htq
