// Tables as a host would give them: Arrow structures made by hand, that count how often they are released.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sop.h"

namespace abi {

using Texts = std::vector<std::optional<std::string>>;
using Wholes = std::vector<std::optional<std::int64_t>>;
using Reals = std::vector<std::optional<double>>;

struct GivenColumn {
  std::string name;
  std::variant<Texts, Wholes, Reals> values;
};

using GivenTable = std::vector<GivenColumn>;

// How often each structure was released.
struct Releases {
  int schemas = 0, arrays = 0, streams = 0;
};

// The caller's, as the interface lays them out; memory goes when they are released.
void make_schema(const GivenTable& table, Releases& releases, ArrowSchema& out);
void make_array(const GivenTable& table, Releases& releases, ArrowArray& out);
// As many batches as said, each of all rows.
void make_stream(const GivenTable& table, int batches, Releases& releases, ArrowArrayStream& out);

// Every cell as text, row by row, of a stream that the library gave; the stream is released.
std::vector<std::vector<std::string>> cells_of(ArrowArrayStream& stream);

}  // namespace abi
