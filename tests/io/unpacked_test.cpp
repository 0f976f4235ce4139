#include "runtime/io/unpacked.h"

#include <catch2/catch.hpp>

namespace sop::tests {

TEST_CASE("a small file may unpack to 1 GiB") {
  constexpr std::uint64_t most = 1 << 30;
  CHECK_FALSE(unpacks_to_too_much(most - 1, 100));
  CHECK_FALSE(unpacks_to_too_much(most, 100));
  CHECK(unpacks_to_too_much(most + 1, 100));
}

TEST_CASE("a large file may unpack to two hundred times its size") {
  constexpr std::uint64_t packed = 100 << 20;
  CHECK_FALSE(unpacks_to_too_much(200 * packed - 1, packed));
  CHECK_FALSE(unpacks_to_too_much(200 * packed, packed));
  CHECK(unpacks_to_too_much(200 * packed + 1, packed));
}

}  // namespace sop::tests
