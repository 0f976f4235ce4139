#include "runtime/testing/reading.h"

#include <algorithm>

#include "runtime/io/value_print.h"

namespace sop {
namespace {

bool names_a_value(const Inst& inst) {
  return inst.kind == InstKind::fact || inst.kind == InstKind::column || inst.kind == InstKind::lookup ||
         inst.kind == InstKind::customer_aggregate;
}

std::string name_of(const Program& program, const Inst& inst) {
  const auto index = static_cast<std::size_t>(inst.a);
  if (inst.kind == InstKind::fact) return program.facts[index].name;
  if (inst.kind != InstKind::customer_aggregate)
    return program.inputs[index].columns[static_cast<std::size_t>(inst.b)].name;
  const Aggregate& form = program.aggregates[index];
  return std::string(row_of(form.op).en) + "(" + program.inputs[form.input.index()].name +
         (form.where.exists()   ? " where …)"
          : form.value.exists() ? ".…)"
                                : ")");
}

}  // namespace

Reading::Reading(const Program& program, const Dataset& dataset, const Frame& frame, const std::vector<InstId>& roots,
                 EvaluateFn evaluate, const RunContext& context)
    : program_(program), dataset_(dataset), context_(context), place_(program.insts.size(), -1) {
  for (const InstId root : roots) collect(root);
  found_ = evaluate(program, dataset, frame, parts_, context);
}

void Reading::collect(InstId root) {
  if (!root.exists() || place_[root.index()] >= 0 || !program_.at(root).domain.is_frame()) return;
  const Inst& inst = program_.at(root);
  place_[root.index()] = static_cast<std::int32_t>(parts_.size());
  parts_.push_back(root);
  if (inst.kind == InstKind::fact) collect(program_.facts[static_cast<std::size_t>(inst.a)].root);
  for (const InstId arg : program_.args_of(root)) collect(arg);
}

bool Reading::truth(InstId condition) const {
  const auto place = place_[condition.index()];
  if (place < 0) return false;
  const ColumnData& value = found_.values[static_cast<std::size_t>(place)];
  return value.rows > 0 && value.is_known(0) && physical_of(value.type.kind) == Physical::bit && bit_at(value.bits, 0);
}

std::optional<Reading::Atom> Reading::first_difference(InstId condition, bool wanted) const {
  if (truth(condition) == wanted) return std::nullopt;
  const Inst& inst = program_.at(condition);
  const auto args = program_.args_of(condition);
  switch (inst.kind) {
    case InstKind::all_of:
    case InstKind::any_of: return of_parts(condition, wanted, !wanted);
    case InstKind::negation: return first_difference(args[0], !wanted);
    case InstKind::is_true: return first_difference(args[0], wanted);
    case InstKind::fact: return first_difference(program_.facts[static_cast<std::size_t>(inst.a)].root, wanted);
    case InstKind::call:
      if (const auto found = of_membership(condition, wanted)) return found;
      break;
    default: break;  // anything else is an atom
  }
  return Atom{program_.inst_spans[condition.index()], !wanted, condition};
}

// The first part, in the order written, that is not as wanted.
std::optional<Reading::Atom> Reading::of_parts(InstId condition, bool wanted, bool parts_are) const {
  std::vector<InstId> parts(program_.args_of(condition).begin(), program_.args_of(condition).end());
  std::ranges::sort(parts, {}, [&](InstId id) { return program_.inst_spans[id.index()]; });
  for (const InstId part : parts)
    if (truth(part) == parts_are) return first_difference(part, wanted);
  return std::nullopt;
}

// `consumption = new_high_spend`: the arm that should have won, or an earlier one that did.
std::optional<Reading::Atom> Reading::of_membership(InstId condition, bool wanted) const {
  const auto args = program_.args_of(condition);
  if (args.size() != 2) return std::nullopt;
  for (const auto& [fact, member] : {std::pair(args[0], args[1]), std::pair(args[1], args[0])}) {
    if (program_.at(fact).kind != InstKind::fact || program_.at(member).kind != InstKind::constant) continue;
    const InstId root = program_.facts[static_cast<std::size_t>(program_.at(fact).a)].root;
    if (program_.at(root).kind != InstKind::choose) continue;
    const auto arms = program_.args_of(root);
    for (std::size_t i = 0; i + 1 < arms.size(); i += 2) {
      if (arms[i + 1] == member) return first_difference(arms[i], wanted);
      if (truth(arms[i])) return wanted ? first_difference(arms[i], false) : std::nullopt;
    }
  }
  return std::nullopt;
}

bool Reading::reads_pii(InstId id, std::vector<bool>& seen) const {
  if (!id.exists() || seen[id.index()]) return false;
  seen[id.index()] = true;
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::column || inst.kind == InstKind::lookup) {
    const Column& column = program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
    if (column.pii || reads_pii(column.derived, seen)) return true;
  }
  if (inst.kind == InstKind::fact && reads_pii(program_.facts[static_cast<std::size_t>(inst.a)].root, seen))
    return true;
  if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate) {
    const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
    for (const InstId part : {form.value, form.where, form.from, form.to})
      if (reads_pii(part, seen)) return true;
  }
  return std::ranges::any_of(program_.args_of(id), [&](InstId arg) { return reads_pii(arg, seen); });
}

std::string Reading::text_of(InstId id) const {
  const ColumnData& value = found_.values[static_cast<std::size_t>(place_[id.index()])];
  if (value.rows == 0 || !value.is_known(0)) return "–";
  std::vector<bool> seen(program_.insts.size(), false);
  if (reads_pii(id, seen)) return "***";
  const Type type = program_.at(id).type;
  const std::vector<std::string>* members =
      type.enumeration.exists() ? &program_.enumerations[type.enumeration.index()].members : nullptr;
  std::string out;
  print_value(value, 0, {dataset_.pool.get(), &context_.zone, members}, out);
  return out;
}

std::vector<ReadValue> Reading::values() const {
  std::vector<ReadValue> out;
  for (const InstId part : parts_) {
    const Inst& inst = program_.at(part);
    if (!names_a_value(inst)) continue;
    out.push_back({name_of(program_, inst), text_of(part)});
  }
  return out;
}

}  // namespace sop
