#include "runtime/eval/plan.h"

#include <algorithm>
#include <array>

#include "runtime/eval/plan_code.h"
#include "runtime/eval/plan_needs.h"

namespace sop {
namespace {

// Something to do as soon as all of `reads` have a value.
struct Pending {
  enum class Kind : std::uint8_t { output, probe, fold } kind;
  std::size_t index = 0;  // root, probe or member
  std::int32_t member = -1;
  InstId inst, guard, where;  // a fold: value, `latest_by`, `where`
  bool done = false;

  bool is_ready(const CodeBuilder& builder) const {
    return std::ranges::all_of(std::array{inst, guard, where},
                               [&](InstId read) { return !read.exists() || builder.has(read); });
  }
};

// Pending work by the instructions it reads, so that a new value looks only at what waits for it.
class Waiting {
 public:
  void add(Pending pending) {
    for (const InstId read : {pending.inst, pending.guard, pending.where})
      if (read.exists()) by_inst_.emplace(read, work_.size());
    work_.push_back(pending);
  }
  void emit_ready(CodeBuilder& builder, InstId defined) {
    for (auto [at, end] = by_inst_.equal_range(defined); at != end; ++at) emit(builder, work_[at->second]);
  }
  // What waits for nothing: a fold without value and where.
  void emit_rest(CodeBuilder& builder) {
    for (Pending& pending : work_) emit(builder, pending);
  }

 private:
  static void emit(CodeBuilder& builder, Pending& p) {
    if (p.done || !p.is_ready(builder)) return;
    p.done = true;
    switch (p.kind) {
      case Pending::Kind::output: builder.add_output(p.index, p.inst); return;
      case Pending::Kind::probe:
        builder.add_probe({.probe = static_cast<std::uint32_t>(p.index), .member = p.member}, p.inst, p.guard, p.where);
        return;
      case Pending::Kind::fold: {
        std::vector<Slot> read;
        for (const InstId inst : {p.inst, p.where, p.guard})
          if (inst.exists()) read.push_back(builder.slot(inst));
        builder.add_step(StepKind::fold, p.index, read);
        return;
      }
    }
  }

  std::vector<Pending> work_;
  std::multimap<InstId, std::size_t> by_inst_;
};

InstId where_of(const Program& program, const IssueProbe& probe) {
  return probe.after_where ? program.aggregates[probe.inside.index()].where : InstId{};
}

// One event pass: the union of what its members need, each member folded as soon as its operands are there.
class PassBuilder {
 public:
  PassBuilder(const Program& program, const Needs& needs, const CodeBuilder& frame)
      : program_(program), needs_(needs), frame_(frame), builder_(program) {}

  EventPass build(InputId stream, std::span<const InstId> aggregates, CodeBuilder& frame) {
    pass_.stream = stream;
    for (const InstId inst : aggregates) add_member(inst, frame);
    for (const InstId inst : insts_) {
      add_inst(inst);
      waiting_.emit_ready(builder_, inst);
    }
    waiting_.emit_rest(builder_);
    resolve_members();
    pass_.code = builder_.finish();
    return std::move(pass_);
  }

 private:
  Slot bound(InstId inst) const { return inst.exists() ? frame_.slot(without_facts(program_, inst)) : -1; }

  void add_member(InstId inst, CodeBuilder& frame) {
    const AggregateId id(program_.at(inst).a);
    const Aggregate& aggregate = program_.aggregates[id.index()];
    const LocalNeeds& local = needs_.events.at(id);
    const auto member = static_cast<std::int32_t>(pass_.members.size());
    insts_.insert(local.insts.begin(), local.insts.end());
    pass_.members.push_back({.aggregate = id,
                             .inst = inst,
                             .result = frame.define(inst),
                             .window = window_of({bound(aggregate.from), bound(aggregate.to)}),
                             .keeps_instants = is_continued(inst)});
    waiting_.add({.kind = Pending::Kind::fold,
                  .index = pass_.members.size() - 1,
                  .inst = aggregate.value,
                  .guard = aggregate.latest_by,
                  .where = aggregate.where});
    for (const std::uint32_t i : local.probes) {
      const IssueProbe& probe = program_.probes[i];
      waiting_.add({.kind = Pending::Kind::probe,
                    .index = i,
                    .member = member,
                    .inst = probe.inst,
                    .guard = probe.guard,
                    .where = where_of(program_, probe)});
    }
  }

  bool is_continued(InstId inst) const {
    return std::ranges::any_of(
        needs_.events, [&](const auto& other) { return program_.aggregates[other.first.index()].after == inst; });
  }

  std::int32_t window_of(WindowSlots window) {
    const auto found = std::ranges::find(pass_.windows, window);
    const auto index = static_cast<std::int32_t>(found - pass_.windows.begin());
    if (found == pass_.windows.end()) pass_.windows.push_back(window);
    return index;
  }

  void add_inst(InstId inst) {
    if (is_local(program_, inst, pass_.stream)) {
      builder_.add_evaluation(inst, program_.args_of(inst));
    } else {
      pass_.needs_owner = true;
      builder_.add_outer(inst, frame_.slot(read_by_outer(program_, inst)));
    }
  }

  void resolve_members() {
    for (Member& member : pass_.members) {
      const Aggregate& aggregate = program_.aggregates[member.aggregate.index()];
      if (aggregate.value.exists()) member.value = builder_.slot(aggregate.value);
      if (aggregate.where.exists()) member.where = builder_.slot(aggregate.where);
      if (aggregate.latest_by.exists()) member.latest_by = builder_.slot(aggregate.latest_by);
    }
  }

  const Program& program_;
  const Needs& needs_;
  const CodeBuilder& frame_;
  CodeBuilder builder_;
  EventPass pass_;
  std::set<InstId> insts_;
  Waiting waiting_;
};

// Levels of the frame's instructions: arguments come before their users in the array, so one sweep is enough.
std::map<InstId, int> levels_of(const Program& program, const Needs& needs) {
  std::map<InstId, int> levels;
  for (const InstId inst : needs.frame) {
    int level = 0;
    for (const InstId operand : frame_operands(program, inst, needs)) level = std::max(level, levels[operand]);
    levels[inst] = level + (is_passed(program.at(inst).kind) ? 1 : 0);
  }
  return levels;
}

class FramePlanner {
 public:
  FramePlanner(const Program& program, const Needs& needs) : program_(program), needs_(needs), builder_(program) {}

  Plan build(std::span<const InstId> roots) {
    for (std::size_t i = 0; i < roots.size(); ++i)
      waiting_.add({.kind = Pending::Kind::output, .index = i, .inst = without_facts(program_, roots[i])});
    for (const std::uint32_t i : needs_.probes) add_probe(i);
    const std::map<InstId, int> levels = levels_of(program_, needs_);
    int deepest = 0;
    for (const auto& [inst, level] : levels) deepest = std::max(deepest, level);
    std::vector<std::vector<InstId>> by_level(static_cast<std::size_t>(deepest) + 1);
    for (const auto& [inst, level] : levels) by_level[static_cast<std::size_t>(level)].push_back(inst);
    for (const std::vector<InstId>& insts : by_level) add_level(insts);
    plan_.code = builder_.finish();
    return std::move(plan_);
  }

 private:
  void add_probe(std::uint32_t i) {
    const IssueProbe& probe = program_.probes[i];
    const auto resolved = [&](InstId inst) { return without_facts(program_, inst); };
    waiting_.add({.kind = Pending::Kind::probe,
                  .index = i,
                  .inst = resolved(probe.inst),
                  .guard = resolved(probe.guard),
                  .where = resolved(where_of(program_, probe))});
  }

  void add_level(std::span<const InstId> insts) {
    std::map<InputId, std::vector<InstId>> aggregates;
    for (const InstId inst : insts)
      if (is_passed(program_.at(inst).kind))
        aggregates[program_.aggregates[static_cast<std::size_t>(program_.at(inst).a)].input].push_back(inst);
    for (const auto& [stream, members] : aggregates) add_pass(stream, members);
    for (const InstId inst : insts) {
      if (is_passed(program_.at(inst).kind)) continue;
      if (program_.at(inst).kind == InstKind::customer_aggregate)
        (needs_.of_guards.contains(inst) ? plan_.guarding_aggregates : plan_.population_aggregates).push_back(inst);
      builder_.add_evaluation(inst, frame_operands(program_, inst, needs_));
      waiting_.emit_ready(builder_, inst);
    }
  }

  void add_pass(InputId stream, std::span<const InstId> members) {
    std::set<Slot> read;
    for (const InstId inst : members)
      for (const InstId operand : frame_operands(program_, inst, needs_)) read.insert(builder_.slot(operand));
    EventPass pass = PassBuilder(program_, needs_, builder_).build(stream, members, builder_);
    for (const InstId inst : members) read.insert(builder_.slot(inst));
    builder_.add_step(StepKind::event_pass, plan_.passes.size(), std::vector(read.begin(), read.end()));
    plan_.passes.push_back(std::move(pass));
    for (const InstId inst : members) waiting_.emit_ready(builder_, inst);
  }

  const Program& program_;
  const Needs& needs_;
  CodeBuilder builder_;
  Waiting waiting_;
  Plan plan_;
};

}  // namespace

Plan plan_frame(const Program& program, std::span<const InstId> roots, std::span<const AggregateId> inside) {
  return FramePlanner(program, frame_needs(program, roots, inside)).build(roots);
}

Plan plan_rows(const Program& program, InputId input, std::span<const InstId> roots) {
  const LocalNeeds needs = row_needs(program, input, roots);
  CodeBuilder builder(program);
  Waiting waiting;
  for (std::size_t i = 0; i < roots.size(); ++i)
    waiting.add({.kind = Pending::Kind::output, .index = i, .inst = roots[i]});
  for (const std::uint32_t i : needs.probes)
    waiting.add(
        {.kind = Pending::Kind::probe, .index = i, .inst = program.probes[i].inst, .guard = program.probes[i].guard});
  for (const InstId inst : needs.insts) {
    const bool local = is_local(program, inst, input, false);
    builder.add_evaluation(inst, local ? program.args_of(inst) : std::span<const InstId>{});
    waiting.emit_ready(builder, inst);
  }
  return {.code = builder.finish()};
}

}  // namespace sop
