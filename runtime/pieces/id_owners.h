// Whose the ids of a stream's events are, where the events of one customer are in one piece and another's in another:
// two events of one id that are not the same row are bad (semantics A8), wherever they are. Keeps hashes in a spill
// file and finds the customers who share an id with somebody else; a hash too many costs nothing but room.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "runtime/pieces/spill_file.h"

namespace sop {

class IdOwners {
 public:
  IdOwners(SpillFile& file, std::size_t buckets) : file_(file), open_(buckets), kept_(buckets) {}

  Written add(std::uint64_t id, std::uint64_t customer);
  // Into `customers`: all who share an id with another.
  Written find_shared(std::unordered_set<std::uint64_t>& customers);

 private:
  struct Pair {
    std::uint64_t id, customer;
  };
  Written keep(std::size_t bucket);

  SpillFile& file_;
  std::vector<std::vector<Pair>> open_;
  std::vector<std::vector<Extent>> kept_;
};

}  // namespace sop
