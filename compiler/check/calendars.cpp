// Calendars (language.md 2.10): recurring days under a name, and the questions asked of them: `today in c`,
// `days_until(c)`, `days_since(c)`. What the days are is told by stdlib/time/recurrence.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

struct MonthDay {
  int month = 0, day = 0;
};

// Two numbers and the sign between them; wider ones are no month and no day.
MonthDay month_day_of(Node node, const SourceBuffer& source) {
  const auto number_at = [&](std::uint32_t token) {
    const std::string digits = token_value(source, node.tree().tokens.all[token]);
    return digits.size() > 2 ? 0 : std::atoi(digits.c_str());
  };
  return {number_at(node.begin()), number_at(node.end() - 1)};
}

}  // namespace

// Each calendar once, when it is first asked; a fact that reads the calendar which reads the fact is a circle there.
std::optional<CalendarId> Checker::calendar_of(const Symbol& symbol) {
  if (symbol.broken) return std::nullopt;
  if (auto found = calendars_.find(&symbol); found != calendars_.end()) return found->second;
  calendars_[&symbol] = std::nullopt;
  std::vector<Open> guards;
  std::swap(guards, guards_);
  Calendar calendar;
  calendar.name = symbol.name;
  calendar.span = symbol.span;
  calendar.label = parsed_.label_of(symbol.declaration);
  const std::size_t errors = diagnostics_.errors();
  for (Node day : symbol.declaration.children()) calendar_rule(day, calendar);
  std::swap(guards, guards_);
  if (calendar.rules.empty() && diagnostics_.errors() == errors)
    report(Code::S2017, symbol.span,
           {symbol.name, "every year on", "每年", "a calendar names its days: `every year on 11-11`",
            "日历要写出日子:`每年 11-11`", symbol.name});
  if (diagnostics_.errors() > errors) return std::nullopt;
  program_.calendars.push_back(std::move(calendar));
  return calendars_[&symbol] = CalendarId(program_.calendars.size() - 1);
}

void Checker::calendar_rule(Node node, Calendar& calendar) {
  Recurrence rule;
  const Node month_day = node.child(N::month_day);
  switch (node.kind()) {
    case N::every_year:
      rule.kind = month_day ? RecurrenceKind::every_year : RecurrenceKind::every_year_of_hers;
      if (const Node leap = node.child(N::feb29))
        rule.leap_day = leap.has_keyword(Kw::feb28) ? LeapDay::feb28 : LeapDay::mar01;
      break;
    case N::every_month: rule.kind = RecurrenceKind::every_month; break;
    case N::lunar: rule.kind = RecurrenceKind::lunar; break;
    case N::on_date: {
      const Value date = literal(node.child(std::size_t{0}));
      if (date.wrong()) return;
      rule.kind = RecurrenceKind::on_date;
      rule.date = program_.constants[static_cast<std::size_t>(program_.at(date.inst).a)].whole;
      calendar.rules.push_back(rule);
      return;
    }
    default: return;
  }
  if (month_day && !month_day_rule(month_day, rule)) return;
  if (rule.kind == RecurrenceKind::every_month && !day_of_month_rule(node.child(N::number), rule)) return;
  if (rule.kind == RecurrenceKind::every_year_of_hers && !her_date(node, calendar)) return;
  calendar.rules.push_back(rule);
}

bool Checker::month_day_rule(Node node, Recurrence& rule) {
  const std::string written(source(node.span()).text(node.span()));
  const auto [month, day] = month_day_of(node, source(node.span()));
  const bool lunar = rule.kind == RecurrenceKind::lunar;
  const int most = month < 1 || month > 12 ? 0 : lunar ? 30 : days_in_month(2000, month);
  if (day < 1 || day > most) {
    if (lunar)
      report(
          Code::S2019, node.span(),
          {"day of the lunar year", written, "农历日期",
           month < 1 || month > 12 ? "the months of the lunar year are 01 to 12, as in `lunar 01-15`; no festival of a "
                                     "leap month is repeated"
                                   : "lunar months have 29 or 30 days, as in `lunar 01-15`",
           month < 1 || month > 12 ? "农历月份为 01 到 12,如 `农历 01-15`;闰月不重复节日"
                                   : "农历每月 29 或 30 日,如 `农历 01-15`"});
    else
      report(Code::S2019, node.span(),
             {"day of the year", written, "年中日期", "month and day are written 11-11", "月和日写作 11-11"});
    return false;
  }
  rule.month = month;
  rule.day = day;
  return true;
}

void Checker::report_day_of_month(Span number) {
  report(Code::S2019, number,
         {"day of the month", std::string(source(number).text(number)), "月中日期", "days of a month go from 1 to 31",
          "每月的日期从 1 到 31"});
}

bool Checker::day_of_month_rule(Node number, Recurrence& rule) {
  const std::optional<Decimal> day = decimal_of(text(number), number.span());
  if (!day) return false;
  if (day->decimals > 0 || day->mantissa < 1 || day->mantissa > 31) {
    report_day_of_month(number.span());
    return false;
  }
  rule.day = static_cast<int>(day->mantissa);
  return true;
}

// A yearly day taken from a date of hers must say what 29 February becomes (semantics B5).
bool Checker::her_date(Node node, Calendar& calendar) {
  Value date = path(node.child(N::path), {});
  if (!node.child(N::feb29))
    clause_missing(node, calendar.name, "feb29", "闰日",
                   "say what 29 February becomes in other years: `feb29 as feb28`",
                   "写明平年的 2 月 29 日算哪天:`闰日 作 二月末`");
  if (date.wrong()) {
    if (diagnostics_.errors() == 0) calendar.hers.push_back(build_.missing({TypeKind::date, true, {}}));  // on trust
    return !calendar.hers.empty();
  }
  const Value day = convert(date, TypeKind::date);
  if (day.wrong()) {
    report(Code::S2012, date.span, {"a date", described(date.type, false), "日期", described(date.type, true)});
    return false;
  }
  calendar.hers.push_back(day.inst);
  return true;
}

// All calendars, the unused ones too.
void Checker::check_calendars() {
  for (Node node : parsed_.declarations())
    if (node.is(N::calendar))
      if (const Symbol* symbol = symbols_.find(Space::calendars, parsed_.name_of(node))) calendar_of(*symbol);
}

bool Checker::is_lunar(const Calendar& calendar) {
  return std::ranges::any_of(calendar.rules, [](const Recurrence& rule) { return rule.kind == RecurrenceKind::lunar; });
}

// The question as an instruction; `date` is a date in the scope's rows.
Value Checker::ask_calendar(const Symbol& symbol, CalendarAsk ask, Value date, const Scope& scope, Span span) {
  needs_zone(span);
  const std::optional<CalendarId> id = calendar_of(symbol);
  if (!id || date.wrong()) return wrong(span);
  const Calendar& calendar = program_.calendars[id->index()];
  const bool lunar = is_lunar(calendar);
  const Inst& inst = program_.at(date.inst);
  if (lunar && inst.kind == InstKind::constant &&
      !has_lunar_date(program_.constants[static_cast<std::size_t>(inst.a)].whole)) {
    report_no_table(calendar.name, date.span);
    return wrong(span);
  }
  std::vector<InstId> args{date.inst};
  for (InstId hers : calendar.hers) args.push_back(build_.outer(scope.domain, hers));
  if (program_.at(date.inst).domain.is_frame()) args[0] = build_.outer(scope.domain, date.inst);
  const Value out = made(build_.calendar(*id, ask, std::move(args), span), span);
  if (lunar) {
    lunar_asked_ = calendar.name;
    probe(out.inst, ask == CalendarAsk::since ? Builtin::days_since : Builtin::days_until, span);
  }
  return out;
}

void Checker::report_no_table(const std::string& calendar, Span span) {
  report(Code::S2070, span, {calendar, std::to_string(first_lunar_year), std::to_string(last_lunar_year)});
}

// `today in member_day`, `paid_at in double_11`.
Value Checker::in_calendar(Value date, Node set, const Scope& scope, Span span) {
  const Name name = names_of(set)[0];
  const Symbol* symbol = symbols_.find(Space::calendars, name.text);
  if (symbol == nullptr) {
    unknown(Space::calendars, name.text, set.span());
    return wrong(span);
  }
  if (stands_outside(name.text, set.span())) return wrong(span);
  if (date.wrong()) return wrong(span);
  const Value day = convert(date, TypeKind::date);
  if (day.wrong()) {
    report(Code::S2012, date.span, {"a date", described(date.type, false), "日期", described(date.type, true)});
    return wrong(span);
  }
  return ask_calendar(*symbol, CalendarAsk::is_day, day, scope, span);
}

// `days_until(double_11)`: the argument is a calendar, unless a value of hers has that name. A date of that name makes
// the question ambiguous.
std::optional<Value> Checker::days_of_calendar(Builtin builtin, Node call, const Scope& scope) {
  const std::vector<Node> children = call.children();
  if ((builtin != Builtin::days_since && builtin != Builtin::days_until) || children.size() != 2) return std::nullopt;
  if (!children[1].is(N::path) || names_of(children[1]).size() != 1) return std::nullopt;
  const Name name = names_of(children[1])[0];
  const Symbol* symbol = symbols_.find(Space::calendars, name.text);
  if (symbol == nullptr) return std::nullopt;
  if (instance_ != nullptr &&
      (instance_->values.contains(name.text) || symbols_.find(Space::values, name.text) != nullptr))
    return std::nullopt;  // its own
  if (stands_outside(name.text, name.span)) return wrong(call.span());
  const bool column = program_.population.exists() && program_.inputs[program_.population.index()].find(name.text);
  if (column || symbols_.find(Space::values, name.text) != nullptr) {
    report(Code::S2071, name.span, {name.text}).relate(symbol->span, Phrase::declared_here);
    return wrong(call.span());
  }
  const CalendarAsk ask = builtin == Builtin::days_since ? CalendarAsk::since : CalendarAsk::until;
  const Value today = made(build_.outer(scope.domain, build_.context(ContextValue::today)), name.span);
  return ask_calendar(*symbol, ask, today, scope, call.span());
}

}  // namespace sop
