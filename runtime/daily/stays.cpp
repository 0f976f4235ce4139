#include "runtime/daily/stays.h"

#include <algorithm>
#include <set>

namespace sop {
namespace {

bool is_true_at(const ColumnData& column, std::size_t row) {
  return column.rows > 0 && column.is_known(row) && bit_at(column.bits, row);
}

}  // namespace

Micros Stays::known_until(InstId inst, std::size_t row) const {
  const Stay* stay = stay_of(inst);
  if (stay == nullptr) return never;
  return stay->known.empty() ? stay->until[row] : stay->known[row];
}

StayPace Stays::pace(InstId inst, std::size_t row) const {
  const Stay* stay = stay_of(inst);
  return stay == nullptr || stay->pace.empty() ? StayPace::still : stay->pace[row];
}

Micros Stays::straight(InstId inst, std::size_t row) const {
  const Stay* stay = stay_of(inst);
  if (stay == nullptr) return never;
  return stay->pace.empty() || stay->pace[row] == StayPace::still ? stay->until[row] : stay->straight[row];
}

void Stays::find(std::span<const InstId> roots) {
  std::vector<InstId> insts = world_.shape.read_by(roots);
  std::erase_if(insts, [&](InstId id) { return stays_[id.index()] != nullptr; });
  evaluate(insts, roots);
  for (const InstId id : insts) {
    auto found = std::make_unique<Stay>();
    found->until.assign(rows(), never);
    if (const DayValues* days = world_.days.of(id)) std::ranges::fill(found->until, world_.days.changes_at(*days));
    find_one(id, *found);
    stays_[id.index()] = std::move(found);
  }
}

// The values by which is decided what follows from what.
void Stays::evaluate(std::span<const InstId> insts, std::span<const InstId> roots) {
  const Program& program = world_.program;
  std::set<InstId> asked;
  const auto ask = [&](InstId id) {
    if (!id.exists() || !program.at(id).domain.is_frame()) return;
    id = meant(id);
    if (values_[id.index()] == nullptr) asked.insert(id);
  };
  for (const InstId root : roots) ask(root);
  for (const InstId id : insts) {
    const Inst& inst = program.at(id);
    if (!inst.domain.is_frame() && inst.kind != InstKind::event_aggregate) continue;
    for (const InstId arg : program.args_of(id)) ask(arg);
    if (inst.kind != InstKind::event_aggregate) continue;
    const Aggregate& aggregate = program.aggregates[static_cast<std::size_t>(inst.a)];
    ask(aggregate.from);
    ask(aggregate.to);
  }
  const std::vector<InstId> all(asked.begin(), asked.end());
  Evaluation found = world_.options.evaluate(program, world_.dataset, frame_, all, world_.context);
  for (std::size_t i = 0; i < all.size(); ++i)
    values_[all[i].index()] = std::make_unique<ColumnData>(std::move(found.values[i]));
}

void Stays::find_one(InstId id, Stay& out) const {
  const Inst& inst = world_.program.at(id);
  const bool of_frame = inst.domain.is_frame();
  const bool by_table = world_.days.of(id) != nullptr;
  switch (inst.kind) {
    case InstKind::context: return context_value(inst, out);
    case InstKind::call:
      if (of_frame) return call(id, out);
      return all_args(id, out);
    case InstKind::all_of:
    case InstKind::any_of:
      if (of_frame && !by_table) return junction(id, inst.kind == InstKind::any_of, out);
      if (!by_table) all_args(id, out);
      return;
    case InstKind::choose:
      if (of_frame && !by_table) return choice(id, out);
      if (!by_table) all_args(id, out);
      return;
    case InstKind::fallback:
      if (of_frame) return fallback(id, out);
      return all_args(id, out);
    case InstKind::is_missing:
      if (of_frame) return missing(id, out);
      return all_args(id, out);
    case InstKind::in_set:
      if (of_frame) return among_constants(id, out);
      return all_args(id, out);
    case InstKind::event_aggregate: return aggregate(id, out);
    case InstKind::has_tag: return of_customers(world_.tags, out);
    case InstKind::history: return of_customers(world_.histories[static_cast<std::size_t>(inst.a)], out);
    case InstKind::pick_row: return pick(id, out);
    case InstKind::calendar:
    case InstKind::negation:
    case InstKind::is_true:
    case InstKind::lookup:
      if (!by_table) all_args(id, out);
      return;
    case InstKind::constant:
    case InstKind::missing:
    case InstKind::column: return;
    case InstKind::fact:
    case InstKind::outer:  // stand for what they mean
    case InstKind::kept:
    case InstKind::customer_aggregate:
    case InstKind::population: break;
  }
  std::ranges::fill(out.until, world_.soon());
}

void Stays::all_args(InstId id, Stay& out) const {
  for (const InstId arg : world_.program.args_of(id)) {
    const Stay* stay = stay_of(arg);
    if (stay == nullptr) continue;
    for (std::size_t row = 0; row < rows(); ++row) out.until[row] = std::min(out.until[row], stay->until[row]);
  }
}

void Stays::context_value(const Inst& inst, Stay& out) const {
  const bool today = inst.a == static_cast<std::int32_t>(ContextValue::today);
  std::ranges::fill(out.until, today ? world_.days.midnight(1) : world_.soon());
  out.pace.assign(rows(), today ? StayPace::up : StayPace::clock_up);
  out.straight.assign(rows(), never);
  out.known.assign(rows(), never);
}

// One part decides: a false one of `and`, a true one of `or`. Else all of them must stay.
void Stays::junction(InstId id, bool decisive, Stay& out) const {
  const auto args = world_.program.args_of(id);
  std::vector<Micros> decided(rows(), INT64_MIN);
  for (const InstId arg : args) {
    const ColumnData& values = value(arg);
    const Stay* stay = stay_of(arg);
    for (std::size_t row = 0; row < rows(); ++row) {
      const Micros until = stay == nullptr ? never : stay->until[row];
      if (is_true_at(values, row) == decisive)
        decided[row] = std::max(decided[row], until);
      else
        out.until[row] = std::min(out.until[row], until);
    }
  }
  for (std::size_t row = 0; row < rows(); ++row)
    if (decided[row] != INT64_MIN) out.until[row] = decided[row];
}

void Stays::choice(InstId id, Stay& out) const {
  const auto args = world_.program.args_of(id);
  out.pace.assign(rows(), StayPace::still);
  out.straight.assign(rows(), never);
  for (std::size_t row = 0; row < rows(); ++row) {
    Micros until_chosen = never;
    InstId chosen = args.back();
    for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
      until_chosen = std::min(until_chosen, until(args[i], row));
      if (!is_true_at(value(args[i]), row)) continue;
      chosen = args[i + 1];
      break;
    }
    out.until[row] = std::min(until_chosen, until(chosen, row));
    out.pace[row] = pace(chosen, row);
    out.straight[row] = std::min(until_chosen, straight(chosen, row));
  }
}

void Stays::fallback(InstId id, Stay& out) const {
  const auto args = world_.program.args_of(id);
  const ColumnData& first = value(args[0]);
  out.pace.assign(rows(), StayPace::still);
  out.straight.assign(rows(), never);
  for (std::size_t row = 0; row < rows(); ++row) {
    const bool known = first.rows > 0 && first.is_known(row);
    const InstId chosen = known ? args[0] : args[1];
    const Micros while_so = known_until(args[0], row);
    out.until[row] = std::min(while_so, until(chosen, row));
    out.pace[row] = pace(chosen, row);
    out.straight[row] = std::min(while_so, straight(chosen, row));
  }
}

void Stays::missing(InstId id, Stay& out) const {
  const InstId arg = world_.program.args_of(id)[0];
  for (std::size_t row = 0; row < rows(); ++row) out.until[row] = known_until(arg, row);
}

void Stays::of_customers(const std::vector<Micros>& by_customer, Stay& out) const {
  for (std::size_t row = 0; row < rows(); ++row)
    out.until[row] = frame_.customer[row] < by_customer.size() ? by_customer[frame_.customer[row]] : world_.soon();
}

void Stays::pick(InstId id, Stay& out) const {
  for (const InstId part : parts_of(world_.program.aggregates[static_cast<std::size_t>(world_.program.at(id).a)])) {
    const Stay* stay = stay_of(part);
    if (stay == nullptr) continue;
    for (std::size_t row = 0; row < rows(); ++row) out.until[row] = std::min(out.until[row], stay->until[row]);
  }
}

}  // namespace sop
