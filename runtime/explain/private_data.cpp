#include "runtime/explain/private_data.h"

#include <algorithm>

namespace sop {

bool PrivateData::reads(InstId id) {
  if (!id.exists()) return false;
  if (id.index() >= known_.size()) known_.resize(program_.insts.size(), unknown);
  if (known_[id.index()] == open) return false;  // a derived column in its own formula
  if (known_[id.index()] == unknown) {
    known_[id.index()] = open;
    const Answer answer = compute(id) ? yes : no;
    known_[id.index()] = answer;
  }
  return known_[id.index()] == yes;
}

bool PrivateData::column(std::int32_t input, std::int32_t column) {
  const Column& found = program_.inputs[static_cast<std::size_t>(input)].columns[static_cast<std::size_t>(column)];
  return found.pii || reads(found.derived);
}

bool PrivateData::compute(InstId id) {
  const Inst& inst = program_.at(id);
  const auto payload = static_cast<std::size_t>(inst.a);
  bool found = std::ranges::any_of(program_.args_of(id), [&](InstId arg) { return reads(arg); });
  switch (inst.kind) {
    case InstKind::column:
    case InstKind::lookup: return found || column(inst.a, inst.b);
    case InstKind::fact: return found || reads(program_.facts[payload].root);
    case InstKind::history: {
      const History& history = program_.histories[payload];
      return found || reads(history.value) || reads(history.release);
    }
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::pick_row: {
      const Aggregate& form = program_.aggregates[payload];
      const Input& input = program_.inputs[form.input.index()];
      const bool reads_time = !form.value.exists() && (form.op == AggregateOp::first || form.op == AggregateOp::last);
      if (reads_time && input.time >= 0) found = found || column(form.input.value, input.time);
      return found || std::ranges::any_of(parts_of(form), [&](InstId part) { return reads(part); });
    }
    case InstKind::kept:
      return std::ranges::any_of(program_.kept[payload].values, [&](InstId part) { return reads(part); });
    case InstKind::constant:
    case InstKind::missing:
    case InstKind::outer:
    case InstKind::context:
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::is_true:
    case InstKind::has_tag:
    case InstKind::calendar:
    case InstKind::population: return found;
  }
  return found;
}

}  // namespace sop
