// Journeys (language.md 2.6): who enters, what an instance keeps of the event that let her in, goals and exits. Steps
// are in journey_steps.cpp and journey_waits.cpp.
#include <algorithm>

#include "compiler/check/checker.h"
#include "compiler/check/flips.h"
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
  OpenJourney open;
  open_journey_ = &open;
  open.journey.span = node.first_token();
  open.journey.name = parsed_.name_of(node);
  open.journey.label = parsed_.label_of(node);
  const std::size_t errors = diagnostics_.errors();
  const bool damaged = !node.children(N::error).empty();
  if (enters_by_glued_word(node)) {
    open_journey_ = nullptr;
    return;
  }
  const std::vector<Node> entries = node.children(N::enter_clause);
  for (Node entry : entries) entry_clause(entry, open);
  if (!damaged) {
    if (entries.empty())
      clause_missing(node, open.journey.name, "enter", "进入", "say who enters: `enter on orders where nth = 1`",
                     "写明谁进入:`进入 一旦 订单 其中 第几次 = 1`");
    if (!node.child(N::reenter))
      clause_missing(node, open.journey.name, "reenter", "再次进入", "say whether she may enter again: `reenter never`",
                     "写明能否再次进入:`再次进入 从不`");
  }
  known_of_entry(open);
  entry_clauses_first(node);
  Scope scope;
  scope.in_journey = true;
  for (Node clause : node.children()) journey_clause(clause, scope, open.journey);
  StepsEnd end = check_steps(node.children(), scope, {});
  end_here(end);
  find_flips(program_, open.journey);
  open.journey.kept = open.kept;
  if (diagnostics_.errors() == errors) program_.journeys.push_back(std::move(open.journey));
  open_journey_ = nullptr;
}

// `进入 一旦订单`: read as a step into a journey of that name, which there is not.
bool Checker::enters_by_glued_word(Node node) {
  for (const Node step : node.children(N::action)) {
    const Node enter = step.child(N::enter);
    if (!enter) continue;
    const Node object = enter.last_child();
    const std::string word = object_name(object);
    const std::string_view keyword = leading_keyword(word);
    if (spelling_of(word) != 0 || symbols_.find(Space::journeys, word) != nullptr) continue;
    if (keyword != row_of(Kw::on_event).zh && keyword != row_of(Kw::when).zh) continue;
    const auto cut = static_cast<std::uint32_t>(object.span().begin + keyword.size());
    report(Code::S1009, object.span(), {word, std::string(keyword)})
        .fix(Phrase::insert_blank, {std::string(keyword)}, {{{object.span().file, cut, cut}, " "}});
    return true;
  }
  return false;
}

// Who enters and when she leaves is read before the steps; an `enter on …` among them looks like one of them.
void Checker::entry_clauses_first(Node node) {
  bool steps = false;
  for (Node child : node.children()) {
    switch (child.kind()) {
      case N::name:
      case N::label:
      case N::error: break;
      case N::enter_clause:
      case N::key:
      case N::reenter:
      case N::while_live:
      case N::goal:
      case N::exit_when:
      case N::backfill:
        if (steps)
          report(Code::S2032, child.first_token(),
                 {std::string(source(child.span()).text(child.first_token())), "entry clauses stand before the steps",
                  "进入、再次进入、目标、退出等子句写在步骤之前"});
        break;
      default: steps = true;
    }
  }
}

// What the event that let her in was asked, where no other entry by that stream asks something else.
std::vector<InstId> Checker::asked_of_entries(const OpenJourney& open) {
  std::vector<InstId> out;
  for (const JourneyEntry& entry : open.journey.entries) {
    const auto same = std::ranges::count(open.streams, entry.trigger.stream);
    if (entry.trigger.stream.exists() && entry.trigger.where.exists() && same == 1) out.push_back(entry.trigger.where);
  }
  return out;
}

// As one condition: what an instance keeps of its entry stays as it was.
InstId Checker::asked_at_entry() {
  const std::vector<InstId> asked = open_journey_ == nullptr ? std::vector<InstId>{} : asked_of_entries(*open_journey_);
  return asked.empty() ? InstId{} : build_.all_of(asked);
}

void Checker::known_of_entry(OpenJourney& open) {
  const std::vector<JourneyEntry>& entries = open.journey.entries;
  for (const InstId where : asked_of_entries(open)) open.known.emplace_back(where, true);
  if (entries.size() == 1 && entries[0].condition.exists()) open.known.emplace_back(entries[0].condition, true);
}

void Checker::clause_missing(Node node, const std::string& what, std::string en, std::string zh, std::string help,
                             std::string help_zh, std::string what_zh) {
  if (what_zh.empty()) what_zh = what;
  report(Code::S2017, node.first_token(),
         {what, std::move(en), std::move(zh), std::move(help), std::move(help_zh), std::move(what_zh)});
}

// ---- Entry ---------------------------------------------------------------------------------------------------------

void Checker::entry_clause(Node node, OpenJourney& open) {
  if (node.child(N::by_rule)) {
    JourneyEntry entry;
    entry.by_rule = true;
    open.journey.entries.push_back(entry);
    open.streams.push_back({});
    return;
  }
  if (const Node when = node.child(N::when_clause)) return entry_when(node, when, open);
  Rule triggered;
  Scope scope;
  for (Node triggers : node.children(N::triggers))
    for (Node one : triggers.children()) trigger(one, triggered, scope);
  open.unclear = open.unclear || triggered.triggers.empty();
  if (triggered.triggers.size() > 1) scope.event = {};
  InstId condition_inst;
  if (const Node test = node.child(N::if_clause)) condition_inst = condition(test.last_child(), scope);
  for (const Trigger& one : triggered.triggers) {
    JourneyEntry entry;
    entry.trigger = one;
    entry.condition = condition_inst;
    open.journey.entries.push_back(entry);
    open.streams.push_back(one.stream);
  }
}

// `enter when c`: becoming true is a change of the condition's history.
void Checker::entry_when(Node node, Node when, OpenJourney& open) {
  JourneyEntry entry;
  History history;
  history.name = open.journey.name + " enters";
  for (const JourneyEntry& other : open.journey.entries) history.name += other.becoming.exists() ? "+" : "";
  history.type = {TypeKind::boolean, false, {}};
  history.value = condition(when.last_child(), {});
  history.place = when.first_token();
  if (const Node existing = node.child(N::existing))
    entry.include_existing = existing.has_keyword(Kw::include);
  else
    clause_missing(node, "enter when", "existing", "存量",
                   "say whether those it already holds for enter: `existing include` or `existing exclude`",
                   "写明已符合的客户是否进入:`存量 纳入` 或 `存量 排除`", "进入 当");
  if (const Node redefine = node.child(N::on_redefine)) entry.enter_redefined = redefine.has_keyword(Kw::enter);
  open.streams.push_back({});
  if (!history.value.exists()) return;
  entry.becoming = remember(std::move(history));
  open.journey.entries.push_back(entry);
}

// `entry.order_id`: kept when she enters, asked of whatever event let her in.
Value Checker::entry_column(const std::vector<Name>& names, Span span) {
  OpenJourney& open = *open_journey_;
  if (open.unclear) return wrong(span);
  Kept kept;
  InputId first;
  bool nullable = false;
  for (const InputId stream : open.streams) {
    if (stream.exists() && !first.exists()) first = stream;
    const bool has = stream.exists() && column_index(program_.inputs[stream.index()], names[1]) >= 0;
    nullable = nullable || !has;
    if (!has) {
      kept.values.push_back({});
      continue;
    }
    Scope rows;
    rows.event = stream;
    const Value column = column_path(stream, names, 1, rows);
    if (column.wrong()) return column;
    if (!kept.type.is(TypeKind::error) && !kept.type.is(column.type.kind)) {
      report_mismatch(kept.type, column.type, span, span, "enter", span, "进入");
      return wrong(span);
    }
    nullable = nullable || column.type.nullable;
    kept.type = column.type;
    kept.values.push_back(column.inst);
  }
  if (!first.exists()) {
    report(Code::S2032, span, {"entry", "no event lets her in", "不由事件进入"});
    return wrong(span);
  }
  if (kept.type.is(TypeKind::error)) {  // none of them has it: said of the first
    Scope rows;
    rows.event = first;
    return column_path(first, names, 1, rows);
  }
  kept.type = kept.type.with_nullable(nullable);
  return made(build_.kept(kept, open.kept, span), span);
}

// The instant at which she entered.
InstId Checker::entry_instant() { return build_.kept({{TypeKind::datetime, false, {}}, {}}, open_journey_->kept, {}); }

// In an arm of a wait, what the event that ended it said, and when it was.
Value Checker::arm_column(const std::vector<Name>& names, Span span) {
  OpenJourney::Arm& arm = open_journey_->arms.back();
  Scope rows;
  rows.event = arm.stream;
  const Value column = column_path(arm.stream, names, 1, rows);
  if (column.wrong()) return column;
  return made(build_.kept({column.type, {column.inst}}, *arm.kept, span), span);
}

InstId Checker::arm_instant() {
  return build_.kept({{TypeKind::datetime, false, {}}, {}}, *open_journey_->arms.back().kept, {});
}

void Checker::journey_clause(Node clause, const Scope& scope, Journey& journey) {
  switch (clause.kind()) {
    case N::key: journey.key = path(clause.child(N::path), scope).inst; return;
    case N::goal: return goal(clause, scope, journey);
    case N::exit_when:
      journey.exits.push_back(condition(clause.last_child(), scope));
      journey.exit_reasons.push_back(one_line(clause.last_child().span()));
      return;
    case N::reenter: return reenter(clause, journey);
    case N::while_live:
      if (clause.has_keyword(Kw::restart)) journey.while_live = WhileLive::restart;
      if (clause.has_keyword(Kw::queue)) journey.while_live = WhileLive::queue;
      return;
    case N::backfill: journey.backfill = true; return;
    default: return;
  }
}

void Checker::goal(Node clause, const Scope& scope, Journey& journey) {
  JourneyGoal out;
  bool asked = false;
  for (Node child : clause.children()) {
    if (child.is(N::name) && !asked && out.name.empty()) {
      out.name = text(child);
      continue;
    }
    if (asked) {
      const Value within = expression(child, {});
      positive_length(within);
      out.within = within.inst;
    } else {
      out.condition = condition(child, scope);
    }
    asked = true;
  }
  if (!out.name.empty() && std::ranges::find(journey.goals, out.name, &JourneyGoal::name) != journey.goals.end())
    report(Code::S2002, clause.child(N::name).span(), {out.name});
  journey.goals.push_back(out);
}

void Checker::reenter(Node clause, Journey& journey) {
  if (clause.has_keyword(Kw::after_exit)) journey.reenter = Reenter::after_exit;
  if (clause.has_keyword(Kw::max_times)) journey.reenter = Reenter::max_times;
  for (Node child : clause.children()) {
    if (child.is(N::number)) {
      const auto times = decimal_of(text(child), child.span());
      if (times) journey.times = times->mantissa;
      if (times && times->mantissa < 1)
        report(
            Code::S2019, child.span(),
            {"number of entries", text(child), "进入次数", "at least 1; to let nobody in again, write `reenter never`",
             "至少 1 次;若不可再次进入,请写 `再次进入 从不`"});
    } else {
      journey.period = duration_of(child);
      if (journey.period.exists())
        positive_length({.inst = journey.period, .type = program_.at(journey.period).type, .span = child.span()});
    }
  }
}

}  // namespace sop
