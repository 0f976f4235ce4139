#include "runtime/pieces/scattered_inputs.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "runtime/io/arrow_part.h"
#include "runtime/io/column_rows.h"
#include "runtime/io/preparation.h"
#include "runtime/io/read_list.h"
#include "runtime/io/slices.h"
#include "runtime/io/value_print.h"
#include "runtime/pieces/packed_rows.h"

namespace sop {
namespace {

// What a row of this column takes in memory, in bits.
std::uint64_t bits_of(Type type) {
  switch (physical_of(type.kind)) {
    case Physical::whole:
    case Physical::real: return 64;
    case Physical::code: return 32;
    case Physical::bit: return 1;
  }
  return 64;
}

void reserve(ColumnData& column, std::size_t rows) {
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return column.whole.reserve(rows);
    case Physical::real: return column.real.reserve(rows);
    case Physical::code: return column.codes.reserve(rows);
    case Physical::bit: return column.bits.reserve(words_for(rows));
  }
}

// What is of a file as a whole comes before what is of its rows.
bool is_of_file(const BadInput& finding) {
  return !is_row_fault(finding.fault) && finding.fault != InputFault::open_quote;
}

void pick_rows(ReadTable& table, const RowNumbers& rows) {
  for (ColumnData& column : table.columns)
    if (column.rows == table.rows) column = sop::pick_rows(column, rows);
  for (std::vector<std::uint32_t>* values : {&table.line, &table.number}) {
    std::vector<std::uint32_t> picked;
    picked.reserve(rows.size());
    for (const std::uint32_t row : rows) picked.push_back((*values)[row]);
    *values = std::move(picked);
  }
  table.rows = rows.size();
}

}  // namespace

bool is_by_customer(const Input& input) {
  if (input.key < 0) return false;
  return input.kind == InputKind::population || input.kind == InputKind::side || input.kind == InputKind::tags ||
         is_stream(input);
}

ScatteredInputs::ScatteredInputs(const Program& program, const RunContext& context, SpillFile& file,
                                 ScatterOptions options)
    : program_(program),
      context_(context),
      file_(file),
      options_(options),
      inputs_(program.inputs.size()),
      bytes_(options.buckets, 0),
      owners_(program.inputs.size()) {
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    inputs_[i].blocks.resize(is_by_customer(program.inputs[i]) ? options.buckets : 1);
    if (is_stream(program.inputs[i]) && program.inputs[i].id >= 0) owners_[i].emplace(file, options.buckets);
  }
}

ReadOptions ScatteredInputs::read_options() const {
  return {.threads = context_.threads,
          .keep_all_findings = options_.quarantine,
          .progress = context_.progress,
          .profile = context_.profile};
}

Written ScatteredInputs::read(std::span<const Binding> bindings) {
  const InPhase in(context_.profile, Phase::reading);
  told_.usage = usage_faults(program_, bindings, false);
  if (told_.usage.empty()) {
    for (std::size_t i = 0; i < program_.inputs.size(); ++i) {
      if (program_.inputs[i].list_file.empty()) continue;
      TextPool pool;
      ReadTable table = read_list(program_, program_.inputs[i], "", pool);
      inputs_[i].files = table.files;
      inputs_[i].columns = {0};
      if (auto taken = take(i, std::move(table), pool); !taken) return taken;
    }
    for (const Binding& binding : bindings)
      if (auto done = read_binding(binding); !done) return done;
    for (std::optional<IdOwners>& owners : owners_)
      if (owners)
        if (auto found = owners->find_shared(shared_); !found) return found;
    owners_.clear();
  }
  tell();
  return {};
}

Written ScatteredInputs::read_binding(const Binding& binding) {
  const auto files = find_data_files(binding);
  if (!files) {
    told_.usage.push_back(files.error());
    return {};
  }
  const auto found = std::ranges::find(program_.inputs, binding.name, &Input::name);
  const auto input = static_cast<std::size_t>(found - program_.inputs.begin());
  for (const DataFile& file : *files)
    if (auto done = read_file(input, file); !done) return done;
  return {};
}

Written ScatteredInputs::read_file(std::size_t input, const DataFile& file) {
  Spilled& spilled = inputs_[input];
  spilled.files.push_back({source_of(file), spilled.rows});
  const std::uint64_t row_bytes = 16 * (program_.inputs[input].columns.size() + 2);
  const SliceSize size{.rows = std::max<std::uint64_t>(1, options_.part_bytes / row_bytes),
                       .bytes = std::max<std::uint64_t>(1, options_.part_bytes / 2)};
  for (const DataFile& slice : slices_of(file, size)) {
    TextPool pool;  // of this part alone: nothing in memory grows with the files
    const InputPlan plan =
        plan_input(program_.inputs[input], program_.enumerations, context_.zone, pool, read_options());
    spilled.columns.clear();
    for (const ColumnRule& rule : plan.rules) spilled.columns.push_back(static_cast<std::size_t>(rule.index));
    ReadTable table = read_files(plan, std::span(&slice, 1));
    const bool is_readable = std::ranges::none_of(table.findings.kept, is_of_file);
    if (auto taken = take(input, std::move(table), pool); !taken) return taken;
    release_arrow_memory();
    if (!is_readable) break;  // its other parts would say the same
  }
  return {};
}

void ScatteredInputs::take_findings(Spilled& spilled, ReadTable& table) const {
  spilled.findings += table.findings.total;
  for (BadInput& finding : table.findings.kept) {
    const bool of_file = is_of_file(finding);
    std::vector<BadInput>& to = of_file ? spilled.of_files : spilled.of_rows;
    if (of_file || options_.quarantine || to.size() < shown_findings) to.push_back(std::move(finding));
  }
}

std::vector<std::uint64_t> ScatteredInputs::customers_of(std::size_t input, const std::vector<ColumnData>& columns,
                                                         std::size_t rows, const TextPool& pool) const {
  std::vector<std::uint64_t> customers(rows, 0);
  const ColumnData& key = columns[static_cast<std::size_t>(program_.inputs[input].key)];
  std::vector<std::uint64_t> by_code(key.codes.empty() ? 0 : pool.size(), 0);
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    if (!key.is_known(row)) continue;
    if (!key.codes.empty()) {
      std::uint64_t& hash = by_code[key.codes[row]];
      if (hash == 0) hash = TextPool::hash_of(pool.text(key.codes[row]));
      customers[row] = hash;
    } else {
      text.clear();
      print_value(key, row, {&pool, &context_.zone, nullptr}, text);
      customers[row] = TextPool::hash_of(text);
    }
  }
  return customers;
}

Written ScatteredInputs::note_ids(std::size_t input, const ReadTable& table, const TextPool& pool,
                                  const std::vector<std::uint64_t>& customers) {
  const ColumnData& id = table.columns[static_cast<std::size_t>(program_.inputs[input].id)];
  const ColumnData& key = table.columns[static_cast<std::size_t>(program_.inputs[input].key)];
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (bit_at(table.bad_rows, row) || !id.is_known(row) || !key.is_known(row)) continue;
    const std::int64_t value = key_at(id, row);
    const std::string_view text = id.codes.empty()
                                      ? std::string_view(reinterpret_cast<const char*>(&value), sizeof value)
                                      : pool.text(id.codes[row]);
    if (auto added = owners_[input]->add(TextPool::hash_of(text), customers[row]); !added) return added;
  }
  return {};
}

Written ScatteredInputs::take(std::size_t input, ReadTable table, const TextPool& pool) {
  Spilled& spilled = inputs_[input];
  spilled.given = true;
  take_findings(spilled, table);
  InputReport& report = told_.reports.size() == inputs_.size()
                            ? told_.reports[input]
                            : (told_.reports.resize(inputs_.size()), told_.reports[input]);
  report.read += table.rows + table.bad_records;
  report.bad += table.bad_records;
  if (spilled.rows + table.rows > std::numeric_limits<std::uint32_t>::max() - 1) {
    ++spilled.findings;
    spilled.of_files.push_back({.fault = InputFault::too_many_rows, .input = program_.inputs[input].name});
    return {};
  }
  const bool by_customer = spilled.blocks.size() > 1 && table.rows > 0;
  const std::vector<std::uint64_t> customers = table.rows == 0 || !is_by_customer(program_.inputs[input])
                                                   ? std::vector<std::uint64_t>()
                                                   : customers_of(input, table.columns, table.rows, pool);
  if (owners_[input] && table.rows > 0)
    if (auto noted = note_ids(input, table, pool, customers); !noted) return noted;
  std::vector<RowNumbers> rows(spilled.blocks.size());
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (bit_at(table.bad_rows, row))
      ++report.bad;
    else
      rows[by_customer ? bucket_of(customers[row]) : 0].push_back(static_cast<std::uint32_t>(row));
  }
  table.number.resize(table.rows);
  std::iota(table.number.begin(), table.number.end(), static_cast<std::uint32_t>(spilled.rows));
  spilled.rows += table.rows;
  std::uint64_t row_bits = 2 * 32;
  for (const std::size_t column : spilled.columns) row_bits += bits_of(table.columns[column].type);
  RowPacker packer(pool);
  std::string bytes;
  for (std::size_t bucket = 0; bucket < rows.size(); ++bucket) {
    if (rows[bucket].empty()) continue;
    bytes.clear();
    packer.numbers(table.number, rows[bucket], bytes);
    packer.numbers(table.line, rows[bucket], bytes);
    for (const std::size_t column : spilled.columns) packer.column(table.columns[column], rows[bucket], bytes);
    const auto place = file_.add(bytes);
    if (!place) return std::unexpected(place.error());
    spilled.blocks[bucket].push_back({*place, static_cast<std::uint32_t>(rows[bucket].size())});
    if (is_by_customer(program_.inputs[input])) bytes_[bucket] += rows[bucket].size() * row_bits / 8 + bytes.size() / 2;
  }
  return {};
}

void ScatteredInputs::tell() {
  told_.reports.resize(inputs_.size());
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    Spilled& spilled = inputs_[i];
    told_.reports[i].name = program_.inputs[i].name;
    told_.reports[i].given = spilled.given;
    for (const FilePart& file : spilled.files) told_.reports[i].files.push_back(file.path);
    InputFindings& findings = told_.findings.emplace_back();
    findings.total = spilled.findings;
    findings.kept = std::move(spilled.of_files);
    for (BadInput& finding : spilled.of_rows)
      if (options_.quarantine || findings.kept.size() < shown_findings) findings.kept.push_back(std::move(finding));
    if (context_.profile != nullptr) context_.profile->add_rows(Phase::reading, spilled.rows);
  }
  told_.exit_code = exit_code_of(told_, options_.quarantine);
}

Written ScatteredInputs::load_blocks(std::size_t input, std::size_t bucket, Who who, TextPool& pool,
                                     ReadTable& to) const {
  const Spilled& spilled = inputs_[input];
  for (const Block& block : spilled.blocks[bucket]) {
    const auto bytes = file_.read(block.place);
    if (!bytes) return std::unexpected(bytes.error());
    RowUnpacker unpacker(*bytes);
    unpacker.numbers(block.rows, to.number);
    unpacker.numbers(block.rows, to.line);
    for (const std::size_t column : spilled.columns) unpacker.column(block.rows, pool, to.columns[column]);
    to.rows += block.rows;
  }
  if (who == Who::all || to.rows == 0 || !is_by_customer(program_.inputs[input])) return {};
  const std::vector<std::uint64_t> customers = customers_of(input, to.columns, to.rows, pool);
  RowNumbers wanted;
  for (std::uint32_t row = 0; row < to.rows; ++row)
    if (shared_.contains(customers[row]) == (who == Who::shared)) wanted.push_back(row);
  if (wanted.size() < to.rows) pick_rows(to, wanted);
  return {};
}

// Rows in the order of their files, and where each file begins among them.
void ScatteredInputs::finish(std::size_t input, ReadTable& table) const {
  if (!std::ranges::is_sorted(table.number)) {
    std::vector<std::uint64_t> by_number(table.rows);  // the number, and behind it the row
    for (std::size_t row = 0; row < table.rows; ++row) by_number[row] = std::uint64_t{table.number[row]} << 32 | row;
    std::ranges::sort(by_number);
    RowNumbers order(table.rows);
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(by_number[i]);
    pick_rows(table, order);
  }
  for (const FilePart& file : inputs_[input].files)
    table.files.push_back({file.path, static_cast<std::size_t>(std::ranges::lower_bound(table.number, file.first_row) -
                                                               table.number.begin())});
  table.bad_rows.assign(words_for(table.rows), 0);
}

std::expected<InputTables, WriteFault> ScatteredInputs::load(std::size_t first, std::size_t last, Who who,
                                                             TextPool& pool) const {
  InputTables out;
  out.tables.resize(inputs_.size());
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const Spilled& spilled = inputs_[i];
    if (!spilled.given) continue;
    const bool by_customer = is_by_customer(program_.inputs[i]);
    const auto empty = [&] {
      ReadTable table;
      table.given = true;
      table.columns.resize(program_.inputs[i].columns.size());
      for (const std::size_t c : spilled.columns) table.columns[c] = make_column(program_.inputs[i].columns[c].type, 0);
      return table;
    };
    ReadTable& table = out.tables[i] = empty();
    const std::size_t begin = by_customer ? first : 0, end = by_customer ? last : 1;
    std::size_t rows = 0;
    for (std::size_t bucket = begin; bucket < end; ++bucket)
      for (const Block& block : spilled.blocks[bucket]) rows += block.rows;
    if (who != Who::shared)
      for (const std::size_t c : spilled.columns) reserve(table.columns[c], rows);
    for (std::size_t bucket = begin; bucket < end; ++bucket) {
      ReadTable part = empty();
      ReadTable& to = who == Who::all ? table : part;
      if (auto loaded = load_blocks(i, bucket, who, pool, to); !loaded) return std::unexpected(loaded.error());
      if (who == Who::all) continue;
      for (const std::size_t c : spilled.columns) append_rows(table.columns[c], part.columns[c]);
      table.number.insert(table.number.end(), part.number.begin(), part.number.end());
      table.line.insert(table.line.end(), part.line.begin(), part.line.end());
      table.rows += part.rows;
    }
    finish(i, table);
  }
  return out;
}

std::expected<InputTables, WriteFault> ScatteredInputs::load(std::size_t first, std::size_t last,
                                                             TextPool& pool) const {
  return load(first, last, shared_.empty() ? Who::all : Who::alone, pool);
}

std::expected<InputTables, WriteFault> ScatteredInputs::load_shared(TextPool& pool) const {
  return load(0, options_.buckets, Who::shared, pool);
}

}  // namespace sop
