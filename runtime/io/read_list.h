// The file of a `list … from "PATH"`: the first field of every row is a customer's id. A first row whose first field is
// the name of the customers' key is a header; other columns are for the reader. An id that stands there twice counts
// once.
#pragma once

#include "compiler/ir/program.h"
#include "runtime/io/table_builder.h"

namespace sop {

// `folder` holds the project's files and ends with `/`; empty: the current folder.
ReadTable read_list(const Program& program, const Input& list, const std::string& folder, TextPool& pool);

}  // namespace sop
