// Journeys (language.md 2.6): entry clauses, steps, and the clauses an author may not leave open. Checked in full;
// running them comes later, so nothing here is lowered but conditions.
#include <algorithm>

#include "compiler/check/checker.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::check_journeys() {
  for (Node node : parsed_.declarations())
    if (node.is(N::journey)) journey(node);
}

void Checker::journey(Node node) {
  Scope scope;
  scope.in_journey = true;
  const std::string name = parsed_.name_of(node);
  const bool damaged = !node.children(N::error).empty();
  const std::vector<Node> entries = node.children(N::enter_clause);
  for (Node entry : entries) entry_clause(entry, scope);
  if (!damaged) {
    if (entries.empty())
      clause_missing(node, name, "enter", "进入", "say who enters: `enter on orders where nth = 1`",
                     "写明谁进入:`进入 一旦 订单 其中 第几次 = 1`");
    if (!node.child(N::reenter))
      clause_missing(node, name, "reenter", "再次进入", "say whether she may enter again: `reenter never`",
                     "写明能否再次进入:`再次进入 从不`");
  }
  for (Node clause : node.children()) journey_clause(clause, scope);
  JourneyNames names;
  check_steps(node.children(), scope, names);
}

void Checker::clause_missing(Node node, const std::string& what, std::string en, std::string zh, std::string help,
                             std::string help_zh, std::string what_zh) {
  if (what_zh.empty()) what_zh = what;
  report(Code::S2017, node.first_token(),
         {what, std::move(en), std::move(zh), std::move(help), std::move(help_zh), std::move(what_zh)});
}

// ---- Entry ---------------------------------------------------------------------------------------------------------

void Checker::entry_clause(Node node, Scope& scope) {
  if (node.child(N::by_rule)) return;
  if (const Node when = node.child(N::when_clause)) {
    condition(when.last_child(), {});
    if (!node.child(N::existing))
      clause_missing(node, "enter when", "existing", "存量",
                     "say whether those it already holds for enter: `existing include` or `existing exclude`",
                     "写明已符合的客户是否进入:`存量 纳入` 或 `存量 排除`", "进入 当");
    return;
  }
  Rule unused;
  Scope trigger_scope;
  for (Node triggers : node.children(N::triggers))
    for (Node one : triggers.children()) trigger(one, unused, trigger_scope);
  if (unused.triggers.size() == 1) scope.entry = unused.triggers[0].stream;
  scope.entry_unclear = unused.triggers.empty();
  if (const Node test = node.child(N::if_clause)) condition(test.last_child(), trigger_scope);
}

void Checker::journey_clause(Node clause, const Scope& scope) {
  switch (clause.kind()) {
    case N::key: path(clause.child(N::path), scope); return;
    case N::goal: {
      const std::vector<Node> children = clause.children();
      for (Node child : children) {
        if (child.is(N::name)) continue;
        if (child.is(N::duration))
          expression(child, {});
        else
          condition(child, scope);
      }
      return;
    }
    case N::exit_when: condition(clause.last_child(), scope); return;
    case N::reenter:
    case N::while_live:
      for (Node child : clause.children())
        if (child.is(N::duration) || child.is(N::path)) expression(child, {});
      return;
    default: return;
  }
}

// ---- Steps ---------------------------------------------------------------------------------------------------------

void Checker::check_steps(const std::vector<Node>& steps, const Scope& scope, JourneyNames& names) {
  const std::string outer_stage = names.stage;
  for (Node node : steps) {
    if (node.is(N::step_label))
      open_stage(node, names);
    else
      step(node, scope, names);
  }
  names.stage = outer_stage;
}

void Checker::open_stage(Node label, JourneyNames& names) {
  const Node name = label.child(N::name);
  names.stage = text(name);
  const auto [at, added] = names.labels.try_emplace(names.stage, name.span());
  if (!added) report(Code::S2002, name.span(), {names.stage}).relate(at->second, Phrase::first_declared_here);
}

void Checker::check_block(Node node, const Scope& scope, JourneyNames& names) {
  if (const Node block = node.child(N::steps_block)) check_steps(block.children(), scope, names);
}

void Checker::step(Node node, const Scope& scope, JourneyNames& names) {
  switch (node.kind()) {
    case N::action: return action_step(node, scope, names);
    case N::wait_span: return wait_span(node, scope);
    case N::wait_until: return wait_until(node, scope);
    case N::wait_for: return wait_for(node, scope, names);
    case N::if_step: return if_step(node, scope, names);
    case N::branch: return branch(node, scope, names);
    case N::split: return split(node, scope, names);
    case N::repeat: return repeat(node, scope, names);
    case N::on_day: return on_day(node, scope, names);
    default: return;
  }
}

void Checker::action_step(Node node, const Scope& scope, JourneyNames& names) {
  if (const auto found = action(node, scope)) {
    const std::string object = found->object.empty() ? "" : "_" + found->object;
    step_named(found->verb_word + object, node, names);
  }
}

// Label of the stage, verb, object: how a step is known across edits. Two equal ones ask for a label.
void Checker::step_named(const std::string& identity, Node node, JourneyNames& names) {
  if (identity == "stop") return;
  const std::string full = names.stage.empty() ? identity : names.stage + "." + identity;
  const auto [at, added] = names.steps.try_emplace(full, node.span());
  if (!added) report(Code::S2045, node.span(), {full}).relate(at->second, Phrase::first_declared_here);
}

void Checker::wait_span(Node node, const Scope& scope) {
  const Value length = expression(node.last_child(), scope);
  if (!length.wrong() && !length.type.is(TypeKind::duration))
    report(Code::S2012, length.span,
           {"a duration", described(length.type, false), "时长", described(length.type, true)});
}

void Checker::wait_until(Node node, const Scope& scope) {
  const Node until = node.child(std::size_t{0});
  if (const Node at = node.child(N::at_time)) literal(at.last_child());
  if (until.is(N::time)) {
    literal(until);
    return;
  }
  const Value date = expression(until, scope);
  if (!date.wrong() && !date.type.is(TypeKind::date) && !date.type.is(TypeKind::datetime)) {
    report(Code::S2027, date.span, {described(date.type, false), described(date.type, true)});
    return;
  }
  if (!node.child(N::past))
    clause_missing(node, "wait until", "past", "已过",
                   "say what happens when it is past: `past skip`, `past run` or `past exit`",
                   "写明已过时怎么办:`已过 跳过`、`已过 执行` 或 `已过 退出`", "等到");
  if (!date.wrong() && date.type.nullable && !node.child(N::missing_choice))
    clause_missing(node, "wait until", "missing", "未知时", "the date can be missing: `missing skip` or `missing exit`",
                   "日期可能未知:`未知时 跳过` 或 `未知时 退出`", "等到");
}

void Checker::wait_for(Node node, const Scope& scope, JourneyNames& names) {
  std::map<std::string, InputId> awaited;
  for (Node one : node.children(N::awaited)) {
    const Node path = one.child(N::path), name = one.child(N::name);
    Rule unused;
    Scope event = scope;
    event_trigger(one, unused, event);
    const std::string word = name ? text(name) : names_of(path)[0].text;
    step_named("wait_" + word, one, names);
    awaited[word] = event.event;
  }
  for (N kind : {N::up_to, N::grace})
    if (const Node clause = node.child(kind)) expression(clause.last_child(), scope);
  if (!node.child(N::up_to))
    clause_missing(node, "wait for", "up to", "最多", "say how long: `up to 1 day`", "写明等多久:`最多 1天`", "等待");
  if (!node.child(N::timeout_arm))
    clause_missing(node, "wait for", "on timeout", "一旦 超时",
                   "say what happens when nothing comes: `on timeout { stop }` or `on timeout continue`",
                   "写明等不到时怎么办:`一旦 超时 { 结束 }` 或 `一旦 超时 继续`", "等待");
  for (Node arm : node.children(N::wait_arm)) {
    const std::string word = names_of(arm.child(N::path))[0].text;
    Scope inner = scope;
    if (const auto found = awaited.find(word); found != awaited.end()) {
      inner.event = found->second;
    } else {
      std::vector<std::string_view> candidates;
      for (const auto& [known, stream] : awaited) candidates.push_back(known);
      suggest(report(Code::S2001, arm.child(N::path).span(), {"awaited event", word, "等待的事件"}), word, candidates,
              arm.child(N::path).span());
    }
    check_block(arm, inner, names);
  }
  for (Node arm : node.children(N::timeout_arm)) check_block(arm, scope, names);
}

void Checker::if_step(Node node, const Scope& scope, JourneyNames& names) {
  condition(node.child(std::size_t{0}), scope);
  check_block(node, scope, names);
  if (const Node other = node.child(N::else_branch)) {
    check_block(other, scope, names);
    if (const Node again = other.child(N::if_step)) if_step(again, scope, names);
  }
}

void Checker::branch(Node node, const Scope& scope, JourneyNames& names) {
  Value on;
  if (const Node path_node = node.child(N::path)) on = path(path_node, scope);
  bool otherwise = false;
  std::vector<std::string> named;
  for (Node arm : node.children(N::branch_arm)) {
    otherwise = otherwise || arm.child(N::otherwise);
    if (const Node when = arm.child(N::when_clause)) condition(when.last_child(), scope);
    if (const Node name = arm.child(N::name)) {
      named.push_back(text(name));
      if (!on.wrong() && on.type.is(TypeKind::enumeration)) comparand_name(name, on.type);
    }
    check_block(arm, scope, names);
  }
  if (otherwise || !node.children(N::error).empty()) return;
  bool complete = false;
  if (!on.wrong() && on.type.is(TypeKind::enumeration) && !on.type.nullable) {
    const auto& members = program_.enumerations[on.type.enumeration.index()].members;
    complete = std::all_of(members.begin(), members.end(), [&](const std::string& m) {
      return std::find(named.begin(), named.end(), m) != named.end();
    });
  }
  if (!complete && !(on.wrong() && node.child(N::path)))
    clause_missing(node, "branch", "otherwise", "其余", "say what happens to everybody else: `otherwise { … }`",
                   "写明其余的人怎么办:`其余 { … }`", "分支");
}

// A name that must be one of an enumeration's members.
void Checker::comparand_name(Node name, const Type& type) {
  const Enumeration& e = program_.enumerations[type.enumeration.index()];
  const std::string word = text(name);
  if (std::find(e.members.begin(), e.members.end(), word) != e.members.end()) return;
  unknown_member(word, e, name.span());
}

void Checker::split(Node node, const Scope& scope, JourneyNames& names) {
  if (const Node by = node.child(N::path)) path(by, scope);
  step_named("split_" + text(node.child(N::text)), node, names);
  std::int64_t total = 0;  // in hundred-thousandths of a percent
  bool known = true;
  for (Node arm : node.children(N::split_arm)) {
    std::string written = text(arm.child(N::percent));
    written.pop_back();
    const auto weight = decimal_of(written, arm.child(N::percent).span());
    known = known && weight && weight->decimals <= 5;
    if (!known) break;
    std::int64_t share = weight->mantissa;
    for (int i = weight->decimals; i < 5; ++i) share *= 10;
    total += share;
    check_block(arm, scope, names);
  }
  if (known && total != 100 * 100'000 && node.children(N::error).empty())
    report(Code::S2046, node.first_token(), {std::to_string(total / 100'000)});
}

void Checker::repeat(Node node, const Scope& scope, JourneyNames& names) {
  for (Node child : node.children()) {
    if (child.is(N::number) || child.is(N::steps_block)) continue;
    if (!child.is(N::duration)) {
      condition(child, scope);
      continue;
    }
    const Value every = expression(child, scope);
    if (!every.wrong() &&
        unpack_duration(program_.constants[static_cast<std::size_t>(program_.at(every.inst).a)].whole).count <= 0)
      report(Code::S2047, child.span());
  }
  step_named("repeat", node, names);
  check_block(node, scope, names);
}

void Checker::on_day(Node node, const Scope& scope, JourneyNames& names) {
  if (const Node at = node.child(N::at_time)) literal(at.last_child());
  if (!node.child(N::past))
    clause_missing(node, "on day", "past", "已过",
                   "say what happens when it is past: `past skip`, `past run` or `past exit`",
                   "写明已过时怎么办:`已过 跳过`、`已过 执行` 或 `已过 退出`", "第 n 天");
  if (const Node act = node.child(N::action)) action_step(act, scope, names);
}

}  // namespace sop
