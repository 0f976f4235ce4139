// Windows (semantics B3): as a condition on a date, and as the two instants of an aggregate. Everything is made
// explicit here: today, local midnights, clamped months; what runs later only compares.
#include "compiler/check/checker.h"
#include "compiler/reports/report_forms.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;
using enum TypeKind;

// `this month`, `last quarter`: which period, and how many back.
struct Period {
  Op start = Op::none;
  int back = 0;
};

std::optional<Period> period_of(Kw kw) {
  switch (kw) {
    case Kw::this_week: return Period{Op::week_start_of_date, 0};
    case Kw::this_month: return Period{Op::month_start_of_date, 0};
    case Kw::this_quarter: return Period{Op::quarter_start_of_date, 0};
    case Kw::this_year: return Period{Op::year_start_of_date, 0};
    case Kw::last_week: return Period{Op::week_start_of_date, 1};
    case Kw::last_month: return Period{Op::month_start_of_date, 1};
    case Kw::last_quarter: return Period{Op::quarter_start_of_date, 1};
    case Kw::last_year: return Period{Op::year_start_of_date, 1};
    default: return std::nullopt;
  }
}

}  // namespace

// Dates of a window: first day and the day after the last one, or elapsed instants, or both open.
struct WindowDays {
  InstId first, end;  // dates: first <= d < end
  InstId from, to;    // instants: from <= t < to
  bool back = true;   // looks back: never after now
  bool wrong = false;
};

class WindowReader {
 public:
  WindowReader(Checker& checker, const Scope& scope) : c_(checker), scope_(scope) {}

  WindowDays read(Node window) {
    c_.needs_zone(window.span());
    const Kw kw = window.keyword();
    if (const auto period = period_of(kw)) return whole_periods(*period, period->back, period->back);
    switch (kw) {
      case Kw::today: return days(0, 1);
      case Kw::yesterday: return days(-1, 0);
      case Kw::to_date: return {};
      case Kw::within: return within(window);
      case Kw::within_next: return within_next(window);
      case Kw::last_periods: return last_periods(window);
      case Kw::from_window: return from_to(window);
      case Kw::since: return since(window);
      case Kw::before: return before(window);
      case Kw::before_event: return before_event(window);
      default: return journey_window(window);
    }
  }

 private:
  InstId today() { return c_.build_.context(ContextValue::today); }
  InstId now() { return c_.build_.context(ContextValue::as_of); }
  InstId whole(std::int64_t n) { return c_.build_.whole(integer, n); }
  InstId duration(Duration d) { return c_.build_.whole(TypeKind::duration, pack(d)); }
  InstId shift_days(InstId date, std::int64_t n) {
    if (n == 0) return date;
    const Op op = n < 0 ? Op::subtract_date_duration : Op::add_date_duration;
    return c_.build_.call(op, {date, duration({n < 0 ? -n : n, DurationUnit::days})});
  }

  WindowDays days(std::int64_t first, std::int64_t end) {
    WindowDays out;
    out.first = shift_days(today(), first);
    out.end = shift_days(today(), end);
    return out;
  }

  WindowDays whole_periods(Period period, int back, int count) {
    WindowDays out;
    out.first = c_.build_.call(period.start, {today(), whole(-back)});
    out.end = c_.build_.call(period.start, {today(), whole(back == 0 ? 1 : -back + count)});
    return out;
  }

  // A duration written in place or a parameter; nothing when wrong.
  std::optional<std::pair<Duration, InstId>> length(Node window) {
    const Node child = window.last_child();
    Value value = c_.expression(child, scope_);
    if (value.wrong()) return std::nullopt;
    if (!value.type.is(TypeKind::duration)) {
      c_.report(Code::S2012, value.span,
                {"a duration", c_.described(value.type, false), "时长", c_.described(value.type, true)});
      return std::nullopt;
    }
    if (!c_.positive_length(value)) return std::nullopt;
    // A name stands for its length where that is the same for everybody.
    while (c_.program_.at(value.inst).kind == InstKind::fact)
      value.inst = c_.program_.facts[static_cast<std::size_t>(c_.program_.at(value.inst).a)].root;
    const Inst& inst = c_.program_.at(value.inst);
    if (is_parameter(inst)) return std::pair(Duration{1, DurationUnit::days}, value.inst);
    if (inst.kind != InstKind::constant) {
      c_.report(Code::S2012, value.span,
                {"a length of time written in place", "a computed one", "直接写出的时长", "计算得到的时长"});
      return std::nullopt;
    }
    return std::pair(unpack_duration(c_.program_.constants[static_cast<std::size_t>(inst.a)].whole), value.inst);
  }

  // A module checked alone: each use of it gives the length.
  bool is_parameter(const Inst& inst) const {
    return inst.kind == InstKind::column && c_.program_.inputs[static_cast<std::size_t>(inst.a)].name.ends_with('.');
  }

  WindowDays failed() {
    WindowDays out;
    out.wrong = true;
    return out;
  }

  // The n days that end today; hours are elapsed; of months the first day is exclusive.
  WindowDays within(Node window) {
    const auto l = length(window);
    if (!l) return failed();
    WindowDays out;
    if (l->first.unit == DurationUnit::micros) {
      out.from = c_.build_.call(Op::next_instant, {c_.build_.call(Op::subtract_datetime_duration, {now(), l->second})});
      return out;
    }
    out.first = shift_days(c_.build_.call(Op::subtract_date_duration, {today(), l->second}), 1);
    out.end = shift_days(today(), 1);
    return out;
  }

  WindowDays within_next(Node window) {
    const auto l = length(window);
    if (!l) return failed();
    WindowDays out;
    out.back = false;
    if (l->first.unit == DurationUnit::micros) {
      out.from = now();
      out.to = c_.build_.call(Op::add_datetime_duration, {now(), l->second});
      return out;
    }
    out.first = today();
    out.end = c_.build_.call(Op::add_date_duration, {today(), l->second});
    return out;
  }

  WindowDays last_periods(Node window) {
    const Node child = window.last_child();
    Value value = c_.duration_literal(child);
    if (value.wrong()) return failed();
    const Tree& tree = child.tree();
    const Kw unit = tree.roles[child.begin() + 1];
    const Decimal count =
        *c_.decimal_of(token_value(c_.source(child.span()), tree.tokens.all[child.begin()]), child.span());
    const auto n = static_cast<int>(std::min<std::int64_t>(count.mantissa, 120'000));
    if (n < 1) {
      c_.report(Code::S2019, child.span(),
                {"length of time", std::string(c_.source(child.span()).text(child.span())), "时长",
                 "a length has at least one unit: `last 1 month`", "至少一个单位,如 `前 1个月`"});
      return failed();
    }
    if (unit == Kw::weeks || unit == Kw::week_unit) return whole_periods({Op::week_start_of_date, n}, n, n);
    if (unit == Kw::months || unit == Kw::month_unit) return whole_periods({Op::month_start_of_date, n}, n, n);
    if (unit == Kw::quarter_unit || unit == Kw::quarters) return whole_periods({Op::quarter_start_of_date, n}, n, n);
    if (unit == Kw::years || unit == Kw::year_unit) return whole_periods({Op::year_start_of_date, n}, n, n);
    if (unit == Kw::days_unit || unit == Kw::day_unit) return days(-n, 0);
    c_.report(Code::S2012, child.span(),
              {"days, weeks, months, quarters or years", "a shorter unit", "天、周、月、季或年", "更短的单位"});
    return failed();
  }

  // A bound is a date (its day belongs to the window) or an instant.
  void bound(Value value, bool upper, WindowDays& out) {
    if (value.type.is(date))
      (upper ? out.end : out.first) = upper ? shift_days(value.inst, 1) : value.inst;
    else
      (upper ? out.to : out.from) = upper ? c_.build_.call(Op::next_instant, {value.inst}) : value.inst;
  }

  std::optional<Value> time_bound(Node node) {
    Value value = c_.expression(node, scope_);
    if (value.wrong()) return std::nullopt;
    if (value.type.is(date) || value.type.is(datetime)) return value;
    c_.report(Code::S2027, value.span, {c_.described(value.type, false), c_.described(value.type, true)});
    return std::nullopt;
  }

  WindowDays from_to(Node window) {
    const auto low = time_bound(window.child(std::size_t{0})), high = time_bound(window.child(std::size_t{1}));
    if (!low || !high) return failed();
    WindowDays out;
    out.back = false;
    if (c_.ends_before(*high, *low)) {
      const std::string written(c_.source(window.span()).text(window.span()));
      c_.report(Code::S3011, window.span(), {written});
    }
    bound(*low, false, out);
    bound(*high, true, out);
    return out;
  }

  WindowDays since(Node window) {
    const auto low = time_bound(window.child(std::size_t{0}));
    if (!low) return failed();
    WindowDays out;
    bound(*low, false, out);
    return out;
  }

  WindowDays before(Node window) {
    const auto high = time_bound(window.child(std::size_t{0}));
    if (!high) return failed();
    WindowDays out;
    if (high->type.is(date))
      out.end = high->inst;
    else
      out.to = high->inst;
    return out;
  }

  WindowDays before_event(Node window) {
    const Scope* frame = &scope_;
    while (frame->outside != nullptr) frame = frame->outside;
    if (c_.in_arm(*frame)) {
      WindowDays out;
      out.to = c_.arm_instant();
      return out;
    }
    if (!frame->event.exists()) {
      c_.report(Code::S2032, window.span(),
                {std::string(c_.source(window.span()).text(window.span())), "only what an event triggers has an event",
                 "只有由事件触发的规则才有"});
      return failed();
    }
    WindowDays out;
    out.to = c_.build_.context(ContextValue::event_time);
    return out;
  }

  WindowDays journey_window(Node window) {
    const Scope* frame = &scope_;
    while (frame->outside != nullptr) frame = frame->outside;
    if (frame->in_journey && c_.open_journey_ != nullptr) {
      WindowDays out;
      if (window.keyword() == Kw::since_entry)
        out.from = c_.build_.call(Op::next_instant, {c_.entry_instant()});
      else
        out.to = c_.entry_instant();
      return out;
    }
    c_.report(
        Code::S2032, window.span(),
        {std::string(c_.source(window.span()).text(window.span())), "only a journey has an entry", "只有旅程才有入口"});
    return failed();
  }

  Checker& c_;
  const Scope& scope_;
};

// Of two written dates or instants; a date is its whole day.
bool Checker::ends_before(const Value& end, const Value& begin) const {
  const auto constant_of = [this](const Value& value) -> const Constant* {
    const Inst& inst = program_.at(value.inst);
    return inst.kind == InstKind::constant ? &program_.constants[static_cast<std::size_t>(inst.a)] : nullptr;
  };
  const Constant *last = constant_of(end), *first = constant_of(begin);
  if (last == nullptr || first == nullptr) return false;
  const auto day = [this](const Value& value, const Constant& at) {
    return value.type.is(datetime) ? static_cast<std::int64_t>(zone_.local_date(at.whole)) : at.whole;
  };
  if (end.type.is(date) || begin.type.is(date)) return day(end, *last) < day(begin, *first);
  return last->whole < first->whole;
}

Checker::WindowBounds Checker::window_bounds(Node window, const Scope& scope) {
  const WindowDays days = WindowReader(*this, scope).read(window);
  WindowBounds out{days.from, days.to, days.wrong};
  if (days.first.exists()) out.from = build_.call(Op::datetime_of_date, {days.first});
  if (days.end.exists()) out.to = build_.call(Op::datetime_of_date, {days.end});
  return out;
}

// `joined_at within 30 days`. An instant compared with days compares its local date (semantics B3).
Value Checker::windowed(Node node, const Scope& scope) {
  const std::vector<Node> children = node.children();
  ReportForms* const forms = std::exchange(open_report_, nullptr);
  Value value = expression(children[0], scope);
  open_report_ = forms;
  if (value.wrong()) return wrong(node.span());
  if (forms != nullptr && !value.type.is(date) && !value.type.is(datetime))
    return forms->within(children[0], children[1], scope);
  if (forms != nullptr) value = expression(children[0], scope);
  if (scope.in_report && !value.type.is(date) && !value.type.is(datetime)) return value;  // `(m last month)`
  if (!value.type.is(date) && !value.type.is(datetime)) {
    report(Code::S2027, value.span, {described(value.type, false), described(value.type, true)});
    return wrong(node.span());
  }
  Scope frame;  // the bounds belong to the customer and the clock, not to a row
  frame.event = scope.event;
  frame.in_journey = scope.in_journey;
  frame.outside = scope.outside;
  const WindowDays days = WindowReader(*this, frame).read(children[1]);
  if (days.wrong) return wrong(node.span());
  if (value.type.is(date) && (days.from.exists() || days.to.exists()) && children[1].keyword() != Kw::since &&
      children[1].keyword() != Kw::before) {
    report(Code::S2023, children[1].span());
    return wrong(node.span());
  }
  const InstId inside = window_condition(days, value, scope, node.span());
  return made(node.has_keyword(Kw::not_) ? build_.negation(inside, node.span()) : inside, node.span());
}

InstId Checker::window_condition(const WindowDays& days, const Value& value, const Scope& scope, Span span) {
  auto here = [&](InstId frame_value) { return build_.outer(scope.domain, frame_value); };
  const InstId day = value.type.is(date) ? value.inst : build_.call(Op::date_of_datetime, {value.inst}, span);
  const InstId instant = value.type.is(datetime) ? value.inst : build_.call(Op::datetime_of_date, {value.inst}, span);
  std::vector<InstId> parts;
  if (days.first.exists()) parts.push_back(build_.call(Op::less_equal_date, {here(days.first), day}, span));
  if (days.end.exists()) parts.push_back(build_.call(Op::less_date, {day, here(days.end)}, span));
  if (days.from.exists()) parts.push_back(build_.call(Op::less_equal_datetime, {here(days.from), instant}, span));
  if (days.to.exists()) parts.push_back(build_.call(Op::less_datetime, {instant, here(days.to)}, span));
  // A future date is outside every window that looks back (semantics B2).
  if (days.back && value.type.is(date))
    parts.push_back(build_.call(Op::less_equal_date, {day, here(build_.context(ContextValue::today))}, span));
  if (days.back && value.type.is(datetime)) {
    const bool by_day = days.first.exists() || days.end.exists();
    parts.push_back(
        by_day ? build_.call(Op::less_equal_date, {day, here(build_.context(ContextValue::today))}, span)
               : build_.call(Op::less_equal_datetime, {instant, here(build_.context(ContextValue::as_of))}, span));
  }
  return build_.all_of(parts, span);
}

}  // namespace sop
