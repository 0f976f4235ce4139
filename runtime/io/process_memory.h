// What this process has in memory, as the system counts it.
#pragma once

#include <cstdint>

namespace sop {

std::uint64_t memory_now();   // bytes; 0: nobody knows
std::uint64_t memory_most();  // the most it ever was

// Gives back what is free.
void give_memory_back();

// What is freed stays with this process for the next to be taken, until it is given back: a run takes and frees blocks
// of megabytes by the hundred, and the system clears each anew. For a program of its own, before anything else: it
// decides for everybody in the process.
void keep_freed_memory();

}  // namespace sop
