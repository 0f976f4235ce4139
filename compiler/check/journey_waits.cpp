// Waits of a journey: a span, a time of day, a date, events with a deadline; and `on day n`, a wait with its action.
#include <algorithm>

#include "compiler/check/checker.h"
#include "compiler/check/nullable.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

// What an awaited event is known by, in either language.
std::string word_of(const std::string& text, Kw role) {
  if (role == Kw::sends) return "sends";
  if (role == Kw::tasks) return "tasks";
  return role == Kw::entries ? "entries" : text;
}

Past past_of(Node clause) {
  if (!clause) return Past::none;
  if (clause.has_keyword(Kw::skip)) return Past::skip;
  return clause.has_keyword(Kw::run) ? Past::run : Past::leave;
}

}  // namespace

std::int64_t Checker::day_time(Node at) {
  const Value time = literal(at);
  return time.wrong() ? -1 : program_.constants[static_cast<std::size_t>(program_.at(time.inst).a)].whole;
}

// A wait of no length is none; a computed one is asked when it runs.
bool Checker::positive_length(const Value& length) {
  if (length.wrong() || !length.type.is(TypeKind::duration)) return true;
  const Inst& inst = program_.at(length.inst);
  if (inst.kind != InstKind::constant) return true;
  if (unpack_duration(program_.constants[static_cast<std::size_t>(inst.a)].whole).count > 0) return true;
  report(Code::S2019, length.span,
         {"length of time", one_line(length.span), "时长", "a length has at least one unit: `1 day`",
          "时长至少为一个单位:`1天`"});
  return false;
}

void Checker::wait_span(Node node, const Scope& scope, StepsEnd& before) {
  const Value length = expression(node.last_child(), scope);
  if (!length.wrong() && !length.type.is(TypeKind::duration))
    report(Code::S2012, length.span,
           {"a duration", described(length.type, false), "时长", described(length.type, true)});
  positive_length(length);
  const std::int32_t index = add_step(JourneyStepKind::wait_span, node, before);
  step_at(index).length = length.inst;
  step_at(index).identity = step_named("wait", node);
  before.push_back({index});
}

void Checker::wait_until(Node node, const Scope& scope, StepsEnd& before, StepsEnd& skipped) {
  const Node until = node.child(std::size_t{0});
  needs_zone(node.first_token());
  std::int64_t at_us = -1;
  if (const Node at = node.child(N::at_time)) at_us = day_time(at.last_child());
  if (until.is(N::time)) {
    for (N clause : {N::past, N::missing_choice})
      if (const Node never = node.child(clause))
        report(Code::S2032, never.span(),
               {one_line(never.span()), "a time of day comes again every day", "时刻每天都会到来"});
    const std::int64_t time = day_time(until);
    const std::int32_t index = add_step(JourneyStepKind::wait_time, node, before);
    step_at(index).at_us = time;
    step_at(index).identity = step_named("wait", node);
    before.push_back({index});
    return;
  }
  const Value date = expression(until, scope);
  if (!date.wrong() && !date.type.is(TypeKind::date) && !date.type.is(TypeKind::datetime)) {
    report(Code::S2027, date.span, {described(date.type, false), described(date.type, true)});
    return;
  }
  const std::int32_t index = add_step(JourneyStepKind::wait_until, node, before);
  JourneyStep& made = step_at(index);
  made.until = date.inst;
  made.at_us = at_us;
  made.past = past_of(node.child(N::past));
  made.missing = past_of(node.child(N::missing_choice));
  if (made.past == Past::none)
    clause_missing(node, "wait until", "past", "已过",
                   "say what happens when it is past: `past skip`, `past run` or `past exit`",
                   "写明已过时怎么办:`已过 跳过`、`已过 执行` 或 `已过 退出`", "等到");
  if (!date.wrong() && date.type.nullable && made.missing == Past::none &&
      missing_where(program_, date.inst, asked_at_entry()))
    clause_missing(node, "wait until", "missing", "未知时", "the date can be missing: `missing skip` or `missing exit`",
                   "日期可能未知:`未知时 跳过` 或 `未知时 退出`", "等到");
  step_at(index).identity = step_named("wait", node);
  before.push_back({index});
  skipped.push_back({index, StepEnd::skip});
}

// Two arms of one stream are named (semantics D5), each with a name of its own.
void Checker::told_apart(Node node) {
  std::map<std::string, Node> streams;
  std::map<std::string, Span> words;
  for (Node one : node.children(N::awaited)) {
    const Node path = one.child(N::path), name = one.child(N::name);
    const std::string stream = one_line(path.span());
    const auto [first, added] = streams.try_emplace(stream, one);
    const auto [same, fresh] = words.try_emplace(name ? text(name) : stream, one.span());
    if (!added && (!name || !first->second.child(N::name)))
      report(Code::S2073, one.span(), {stream}).relate(first->second.span(), Phrase::first_declared_here);
    else if (!fresh)
      report(Code::S2002, (name ? name : path).span(), {name ? text(name) : stream})
          .relate(same->second, Phrase::first_declared_here);
  }
}

void Checker::wait_for(Node node, const Scope& scope, StepsEnd& before) {
  struct Awaited {
    std::string word;
    Trigger trigger;
    bool known = false;
  };
  std::vector<Awaited> awaited;
  std::string names;
  for (Node one : node.children(N::awaited)) {
    const Node path = one.child(N::path), name = one.child(N::name);
    Rule heard;
    Scope event = scope;
    event_trigger(one, heard, event);
    Awaited& added = awaited.emplace_back();
    added.word = name ? text(name) : word_of(names_of(path)[0].text, names_of(path)[0].role);
    added.known = !heard.triggers.empty();
    if (added.known) added.trigger = heard.triggers[0];
    names += "_" + added.word;
  }
  told_apart(node);
  const std::int32_t index = add_step(JourneyStepKind::wait_for, node, before);
  step_at(index).identity = step_named("wait" + names, node);
  if (const Node clause = node.child(N::up_to)) {
    const Value length = expression(clause.last_child(), scope);
    positive_length(length);
    step_at(index).up_to = length.inst;
  }
  if (const Node clause = node.child(N::grace)) step_at(index).grace = expression(clause.last_child(), scope).inst;
  for (Node flag : node.children(N::flag))
    if (flag.keyword() == Kw::reuse) step_at(index).reuse = true;
  if (!node.child(N::up_to))
    clause_missing(node, "wait for", "up to", "最多", "say how long: `up to 1 day`", "写明等多久:`最多 1天`", "等待");
  if (!node.child(N::timeout_arm))
    clause_missing(node, "wait for", "on timeout", "一旦 超时",
                   "say what happens when nothing comes: `on timeout { stop }` or `on timeout continue`",
                   "写明等不到时怎么办:`一旦 超时 { 结束 }` 或 `一旦 超时 继续`", "等待");
  StepsEnd out;
  const auto leave = [&](StepsEnd ends) { out.insert(out.end(), ends.begin(), ends.end()); };
  for (const Awaited& one : awaited)
    step_at(index).arms.push_back({.name = one.word, .stream = one.trigger.stream, .condition = one.trigger.where});
  std::vector<bool> has_arm(awaited.size(), false);
  for (Node arm : node.children(N::wait_arm)) {
    const Node path = arm.child(N::path);
    const std::string word = word_of(names_of(path)[0].text, names_of(path)[0].role);
    std::size_t at = 0;
    while (at < awaited.size() && (awaited[at].word != word || has_arm[at])) ++at;
    if (at == awaited.size() && std::ranges::find(awaited, word, &Awaited::word) != awaited.end()) {
      report(Code::S2018, join(arm.first_token(), path.span()), {one_line(join(arm.first_token(), path.span()))});
      continue;
    }
    if (at == awaited.size() && !std::ranges::all_of(awaited, &Awaited::known)) continue;  // perhaps the unknown one
    if (at == awaited.size()) {
      std::vector<std::string_view> candidates;
      for (const Awaited& known : awaited) candidates.push_back(known.word);
      suggest(report(Code::S2001, path.span(), {"awaited event", word, "等待的事件"}), word, candidates, path.span());
      continue;
    }
    has_arm[at] = true;
    std::vector<std::int32_t> kept;
    open_journey_->arms.push_back({awaited[at].known ? awaited[at].trigger.stream : InputId{}, &kept});
    leave(check_block_where(awaited[at].trigger.where, true, arm, scope, {{index, static_cast<int>(at)}}));
    open_journey_->arms.pop_back();
    step_at(index).arms[at].kept = kept;
  }
  // An awaited event without an arm of its own goes on after the wait.
  for (std::size_t at = 0; at < awaited.size(); ++at)
    if (!has_arm[at]) out.push_back({index, static_cast<int>(at)});
  StepsEnd timeout{{index}};
  for (Node arm : node.children(N::timeout_arm)) timeout = check_block(arm, scope, std::move(timeout));
  leave(timeout);
  before = std::move(out);
}

// Day 0 is the day of entry. The action belongs to the wait: `past skip` drops it alone.
void Checker::on_day(Node node, const Scope& scope, StepsEnd& before) {
  needs_zone(node.first_token());
  const Node number = node.child(N::number);
  std::int64_t day = 0;
  if (number)
    if (const auto written = decimal_of(text(number), number.span())) day = written->mantissa;
  std::int64_t at_us = -1;
  if (const Node at = node.child(N::at_time)) at_us = day_time(at.last_child());
  const Past past = past_of(node.child(N::past));
  if (past == Past::none)
    clause_missing(node, "on day", "past", "已过",
                   "say what happens when it is past: `past skip`, `past run` or `past exit`",
                   "写明已过时怎么办:`已过 跳过`、`已过 执行` 或 `已过 退出`", "第 n 天");
  const std::int32_t index = add_step(JourneyStepKind::wait_until, node, before);
  const InstId entered = build_.call(Op::date_of_datetime, {entry_instant()}, node.span());
  const InstId shift = build_.whole(TypeKind::duration, pack({day, DurationUnit::days}), node.span());
  step_at(index).until = build_.call(Op::add_date_duration, {entered, shift}, node.span());
  step_at(index).at_us = at_us;
  step_at(index).past = past;
  before.push_back({index});
  const auto first = open_journey_->journey.actions.size();
  if (const Node act = node.child(N::action)) action_step(act, scope, before);
  // The day is its name across edits, so that its hour may change; a second one of that day is known by what it does.
  std::string name = "day_" + std::to_string(day);
  const std::string full = open_journey_->stage.empty() ? name : open_journey_->stage + "." + name;
  if (const auto& actions = open_journey_->journey.actions;
      open_journey_->steps.contains(full) && actions.size() > first)
    name += "_" + actions[first].verb_word + (actions[first].object.empty() ? "" : "_" + actions[first].object);
  step_at(index).identity = step_named(name, node);
  before.push_back({index, StepEnd::skip});
}

}  // namespace sop
