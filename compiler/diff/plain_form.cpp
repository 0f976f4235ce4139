#include "compiler/diff/plain_form.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "compiler/passes/joining.h"
#include "compiler/passes/passes.h"
#include "compiler/passes/rebuild.h"

namespace sop {
namespace {

class Negations {
 public:
  // What is true exactly where this is not.
  InstId of(Builder& build, InstId condition, Span span) {
    if (const auto known = known_.find(condition.value); known != known_.end()) return known->second;
    const InstId out = make(build, condition, span);
    known_[condition.value] = out;
    return out;
  }

 private:
  InstId make(Builder& build, InstId condition, Span span) {
    const InstKind kind = build.at(condition).kind;
    if (kind == InstKind::negation) return build.program().args_of(condition)[0];
    if (kind != InstKind::all_of && kind != InstKind::any_of) return build.negation(condition, span);
    const auto held = build.program().args_of(condition);
    std::vector<InstId> parts(held.begin(), held.end());  // the array grows below
    for (InstId& part : parts) part = of(build, part, span);
    return kind == InstKind::all_of ? build.any_of(std::move(parts), span) : build.all_of(std::move(parts), span);
  }

  std::unordered_map<std::int32_t, InstId> known_;
};

// `n > 2` of whole numbers is `n >= 3`.
InstId with_equality(Builder& build, std::span<const InstId> args, Span span) {
  const InstId low = args[0], high = args[1];
  const auto whole = [&](InstId id) -> std::optional<std::int64_t> {
    const Inst& inst = build.at(id);
    if (inst.kind != InstKind::constant) return std::nullopt;
    return build.program().constants[static_cast<std::size_t>(inst.a)].whole;
  };
  const auto call = [&](InstId a, InstId b) { return build.call(Op::less_equal_integer, {a, b}, span); };
  if (const auto value = whole(low); value && *value < INT64_MAX)
    return call(build.whole(TypeKind::integer, *value + 1), high);
  if (const auto value = whole(high); value && *value > INT64_MIN)
    return call(low, build.whole(TypeKind::integer, *value - 1));
  return {};
}

// What may stand in either order stands in that of the numbers, as the parts of `and` do.
Program in_one_order(const Program& program) {
  return rebuild(program, [](Builder& build, const Inst& old, std::span<const InstId> args, Span span) -> InstId {
    if (old.kind != InstKind::call || !commutes(old.op)) return {};
    std::vector<InstId> sorted(args.begin(), args.end());
    std::ranges::sort(sorted);
    return build.call(old.op, {sorted[0], sorted[1]}, span);
  });
}

}  // namespace

Program plain_form(const Program& program) {
  Negations negations;
  const auto plain = [&](Builder& build, const Inst& old, std::span<const InstId> args, Span span) -> InstId {
    if (old.kind == InstKind::fact) return args[0];
    if (old.kind == InstKind::negation) return negations.of(build, args[0], span);
    if (old.kind == InstKind::call && old.op == Op::less_integer) return with_equality(build, args, span);
    return {};
  };
  const Program sorted = in_one_order(canonical_atoms(fold(canonical_atoms(rebuild(program, plain)))));
  return in_one_order(canonical_atoms(sorted));  // what has become one thing may stand elsewhere
}

}  // namespace sop
