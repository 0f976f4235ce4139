// Why a program cannot be decided some customers at a time: what it asks of everybody together, and rows of hers that
// lead to other customers.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

struct WhyWhole {
  Span span;
  std::string en, zh;
};

std::vector<WhyWhole> not_in_pieces(const Program& program);

}  // namespace sop
