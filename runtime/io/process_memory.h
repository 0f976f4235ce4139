// What this process has in memory, as the system counts it.
#pragma once

#include <cstdint>

namespace sop {

std::uint64_t memory_now();   // bytes; 0: nobody knows
std::uint64_t memory_most();  // the most it ever was

// Gives back what is free.
void give_memory_back();

}  // namespace sop
