// The entry that libFuzzer calls. HTQ_FUZZ_TARGET is the target of this program.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  htq::fuzz::HTQ_FUZZ_TARGET({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
