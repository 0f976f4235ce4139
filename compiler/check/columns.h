// Parts of column declarations that tables and predeclared inputs share.
#pragma once

#include <string>

#include "compiler/ir/program.h"
#include "compiler/syntax/tree.h"

namespace sop {

bool is_temporal(TypeKind kind);

// `true` or `是`, not `false` or `否`.
bool is_true(Node truth);

// A column as it is when nothing but its name and type is said.
Column plain_column(std::string name, TypeKind kind, bool nullable);

}  // namespace sop
