// At least one sample per alternative of the grammar, drawn from it: declarations, and the items of every kind of
// block.
#pragma once

#include <string>
#include <vector>

#include "tests/syntax/random_source.h"

namespace sop::tests {

// Declarations, each as short as its alternative allows. Every choice of the grammar is made in one of them.
const std::vector<std::string>& declaration_samples(Words words);

// A kind of block: what stands around its items (`block_inside` marks the place) and items that may stand in it.
struct BlockSamples {
  std::string host;
  std::vector<std::string> items;
};
const std::vector<BlockSamples>& block_samples(Words words);

std::string around(const std::string& host, const std::string& items);

}  // namespace sop::tests
