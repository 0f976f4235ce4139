#include "runtime/eval/block_size.h"

#include <algorithm>

namespace sop {
namespace {

constexpr std::size_t times_larger = 4;
// Of eight bytes a row each: what the second cache holds beside columns and bitmaps.
constexpr std::size_t few_buffers = 4;
// Smaller blocks are asked for by tests, and stay what they are.
constexpr std::size_t usual_rows = 1024;

// Does a step write a value per row into a buffer of its own, rather than point at a column or hold one for all rows?
std::size_t written_buffers(const Program& program, const PlanCode& code) {
  std::vector<bool> one_for_all(code.slots.size(), false);
  std::size_t written = 0;
  for (const Step& step : code.steps) {
    if (step.kind != StepKind::evaluate) continue;
    const Inst& inst = program.at(InstId(step.index));
    const auto slot = static_cast<std::size_t>(step.slot);
    const bool is_constant =
        inst.kind == InstKind::constant || inst.kind == InstKind::missing || inst.kind == InstKind::context;
    const auto args = code.args_of(step);
    one_for_all[slot] = is_constant || (inst.kind == InstKind::call && std::ranges::all_of(args, [&](Slot arg) {
                                          return one_for_all[static_cast<std::size_t>(arg)];
                                        }));
    written += !one_for_all[slot] && inst.kind != InstKind::column && !inst.type.is(TypeKind::boolean);
  }
  return written;
}

}  // namespace

std::size_t block_size(const Program& program, const Plan& plan, const RunContext& context, std::size_t rows) {
  const bool larger =
      context.block_rows >= usual_rows && plan.passes.empty() && written_buffers(program, plan.code) <= few_buffers;
  return std::min(larger ? times_larger * context.block_rows : context.block_rows, std::max<std::size_t>(rows, 1));
}

}  // namespace sop
