// Whose is whose: customers of a book and customers of a run's data.
#pragma once

#include <vector>

#include "bindings/c/memory/book.h"
#include "compiler/ir/program.h"

namespace sop::embed {

struct BookPeople {
  std::vector<std::uint32_t> here;  // by customer of the book: customer of the data, or nobody
  // By customer of the book: an account of hers by now (semantics E8), once a customer of its own.
  std::vector<bool> joined;
};

BookPeople people_of(const MemoryBook& book, const Program& program, const Dataset& dataset);

}  // namespace sop::embed
