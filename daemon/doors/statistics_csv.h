// The figures of a cycle as CSV, one line for each figure: cycle,by,value,unit,figure,count. Lines end with
// CRLF (RFC 4180).
#pragma once

#include <string>

#include "schemas/answer.capnp.h"

namespace htq {

std::string statistics_csv(answer::Statistics::Reader statistics);

}  // namespace htq
