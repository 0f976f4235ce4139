#include "runtime/testing/atoms.h"

#include <algorithm>

#include "runtime/run/tag_locks.h"

namespace sop {
namespace {

class Conditions {
 public:
  explicit Conditions(const Program& program) : program_(program) {}

  std::vector<TestedCondition> take() {
    of_facts();
    for (std::uint32_t i = 0; i < program_.rules.size(); ++i) of_rule(i);
    for (std::uint32_t i = 0; i < program_.journeys.size(); ++i)
      if (!program_.journeys[i].retired) of_journey(i);
    of_contacts();
    return std::move(found_);
  }

 private:
  void add(TestedCondition condition) {
    if (condition.root.exists()) found_.push_back(condition);
  }

  // A fact that depends on what was before asks its conditions where its history does.
  void of_facts() {
    std::vector<bool> entries(program_.histories.size(), false);
    for (const Journey& journey : program_.journeys)
      for (const JourneyEntry& entry : journey.entries)
        if (entry.becoming.exists()) entries[entry.becoming.index()] = true;
    for (std::uint32_t i = 0; i < program_.facts.size(); ++i) add({.root = program_.facts[i].root, .owner = i});
    for (std::size_t h = 0; h < program_.histories.size(); ++h) {
      if (entries[h]) continue;
      add({.root = program_.histories[h].value});
      add({.root = program_.histories[h].release});
    }
  }

  void of_rule(std::uint32_t index) {
    const Rule& rule = program_.rules[index];
    InputId stream;
    for (const Trigger& trigger : rule.triggers) {
      add({.root = trigger.where, .by = AskedBy::rule, .owner = index, .stream = trigger.stream});
      if (trigger.stream.exists()) stream = trigger.stream;
    }
    add({.root = rule.condition, .by = AskedBy::rule, .owner = index, .stream = stream});
  }

  void of_journey(std::uint32_t index) {
    const Journey& journey = program_.journeys[index];
    for (const JourneyEntry& entry : journey.entries) {
      const Trigger& trigger = entry.trigger;
      add({.root = trigger.where, .by = AskedBy::entry, .owner = index, .stream = trigger.stream});
      add({.root = entry.condition,
           .by = AskedBy::entry,
           .owner = index,
           .stream = trigger.stream,
           .gate = trigger.where});
      if (entry.becoming.exists())
        add({.root = program_.histories[entry.becoming.index()].value, .by = AskedBy::entry, .owner = index});
    }
    for (const JourneyGoal& goal : journey.goals) add({.root = goal.condition, .by = AskedBy::journey, .owner = index});
    for (const InstId exit : journey.exits) add({.root = exit, .by = AskedBy::journey, .owner = index});
    for (const JourneyStep& step : journey.steps) {
      add({.root = step.condition, .by = AskedBy::journey, .owner = index});
      for (const StepArm& arm : step.arms)
        add({.root = arm.condition, .by = AskedBy::journey, .owner = index, .stream = arm.stream});
    }
  }

  void of_contacts() {
    for (std::size_t i = 0; i < program_.guards.size(); ++i)
      add({.root = program_.guards[i].blocked, .by = AskedBy::contact, .guard = static_cast<std::int32_t>(i)});
    for (std::size_t i = 0; i < program_.contacts.caps.size(); ++i)
      add({.root = program_.contacts.caps[i].where, .by = AskedBy::contact, .cap = static_cast<std::int32_t>(i)});
  }

  const Program& program_;
  std::vector<TestedCondition> found_;
};

bool is_made_of_conditions(InstKind kind) {
  return kind == InstKind::all_of || kind == InstKind::any_of || kind == InstKind::negation ||
         kind == InstKind::choose || kind == InstKind::is_true || kind == InstKind::fallback;
}

class AtomWalk {
 public:
  // Outside of facts a fact is an atom: a rule that it never let through was never tried.
  AtomWalk(const Program& program, bool takes_facts)
      : program_(program), takes_facts_(takes_facts), seen_(program.insts.size(), false) {}

  void visit(InstId id, bool all, bool negated) {
    if (!id.exists() || seen_[id.index()] || !program_.at(id).domain.is_frame()) return;
    seen_[id.index()] = true;
    const Inst& inst = program_.at(id);
    if (is_made_of_conditions(inst.kind) && !is_one_condition(id)) {
      for (const InstId arg : program_.args_of(id))
        visit(arg, inst.kind != InstKind::any_of, inst.kind == InstKind::negation ? !negated : negated);
      return;
    }
    // What a history is made of is asked where it is found out.
    if (!inst.type.is(TypeKind::boolean) || inst.kind == InstKind::constant || inst.kind == InstKind::history) return;
    if (inst.kind == InstKind::fact && (!takes_facts_ || program_.facts[static_cast<std::size_t>(inst.a)].stored))
      return;
    add(id, all, negated);
  }

  std::vector<ConditionAtom> take() { return std::move(found_); }

 private:
  // `is known`, `!=`: the negation is of what stands in the same place.
  bool is_one_condition(InstId id) const {
    return program_.at(id).kind == InstKind::negation &&
           program_.inst_spans[program_.args_of(id)[0].index()] == program_.inst_spans[id.index()];
  }

  void add(InstId id, bool all, bool negated) {
    const Span span = program_.inst_spans[id.index()];
    if (!span.exists()) return;
    const Inst& inst = program_.at(id);
    // The tags of one group stand in one place, and are one atom each.
    const bool tag = inst.kind == InstKind::has_tag;
    std::string name = tag ? program_.constants[static_cast<std::size_t>(inst.a)].text : std::string();
    if (is_lock_name(name)) return;
    AtomKey key{span, tag, std::move(name)};
    const auto same =
        std::ranges::find_if(found_, [&](const ConditionAtom& a) { return a.key == key && a.all == all && !tag; });
    if (same == found_.end())
      found_.push_back({.key = std::move(key), .all = all, .negated = negated, .parts = {id}});
    else
      same->parts.push_back(id);
  }

  const Program& program_;
  const bool takes_facts_;
  std::vector<bool> seen_;
  std::vector<ConditionAtom> found_;
};

// Inside an aggregate a column is that of its own rows.
bool reads_event(const Program& program, InstId id, bool in_aggregate) {
  if (!id.exists()) return false;
  const Inst& inst = program.at(id);
  switch (inst.kind) {
    case InstKind::kept: return true;
    case InstKind::column: return !in_aggregate && InputId{inst.a} != program.population;
    case InstKind::context: return static_cast<ContextValue>(inst.a) == ContextValue::event_time;
    case InstKind::outer: in_aggregate = false; break;
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
      for (const InstId part : parts_of(program.aggregates[static_cast<std::size_t>(inst.a)]))
        if (reads_event(program, part, !part.exists() || !program.at(part).domain.is_frame())) return true;
      break;
    default: break;  // what its arguments read decides
  }
  return std::ranges::any_of(program.args_of(id), [&](InstId arg) { return reads_event(program, arg, in_aggregate); });
}

}  // namespace

std::vector<TestedCondition> conditions_of(const Program& program) { return Conditions(program).take(); }

std::vector<ConditionAtom> atoms_of(const Program& program, const TestedCondition& condition) {
  AtomWalk walk(program, condition.by != AskedBy::fact);
  walk.visit(condition.root, true, false);
  return walk.take();
}

bool is_of_customer(const Program& program, InstId atom) { return !reads_event(program, atom, false); }

}  // namespace sop
