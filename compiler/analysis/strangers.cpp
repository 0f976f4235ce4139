#include "compiler/analysis/strangers.h"

#include <algorithm>

#include "compiler/analysis/effort.h"

namespace sop {
namespace {

// What is asked of the customer stands inside `outer`; what the event, the clock and everybody say stays open.
class OfStranger {
 public:
  explicit OfStranger(const Program& program) : program_(program) {}

  std::optional<bool> holds(InstId id, bool hers = false) {
    if (++steps_ > effort::expression_depth) return std::nullopt;
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    switch (inst.kind) {
      case InstKind::constant: return program_.constants[static_cast<std::size_t>(inst.a)].whole != 0;
      case InstKind::outer: return holds(args[0], true);
      case InstKind::all_of: return joined(args, hers, false);
      case InstKind::any_of: return joined(args, hers, true);
      case InstKind::negation: {
        const std::optional<bool> inner = holds(args[0], hers);
        return inner ? std::optional(!*inner) : std::nullopt;
      }
      case InstKind::is_missing: return is_missing(args[0], hers);
      case InstKind::is_true:
      case InstKind::in_set: return is_missing(args[0], hers) == true ? std::optional(false) : std::nullopt;
      case InstKind::call:
        return std::ranges::any_of(args, [&](InstId arg) { return is_missing(arg, hers) == true; })
                   ? std::optional(false)
                   : std::nullopt;
      default: return is_hers(inst, hers) ? std::optional(false) : std::nullopt;
    }
  }

 private:
  // All of them, or any: one that decides is enough.
  std::optional<bool> joined(std::span<const InstId> args, bool hers, bool deciding) {
    bool open = false;
    for (const InstId arg : args) {
      const std::optional<bool> part = holds(arg, hers);
      if (part == deciding) return deciding;
      open = open || !part;
    }
    return open ? std::nullopt : std::optional(!deciding);
  }

  std::optional<bool> is_missing(InstId id, bool hers) {
    if (++steps_ > effort::expression_depth) return std::nullopt;
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    const auto missing = [&](InstId arg) { return is_missing(arg, hers) == true; };
    switch (inst.kind) {
      case InstKind::missing: return true;
      case InstKind::constant:
      case InstKind::context: return false;
      case InstKind::outer: return is_missing(args[0], true);
      case InstKind::call: return std::ranges::any_of(args, missing) ? std::optional(true) : std::nullopt;
      case InstKind::fallback: return std::ranges::all_of(args, missing) ? std::optional(true) : std::nullopt;
      default: return is_hers(inst, hers) ? std::optional(true) : std::nullopt;
    }
  }

  static bool is_hers(const Inst& inst, bool hers) {
    switch (inst.kind) {
      case InstKind::column:
      case InstKind::fact:
      case InstKind::event_aggregate:
      case InstKind::has_tag:
      case InstKind::history:
      case InstKind::population: return hers;
      case InstKind::lookup: return hers && inst.args_count == 0;
      default: return false;
    }
  }

  const Program& program_;
  int steps_ = 0;
};

bool reads_outside(const Program& program, InstId id, int& steps) {
  if (program.at(id).kind == InstKind::outer || ++steps > effort::expression_depth) return true;
  return std::ranges::any_of(program.args_of(id), [&](InstId arg) { return reads_outside(program, arg, steps); });
}

}  // namespace

bool reads_customer(const Program& program, InstId condition) {
  int steps = 0;
  return reads_outside(program, condition, steps);
}

std::optional<bool> holds_for_strangers(const Program& program, InstId condition) {
  return OfStranger(program).holds(condition);
}

}  // namespace sop
