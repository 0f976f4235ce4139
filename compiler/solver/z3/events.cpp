// What is so between aggregates over one stream, whatever her events are: how many there are bounds what can be said of
// them, and whoever is counted in a narrower window is counted in a wider one.
#include <algorithm>
#include <tuple>

#include "compiler/analysis/effort.h"
#include "compiler/analysis/ranges.h"
#include "compiler/analysis/windows.h"
#include "compiler/solver/z3/values.h"

namespace sop::solver {
namespace {

class EventLaws {
 public:
  explicit EventLaws(Values& values) : values_(values), terms_(values.terms()), program_(values.program()) {}

  void add() {
    for (const Leaf& leaf : values_.leaves()) {
      const Inst& inst = program_.at(leaf.inst);
      if (inst.kind != InstKind::event_aggregate) continue;
      const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
      if (form.after.exists() || form.latest_by.exists()) continue;
      asked_.push_back({leaf, &form, inst.type.kind, rows_of(form)});
    }
    if (asked_.size() > effort::windows) return;
    for (const Asked& one : asked_) alone(one);
    for (std::size_t a = 0; a < rows_.size(); ++a)
      for (std::size_t b = 0; b < rows_.size(); ++b)
        if (a != b && lie_in(rows_[a], rows_[b])) values_.law(terms_.at_most(rows_[a].size, rows_[b].size));
    for (const Asked& one : asked_)
      for (const Asked& other : asked_)
        if (one.leaf.inst != other.leaf.inst) together(one, other);
  }

 private:
  // The events an aggregate is about: those whose value is known, where it has one.
  struct Rows {
    Aggregate of;
    Term size;
  };
  struct Asked {
    Leaf leaf;
    const Aggregate* form;
    TypeKind kind;
    std::size_t rows;
  };

  std::size_t rows_of(const Aggregate& form) {
    Aggregate of = form;
    of.op = AggregateOp::count;
    const auto found = std::ranges::find(rows_, of, &Rows::of);
    if (found != rows_.end()) return static_cast<std::size_t>(found - rows_.begin());
    rows_.push_back({of, terms_.some_whole()});
    values_.law(terms_.at_most(terms_.whole(0), rows_.back().size));
    return rows_.size() - 1;
  }

  bool lie_in(const Rows& few, const Rows& many) const {
    Aggregate narrow = few.of;
    if (!many.of.value.exists()) narrow.value = {};
    return lies_in(program_, narrow, many.of);
  }

  Term none(const Asked& one) { return terms_.equal(rows_[one.rows].size, terms_.whole(0)); }
  Term same(Term a, Term b) { return terms_.equal(a, b); }
  Term zero(const Asked& one) { return is_real(one.kind) ? terms_.real(0) : terms_.whole(0); }

  // What how many they are says of this one.
  void alone(const Asked& one) {
    const Term size = rows_[one.rows].size, value = one.leaf.meant.value, known = one.leaf.meant.known;
    const Term some = terms_.no(none(one));
    switch (one.form->op) {
      case AggregateOp::count: return values_.law(same(value, size));
      case AggregateOp::any: return values_.law(same(value, some));
      case AggregateOp::none: return values_.law(same(value, none(one)));
      case AggregateOp::sum: return sum(one);
      case AggregateOp::distinct:
      case AggregateOp::days_active:
      case AggregateOp::weeks_active:
      case AggregateOp::months_active:
        values_.law(terms_.at_most(value, size));
        return values_.law(terms_.implies(some, terms_.at_most(terms_.whole(1), value)));
      case AggregateOp::avg:
      case AggregateOp::min:
      case AggregateOp::max:
      case AggregateOp::median:
      case AggregateOp::mode: return values_.law(same(known, some));
      case AggregateOp::first:
      case AggregateOp::last:
        if (one.form->value.exists()) return;  // of the first event, known or not
        values_.law(same(known, some));
        return in_window(one);
    }
  }

  // Of whole values each adds at least the smallest there can be.
  void sum(const Asked& one) {
    values_.law(terms_.implies(none(one), terms_.equal(one.leaf.meant.value, zero(one))));
    if (is_real(one.kind) || !one.form->value.exists()) return;
    const WholeRange each = whole_range(program_, one.form->value);
    const Term size = rows_[one.rows].size, value = one.leaf.meant.value;
    constexpr std::int64_t far = INT64_MAX / 4;
    if (each.low > -far) values_.law(terms_.at_most(terms_.product(terms_.whole(each.low), size), value));
    if (each.high < far) values_.law(terms_.at_most(value, terms_.product(terms_.whole(each.high), size)));
  }

  void in_window(const Asked& one) {
    const Term at = one.leaf.meant.value, known = one.leaf.meant.known;
    if (one.form->from.exists())
      values_.law(terms_.implies(known, terms_.at_most(values_.of(one.form->from).value, at)));
    if (one.form->to.exists()) values_.law(terms_.implies(known, terms_.below(at, values_.of(one.form->to).value)));
  }

  static bool is(const Asked& one, AggregateOp op) { return one.form->op == op; }

  bool adds_only(const Asked& one) const {
    if (is_real(one.kind) || !one.form->value.exists()) return false;
    return whole_range(program_, one.form->value).low >= 0;
  }

  void together(const Asked& one, const Asked& other) {
    const Term a = one.leaf.meant.value, b = other.leaf.meant.value;
    const Term known = terms_.all({one.leaf.meant.known, other.leaf.meant.known});
    const auto at_most = [&] { values_.law(terms_.implies(known, terms_.at_most(a, b))); };
    if (one.rows == other.rows) {  // of the same events
      const bool lowest = is(one, AggregateOp::min), highest = is(other, AggregateOp::max);
      const bool middle_one = is(one, AggregateOp::median) || is(one, AggregateOp::avg) || is(one, AggregateOp::mode);
      const bool middle_other =
          is(other, AggregateOp::median) || is(other, AggregateOp::avg) || is(other, AggregateOp::mode);
      if (is_real(one.kind) == is_real(other.kind) && !is_real(one.kind) && one.form->value.exists() &&
          ((lowest && (highest || middle_other)) || (middle_one && highest)))
        at_most();
      if (is(one, AggregateOp::first) && is(other, AggregateOp::last) && !one.form->value.exists()) at_most();
      const auto periods = [](const Asked& asked) {
        return is(asked, AggregateOp::months_active)  ? 1
               : is(asked, AggregateOp::weeks_active) ? 2
               : is(asked, AggregateOp::days_active)  ? 3
                                                      : 0;
      };
      if (periods(one) > 0 && periods(one) < periods(other) && periods(other) == 3) at_most();
      return;
    }
    if (one.form->op != other.form->op || one.form->value != other.form->value ||
        !lie_in(rows_[one.rows], rows_[other.rows]))
      return;
    switch (one.form->op) {
      case AggregateOp::distinct:
      case AggregateOp::days_active:
      case AggregateOp::weeks_active:
      case AggregateOp::months_active:
      case AggregateOp::max: return at_most();
      case AggregateOp::sum:
        if (adds_only(one)) at_most();
        return;
      case AggregateOp::min: return values_.law(terms_.implies(known, terms_.at_most(b, a)));
      case AggregateOp::last:
        if (!one.form->value.exists()) at_most();
        return;
      case AggregateOp::first:
        if (!one.form->value.exists()) values_.law(terms_.implies(known, terms_.at_most(b, a)));
        return;
      case AggregateOp::count:
      case AggregateOp::any:
      case AggregateOp::none:
      case AggregateOp::avg:
      case AggregateOp::median:
      case AggregateOp::mode: return;
    }
  }

  Values& values_;
  Terms& terms_;
  const Program& program_;
  std::vector<Rows> rows_;
  std::vector<Asked> asked_;
};

}  // namespace

void add_laws_of_events(Values& values) { EventLaws(values).add(); }

}  // namespace sop::solver
