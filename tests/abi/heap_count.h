// How often this process took memory from the heap, the library included.
#pragma once

#include <cstddef>

namespace abi {

std::size_t heap_count();

}  // namespace abi
