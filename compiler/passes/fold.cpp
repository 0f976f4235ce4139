#include <optional>

#include "compiler/passes/passes.h"
#include "compiler/passes/rebuild.h"

namespace sop {
namespace {

// A condition that is the same for everybody.
std::optional<bool> decided(const Builder& build, InstId id) {
  const Inst& inst = build.at(id);
  if (inst.kind != InstKind::constant || !inst.type.is(TypeKind::boolean)) return std::nullopt;
  return build.program().constants[static_cast<std::size_t>(inst.a)].whole != 0;
}

InstId fold_junction(Builder& build, InstKind kind, std::span<const InstId> args, Span span) {
  const bool neutral = kind == InstKind::all_of;
  std::vector<InstId> open;
  for (InstId arg : args) {
    const std::optional<bool> value = decided(build, arg);
    if (!value)
      open.push_back(arg);
    else if (*value != neutral)
      return build.truth(!neutral);
  }
  if (open.size() == args.size()) return {};
  if (open.empty()) return build.truth(neutral);
  return neutral ? build.all_of(std::move(open), span) : build.any_of(std::move(open), span);
}

// Arms that are never reached go; an arm that is always reached ends the list.
InstId fold_choice(Builder& build, const Inst& old, std::span<const InstId> args, Span span) {
  std::vector<InstId> kept;
  bool ended = false;
  for (std::size_t i = 0; i + 1 < args.size() && !ended; i += 2) {
    const std::optional<bool> value = decided(build, args[i]);
    if (value && !*value) continue;
    ended = value.has_value();
    if (ended)
      kept.push_back(args[i + 1]);
    else
      kept.insert(kept.end(), {args[i], args[i + 1]});
  }
  if (!ended) kept.push_back(args.back());
  if (kept.size() == args.size()) return {};
  if (kept.size() == 1 && build.at(kept[0]).type == old.type) return kept[0];
  if (kept.size() == 1) return {};
  return build.choose(std::move(kept), old.type, span);
}

InstId folded(Builder& build, const Inst& old, std::span<const InstId> args, Span span) {
  switch (old.kind) {
    case InstKind::all_of:
    case InstKind::any_of: return fold_junction(build, old.kind, args, span);
    case InstKind::negation:
      if (const auto value = decided(build, args[0])) return build.truth(!*value);
      return {};
    case InstKind::is_missing:
      if (build.at(args[0]).kind == InstKind::constant) return build.truth(false);
      if (build.at(args[0]).kind == InstKind::missing) return build.truth(true);
      return {};
    case InstKind::choose: return fold_choice(build, old, args, span);
    default: return {};
  }
}

}  // namespace

Program fold(const Program& program) { return rebuild(program, folded); }

}  // namespace sop
