// A pattern, and whatever text tests there are: refused, or the same answers from engine and reference.
#include "runtime/reference/reference.h"
#include "tests/fuzz/shop.h"
#include "tests/fuzz/targets.h"

namespace sop::fuzz {

void fuzz_patterns(std::string_view bytes) {
  std::string pattern(bytes.substr(0, 400));
  std::erase_if(pattern, [](char c) { return c == '"' || c == '\n' || c == '\r' || c == '\0'; });
  const auto world =
      shop_with("segment found = city matches \"" + pattern + "\"\nsegment also = any(orders where sku matches \"" +
                pattern + "\")\nsegment within_it = city contains \"" + pattern + "\"\n");
  if (!world) return;
  require(said(*world, evaluate) == said(*world, reference_evaluate), "engine and reference agree", pattern);
}

}  // namespace sop::fuzz
