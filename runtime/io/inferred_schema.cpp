#include "runtime/io/inferred_schema.h"

namespace sop {
namespace {

bool holds_tags(const Input& input, const Column& column) {
  return input.inferred && (column.name == "tag" || column.name == "tags");
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
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
    column.used = index == input.key || index == input.time || holds_tags(input, column);
    if (holds_tags(input, column)) column.type.kind = TypeKind::text;
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
    out += (i > 0 ? ", " : "") + input.columns[i].name + " ";
    out += index == input.tags ? "tags" : index == input.key ? "id (key)" : std::string(type_word(input.columns[i].kind));
    if (input.kind == InputKind::stream && index == input.time) out += " (time)";
  }
  return out;
}

void take_inferred_tags(const Program& program, Dataset& dataset) {
  if (!program.population.exists()) return;
  const Input& population = program.inputs[program.population.index()];
  for (std::size_t c = 0; c < population.columns.size(); ++c) {
    if (!holds_tags(population, population.columns[c])) continue;
    const ColumnData& data = dataset.inputs[program.population.index()].columns[c];
    for (std::uint32_t row = 0; row < data.rows; ++row) {
      if (!data.is_known(row)) continue;
      std::string_view rest = dataset.pool->text(data.codes[row]);
      while (!rest.empty()) {
        const std::size_t cut = std::min(rest.find(';'), rest.size());
        if (const std::string_view tag = trimmed(rest.substr(0, cut)); !tag.empty())
          dataset.tags.push_back({row, dataset.pool->intern(tag), 0});
        rest.remove_prefix(std::min(cut + 1, rest.size()));
      }
    }
  }
}

}  // namespace sop
