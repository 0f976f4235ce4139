// Short ways to write the schemas that the tests of reading and preparing need.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/io/prepare.h"

namespace sop::test {

inline Type type(TypeKind kind, bool nullable = false) { return {kind, nullable, {}}; }
inline Type maybe(TypeKind kind) { return {kind, true, {}}; }

inline Column column(std::string name, Type type) {
  Column c;
  c.name = c.file_name = std::move(name);
  c.type = type;
  c.used = true;
  return c;
}

inline Column made_column(std::string name, Type type) {
  Column c = column(std::move(name), type);
  c.file_name.clear();
  return c;
}

inline Input input(std::string name, InputKind kind, std::vector<Column> columns, int key = 0) {
  Input i;
  i.name = std::move(name);
  i.kind = kind;
  i.columns = std::move(columns);
  i.key = key;
  return i;
}

// No instruction is evaluated: for programs without derived columns and filters.
inline Evaluation evaluate_nothing(const Program&, const Dataset&, InputId, const TableData&, std::span<const InstId>,
                                   const RunContext&) {
  return {};
}

inline std::string text_of_row(const PreparedData& prepared, std::size_t input, std::size_t column, std::size_t row) {
  return std::string(prepared.dataset.pool->text(prepared.dataset.inputs[input].columns[column].codes[row]));
}

}  // namespace sop::test
