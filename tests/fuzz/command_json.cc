// Bodies of commands in JSON. The first byte chooses the command, the second who asks. What the reader takes is
// written so that it reads back; then the office is asked.
#include <capnp/dynamic.h>
#include <capnp/message.h>

#include "domain/words.h"
#include "schemas/command.capnp.h"
#include "schemas/json_reader.h"
#include "schemas/json_writer.h"
#include "tests/fuzz/asked_command.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {
namespace {

struct Body {
  capnp::MallocMessageBuilder message;
  capnp::DynamicStruct::Builder command = message.initRoot<Command>();
  std::expected<void, JsonError> read;
  std::string target;

  Body(Action action, std::string_view json) {
    static const JsonReader reader(capnp::Schema::from<Command>(), {.most_bytes_in_text = 32 << 10});
    const std::string kind = name_of_enumerant(kind_of(action));
    const std::string_view names[] = {kind};
    JsonExtras extras{.names = names, .found = {}};
    for (const auto field : command.getSchema().getUnionFields())
      if (field.getProto().getDiscriminantValue() == static_cast<std::uint16_t>(action))
        read = reader.read(json, command.init(field).as<capnp::DynamicStruct>(), extras);
    if (const auto found = extras.found.find(kind); found != extras.found.end()) target = found->second;
  }

  std::string written() const {
    static const JsonWriter writer(capnp::Schema::from<Command>(),
                                   {.london = {}, .open = [](auto, auto, std::string_view box) {
                                      return Opened(std::string(box));
                                    }});
    std::string json;
    const capnp::DynamicStruct::Reader sent = command.asReader();
    KJ_IF_MAYBE (field, sent.which()) {
      writer.write(sent.get(*field).as<capnp::DynamicStruct>(), json);
    }
    return json;
  }
};

void check_reading(Action action, std::string_view json) {
  const Body body(action, json);
  if (!body.read) {
    require(!body.read.error().what.empty() && !body.read.error().remedy.empty(), "a no has a reason and a remedy");
    return;
  }
  const std::string written = body.written();
  const Body again(action, written);
  require(again.read.has_value(),
          "what was taken reads back: " + written + (again.read ? "" : ": " + again.read.error().what));
  require(again.written() == written, "and is the same: " + written);
}

}  // namespace

void command_json(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 64 << 10;
  if (bytes.size() > kMostBytes) return;
  Input input(bytes);
  const auto action = static_cast<Action>(input.choice(kActions));
  const KnownCaller& caller = OpenOffice::callers()[input.choice(OpenOffice::callers().size())];
  check_reading(action, input.rest());
  ask_the_office(action, caller, "application/json", input.rest());
}

}  // namespace htq::fuzz
