// All `NAME=FILE` of a run to one ReadTable per declared input.
#pragma once

#include <span>

#include "compiler/ir/program.h"
#include "runtime/io/table_builder.h"

namespace sop {

// Reads one input from its files.
ReadTable read_files(const InputPlan& plan, std::span<const DataFile> files);

// What is wrong with the names given before any file is opened. Nothing: all is well.
std::vector<BadInput> usage_faults(const Program& program, std::span<const Binding> bindings, bool some);

struct InputTables {
  std::vector<ReadTable> tables;  // parallel to Program::inputs
  std::vector<BadInput> usage;    // unknown names, inputs without data, files that are not there
};

InputTables read_inputs(const Program& program, std::span<const Binding> bindings, const ZoneRules& zone,
                        TextPool& pool, ReadOptions options);

}  // namespace sop
