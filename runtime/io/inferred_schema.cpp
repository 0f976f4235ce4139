#include "runtime/io/inferred_schema.h"

namespace sop {
namespace {

bool holds_tags(const InferredInput& input, const Column& column) {
  return input.kind == InputKind::population && is_called_tags(column.name);
}

Column pseudo_column(const char* name, bool nullable) {
  Column column;
  column.name = name;
  column.type = {TypeKind::integer, nullable, {}};
  return column;
}

Input schema_of(const InferredInput& inferred) {
  Input input;
  input.name = inferred.name;
  input.kind = inferred.kind;
  input.inferred = true;
  input.key = inferred.key;
  input.time = inferred.kind == InputKind::stream ? inferred.time : -1;
  for (std::size_t i = 0; i < inferred.columns.size(); ++i) {
    const InferredColumn& found = inferred.columns[i];
    const int index = static_cast<int>(i);
    Column column;
    column.name = found.name;
    column.file_name = found.file_name;
    column.type = {index == input.key ? TypeKind::id : found.kind, index != input.key && index != input.time, {}};
    column.tag_list = holds_tags(inferred, column);
    column.used = index == input.key || index == input.time || column.tag_list;
    if (column.tag_list) column.type.kind = TypeKind::text;
    input.columns.push_back(std::move(column));
  }
  if (input.kind == InputKind::stream)
    for (auto [name, nullable] : {std::pair("nth", false), std::pair("gap", true)})
      if (input.find(name) == nullptr) input.columns.push_back(pseudo_column(name, nullable));
  return input;
}

}  // namespace

std::vector<Input> schema_of(const std::vector<InferredInput>& inputs) {
  std::vector<Input> out;
  for (const InferredInput& input : inputs) out.push_back(schema_of(input));
  return out;
}

std::string inference_line(const InferredInput& input) {
  std::string out = input.name + ": ";
  for (std::size_t i = 0; i < input.columns.size(); ++i) {
    const int index = static_cast<int>(i);
    out += (i > 0 ? ", " : "") + as_written(input.columns[i].name) + " ";
    out += index == input.tags  ? "tags"
           : index == input.key ? "id (key)"
                                : std::string(type_word(input.columns[i].kind));
    if (input.kind == InputKind::stream && index == input.time) out += " (time)";
  }
  return out;
}

}  // namespace sop
