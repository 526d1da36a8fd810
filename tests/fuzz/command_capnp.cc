// Bodies of commands in Cap'n Proto. The first byte chooses the command, the second who asks.
#include "tests/fuzz/asked_command.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {

void command_capnp(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 64 << 10;
  if (bytes.size() > kMostBytes) return;
  Input input(bytes);
  const auto action = static_cast<Action>(input.choice(kActions));
  const KnownCaller& caller = OpenOffice::callers()[input.choice(OpenOffice::callers().size())];
  ask_the_office(action, caller, "application/x-capnp", input.rest());
}

}  // namespace htq::fuzz
