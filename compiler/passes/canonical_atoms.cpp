#include <algorithm>

#include "compiler/passes/passes.h"
#include "compiler/passes/rebuild.h"

namespace sop {
namespace {

// `and` within `and` is one list; a part that occurs twice counts once; the order of the parts says nothing.
InstId flat_junction(Builder& build, InstKind kind, std::span<const InstId> args, Span span) {
  std::vector<InstId> parts;
  for (InstId arg : args) {
    if (build.at(arg).kind != kind) {
      parts.push_back(arg);
      continue;
    }
    const auto inner = build.program().args_of(arg);
    parts.insert(parts.end(), inner.begin(), inner.end());
  }
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  return kind == InstKind::all_of ? build.all_of(std::move(parts), span) : build.any_of(std::move(parts), span);
}

}  // namespace

Program canonical_atoms(const Program& program) {
  return rebuild(program, [](Builder& build, const Inst& old, std::span<const InstId> args, Span span) -> InstId {
    if (old.kind == InstKind::negation && build.at(args[0]).kind == InstKind::negation)
      return build.program().args_of(args[0])[0];
    if (old.kind == InstKind::all_of || old.kind == InstKind::any_of) return flat_junction(build, old.kind, args, span);
    return {};
  });
}

}  // namespace sop
