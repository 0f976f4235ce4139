#include "runtime/io/read_inputs.h"

#include <algorithm>
#include <filesystem>

#include "compiler/diagnostics/suggest.h"
#include "runtime/io/arrow_part.h"
#include "runtime/io/column_cache.h"
#include "runtime/io/csv_input.h"
#include "runtime/io/process_memory.h"
#include "runtime/io/read_list.h"
#include "runtime/io/sqlite_input.h"

namespace sop {
namespace {

bool may_stay_without_data(const Input& input) {
  return input.keys_from.exists() || input.kind == InputKind::tags || input.predeclared || !input.list_file.empty();
}

// The declared input whose name is nearest; none: nothing is near.
std::string meant(const Program& program, const std::string& name) {
  std::vector<std::string_view> known;
  for (const Input& input : program.inputs)
    if (input.list_file.empty() && !input.recorded && !input.keys_from.exists()) known.emplace_back(input.name);
  return std::string(did_you_mean(name, known).value_or(""));
}

std::vector<std::string> usage_checked_names(const Program& program, std::span<const Binding> bindings,
                                             std::vector<BadInput>& usage) {
  std::vector<std::string> seen;
  for (const Binding& binding : bindings) {
    const auto input = std::ranges::find(program.inputs, binding.name, &Input::name);
    if (input == program.inputs.end() || !input->list_file.empty()) {
      usage.push_back(
          {.fault = InputFault::unknown_name, .input = binding.name, .detail = meant(program, binding.name)});
    } else if (input->keys_from.exists()) {
      usage.push_back({.fault = InputFault::takes_no_data, .input = binding.name});
    } else if (std::ranges::find(seen, binding.name) != seen.end()) {
      usage.push_back({.fault = InputFault::given_twice, .input = binding.name});
    }
    seen.push_back(binding.name);
  }
  return seen;
}

std::uint64_t bytes_of(const std::vector<std::vector<DataFile>>& inputs) {
  std::uint64_t bytes = 0;
  for (const std::vector<DataFile>& files : inputs)
    for (const DataFile& file : files) {
      std::error_code fault;
      const auto size = std::filesystem::file_size(file.path, fault);
      if (!fault) bytes += size;
    }
  return bytes;
}

void read_arrow_file(const InputPlan& plan, const DataFile& file, TableBuilder& builder) {
  if (const auto part = arrow_part()) return (*part)->read(plan, file, builder);
  builder.add_file_fault({.fault = InputFault::unreadable_file, .value = arrow_part().error()});
}

void read_file(const InputPlan& plan, const DataFile& file, TableBuilder& builder) {
  switch (file.format) {
    case FileFormat::csv:
    case FileFormat::tsv: return read_csv(plan, file, builder);
    case FileFormat::parquet:
    case FileFormat::ipc: return read_arrow_file(plan, file, builder);
    case FileFormat::sqlite: return read_sqlite(plan, file, builder);
  }
}

void read_through(ColumnCache& cache, const InputPlan& plan, const DataFile& file, TableBuilder& builder) {
  if (cache.read(plan, file, builder)) return;
  auto entry = cache.begin(plan, file);
  read_file(plan, file, builder);
  if (entry) cache.keep(std::move(*entry), plan, file, builder);
}

}  // namespace

ReadTable read_files(const InputPlan& plan, std::span<const DataFile> files) {
  TableBuilder builder(plan);
  for (const DataFile& file : files)
    plan.options.cache == nullptr ? read_file(plan, file, builder)
                                  : read_through(*plan.options.cache, plan, file, builder);
  return builder.finish();
}

std::vector<BadInput> usage_faults(const Program& program, std::span<const Binding> bindings, bool some) {
  std::vector<BadInput> usage;
  const auto names = usage_checked_names(program, bindings, usage);
  for (const Input& input : program.inputs)
    if (!some && !may_stay_without_data(input) && std::ranges::find(names, input.name) == names.end())
      usage.push_back({.fault = InputFault::not_given, .input = input.name});
  return usage;
}

InputTables read_inputs(const Program& program, std::span<const Binding> bindings, const ZoneRules& zone,
                        TextPool& pool, ReadOptions options) {
  const InPhase in(options.profile, Phase::reading);
  InputTables result;
  result.tables.resize(program.inputs.size());
  result.usage = usage_faults(program, bindings, options.some);
  if (!result.usage.empty()) return result;
  for (std::size_t i = 0; i < program.inputs.size(); ++i)
    if (!program.inputs[i].list_file.empty())
      result.tables[i] = read_list(program, program.inputs[i], options.folder, pool);
  std::vector<std::vector<DataFile>> files_of(bindings.size());
  for (std::size_t i = 0; i < bindings.size(); ++i) {
    auto files = find_data_files(bindings[i]);
    if (files)
      files_of[i] = std::move(*files);
    else
      result.usage.push_back(files.error());
  }
  begin_work(options.progress, Work::reading, bytes_of(files_of));
  for (std::size_t i = 0; i < bindings.size(); ++i) {
    if (files_of[i].empty()) continue;
    const auto input = std::ranges::find(program.inputs, bindings[i].name, &Input::name);
    const InputPlan plan = plan_input(*input, program.enumerations, zone, pool, options);
    ReadTable& table = result.tables[static_cast<std::size_t>(input - program.inputs.begin())];
    table = read_files(plan, files_of[i]);
    give_memory_back();
    if (options.profile != nullptr) options.profile->add_rows(Phase::reading, table.rows);
  }
  return result;
}

}  // namespace sop
