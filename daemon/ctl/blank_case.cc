#include "daemon/ctl/blank_case.h"

#include <capnp/dynamic.h>
#include <capnp/message.h>

#include "schemas/answer.capnp.h"
#include "schemas/json_writer.h"

namespace htq::ctl {

Json blank_case(const Json& seen) {
  capnp::MallocMessageBuilder message;
  std::string json;
  JsonWriter(capnp::Schema::from<answer::Case>(), {})
      .write(message.initRoot<answer::Case>().asReader(), json);
  Json blank = Json::parse(json).value_or(Json());
  if (auto* members = std::get_if<Json::Object>(&blank.value))
    std::erase_if(*members, [&](const auto& member) { return seen.find(member.first) == nullptr; });
  return blank;
}

}  // namespace htq::ctl
