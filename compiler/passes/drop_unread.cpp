#include "compiler/passes/passes.h"
#include "compiler/passes/rebuild.h"

namespace sop {
namespace {

class Reached {
 public:
  explicit Reached(const Program& program) : program_(program), seen_(program.insts.size(), false) {}

  void from(InstId root) {
    if (root.exists()) todo_.push_back(root);
    while (!todo_.empty()) {
      const InstId id = todo_.back();
      todo_.pop_back();
      if (seen_[id.index()]) continue;
      seen_[id.index()] = true;
      for (InstId arg : program_.args_of(id)) todo_.push_back(arg);
      const Inst& inst = program_.at(id);
      if (inst.kind != InstKind::event_aggregate && inst.kind != InstKind::customer_aggregate &&
          inst.kind != InstKind::pick_row)
        continue;
      const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
      for (InstId part : parts_of(form))
        if (part.exists()) todo_.push_back(part);
    }
  }
  bool has(InstId id) const { return seen_[id.index()]; }
  const std::vector<bool>& seen() const { return seen_; }

 private:
  const Program& program_;
  std::vector<bool> seen_;
  std::vector<InstId> todo_;
};

}  // namespace

Program drop_unread(const Program& program) {
  Program roots = program;
  Reached reached(program);
  for_each_root(roots, [&](InstId& id) { reached.from(id); });
  for (const IssueProbe& probe : program.probes)
    if (reached.has(probe.inst)) reached.from(probe.guard);
  return rebuild(
      program, [](Builder&, const Inst&, std::span<const InstId>, Span) { return InstId{}; }, reached.seen());
}

}  // namespace sop
