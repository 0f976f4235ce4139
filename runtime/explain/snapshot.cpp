#include "runtime/explain/snapshot.h"

namespace sop {

std::optional<KnownValue> value_at(const ColumnData& column, std::size_t row, const TextPool& pool) {
  if (row >= column.rows || !column.is_known(row)) return std::nullopt;
  KnownValue value{column.type.with_nullable(false), 0, 0, {}};
  switch (physical_of(column.type.kind)) {
    case Physical::whole: value.whole = column.whole[row]; break;
    case Physical::real: value.real = column.real[row]; break;
    case Physical::code: value.text = pool.text(column.codes[row]); break;
    case Physical::bit: value.whole = bit_at(column.bits, row) ? 1 : 0; break;
  }
  return value;
}

Snapshot::Snapshot(const Evaluating& with, Frame frame, const std::vector<InstId>& roots)
    : with_(with), frame_(std::move(frame)), place_(with.program.insts.size(), -1) {
  std::vector<bool> seen(with.program.insts.size(), false);
  for (const InstId root : roots) reach(root, seen);
  const Evaluation found = with.evaluate(with.program, with.dataset, frame_, parts_, with.context);
  for (const ColumnData& column : found.values) values_.push_back(value_at(column, 0, *with.dataset.pool));
}

bool Snapshot::holds(InstId condition) const {
  const std::optional<KnownValue>& found = value(condition);
  return found && found->whole != 0;
}

// Inside an aggregate over her events: what is read of the frame. Other customers are none of this.
void Snapshot::reach(InstId id, std::vector<bool>& seen) {
  if (!id.exists() || seen[id.index()]) return;
  seen[id.index()] = true;
  const Program& program = with_.program;
  const Inst& inst = program.at(id);
  const auto payload = static_cast<std::size_t>(inst.a);
  if (inst.domain.is_frame()) {
    place_[id.index()] = static_cast<std::int32_t>(parts_.size());
    parts_.push_back(id);
  }
  for (const InstId arg : program.args_of(id)) reach(arg, seen);
  if (inst.kind == InstKind::fact) reach(program.facts[payload].root, seen);
  if (inst.kind == InstKind::history)
    for (const InstId part : {program.histories[payload].value, program.histories[payload].release}) reach(part, seen);
  if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::pick_row)
    for (const InstId part : parts_of(program.aggregates[payload])) reach(part, seen);
}

}  // namespace sop
