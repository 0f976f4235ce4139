#include "compiler/diff/plain_form.h"

#include <unordered_map>

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

}  // namespace

Program plain_form(const Program& program) {
  Negations negations;
  const auto plain = [&](Builder& build, const Inst& old, std::span<const InstId> args, Span span) -> InstId {
    if (old.kind == InstKind::fact) return args[0];
    if (old.kind == InstKind::negation) return negations.of(build, args[0], span);
    return {};
  };
  return canonical_atoms(fold(canonical_atoms(rebuild(program, plain))));
}

}  // namespace sop
