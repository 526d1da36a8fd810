// The texts about persons in an event: the fields that say `$Policy.personal`. One walk for whoever seals,
// counts or looks for them.
//
// Any thread. An event is told of quickly if it has none, as most have.
#pragma once

#include <functional>

#include "schemas/event.capnp.h"

namespace htq {

/// Whether events of this type have such fields.
bool tells_of_a_person(Body::Which event);

/// Each that is given, in the order of the fields.
void each_personal(Body::Reader body, const std::function<void(Personal::Reader)>& each);
void each_personal(Body::Builder body, const std::function<void(Personal::Builder)>& each);

}  // namespace htq
