// Rules (language.md 2.5): trigger, `if`, actions, `once`.
#include <map>

#include "compiler/check/arms/changes_path.h"
#include "compiler/check/checker.h"
#include "compiler/ir/steps.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

std::string_view verb_word(NodeKind kind) {
  switch (kind) {
    case N::send_next:
    case N::send: return "send";
    case N::tag_action: return "tag";
    case N::untag_action: return "untag";
    case N::task: return "task";
    case N::notify: return "notify";
    case N::grant: return "grant";
    case N::invite: return "invite";
    case N::enter: return "enter";
    case N::pause: return "pause";
    case N::stop: return "stop";
    default: return "";
  }
}

// `then send a tag b`: what reads as a bare declaration on the line of a rule without braces was meant as a second
// action.
bool reads_as_second_action(Node rule, Node tag) {
  const std::vector<Token>& tokens = tag.tree().tokens.all;
  return !tokens[tag.begin()].line_first && tag.children().size() == 1 &&
         tokens[rule.end() - 1].kind != TokenKind::close_brace;
}

}  // namespace

void Checker::check_rules() {
  Node before;
  for (Node node : parsed_.declarations()) {
    if (node.is(N::rule)) rule(node);
    if (node.is(N::tag) && before.is(N::rule) && reads_as_second_action(before, node)) report(Code::S2038, node.span());
    before = node;
  }
}

void Checker::rule(Node node) {
  Rule rule;
  rule.span = node.first_token();
  rule.label = parsed_.label_of(node);
  const std::vector<Node> acts = action_nodes(node);
  name_rule(rule, node, node.child(N::name) ? node.child(N::name).span() : rule.span);
  Scope scope;
  bool good = true;
  const std::size_t errors = diagnostics_.errors();
  for (Node triggers : node.children(N::triggers))
    for (Node trigger_node : triggers.children()) trigger(trigger_node, rule, scope);
  if (rule.triggers.size() > 1) scope.event = {};
  asked_of_event_ = rule.triggers.size() == 1 ? rule.triggers[0].where : InstId{};
  if (const Node test = node.child(N::if_clause)) {
    rule.condition = condition(test.last_child(), scope);
    good = rule.condition.exists();
    rule.reason = one_line(test.last_child().span());
  } else if (const Node triggers = node.child(N::triggers)) {
    rule.reason = one_line(triggers.span());
  }
  Opened open(*this);
  if (rule.condition.exists()) open.add(Open::holds, made(rule.condition, rule.span));
  if (acts.empty() && node.children(N::error).empty() && node.child(N::name))
    report(Code::S2017, node.first_token(),
           {rule.name, "then", "则", "say what the rule does: `then send coupon_reminder`",
            "写明规则做什么:`则 发送 优惠券提醒`"});
  std::map<std::string, Span> identities;
  for (Node act : acts)
    if (auto found = action(act, scope)) {
      const std::string identity = step_identity(*found);
      if (const auto [first, added] = identities.try_emplace(identity, act.span()); !added)
        report(Code::S2045, act.span(), {identity})
            .relate(first->second, Phrase::first_declared_here)
            .help(Phrase::rule_of_its_own);
      rule.actions.push_back(*found);
    }
  asked_of_event_ = {};
  for (Node triggers : node.children(N::triggers))
    if (triggers.children().size() == 1)
      if (const Node time = triggers.child(std::size_t{0}).child(N::time)) {
        const Value at = literal(time);
        for (const Action& act : rule.actions)
          if (!at.wrong() && act.at_us < 0)
            check_hours(act, program_.constants[static_cast<std::size_t>(program_.at(at.inst).a)].whole);
      }
  for (Node clause : node.children()) rule_clause(clause, rule, scope);
  if (good && diagnostics_.errors() == errors) program_.rules.push_back(std::move(rule));
}

std::string Checker::one_line(Span span) const {
  std::string out;
  for (char c : source(span).text(span)) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  return out;
}

std::vector<Node> Checker::action_nodes(Node node) const {
  std::vector<Node> out = node.children(N::action);
  for (Node block : node.children(N::actions))
    for (Node act : block.children(N::action)) out.push_back(act);
  return out;
}

// An anonymous rule is named after the verb and object of its first action.
std::string Checker::rule_name(Node node, const std::vector<Node>& actions) const {
  if (const std::string own = parsed_.name_of(node); !own.empty()) return own;
  if (actions.empty()) return "rule";
  const Node phrase = actions[0].child(std::size_t{0});
  const std::string verb(verb_word(phrase.kind()));
  if (phrase.is(N::call)) return text(phrase.child(N::name));
  Node object = phrase.child(N::path);
  if (phrase.is(N::notify) && phrase.child(std::size_t{0}).is(N::call)) object = phrase.child(std::size_t{0});
  const bool is_list = object.empty();  // `send next of (a, b)`: the first one's, as lists grow at their end
  if (is_list) object = phrase;
  const std::vector<Node> names = object.children(N::name);
  return names.empty() ? verb : verb + "_" + text(is_list ? names.front() : names.back());
}

// Each fix offers another name, so that all of them can be taken.
std::string Checker::free_rule_name(const std::string& name) {
  int& number = offered_rule_names_.try_emplace(name, 1).first->second;
  std::string out;
  do out = name + "_" + std::to_string(++number);
  while (rule_names_.contains(out) || symbols_.find(Space::rules, out) != nullptr);
  return out;
}

void Checker::name_rule(Rule& rule, Node node, Span place) {
  rule.name = rule_name(node, action_nodes(node));
  const auto [at, added] = rule_names_.try_emplace(rule.name, place);
  if (added || parsed_.name_of(node) == rule.name) return;
  const Span all = node.span();
  const std::string body(source(all).text(all));
  // What follows belongs to it and could not be read: where it ends, and so where the fix goes, is not known.
  const Token& next = node.tree().tokens.all[node.end()];
  const std::string_view word = source(all).text(node.tree().tokens.span(node.end()));
  if (next.kind == TokenKind::comma || word == "and" || word == "且") return;
  const bool chinese = !body.empty() && static_cast<unsigned char>(body[0]) >= 0x80;
  const std::string head =
      std::string(chinese ? row_of(Kw::rule).zh : row_of(Kw::rule).en) + " " + free_rule_name(rule.name) + " { ";
  report(Code::S2035, place, {rule.name})
      .relate(at->second, Phrase::first_declared_here)
      .fix(Phrase::name_the_rule, {}, {{{all.file, all.begin, all.begin}, head}, {{all.file, all.end, all.end}, " }"}});
}

void Checker::rule_clause(Node clause, Rule& rule, const Scope& scope) {
  if (!clause.is(N::once)) return memory_clause(clause, rule);
  const Node per = clause.last_child();
  if (!per) {
    rule.once.kind = OnceKind::once;
    return;
  }
  if (!per.is(N::path)) {
    rule.once.kind = OnceKind::per_duration;
    rule.once.duration = duration_of(per);
    return;
  }
  const auto clock = std::ranges::find_if(rule.triggers, [](const Trigger& one) { return !one.stream.exists(); });
  if (rule.triggers.empty() || clock != rule.triggers.end()) {
    const bool beside = std::ranges::any_of(rule.triggers, [](const Trigger& one) { return one.stream.exists(); });
    report(
        Code::S2032, per.span(),
        {one_line(clause.span()),
         beside
             ? "a column of the event is meant, and one of the triggers is a day, which has none: write a rule of its "
               "own for it"
             : "a column of the event is meant, and no event triggers this rule",
         beside ? "这里要写事件的列,而其中一个触发是日期,没有列:请为它另写一条规则"
                : "这里要写事件的列,但此规则不由事件触发"});
    return;
  }
  rule.once.kind = OnceKind::per_column;
  for (Trigger& trigger : rule.triggers) {
    Scope event = scope;
    event.event = event.rows = trigger.stream;
    const InstId column = rule.triggers.size() > 1 ? once_key(per, event) : path(per, event).inst;
    if (!rule.once.column.exists()) rule.once.column = column;
    if (!column.exists()) return;
    if (rule.triggers.size() > 1) trigger.key = column;
  }
}

// `once per order_id`: of several triggers every one must have the column.
InstId Checker::once_key(Node per, const Scope& event) {
  const Input& stream = program_.inputs[event.rows.index()];
  const std::vector<Name> names = names_of(per);
  if (names.size() == 1 && column_index(stream, names[0]) < 0) {
    std::vector<std::string_view> candidates;
    for (const Column& column : stream.columns) candidates.push_back(column.name);
    suggest(report(Code::S2030, per.span(), {stream.name, names[0].text}), names[0].text, candidates, per.span());
    return {};
  }
  return path(per, event).inst;
}

// What is said about the memory between runs (semantics C8, D2).
void Checker::memory_clause(Node clause, Rule& rule) {
  if (clause.is(N::existing)) {
    rule.include_existing = clause.has_keyword(Kw::include);
    rule.exclude_existing = !rule.include_existing;
  }
  if (clause.is(N::on_redefine)) rule.fire_redefined = clause.has_keyword(Kw::fire);
  if (clause.is(N::backfill)) rule.backfill = true;
}

// `7 days`, or `day`: one of that unit.
InstId Checker::duration_of(Node node) {
  if (!node.is(N::unit)) return expression(node, {}).inst;
  Duration d{1, DurationUnit::days};
  switch (node.keyword()) {
    case Kw::hours:
    case Kw::hour_unit: d = {micros_per_hour, DurationUnit::micros}; break;
    case Kw::minutes:
    case Kw::minute_unit: d = {60 * micros_per_second, DurationUnit::micros}; break;
    case Kw::seconds:
    case Kw::second_unit: d = {micros_per_second, DurationUnit::micros}; break;
    case Kw::weeks:
    case Kw::week_unit: d.count = 7; break;
    case Kw::months:
    case Kw::month_unit:
    case Kw::month_grain: d.unit = DurationUnit::months; break;
    case Kw::years:
    case Kw::year_unit: d = {12, DurationUnit::months}; break;
    default: break;
  }
  return build_.whole(TypeKind::duration, pack(d), node.span());
}

// ---- Triggers ------------------------------------------------------------------------------------------------------

void Checker::trigger(Node node, Rule& rule, Scope& scope) {
  switch (node.kind()) {
    case N::event_trigger: return event_trigger(node, rule, scope);
    case N::crossing_trigger:
      if (const auto stream = crossing_stream(node)) {
        scope.event = *stream;
        rule.triggers.push_back({*stream, {}, {}});
      }
      return;
    default: return clock_trigger(node, rule);
  }
}

void Checker::event_trigger(Node node, Rule& rule, Scope& scope) {
  const Node path = node.child(N::path);
  const std::vector<Name> names = names_of(path);
  const bool changes = names_to_changes(names) > 0;
  if (changes && input_called(names[0].text)) {
    report(Code::S2003, names[0].span,
           {names[0].text, "stream of events, which starts a rule by itself (`on " + names[0].text + "`)", "fact",
            "事件流(直接写 `一旦 " + names[0].text + "`)", "事实"});
    return;
  }
  if (changes && symbols_.find(Space::values, names[0].text) == nullptr &&
      symbols_.find(Space::tags, names[0].text) == nullptr && !changes_of_value({names[0]}, path.span())) {
    const bool column =
        program_.population.exists() && column_index(program_.inputs[program_.population.index()], names[0]) >= 0;
    if (column)
      report(Code::S2003, names[0].span,
             {names[0].text, "column", "fact, such as `segment is_so = " + names[0].text + "`,", "列",
              "事实,如 `分群 名称 = " + names[0].text + "`"});
    else
      unknown(Space::values, names[0].text, names[0].span);
    return;
  }
  const auto input = stream_named(names, path.span());
  if (changes && !input) return;
  if (!input || program_.inputs[input->index()].kind != InputKind::stream) {
    not_a_stream(path, names);
    return;
  }
  scope.event = *input;
  Trigger trigger{*input, {}, {}};
  if (const Node where = node.child(N::where_clause)) {
    Scope event = scope;
    event.rows = *input;
    trigger.where = condition(where.last_child(), event);
  }
  Input& stream = program_.inputs[input->index()];
  for (int column : {stream.key, stream.time, stream.id})
    if (column >= 0) stream.columns[static_cast<std::size_t>(column)].used = true;
  rule.triggers.push_back(trigger);
}

void Checker::clock_trigger(Node node, Rule& rule) {
  Clock clock = trigger_clock(node);
  needs_zone(node.first_token());
  program_.reads_time = true;
  if (const Node calendar = node.child(N::path)) {
    const std::string name = text(calendar.child(N::name));
    const Symbol* symbol = symbols_.find(Space::calendars, name);
    if (symbol == nullptr) {
      unknown(Space::calendars, name, calendar.span());
      return;
    }
    const auto id = calendar_of(*symbol);
    if (!id) return;
    clock.kind = ClockKind::calendar;
    clock.calendar = *id;
    if (is_lunar(program_.calendars[id->index()])) lunar_asked_ = name;
    clock.every = 1;
    if (const Node shift = node.child(N::day_shift))
      clock.shift_days = shift.has_keyword(Kw::days_before) ? -clock.number : clock.number;
    clock.number = 0;
  }
  rule.triggers.push_back({{}, {}, {}, clock});
}

// `every day at 10:00`, `every 3 days at …`, `every monday at …`, `every month on 5 at …`, each `until` a day.
Clock Checker::trigger_clock(Node node) {
  Clock clock;
  clock.kind = ClockKind::day;
  for (std::uint32_t i = node.begin(); i < node.end(); ++i) {
    const Kw role = node.tree().roles[i];
    if (node.tree().tokens.all[i].kind == TokenKind::number) {
      const Span span = node.tree().tokens.span(i);
      const auto number = decimal_of(std::string(source(span).text(span)), span);
      if (number && number->mantissa == 0) report(Code::S2047, span);
      if (number) clock.number = static_cast<std::int32_t>(number->mantissa);
    }
    if (role >= Kw::monday && role <= Kw::sunday) {
      clock.kind = ClockKind::weekday;
      clock.number = static_cast<std::int32_t>(role) - static_cast<std::int32_t>(Kw::monday) + 1;
    }
    if (role == Kw::every_month_on) clock.kind = ClockKind::month_day;
    if (clock.kind == ClockKind::month_day && clock.number > 31 && node.tree().tokens.all[i].kind == TokenKind::number)
      report_day_of_month(node.tree().tokens.span(i));
    if (role == Kw::week_unit || role == Kw::weeks) {
      if (clock.number == 0) {
        clock.kind = ClockKind::weekday;
        clock.number = static_cast<std::int32_t>(program_.project.week_start);
      } else {
        clock.every = 7 * clock.number;
      }
    }
    if (role == Kw::days_unit || role == Kw::day_unit) clock.every = std::max(1, clock.number);
  }
  for (Node part : node.children()) {
    const Value value = part.is(N::time) || part.is(N::date) ? literal(part) : Value{};
    if (value.wrong()) continue;
    const std::int64_t whole = program_.constants[static_cast<std::size_t>(program_.at(value.inst).a)].whole;
    if (part.is(N::time) && whole >= micros_per_day)
      report(Code::S2019, part.span(),
             {"hour to begin at", text(part), "开始的时刻", "the end of a day is 00:00 of the next one",
              "一天的结束即次日的 00:00"});
    else if (part.is(N::time))
      clock.at_us = whole;
    else
      clock.until_day = static_cast<std::int32_t>(whole);
  }
  return clock;
}

}  // namespace sop
