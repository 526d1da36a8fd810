#include "daemon/ctl/blank_case.h"

#include <capnp/dynamic.h>
#include <capnp/message.h>

#include "schemas/answer.capnp.h"
#include "schemas/json_writer.h"

namespace htq::ctl {
namespace {

template <typename Answer>
Json blank(const Json& seen) {
  capnp::MallocMessageBuilder message;
  std::string json;
  JsonWriter(capnp::Schema::from<Answer>(), {}).write(message.initRoot<Answer>().asReader(), json);
  Json blank = Json::parse(json).value_or(Json());
  if (auto* members = std::get_if<Json::Object>(&blank.value))
    std::erase_if(*members, [&](const auto& member) { return seen.find(member.first) == nullptr; });
  return blank;
}

}  // namespace

Json blank_case(const Json& seen) {
  return blank<answer::Case>(seen);
}

Json blank_cycle(const Json& seen) {
  Json cycle = blank<answer::Cycle>(seen);
  cycle.at("edition") = {Json::Object()};
  return cycle;
}

}  // namespace htq::ctl
