// Random data for a program's inputs, and the frame to decide: missing values, ties in time, hidden customers, empty
// tables, one customer, and counts around the engine's block size.
#pragma once

#include "case.h"
#include "dice.h"

namespace sop::random_tests {

struct DataOptions {
  std::size_t most_customers = 60;
  bool block_edge = false;  // 4095, 4096 or 4097 customers
};

Dataset random_dataset(Dice& dice, const Program& program, const DataOptions& options);
Frame batch_frame_of(Dice& dice, const Dataset& dataset);
Frame event_frame_of(Dice& dice, const Dataset& dataset, InputId stream);

}  // namespace sop::random_tests
