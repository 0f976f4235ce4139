// What compiles runs, and the engine says what the reference says.
#include "runtime/reference/reference.h"
#include "tests/fuzz/shop.h"
#include "tests/fuzz/targets.h"

namespace sop::fuzz {

void fuzz_run(std::string_view bytes) {
  if (bytes.size() > 2000) return;
  const auto world = shop_with(bytes);
  if (!world) return;
  const std::string engine = said(*world, evaluate), reference = said(*world, reference_evaluate);
  require(engine == reference, "engine and reference agree",
          std::string(bytes) + "\n---- engine\n" + engine + "---- reference\n" + reference);
}

}  // namespace sop::fuzz
