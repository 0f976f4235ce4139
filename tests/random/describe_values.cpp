#include "describe_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "runtime/reference/reach.h"
#include "runtime/reference/reference.h"

namespace sop::random_tests {
namespace {

std::string values_of(const Case& test, Domain domain, const Run& found, const std::vector<InstId>& insts,
                      const std::string& rows_name, std::size_t most_rows) {
  std::string out;
  for (std::size_t i = 0; i < insts.size(); ++i) {
    const ColumnData& column = found.evaluation.values[i];
    if (test.program.at(insts[i]).domain != domain) continue;
    out += fmt::format("%{} in {}:", insts[i].value, rows_name);
    for (std::size_t row = 0; row < std::min(column.rows, most_rows); ++row)
      out += fmt::format(" {}", cell_text(test.program, *found.pool, column, row));
    out += '\n';
  }
  return out;
}

}  // namespace

std::string describe_values(const Case& test, std::size_t most_rows) {
  const auto reach = reference::reach_of(test.program, test.roots);
  Case all = test;
  std::string out;
  for (std::int32_t input = -1; input < static_cast<std::int32_t>(test.program.inputs.size()); ++input) {
    const Domain domain{input};
    all.roots.clear();
    for (std::size_t i = 0; i < test.program.insts.size(); ++i) {
      const bool outer = test.program.insts[i].kind == InstKind::outer;
      if (reach.insts[i] && test.program.insts[i].domain == domain && !outer) all.roots.push_back(InstId{i});
    }
    // Rows that read the row decided through `outer` have no value of their own.
    std::erase_if(all.roots, [&](InstId id) {
      const auto below = reference::reach_of(test.program, std::array{id});
      return input >= 0 &&
             std::ranges::any_of(std::views::iota(std::size_t{0}, below.insts.size()), [&](std::size_t i) {
               return below.insts[i] && test.program.insts[i].domain.is_frame();
             });
    });
    all.rows_of = InputId{input};
    const std::string name = input < 0 ? "frame" : test.program.inputs[static_cast<std::size_t>(input)].name;
    out += values_of(test, domain, run(all, {reference_evaluate, reference_evaluate_rows}), all.roots, name, most_rows);
  }
  return out;
}

}  // namespace sop::random_tests
