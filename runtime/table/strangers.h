// Events of customers nobody knows: they feed no fact, but reports count them (language.md 2.9). Kept only of streams
// that a report reads.
#pragma once

#include "runtime/table/dataset.h"

namespace sop {

struct Strangers {
  TableData events;            // clustered by key, as a stream by its customers: `customer` is an index into `keys`
  std::vector<TextCode> keys;  // by their texts
};

}  // namespace sop
