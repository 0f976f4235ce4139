#include "case.h"

#include <fmt/format.h>

#include <bit>

#include "compiler/ir/text/names.h"
#include "compiler/ir/text/values.h"

namespace sop::random_tests {
namespace {

bool same_cell(const Case& test, const ColumnData& a, const ColumnData& b, std::size_t row) {
  if (a.is_known(row) != b.is_known(row)) return false;
  if (!a.is_known(row)) return true;
  switch (physical_of(a.type.kind)) {
    case Physical::bit: return bit_at(a.bits, row) == bit_at(b.bits, row);
    case Physical::whole: return a.whole[row] == b.whole[row];
    case Physical::real: return std::bit_cast<std::uint64_t>(a.real[row]) == std::bit_cast<std::uint64_t>(b.real[row]);
    case Physical::code: return test.dataset.pool->text(a.codes[row]) == test.dataset.pool->text(b.codes[row]);
  }
  return false;
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

std::string cell_text(const Case& test, const ColumnData& column, std::size_t row) {
  if (!column.is_known(row)) return "missing";
  Constant value{.type = column.type};
  switch (physical_of(column.type.kind)) {
    case Physical::bit: value.whole = bit_at(column.bits, row); break;
    case Physical::whole: value.whole = column.whole[row]; break;
    case Physical::real: return fmt::format("{} ({:a})", column.real[row], column.real[row]);
    case Physical::code: value.text = test.dataset.pool->text(column.codes[row]); break;
  }
  return ir_text::value_text(ir_text::names_of(test.program), value);
}

Evaluation run(const Case& test, Engine engine) {
  if (!test.rows_of.exists()) return engine.frame(test.program, test.dataset, test.frame, test.roots, test.context);
  const TableData& table = test.dataset.inputs[test.rows_of.index()];
  return engine.rows(test.program, test.dataset, test.rows_of, table, test.roots, test.context);
}

std::optional<Difference> compare(const Case& test, const Evaluation& expected, const Evaluation& found) {
  if (expected.values.size() != found.values.size()) return Difference{0, 0, false, "different numbers of columns"};
  for (std::size_t root = 0; root < expected.values.size(); ++root) {
    const ColumnData &a = expected.values[root], &b = found.values[root];
    const std::string place = fmt::format("root {} (%{})", root, test.roots[root].value);
    if (a.type != b.type || a.rows != b.rows) return Difference{root, 0, false, place + ": another type or length"};
    for (std::size_t row = 0; row < a.rows; ++row) {
      if (same_cell(test, a, b, row)) continue;
      return Difference{
          root, row, false,
          fmt::format("{}, row {}: {} and {}", place, row, cell_text(test, a, row), cell_text(test, b, row))};
    }
  }
  return compare_issues(test, expected, found);
}

}  // namespace sop::random_tests
