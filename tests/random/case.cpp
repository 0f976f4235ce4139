#include "case.h"

#include <fmt/format.h>

#include <bit>

#include "compiler/ir/text/names.h"
#include "compiler/ir/text/values.h"
#include "runtime/table/narrow.h"

namespace sop::random_tests {
namespace {

bool same_cell(const Run& expected, const Run& found, std::size_t root, std::size_t row) {
  const ColumnData &a = expected.evaluation.values[root], &b = found.evaluation.values[root];
  if (a.is_known(row) != b.is_known(row)) return false;
  if (!a.is_known(row)) return true;
  switch (physical_of(a.type.kind)) {
    case Physical::bit: return bit_at(a.bits, row) == bit_at(b.bits, row);
    case Physical::whole: return a.whole[row] == b.whole[row];
    case Physical::real: return std::bit_cast<std::uint64_t>(a.real[row]) == std::bit_cast<std::uint64_t>(b.real[row]);
    case Physical::code: return expected.pool->text(a.codes[row]) == found.pool->text(b.codes[row]);
  }
  return false;
}

std::shared_ptr<TextPool> copy_of(const TextPool& pool) {
  auto copy = std::make_shared<TextPool>();
  for (TextCode code = 0; code < pool.size(); ++code) copy->intern(pool.text(code));
  return copy;
}

std::string issue_text(const std::map<std::uint32_t, IssueCount>& issues, std::uint32_t probe) {
  const auto found = issues.find(probe);
  if (found == issues.end()) return "none";
  return fmt::format("{} (first customer {})", found->second.evaluations,
                     static_cast<std::int32_t>(found->second.first_customer));
}

std::optional<Difference> compare_issues(const Case& test, const Evaluation& expected, const Evaluation& found) {
  for (std::uint32_t probe = 0; probe < test.program.probes.size(); ++probe) {
    const std::string a = issue_text(expected.issues, probe), b = issue_text(found.issues, probe);
    if (a != b) return Difference{0, 0, true, fmt::format("issues of probe {}: {} and {}", probe, a, b)};
  }
  return std::nullopt;
}

}  // namespace

std::string cell_text(const Program& program, const TextPool& pool, const ColumnData& column, std::size_t row) {
  if (!column.is_known(row)) return "missing";
  Constant value{.type = column.type};
  switch (physical_of(column.type.kind)) {
    case Physical::bit: value.whole = bit_at(column.bits, row); break;
    case Physical::whole: value.whole = column.whole[row]; break;
    case Physical::real: return fmt::format("{} ({:a})", column.real[row], column.real[row]);
    case Physical::code: value.text = pool.text(column.codes[row]); break;
  }
  return ir_text::value_text(ir_text::names_of(program), value);
}

Run run(const Case& test, Engine engine) {
  Dataset dataset = test.dataset;
  dataset.pool = copy_of(*test.dataset.pool);
  if (test.program.insts.size() % 2 == 0) narrow_columns(test.program, dataset, 1);  // every other program
  if (!test.rows_of.exists()) {
    return {engine.frame(test.program, dataset, test.frame, test.roots, test.context), dataset.pool};
  }
  const TableData& table = dataset.inputs[test.rows_of.index()];
  return {engine.rows(test.program, dataset, test.rows_of, table, test.roots, test.context), dataset.pool};
}

std::optional<Difference> compare(const Case& test, const Run& expected, const Run& found) {
  const auto& values = expected.evaluation.values;
  if (values.size() != found.evaluation.values.size()) return Difference{0, 0, false, "different numbers of columns"};
  for (std::size_t root = 0; root < values.size(); ++root) {
    const ColumnData &a = values[root], &b = found.evaluation.values[root];
    const std::string place = fmt::format("root {} (%{})", root, test.roots[root].value);
    if (a.type != b.type || a.rows != b.rows) return Difference{root, 0, false, place + ": another type or length"};
    for (std::size_t row = 0; row < a.rows; ++row) {
      if (same_cell(expected, found, root, row)) continue;
      const std::string left = cell_text(test.program, *expected.pool, a, row);
      const std::string right = cell_text(test.program, *found.pool, b, row);
      return Difference{root, row, false, fmt::format("{}, row {}: {} and {}", place, row, left, right)};
    }
  }
  return compare_issues(test, expected.evaluation, found.evaluation);
}

}  // namespace sop::random_tests
