#include "runtime/run/lists.h"

#include <numeric>

#include "runtime/table/column_writer.h"

namespace sop {
namespace {

// The list's instant: the same for all.
std::optional<Micros> instant_of(const Program& program, const Dataset& dataset, const TakenList& list,
                                 const RunOptions& options, const RunContext& context) {
  if (dataset.customers == 0) return std::nullopt;
  Frame frame;
  frame.batch_as_of = options.as_of;
  frame.customer = {0};
  const std::vector<InstId> roots{list.at};
  const Evaluation found = options.evaluate(program, dataset, frame, roots, context);
  if (!found.values[0].is_known(0)) return std::nullopt;
  return found.values[0].whole[0];
}

// What the segment says, and when it is asked: another one is another list.
std::uint64_t version_of(const Program& program, const TakenList& list, Micros at) {
  const Inst& inst = program.at(list.segment);
  const std::uint64_t says =
      inst.kind == InstKind::fact ? program.facts[static_cast<std::size_t>(inst.a)].definition : 0;
  return (says ^ static_cast<std::uint64_t>(at)) * 0x9E3779B97F4A7C15ull;
}

const ListMemory* remembered(const RunOptions& options, const std::string& name, std::uint64_t version) {
  if (options.before == nullptr) return nullptr;
  const auto found = options.before->lists.find(name);
  return found != options.before->lists.end() && found->second.version == version ? &found->second : nullptr;
}

}  // namespace

void tell_lists(const Program& program, Dataset& dataset, const RunOptions& options, const RunContext& context) {
  for (const TakenList& list : program.lists) {
    TableData& table = dataset.inputs[list.input.index()];
    const std::vector<Column>& columns = program.inputs[list.input.index()].columns;
    table = {};
    table.columns.resize(columns.size());
    table.row_of_customer.assign(dataset.customers, -1);
    const std::optional<Micros> at = instant_of(program, dataset, list, options, context);
    const ListMemory* known = at ? remembered(options, list.name, version_of(program, list, *at)) : nullptr;
    if (known == nullptr) continue;
    table.rows = dataset.customers;
    std::iota(table.row_of_customer.begin(), table.row_of_customer.end(), 0);
    ColumnWriter listed(columns[1].type, table.rows, *dataset.pool);
    for (std::size_t c = 0; c < table.rows; ++c) listed.whole(c, c < known->of.size() && known->of[c] ? 1 : 0);
    table.columns[1] = listed.take();
  }
}

void keep_lists(const Program& program, const Dataset& dataset, const RunOptions& options, const RunContext& context,
                std::span<const ColumnData> members, RunResult& result) {
  for (std::size_t i = 0; i < program.lists.size(); ++i) {
    const TakenList& list = program.lists[i];
    const std::optional<Micros> at = instant_of(program, dataset, list, options, context);
    if (!at || *at > options.as_of) continue;
    ListMemory& memory = result.memory.lists[list.name];
    memory.version = version_of(program, list, *at);
    memory.of.assign(dataset.customers, false);
    for (std::size_t row = 0; row < result.frame.rows(); ++row)
      memory.of[result.frame.customer[row]] = bit_at(members[i].bits, row);
  }
}

}  // namespace sop
