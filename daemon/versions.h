// Of a stream: how many events it has, and how many that applicants may see.
#pragma once

#include "domain/event_kind.h"
#include "domain/identity.h"
#include "schemas/event.capnp.h"

namespace htq {

struct Versions {
  Version all;
  Version shown;

  void count(Record::Reader record) {
    all = {record.getVersion()};
    if (is_shown_to_applicants(record.getBody().which())) shown = shown.next();
  }
};

}  // namespace htq
