// The steps of a journey, one after the other, as a flat list in which each names the next (journey.h). Places that are
// not known yet are `StepsEnd`s: ways out of what has been read, waiting for the step that follows.
#include <algorithm>

#include "compiler/check/arms/arm_order.h"
#include "compiler/check/checker.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

bool is_wait(Node node) {
  return node.is(N::wait_span) || node.is(N::wait_until) || node.is(N::wait_for) || node.is(N::on_day);
}

}  // namespace

// Appends a step; whatever was waiting for one leads to it.
std::int32_t Checker::add_step(JourneyStepKind kind, Node node, StepsEnd& before) {
  const auto index = static_cast<std::int32_t>(open_journey_->journey.steps.size());
  JourneyStep& added = open_journey_->journey.steps.emplace_back();
  added.kind = kind;
  added.stage = open_journey_->stage;
  added.span = node.first_token();
  lead_to(before, index);
  return index;
}

JourneyStep& Checker::step_at(std::int32_t index) {
  return open_journey_->journey.steps[static_cast<std::size_t>(index)];
}

void Checker::lead_to(StepsEnd& ends, std::int32_t index) {
  for (const StepEnd& end : ends) {
    JourneyStep& from = step_at(end.step);
    if (end.arm == StepEnd::skip)
      from.skip = index;
    else if (end.arm == StepEnd::body)
      from.body = index;
    else if (end.arm >= 0)
      from.arms[static_cast<std::size_t>(end.arm)].next = index;
    else
      from.next = index;
  }
  ends.clear();
}

void Checker::end_here(StepsEnd& ends) { lead_to(ends, no_step); }

// A block: the ways in, the ways out. What `past skip` drops reaches up to the next wait or label of the block.
Checker::StepsEnd Checker::check_steps(const std::vector<Node>& steps, const Scope& scope, StepsEnd before) {
  const std::string outer_stage = open_journey_->stage;
  StepsEnd skipped;
  const auto take_skipped = [&] {
    before.insert(before.end(), skipped.begin(), skipped.end());
    skipped.clear();
  };
  for (Node node : steps) {
    if (node.is(N::step_label) || is_wait(node)) take_skipped();
    if (node.is(N::step_label))
      open_stage(node);
    else
      step(node, scope, before, skipped);
  }
  take_skipped();
  open_journey_->stage = outer_stage;
  return before;
}

void Checker::open_stage(Node label) {
  const Node name = label.child(N::name);
  open_journey_->stage = text(name);
  const auto [at, added] = open_journey_->labels.try_emplace(open_journey_->stage, name.span());
  if (!added) report(Code::S2002, name.span(), {open_journey_->stage}).relate(at->second, Phrase::first_declared_here);
}

Checker::StepsEnd Checker::check_block(Node node, const Scope& scope, StepsEnd before) {
  if (const Node block = node.child(N::steps_block)) return check_steps(block.children(), scope, std::move(before));
  return before;
}

// A block that is reached where a condition holds, or fails.
Checker::StepsEnd Checker::check_block_where(InstId condition, bool holds, Node node, const Scope& scope,
                                             StepsEnd before) {
  const std::size_t known = open_journey_->known.size();
  if (condition.exists()) open_journey_->known.emplace_back(condition, holds);
  StepsEnd ends = check_block(node, scope, std::move(before));
  open_journey_->known.resize(known);
  return ends;
}

void Checker::step(Node node, const Scope& scope, StepsEnd& before, StepsEnd& skipped) {
  switch (node.kind()) {
    case N::action: return action_step(node, scope, before);
    case N::wait_span: return wait_span(node, scope, before);
    case N::wait_until: return wait_until(node, scope, before, skipped);
    case N::wait_for: return wait_for(node, scope, before);
    case N::if_step: before = if_step(node, scope, std::move(before)); return;
    case N::branch: return branch(node, scope, before);
    case N::split: return split(node, scope, before);
    case N::repeat: return repeat(node, scope, before);
    case N::on_day: return on_day(node, scope, before);
    default: return;
  }
}

void Checker::action_step(Node node, const Scope& scope, StepsEnd& before) {
  auto found = action(node, scope);
  if (!found) return;
  if (found->verb == Verb::stop) {
    add_step(JourneyStepKind::leave, node, before);
    return;
  }
  const std::string object = found->object.empty() ? "" : "_" + found->object;
  const std::int32_t index = add_step(JourneyStepKind::act, node, before);
  step_at(index).identity = step_named(found->verb_word + object, node);
  step_at(index).action = static_cast<std::int32_t>(open_journey_->journey.actions.size());
  open_journey_->journey.actions.push_back(std::move(*found));
  before.push_back({index});
}

// Label of the stage, verb, object: how a step is known across edits. Two equal ones ask for a label.
std::string Checker::step_named(const std::string& identity, Node node) {
  const std::string full = open_journey_->stage.empty() ? identity : open_journey_->stage + "." + identity;
  const auto [at, added] = open_journey_->steps.try_emplace(full, node.span());
  if (!added)
    report(Code::S2045, node.span(), {full})
        .relate(at->second, Phrase::first_declared_here)
        .help(Phrase::label_before_one);
  return full;
}

// ---- Ways that part ------------------------------------------------------------------------------------------------

Checker::StepsEnd Checker::if_step(Node node, const Scope& scope, StepsEnd before) {
  const InstId holds = condition(node.child(std::size_t{0}), scope);
  const std::int32_t index = add_step(JourneyStepKind::choose, node, before);
  step_at(index).arms.push_back({.name = "then", .condition = holds});
  StepsEnd out = check_block_where(holds, true, node, scope, {{index, 0}});
  StepsEnd other{{index}};
  if (const Node otherwise = node.child(N::else_branch)) {
    other = check_block_where(holds, false, otherwise, scope, std::move(other));
    if (const Node again = otherwise.child(N::if_step)) other = if_step(again, scope, std::move(other));
  }
  out.insert(out.end(), other.begin(), other.end());
  return out;
}

void Checker::branch(Node node, const Scope& scope, StepsEnd& before) {
  Value on;
  if (const Node path_node = node.child(N::path)) on = path(path_node, scope);
  check_arm_order(node, parsed_, diagnostics_);
  const std::int32_t index = add_step(JourneyStepKind::choose, node, before);
  StepsEnd out;
  bool otherwise = false;
  std::vector<std::string> named;
  for (Node arm : node.children(N::branch_arm)) {
    StepsEnd inside{{index}};
    InstId holds;
    if (arm.child(N::otherwise)) {
      otherwise = true;
    } else {
      holds = branch_arm(arm, on, scope, named);
      inside = {{index, static_cast<int>(step_at(index).arms.size())}};
      step_at(index).arms.push_back({.name = named.empty() ? "when" : named.back(), .condition = holds});
    }
    inside = check_block_where(holds, true, arm, scope, std::move(inside));
    out.insert(out.end(), inside.begin(), inside.end());
  }
  if (!otherwise) out.push_back({index});
  before = std::move(out);
  if (!otherwise && node.children(N::error).empty()) check_complete(node, on, named);
}

// `vip { … }` on an enumeration, or `when c { … }`.
InstId Checker::branch_arm(Node arm, const Value& on, const Scope& scope, std::vector<std::string>& named) {
  if (const Node when = arm.child(N::when_clause)) return condition(when.last_child(), scope);
  const Node name = arm.child(N::name);
  if (!name) return {};
  if (std::ranges::find(named, text(name)) != named.end()) report(Code::S2018, name.span(), {text(name)});
  named.push_back(text(name));
  if (on.wrong() || !on.type.is(TypeKind::enumeration)) return {};
  const Enumeration& e = program_.enumerations[on.type.enumeration.index()];
  const auto member = std::find(e.members.begin(), e.members.end(), named.back());
  if (member == e.members.end()) {
    unknown_member(named.back(), e, name.span());
    return {};
  }
  const Value value = constant({on.type.with_nullable(false), member - e.members.begin(), 0, {}}, name.span());
  return comparison(TokenKind::equal, name.span(), on, value, name.span()).inst;
}

void Checker::check_complete(Node node, const Value& on, const std::vector<std::string>& named) {
  if (on.wrong() && node.child(N::path)) return;
  bool complete = false;
  if (!on.wrong() && on.type.is(TypeKind::enumeration) && !on.type.nullable) {
    const auto& members = program_.enumerations[on.type.enumeration.index()].members;
    const auto known = [&](const std::string& name) { return std::ranges::find(members, name) != members.end(); };
    if (!std::ranges::all_of(named, known)) return;  // a misspelt arm may be the one that is not there
    complete = std::all_of(members.begin(), members.end(), [&](const std::string& m) {
      return std::find(named.begin(), named.end(), m) != named.end();
    });
  }
  if (!complete)
    clause_missing(node, "branch", "otherwise", "其余", "say what happens to everybody else: `otherwise { … }`",
                   "写明其余的人怎么办:`其余 { … }`", "分支");
}

void Checker::split(Node node, const Scope& scope, StepsEnd& before) {
  InstId by;
  if (const Node path_node = node.child(N::path)) by = path(path_node, scope).inst;
  const std::string salt = text(node.child(N::text));
  const std::int32_t index = add_step(JourneyStepKind::split, node, before);
  step_at(index).identity = step_named("split_" + salt, node);
  step_at(index).salt = salt;
  step_at(index).by = by;
  std::int64_t total = 0;  // in hundred-thousandths of a percent
  bool known = true;
  StepsEnd out;
  for (Node arm : node.children(N::split_arm)) {
    std::string written = text(arm.child(N::percent));
    written.pop_back();
    const auto weight = decimal_of(written, arm.child(N::percent).span());
    known = known && weight && weight->decimals <= 5;
    if (!known) break;
    std::int64_t share = weight->mantissa;
    for (int i = weight->decimals; i < 5; ++i) share *= 10;
    total += share;
    const auto number = static_cast<int>(step_at(index).arms.size());
    const auto same = [&](const StepArm& other) { return other.name == text(arm.child(N::name)); };
    if (std::ranges::any_of(step_at(index).arms, same))
      report(Code::S2018, arm.child(N::name).span(), {text(arm.child(N::name))});
    step_at(index).arms.push_back({.name = text(arm.child(N::name)), .weight = share});
    StepsEnd inside = check_block(arm, scope, {{index, number}});
    out.insert(out.end(), inside.begin(), inside.end());
  }
  before = std::move(out);
  if (known && total != 100 * 100'000 && node.children(N::error).empty())
    report(Code::S2046, node.first_token(), {std::to_string(total / 100'000)});
}

void Checker::repeat(Node node, const Scope& scope, StepsEnd& before) {
  const std::int32_t index = add_step(JourneyStepKind::repeat, node, before);
  step_at(index).identity = step_named("repeat", node);
  for (Node child : node.children()) {
    if (child.is(N::steps_block)) continue;
    if (child.is(N::number)) {
      const auto times = decimal_of(text(child), child.span());
      if (times) step_at(index).times = times->mantissa;
      if (times && times->mantissa < 1)
        report(Code::S2019, child.span(),
               {"number of rounds", text(child), "重复次数", "at least 1: the first round comes at once",
                "至少 1 次:第一轮立即执行"});
      continue;
    }
    if (!child.is(N::duration)) {
      step_at(index).condition = condition(child, scope);
      continue;
    }
    const Value every = expression(child, scope);
    step_at(index).length = every.inst;
    if (!every.wrong() &&
        unpack_duration(program_.constants[static_cast<std::size_t>(program_.at(every.inst).a)].whole).count <= 0)
      report(Code::S2047, child.span());
  }
  StepsEnd round = check_block(node, scope, {{index, StepEnd::body}});
  lead_to(round, index);
  before.push_back({index});
}

}  // namespace sop
