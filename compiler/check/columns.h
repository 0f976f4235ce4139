// Parts of column declarations that tables and predeclared inputs share.
#pragma once

#include <string>

#include "compiler/ir/program.h"

namespace sop {

bool is_temporal(TypeKind kind);

// A column as it is when nothing but its name and type is said.
Column plain_column(std::string name, TypeKind kind, bool nullable);

}  // namespace sop
