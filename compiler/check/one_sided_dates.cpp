// An upper bound of `days_until(x)` alone holds for every date that is past, one of `days_since(x)` for every date to
// come; `x <= today + 7 days` and `x - 7 days <= today` say the same as `days_until(x) <= 7`. The other bound in the
// same `and`, or a window, says which side is meant. What cannot lie ahead - an event's time, the population's `since`
// column - needs no second bound after `days_since`. The edges of bands are no conditions.
#include "compiler/check/one_sided_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

// `x - today` is at most, or at least, so many days. The limit is unknown where it is not the same for everybody.
// `x` is the date as asked, such as a coupon's end; `base` is what it is counted from, such as the day of the grant.
struct Bound {
  InstId date;
  bool upper = false, strict = false;
  std::optional<double> limit;
  InstId base = date;
  std::optional<double> base_limit = limit;
};

class OneSided {
 public:
  OneSided(const Program& program, const Places& places, const Sources& sources, Diagnostics& diagnostics)
      : program_(program), places_(places), sources_(sources), diagnostics_(diagnostics) {}

  void asked(const AskedCondition& asked) {
    Sides known;
    for (const Given& given : asked.given)
      if (!given.earlier) collect(given.condition, !given.holds, known);
    visit(asked.inst, asked.node.span(), false, known);
  }

  // A condition under a name of its own: `attribute due_soon = days_until(due) <= 7`.
  void named(const Fact& fact) {
    if (fact.kind == FactKind::attribute && is_condition(fact.type))
      visit(fact.root, program_.inst_spans[fact.root.index()], false, {});
  }

 private:
  // Dates that have a bound below them, and above them.
  struct Sides {
    std::set<InstId> below, above;
  };

  InstId stripped(InstId id) const {
    for (;;) {
      const Inst& inst = program_.at(id);
      const bool same =
          inst.kind == InstKind::call &&
          (inst.op == Op::number_of_integer || inst.op == Op::date_of_datetime || inst.op == Op::datetime_of_date);
      if (inst.kind == InstKind::fact)
        id = program_.facts[static_cast<std::size_t>(inst.a)].root;
      else if (inst.kind == InstKind::outer || same)
        id = program_.args_of(id)[0];
      else
        return id;
    }
  }

  bool is_now(InstId id) const { return program_.at(stripped(id)).kind == InstKind::context; }

  std::optional<double> constant(InstId id) const {
    const Inst& inst = program_.at(stripped(id));
    if (inst.kind != InstKind::constant) return std::nullopt;
    const Constant& c = program_.constants[static_cast<std::size_t>(inst.a)];
    return inst.type.is(TypeKind::number) ? c.real : static_cast<double>(c.whole);
  }

  // How far a date lies from today, and which way it is counted: `more` days on top.
  struct Distance {
    InstId date;
    bool since = false;  // today - x
    double more = 0;
    bool or_else = false;  // a number stands for whoever has no date
  };

  // `days_until(x) + 1`
  std::optional<Distance> distance_and_more(const Inst& inst, std::span<const InstId> args) const {
    const bool plus = inst.op == Op::add_integer || inst.op == Op::add_number;
    const bool minus = inst.op == Op::subtract_integer || inst.op == Op::subtract_number;
    const auto more = plus || minus ? constant(args[1]) : std::nullopt;
    auto out = more ? distance(args[0]) : std::nullopt;
    if (out) out->more += plus ? *more : -*more;
    return out;
  }

  std::optional<Distance> distance(InstId id) const {
    id = stripped(id);
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    // `days_until(x) default 0`: of whoever has a date, the same.
    if (inst.kind == InstKind::fallback && constant(args[1])) {
      auto out = distance(args[0]);
      if (out) out->or_else = true;
      return out;
    }
    if (inst.kind != InstKind::call) return std::nullopt;
    if (auto more = distance_and_more(inst, args)) return more;
    switch (row_of(inst.op).builtin) {
      case Builtin::days_since:
      case Builtin::hours_since: return Distance{stripped(args[0]), true};
      case Builtin::days_until: return Distance{stripped(args[0]), false};
      case Builtin::days_between:
      case Builtin::hours_between:
        if (is_now(args[0]) && !is_now(args[1])) return Distance{stripped(args[1]), false};
        if (is_now(args[1]) && !is_now(args[0])) return Distance{stripped(args[0]), true};
        return std::nullopt;
      default: break;
    }
    if (inst.op != Op::subtract_date || is_now(args[0]) == is_now(args[1])) return std::nullopt;
    return is_now(args[1]) ? Distance{stripped(args[0]), false} : Distance{stripped(args[1]), true};
  }

  // `today + 7 days` in days; a month counts for its length.
  std::optional<double> from_today(InstId id) const {
    id = stripped(id);
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::context) return 0;
    if (inst.kind != InstKind::call) return std::nullopt;
    const auto days = days_added(inst, program_.args_of(id));
    const auto base = days ? from_today(program_.args_of(id)[0]) : std::nullopt;
    return base ? std::optional(*base + *days) : std::nullopt;
  }

  // `x + 7 days`: 7
  std::optional<double> days_added(const Inst& inst, std::span<const InstId> args) const {
    const bool plus = inst.op == Op::add_date_duration || inst.op == Op::add_datetime_duration;
    const bool minus = inst.op == Op::subtract_date_duration || inst.op == Op::subtract_datetime_duration;
    if ((!plus && !minus) || program_.at(args[1]).kind != InstKind::constant) return std::nullopt;
    const Duration d = unpack_duration(program_.constants[static_cast<std::size_t>(program_.at(args[1]).a)].whole);
    const double length =
        static_cast<double>(d.count) * (d.unit == DurationUnit::months   ? 30.0
                                        : d.unit == DurationUnit::micros ? 1.0 / (24.0 * micros_per_hour)
                                                                         : 1.0);
    return plus ? length : -length;
  }

  // A bound of `x - 7 days` is one of x too, seven days later.
  Bound with_base(Bound bound) const {
    for (;;) {
      const Inst& inst = program_.at(bound.base);
      const auto days = inst.kind == InstKind::call ? days_added(inst, program_.args_of(bound.base)) : std::nullopt;
      if (!days) return bound;
      if (bound.base_limit) *bound.base_limit -= *days;
      bound.base = stripped(program_.args_of(bound.base)[0]);
    }
  }

  // The comparison as a bound of a date's distance from today, or nothing.
  std::optional<Bound> bound_of(InstId id, bool odd) const {
    const Inst& inst = program_.at(id);
    if (inst.kind != InstKind::call) return std::nullopt;
    const Builtin builtin = row_of(inst.op).builtin;
    if (builtin != Builtin::less && builtin != Builtin::less_equal) return std::nullopt;
    const auto args = program_.args_of(id);
    const bool strict = (builtin == Builtin::less) != odd;
    for (const bool first : {true, false}) {
      const InstId near = args[first ? 0 : 1], far = args[first ? 1 : 0];
      const bool at_most = first != odd;  // near is at most far
      if (const auto from = distance(near)) {
        auto limit = constant(far);
        if (from->or_else && !limit) continue;
        if (limit) *limit = (*limit - from->more) * (from->since ? -1 : 1);
        return with_base({from->date, at_most != from->since, strict, limit});
      }
    }
    for (const bool first : {true, false}) {
      const InstId date = args[first ? 0 : 1];
      const auto limit = from_today(args[first ? 1 : 0]);
      if (limit && !from_today(date)) return with_base({stripped(date), first != odd, strict, limit});
    }
    return std::nullopt;
  }

  // `due >= 2026-01-01` says which side is meant, too.
  void plain_sides(InstId id, bool odd, Sides& out) const {
    const Inst& inst = program_.at(id);
    if (inst.kind != InstKind::call) return;
    const Builtin builtin = row_of(inst.op).builtin;
    const auto args = program_.args_of(id);
    if (builtin == Builtin::equal && !odd) {
      for (InstId arg : args) out.below.insert(stripped(arg)), out.above.insert(stripped(arg));
      return;
    }
    if (builtin != Builtin::less && builtin != Builtin::less_equal) return;
    out.above.insert(stripped(args[odd ? 1 : 0]));
    out.below.insert(stripped(args[odd ? 0 : 1]));
  }

  // Events after the instant of a run are invisible, and so is a customer before her `since`.
  bool never_ahead(InstId id) const {
    id = stripped(id);
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::column) {
      const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
      return inst.b == input.time || inst.b == input.since;
    }
    if (inst.kind == InstKind::context || inst.kind == InstKind::missing) return true;
    if (inst.kind != InstKind::event_aggregate) return false;
    const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
    return !form.value.exists() || never_ahead(form.value);
  }

  void visit(InstId id, Span at, bool odd, const Sides& known) {
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    switch (inst.kind) {
      case InstKind::negation: return visit(args[0], places_.of(id, at), !odd, known);
      case InstKind::all_of:
      case InstKind::any_of: {
        Sides inner = known;
        if ((inst.kind == InstKind::all_of) != odd) collect(id, odd, inner);
        for (InstId arg : args) visit(arg, places_.of(arg, at), odd, inner);
        return;
      }
      case InstKind::call:
        if (const auto bound = bound_of(id, odd)) judge(*bound, places_.of(id, at), odd, known);
        return;
      default: return;
    }
  }

  // Which sides an `and` says, through facts too.
  void collect(InstId id, bool odd, Sides& out) const {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::negation) return collect(program_.args_of(id)[0], !odd, out);
    if (inst.kind == InstKind::fact) return collect(program_.facts[static_cast<std::size_t>(inst.a)].root, odd, out);
    if ((inst.kind == InstKind::all_of && !odd) || (inst.kind == InstKind::any_of && odd)) {
      for (InstId arg : program_.args_of(id)) collect(arg, odd, out);
      return;
    }
    if (const auto bound = bound_of(id, odd))
      (bound->upper ? out.above : out.below).insert({bound->date, bound->base});
    else
      plain_sides(id, odd, out);
  }

  // `due <= today - 3 days`: the far side is the one that is meant.
  static bool within_its_side(const Bound& bound, const std::optional<double>& limit) {
    const double slack = bound.strict ? 1 : 0;
    return limit && (bound.upper ? *limit <= slack : *limit >= -slack);
  }

  void judge(const Bound& bound, Span span, bool odd, const Sides& known) {
    const std::set<InstId>& others = bound.upper ? known.below : known.above;
    if (others.contains(bound.date) || others.contains(bound.base)) return;
    if (within_its_side(bound, bound.limit) && within_its_side(bound, bound.base_limit)) return;
    if (!bound.upper && never_ahead(bound.base)) return;
    if (program_.at(bound.base).kind == InstKind::constant) return;
    if (!span.exists() || !reported_.insert(span).second) return;
    const std::string word(source(span).text(span));
    auto& found = diagnostics_.report(Code::S3003, span, {word});
    found.note(bound.upper ? Phrase::past_holds_too : Phrase::future_holds_too, {word});
    found.witness.push_back(
        {name_of(bound.base), WitnessValue::text, bound.upper ? "today - 365 days" : "today + 1 days"});
    if (!odd) offer_window(found, bound, span);  // under `not` the window itself would say the opposite
  }

  std::string name_of(InstId date) const {
    const Inst& inst = program_.at(date);
    if (inst.kind == InstKind::column || inst.kind == InstKind::lookup)
      return program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)].name;
    const Span place = program_.inst_spans[date.index()];
    return place.exists() ? std::string(source(place).text(place)) : "date";
  }

  // The date as it is written: in `days_until(due) <= 7`, or a column's own name. Empty: it has no name of its own.
  std::string_view written_name(const Bound& bound, std::string_view text, bool zh) const {
    const std::string_view call = bound.upper ? (zh ? "还有天数(" : "days_until(") : (zh ? "距今天数(" : "days_since(");
    const std::size_t end = text.find(')');
    if (text.starts_with(call) && end != std::string_view::npos && end == text.rfind(')')) {
      const std::string_view name = text.substr(call.size(), end - call.size());
      return name.find('(') == std::string_view::npos ? name : std::string_view();
    }
    for (const std::string_view other : {"hour", "小时", "default", "默认"})
      if (text.find(other) != std::string_view::npos) return {};
    const Span place = program_.inst_spans[bound.date.index()];
    if (program_.at(bound.date).kind != InstKind::column || !place.exists()) return {};
    const std::string_view name = source(place).text(place);
    const bool is_there =
        name.find_first_of(" ().\n") == std::string_view::npos && text.find(name) != std::string_view::npos;
    return is_there ? name : std::string_view();
  }

  // `days_until(due) <= 7` as `due within next 8 days`.
  void offer_window(Diagnostic& found, const Bound& bound, Span span) const {
    if (!bound.limit || std::abs(*bound.limit) > 1e6) return;
    const std::string_view text = source(span).text(span);
    const bool zh = std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    const std::string_view name = written_name(bound, text, zh);
    if (name.empty()) return;
    const std::int64_t n = static_cast<std::int64_t>(std::abs(*bound.limit)) + (bound.strict ? 0 : 1);
    const char* window = bound.upper ? (zh ? "未来" : "within next") : (zh ? "近" : "within");
    std::string instead =
        zh ? fmt::format("{} {} {}天", name, window, n) : fmt::format("{} {} {} days", name, window, n);
    if (!stands_free(span)) instead = "(" + instead + ")";
    found.fix(Phrase::replace_with, {instead}, {{span, instead}});
  }

  // Behind `=` or a word that joins conditions, in no brackets: there a window needs none of its own (language 2.3).
  bool stands_free(Span span) const {
    const std::string_view all = source(span).text({span.file, 0, span.begin});
    std::size_t begin = all.size();
    while (begin > 0 && (all[begin - 1] != '\n' || (begin < all.size() && all[begin] == ' '))) --begin;
    const std::string_view before = all.substr(begin);
    if (std::ranges::count(before, '(') > std::ranges::count(before, ')')) return false;
    const std::string_view trimmed = before.substr(0, before.find_last_not_of(" \n") + 1);
    constexpr std::string_view joins[] = {"=", " and", " or", "if", " when", "且", "或", "如果", "当"};
    return std::ranges::any_of(joins, [&](std::string_view join) { return trimmed.ends_with(join); });
  }

  const SourceBuffer& source(Span span) const { return sources_[static_cast<std::size_t>(std::max(span.file, 0))]; }

  const Program& program_;
  const Places& places_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  std::set<Span> reported_;
};

}  // namespace

void check_one_sided_dates(const ParsedProgram& parsed, const Program& program, const Places& places,
                           Diagnostics& diagnostics) {
  OneSided dates(program, places, *parsed.sources, diagnostics);
  for_each_condition(parsed, places, [&](const AskedCondition& asked) {
    if (!asked.declaration.is(N::test) && !asked.declaration.is(N::assume)) dates.asked(asked);
  });
  for (const Fact& fact : program.facts) dates.named(fact);
}

}  // namespace sop
