#include "daemon/doors/outlet.h"

#include <capnp/message.h>

#include "daemon/doors/words_of_time.h"

namespace htq {

Outlet::Outlet(capnp::StructSchema root, const Sealing& sealing)
    : redactor_(root, SealedTexts::carried),
      writer_(root, {.london = london_hook(), .open = open_hook(sealing)}) {}

Outlet::Outlet(capnp::StructSchema root, PersonalTexts /*stay_sealed*/)
    : redactor_(root, SealedTexts::carried), writer_(root, {.london = london_hook(), .open = {}}) {}

bool Outlet::write(capnp::DynamicStruct::Reader from, const Sight& sight, std::string& json) const {
  capnp::MallocMessageBuilder message;
  auto seen = message.initRoot<capnp::DynamicStruct>(from.getSchema());
  if (redact(from, seen, sight) == Shown::no) return false;
  tell(seen.asReader(), sight, json);
  return true;
}

Shown Outlet::redact(capnp::DynamicStruct::Reader from, capnp::DynamicStruct::Builder seen,
                     const Sight& sight) const {
  return redactor_.redact(from, seen, sight);
}

void Outlet::tell(capnp::DynamicStruct::Reader seen, const Sight& sight, std::string& json) const {
  writer_.write(seen, sight, json);
}

}  // namespace htq
