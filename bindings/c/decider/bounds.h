// What a comparison with a constant comes to: the values from one to another one.
#pragma once

#include <cstdint>

namespace sop::embed {

struct WholeBounds {
  std::int64_t low = 0, high = 0;
};

struct RealBounds {
  double low = 0, high = 0;
};

}  // namespace sop::embed
