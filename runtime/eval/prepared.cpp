#include "runtime/eval/prepared.h"

#include <algorithm>

#include "runtime/eval/tags.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

Scalar prepare_constant(const Constant& constant, TextPool& pool) {
  Scalar scalar{.whole = constant.whole, .real = constant.real};
  if (physical_of(constant.type.kind) == Physical::code) scalar.code = pool.intern(constant.text);
  return scalar;
}

// A member no row holds may still be what a computed text becomes: every member gets its code.
void prepare_codes(const std::vector<Constant>& members, TextPool& pool, PreparedSet& set) {
  for (const Constant& member : members) set.codes.push_back(pool.intern(member.text));
  std::ranges::sort(set.codes);
  constexpr std::size_t many_members = 8;
  if (set.codes.size() <= many_members) return;
  set.code_bits.assign(word_count(set.codes.back() + std::size_t{1}), 0);
  for (const TextCode code : set.codes) put(set.code_bits.data(), code);
}

PreparedSet prepare_set(const std::vector<Constant>& members, TextPool& pool) {
  PreparedSet set;
  if (members.empty()) return set;
  const TypeKind kind = members[0].type.kind;
  switch (physical_of(kind)) {
    case Physical::code: prepare_codes(members, pool, set); break;
    case Physical::real:
      for (const Constant& member : members) set.reals.push_back(member.real);
      break;
    case Physical::whole:
    case Physical::bit:
      for (const Constant& member : members)
        set.wholes.push_back(kind == TypeKind::duration ? nominal_micros(unpack_duration(member.whole)) : member.whole);
      break;
  }
  std::ranges::sort(set.wholes);
  std::ranges::sort(set.reals);
  return set;
}

std::vector<std::uint32_t> rows_by_code(const TableData& table) {
  std::vector<std::uint32_t> rows;
  for (const auto& [code, row] : table.row_of_key) {
    const auto at = static_cast<std::size_t>(code);
    if (at >= rows.size()) rows.resize(std::max(at + 1, 2 * rows.size()), no_row);
    rows[at] = row;
  }
  return rows;
}

// The most rows one frame row asks for: her events, or a whole lookup table. A journey asks for few customers, often.
std::size_t longest_segment(const TableData& table, const Frame* frame) {
  std::size_t longest = table.begin.empty() ? std::max<std::size_t>(table.rows, 1) : 1;
  if (frame != nullptr && frame->customer.size() < table.begin.size()) {
    for (const std::uint32_t c : frame->customer)
      if (c + std::size_t{1} < table.begin.size())
        longest = std::max<std::size_t>(longest, table.begin[c + 1] - table.begin[c]);
    return longest;
  }
  for (std::size_t c = 0; c + 1 < table.begin.size(); ++c)
    longest = std::max<std::size_t>(longest, table.begin[c + 1] - table.begin[c]);
  return longest;
}

// Codes of texts built while running may exceed every key's code: no row.
void prepare_inst(const Program& program, const Dataset& dataset, InstId id, Prepared& prepared) {
  const Inst& inst = program.at(id);
  if (inst.kind == InstKind::in_set && !prepared.sets.contains(inst.a))
    prepared.sets[inst.a] = prepare_set(program.constant_sets[static_cast<std::size_t>(inst.a)], *dataset.pool);
  if (inst.kind == InstKind::lookup && inst.args_count > 0 && !prepared.rows.contains(inst.a) &&
      physical_of(program.at(program.args_of(id)[0]).type.kind) == Physical::code)
    prepared.rows[inst.a] = rows_by_code(dataset.inputs[static_cast<std::size_t>(inst.a)]);
  if (inst.kind == InstKind::has_tag)
    prepared.tags[id] = prepare_tag(program, dataset, inst, prepared.one_instant, prepared.as_of.whole);
}

void prepare_code(const Program& program, const Dataset& dataset, const PlanCode& code, Prepared& prepared) {
  for (const Step& step : code.steps)
    if (step.kind == StepKind::evaluate) prepare_inst(program, dataset, InstId(step.index), prepared);
}

}  // namespace

Prepared prepare(const Program& program, const Dataset& dataset, const Frame* frame, const Plan& plan,
                 const RunContext& context) {
  Prepared prepared;
  if (frame != nullptr && frame->as_of.empty()) {
    prepared.one_instant = true;
    prepared.as_of.whole = frame->batch_as_of;
    prepared.today.whole = context.zone.local_date(frame->batch_as_of);
  }
  for (const Constant& constant : program.constants)
    prepared.constants.push_back(prepare_constant(constant, *dataset.pool));
  prepare_code(program, dataset, plan.code, prepared);
  for (const EventPass& pass : plan.passes) {
    prepare_code(program, dataset, pass.code, prepared);
    prepared.longest_segment =
        std::max(prepared.longest_segment, longest_segment(dataset.inputs[pass.stream.index()], frame));
  }
  if (frame != nullptr) prepare_population(program, dataset, *frame, plan, context, prepared);
  return prepared;
}

}  // namespace sop
