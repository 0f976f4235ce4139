// An upper bound of `days_until(x)` alone holds for every date that is past, one of `days_since(x)` for every date to
// come. The other bound in the same `and`, or a window, says which side is meant. What cannot lie ahead - an event's
// time, the population's `since` column - needs no second bound after `days_since`.
#include "compiler/check/one_sided_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sop {
namespace {

enum class Side : std::uint8_t { none, since, until };

class OneSided {
 public:
  OneSided(const Program& program, const std::vector<InstId>& edges, const Sources& sources, Diagnostics& diagnostics)
      : program_(program), edges_(edges.begin(), edges.end()), sources_(sources), diagnostics_(diagnostics) {}

  void root(InstId id) {
    if (id.exists()) visit(id, false, {});
  }

 private:
  InstId stripped(InstId id) const {
    for (;;) {
      const Inst& inst = program_.at(id);
      const bool number = inst.kind == InstKind::call && inst.op == Op::number_of_integer;
      if (inst.kind == InstKind::fact)
        id = program_.facts[static_cast<std::size_t>(inst.a)].root;
      else if (inst.kind == InstKind::outer || number)
        id = program_.args_of(id)[0];
      else
        return id;
    }
  }

  Side side_of(InstId id) const {
    const Inst& inst = program_.at(id);
    if (inst.kind != InstKind::call) return Side::none;
    switch (row_of(inst.op).builtin) {
      case Builtin::days_since:
      case Builtin::hours_since: return Side::since;
      case Builtin::days_until: return Side::until;
      default: return Side::none;
    }
  }

  // May it lie ahead? Events after the instant of a run are invisible, and so is a customer before her `since`.
  bool never_ahead(InstId id) const {
    id = stripped(id);
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::call && (inst.op == Op::date_of_datetime || inst.op == Op::datetime_of_date))
      return never_ahead(program_.args_of(id)[0]);
    if (inst.kind == InstKind::column) {
      const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
      return inst.b == input.time || inst.b == input.since;
    }
    if (inst.kind == InstKind::context) return true;
    if (inst.kind != InstKind::event_aggregate) return false;
    const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
    return !form.value.exists() || never_ahead(form.value);
  }

  struct Bound {
    InstId what;  // the days_since or days_until
    bool upper = false, open = false;
    InstId limit;
  };

  // A bound that admits both sides of today, or is not known. `days_until(due) <= 0` means the past and today.
  bool spans_today(const Bound& bound) const {
    const Inst& inst = program_.at(stripped(bound.limit));
    if (inst.kind != InstKind::constant) return true;
    const Constant& c = program_.constants[static_cast<std::size_t>(inst.a)];
    if (inst.type.is(TypeKind::number)) return c.real > 0;
    return c.whole > (bound.open ? 1 : 0);
  }

  // The comparison as a bound of a distance in days, or nothing.
  std::optional<Bound> bound_of(InstId id, bool odd) const {
    const Inst& inst = program_.at(id);
    if (inst.kind != InstKind::call) return std::nullopt;
    const Builtin builtin = row_of(inst.op).builtin;
    if (builtin != Builtin::less && builtin != Builtin::less_equal) return std::nullopt;
    const auto args = program_.args_of(id);
    const InstId left = stripped(args[0]), right = stripped(args[1]);
    const bool strict = (builtin == Builtin::less) != odd;
    if (side_of(left) != Side::none) return Bound{left, !odd, strict, args[1]};
    if (side_of(right) != Side::none) return Bound{right, odd, strict, args[0]};
    return std::nullopt;
  }

  void visit(InstId id, bool odd, const std::set<InstId>& bounded) {
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    switch (inst.kind) {
      case InstKind::negation: return visit(args[0], !odd, bounded);
      case InstKind::all_of:
      case InstKind::any_of: {
        std::set<InstId> inner = bounded;
        if ((inst.kind == InstKind::all_of) != odd) collect(id, odd, inner);
        for (InstId arg : args) visit(arg, odd, inner);
        return;
      }
      case InstKind::call:
        if (const auto bound = bound_of(id, odd); bound && bound->upper && !bounded.contains(bound->what))
          judge(id, *bound);
        return values(id);
      default: return values(id);
    }
  }

  // Conditions inside values: `if c then …`, arms, tests of a choice.
  void values(InstId id) {
    for (InstId arg : program_.args_of(id))
      if (program_.at(arg).kind != InstKind::fact && seen_.insert(arg).second) visit(arg, false, {});
  }

  // Which distances have a lower bound in this `and`.
  void collect(InstId id, bool odd, std::set<InstId>& out) const {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::negation) return collect(program_.args_of(id)[0], !odd, out);
    if ((inst.kind == InstKind::all_of && !odd) || (inst.kind == InstKind::any_of && odd)) {
      for (InstId arg : program_.args_of(id)) collect(arg, odd, out);
      return;
    }
    if (const auto bound = bound_of(id, odd); bound && !bound->upper) out.insert(bound->what);
  }

  void judge(InstId comparison, const Bound& bound) {
    if (edges_.contains(comparison) || !spans_today(bound)) return;
    const Side side = side_of(bound.what);
    const InstId date = program_.args_of(bound.what)[0];
    if (side == Side::since && never_ahead(date)) return;
    const Span span = program_.inst_spans[comparison.index()];
    if (!span.exists() || !reported_.insert(span).second) return;
    const std::string word(source(span).text(span));
    auto& found = diagnostics_.report(Code::S3003, span, {word});
    found.note(side == Side::until ? Phrase::past_holds_too : Phrase::future_holds_too, {word});
    offer_window(found, bound, side, span);
  }

  // `days_until(due) <= 7` as `due within next 8 days`, where it is written just so.
  void offer_window(Diagnostic& found, const Bound& bound, Side side, Span span) const {
    const Inst& limit = program_.at(stripped(bound.limit));
    if (limit.kind != InstKind::constant || !limit.type.is(TypeKind::integer)) return;
    const std::string_view text = source(span).text(span);
    const bool zh = static_cast<unsigned char>(text[0]) >= 0x80;
    const std::string_view call =
        side == Side::until ? (zh ? "还有天数(" : "days_until(") : (zh ? "距今天数(" : "days_since(");
    const std::size_t end = text.find(')');
    if (!text.starts_with(call) || end == std::string_view::npos || end != text.rfind(')')) return;
    const std::string_view name = text.substr(call.size(), end - call.size());
    if (name.find('(') != std::string_view::npos) return;
    const std::int64_t n = program_.constants[static_cast<std::size_t>(limit.a)].whole + (bound.open ? 0 : 1);
    const char* window = side == Side::until ? (zh ? "未来" : "within next") : (zh ? "近" : "within");
    const std::string instead =
        zh ? fmt::format("{} {} {}天", name, window, n) : fmt::format("{} {} {} days", name, window, n);
    found.fix(Phrase::replace_with, {instead}, {{span, instead}});
  }

  const SourceBuffer& source(Span span) const { return sources_[static_cast<std::size_t>(span.file)]; }

  const Program& program_;
  std::set<InstId> edges_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  std::set<Span> reported_;
  std::set<InstId> seen_;
};

}  // namespace

void check_one_sided_dates(const Program& program, const std::vector<InstId>& edges, const Sources& sources,
                           Diagnostics& diagnostics) {
  OneSided dates(program, edges, sources, diagnostics);
  for (const Input& input : program.inputs) dates.root(input.filter);
  for (const Fact& fact : program.facts) dates.root(fact.root);
  for (const Aggregate& form : program.aggregates) dates.root(form.where);
  for (const Rule& rule : program.rules) {
    for (const Trigger& trigger : rule.triggers) dates.root(trigger.where);
    dates.root(rule.condition);
  }
  for (const Guard& guard : program.guards) dates.root(guard.blocked);
  for (const Cap& cap : program.contacts.caps) dates.root(cap.where);
}

}  // namespace sop
