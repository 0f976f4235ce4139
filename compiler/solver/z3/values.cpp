#include "compiler/solver/z3/values.h"

#include <algorithm>
#include <tuple>

#include "compiler/analysis/effort.h"
#include "compiler/analysis/ranges.h"
#include "compiler/confirm/tried.h"
#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"

namespace sop::solver {
namespace {

constexpr std::int64_t day = micros_per_day, hour = day / 24;
constexpr std::int64_t widest_offset = 26 * hour;  // of a zone's clock, and how far a day of it may be moved
constexpr std::int64_t plain_number = 1'000'000, plain_days = 4'000;

}  // namespace

bool is_real(TypeKind kind) { return kind == TypeKind::number || kind == TypeKind::text || kind == TypeKind::id; }

std::vector<std::string> texts_in(const Program& program) {
  std::vector<std::string> out;
  const auto add = [&](const Constant& constant) {
    if (constant.type.is(TypeKind::text) || constant.type.is(TypeKind::id)) out.push_back(constant.text);
  };
  for (const Constant& constant : program.constants) add(constant);
  for (const auto& set : program.constant_sets)
    for (const Constant& member : set) add(member);
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Values::Values(const Translator& translator, Terms& terms, const std::vector<std::string>& texts)
    : translator_(translator), program_(translator.program()), terms_(terms), texts_(texts), began_(terms.made()) {}

Meant Values::of(InstId id) {
  if (const auto found = meant_.find(id); found != meant_.end()) return found->second;
  if (translator_.is_hollow(id)) return anything(id);  // at every place anew
  const bool enough = ++depth_ > effort::expression_depth || terms_.made() - began_ > effort::solver_terms;
  const Meant out = enough || translator_.is_forgotten(id) ? anything(id) : meant(id);
  --depth_;
  return meant_[id] = out;
}

Term Values::holds(InstId condition) {
  if (!condition.exists()) return terms_.truth(true);
  const Meant asked = of(condition);
  if (!program_.at(condition).type.is(TypeKind::boolean)) return terms_.some_truth();
  return terms_.all({asked.known, asked.value});
}

Term Values::new_value(TypeKind kind) {
  return kind == TypeKind::boolean ? terms_.some_truth() : is_real(kind) ? terms_.some_real() : terms_.some_whole();
}

Meant Values::nothing_of(TypeKind kind) {
  const Term value = kind == TypeKind::boolean ? terms_.truth(false) : is_real(kind) ? terms_.real(0) : number_of(0);
  return {terms_.truth(false), value};
}

Meant Values::anything(InstId id) {
  const Type type = program_.at(id).type;
  return {is_condition(type) ? terms_.truth(true) : terms_.some_truth(), new_value(type.kind)};
}

Meant Values::meant(InstId id) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  switch (inst.kind) {
    case InstKind::constant: return constant(program_.constants[static_cast<std::size_t>(inst.a)]);
    case InstKind::missing: return nothing_of(inst.type.kind);
    case InstKind::column: return column(id);
    case InstKind::fact: {
      const InstId root = program_.facts[static_cast<std::size_t>(inst.a)].root;
      return root.exists() ? of(root) : anything(id);
    }
    case InstKind::outer: return of(args[0]);
    case InstKind::context: return context(id);
    case InstKind::call: return call(id);
    case InstKind::all_of:
    case InstKind::any_of: {
      std::vector<Term> parts;
      for (InstId arg : args) parts.push_back(holds(arg));
      return boolean(inst.kind == InstKind::all_of ? terms_.all(parts) : terms_.any(parts));
    }
    case InstKind::negation: return boolean(terms_.no(holds(args[0])));
    case InstKind::choose: return chosen(id);
    case InstKind::fallback: {
      const Meant first = of(args[0]), second = of(args[1]);
      return {terms_.any({first.known, second.known}), terms_.choose(first.known, first.value, second.value)};
    }
    case InstKind::in_set: return in_set(id);
    case InstKind::is_missing: return boolean(terms_.no(of(args[0]).known));
    case InstKind::is_true: return boolean(holds(args[0]));
    case InstKind::has_tag: return tag(id);
    case InstKind::lookup:
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::calendar:
    case InstKind::pick_row:
    case InstKind::history:
    case InstKind::kept:
    case InstKind::population: return leaf(id);
  }
  return anything(id);
}

Meant Values::constant(const Constant& constant) {
  Term value = nullptr;
  switch (constant.type.kind) {
    case TypeKind::boolean: value = terms_.truth(constant.whole != 0); break;
    case TypeKind::number: value = mark(constant.real); break;
    case TypeKind::text:
    case TypeKind::id: value = text(constant.text); break;
    case TypeKind::duration: value = number_of(nominal_micros(unpack_duration(constant.whole))); break;
    default: value = number_of(constant.whole);
  }
  return {terms_.truth(true), value};
}

Meant Values::column(InstId id) {
  const Inst& inst = program_.at(id);
  const Column& column = program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
  return column.derived.exists() && !inst.domain.is_frame() ? of(column.derived) : leaf(id);
}

Meant Values::context(InstId id) {
  switch (static_cast<ContextValue>(program_.at(id).a)) {
    case ContextValue::as_of: return {terms_.truth(true), now()};
    case ContextValue::today: leaves_.push_back({id, {terms_.truth(true), today()}}); return leaves_.back().meant;
    case ContextValue::event_time: break;
  }
  const Meant out = leaf(id);
  law(terms_.at_most(out.value, now()));
  return out;
}

Meant Values::chosen(InstId id) {
  const auto args = program_.args_of(id);
  const auto value_of = [&](InstId arg) {
    return program_.at(arg).kind == InstKind::missing ? nothing_of(program_.at(id).type.kind) : of(arg);
  };
  Meant out = value_of(args.back());
  for (std::size_t i = args.size() - 1; i >= 2; i -= 2) {
    const Term test = holds(args[i - 2]);
    const Meant here = value_of(args[i - 1]);
    out = {terms_.choose(test, here.known, out.known), terms_.choose(test, here.value, out.value)};
  }
  return out;
}

Meant Values::in_set(InstId id) {
  const InstId arg = program_.args_of(id)[0];
  const Meant asked = of(arg);
  std::vector<Term> members;
  for (const Constant& member : program_.constant_sets[static_cast<std::size_t>(program_.at(id).a)])
    members.push_back(terms_.equal(asked.value, constant(member).value));
  return boolean(terms_.all({asked.known, terms_.any(members)}));
}

// While a rule is asked what it would do with a tag and without, nothing is said of the tag itself.
Meant Values::tag(InstId id) {
  const Inst& inst = program_.at(id);
  if (program_.args_of(id).empty() && translator_.was_supposed(inst.a, inst.b)) return anything(id);
  return leaf(id);
}

Term Values::text(const std::string& text) {
  const auto at = std::ranges::lower_bound(texts_, text);
  return terms_.real(static_cast<double>(at - texts_.begin()));
}

Term Values::mark(double value) {
  const auto [found, added] = marks_.try_emplace(value, nullptr);
  if (added) found->second = terms_.real(value);
  return found->second;
}

// ---- Leaves -------------------------------------------------------------------------------------------------------

Meant Values::leaf(InstId id) {
  const Type type = program_.at(id).type;
  Meant out{translator_.may_be_missing(id) && !is_condition(type) ? terms_.some_truth() : terms_.truth(true),
            new_value(type.kind)};
  bound(id, out.value);
  prefer(id, out.value);
  leaves_.push_back({id, out});
  return out;
}

void Values::bound(InstId id, Term value) {
  const TypeKind kind = program_.at(id).type.kind;
  switch (kind) {
    case TypeKind::boolean:
    case TypeKind::text:
    case TypeKind::id:
    case TypeKind::error: return;
    case TypeKind::number: {
      const RealRange range = real_range(program_, id);
      if (range.low) law(terms_.at_most(mark(*range.low), value));
      if (range.high) law(terms_.at_most(value, mark(*range.high)));
      return;
    }
    case TypeKind::date: law(terms_.between(number_of(first_date), value, number_of(last_date))); break;
    case TypeKind::datetime:
      law(terms_.between(number_of(first_date * day), value, number_of((last_date + 1) * day)));
      break;
    case TypeKind::time: law(terms_.between(number_of(0), value, number_of(day - 1))); break;
    case TypeKind::integer:
    case TypeKind::money:
    case TypeKind::duration:
    case TypeKind::enumeration: {
      const WholeRange range = whole_range(program_, id);
      if (range.low > range.high) return;
      law(terms_.between(number_of(range.low), value, number_of(range.high)));
      return;
    }
  }
  if (kind == TypeKind::time || may_lie_ahead(program_, id)) return;
  law(terms_.at_most(value, kind == TypeKind::date ? today() : now()));
}

// Values that read well, and that fit what can be written down.
void Values::prefer(InstId id, Term value) {
  const Term zero = number_of(0), many = number_of(plain_number);
  switch (program_.at(id).type.kind) {
    case TypeKind::integer: plain_.push_back(terms_.between(zero, value, many)); break;
    case TypeKind::money: {
      const Term amount = terms_.some_whole();
      plain_.push_back(terms_.all(
          {terms_.equal(value, terms_.product(number_of(money_scale), amount)), terms_.between(zero, amount, many)}));
      break;
    }
    case TypeKind::number: {
      const Term round = terms_.some_whole(), fine = terms_.some_whole();
      plain_.push_back(terms_.all({terms_.equal(value, terms_.as_real(round)), terms_.between(zero, round, many)}));
      usual_.push_back(terms_.equal(terms_.product(terms_.real(1024), value), terms_.as_real(fine)));
      break;
    }
    case TypeKind::date: {
      const Term away = terms_.difference(value, today());
      plain_.push_back(terms_.between(number_of(-plain_days), away, number_of(plain_days)));
      break;
    }
    case TypeKind::datetime: {
      const Term hours = terms_.some_whole();
      plain_.push_back(terms_.all({terms_.equal(value, terms_.sum(now(), terms_.product(number_of(hour), hours))),
                                   terms_.between(number_of(-24 * plain_days), hours, number_of(24 * plain_days))}));
      break;
    }
    default: break;
  }
}

// ---- Time ---------------------------------------------------------------------------------------------------------

Term Values::today() {
  if (today_ != nullptr) return today_;
  today_ = terms_.some_whole();
  law(terms_.between(number_of(first_date), today_, number_of(last_date)));
  plain_.push_back(terms_.equal(today_, number_of(trial::usual_today)));
  return today_;
}

Term Values::now() {
  if (now_ != nullptr) return now_;
  now_ = terms_.some_whole();
  const Term midnight = terms_.product(number_of(day), today());
  law(terms_.between(number_of(-widest_offset), terms_.difference(now_, midnight), number_of(day + widest_offset)));
  usual_.push_back(terms_.equal(now_, terms_.sum(midnight, number_of(trial::usual_time))));
  return now_;
}

Term Values::day_of(InstId value) {
  const Inst& inst = program_.at(value);
  if (inst.type.is(TypeKind::date)) return of(value).value;
  if (inst.kind == InstKind::fact)
    if (const InstId root = program_.facts[static_cast<std::size_t>(inst.a)].root; root.exists()) return day_of(root);
  if (inst.kind == InstKind::outer || (inst.kind == InstKind::call && inst.op == Op::datetime_of_date))
    return day_of(program_.args_of(value)[0]);
  if (const auto found = days_.find(value); found != days_.end()) return found->second;
  const Term date = terms_.some_whole();
  const Term since_midnight = terms_.difference(of(value).value, terms_.product(number_of(day), date));
  law(terms_.between(number_of(-widest_offset), since_midnight, number_of(day + widest_offset)));
  usual_.push_back(terms_.between(number_of(0), since_midnight, number_of(day - 1)));
  if (!may_lie_ahead(program_, value)) law(terms_.at_most(date, today()));
  return days_[value] = date;
}

// Those that move with the calendar lie where they lie on the sample day, and on another between their ends.
Term Values::place(const Cut& cut) {
  if (cut.family == 0) return number_of(cut.at);
  for (const auto& [other, term] : places_)
    if (other == cut) return term;
  const Term out = terms_.some_whole();
  law(terms_.between(number_of(cut.low), out, number_of(cut.high)));
  usual_.push_back(
      terms_.all({terms_.equal(out, number_of(cut.at)), terms_.equal(today(), number_of(trial::usual_today))}));
  places_.emplace_back(cut, out);
  return out;
}

// ---- Between several values ---------------------------------------------------------------------------------------

void Values::finish() {
  rows_of_tables();
  one_per_group();
  add_laws_of_events(*this);
  order_places();
  order_rounded();
}

void Values::order_places() {
  if (places_.size() > effort::windows) return;
  for (const auto& [a, first] : places_)
    for (const auto& [b, second] : places_) {
      if (a == b) continue;
      const auto sorted = order(a, b);
      if (sorted && *sorted < 0)
        law(terms_.below(first, second));
      else if (never_after(a, b))
        law(terms_.at_most(first, second));
    }
}

// Rounding keeps the order, and leaves a double as it is.
void Values::order_rounded() {
  constexpr std::size_t few = 24;
  if (rounded_.size() > few || marks_.size() > few) return;
  const std::map<double, Term> marks = marks_;
  for (const Rounded& one : rounded_) {
    for (const auto& [value, mark] : marks) {
      law(terms_.implies(terms_.at_most(one.exact, mark), terms_.at_most(one.value, mark)));
      law(terms_.implies(terms_.at_most(mark, one.exact), terms_.at_most(mark, one.value)));
    }
    for (const Rounded& other : rounded_)
      if (&one != &other)
        law(terms_.implies(terms_.at_most(one.exact, other.exact), terms_.at_most(one.value, other.value)));
  }
}

// Who holds a tag in a group holds it. Of a group that has one at a time another one is not usual: tables may hold
// both.
void Values::one_per_group() {
  std::vector<Leaf> tags;
  for (const Leaf& leaf : leaves_)
    if (program_.at(leaf.inst).kind == InstKind::has_tag && program_.args_of(leaf.inst).empty()) tags.push_back(leaf);
  if (tags.size() > effort::windows) return;
  const auto one_of = [&](const Inst& inst) {
    const std::string& group = program_.constants[static_cast<std::size_t>(inst.b)].text;
    return std::ranges::none_of(program_.facts, [&](const Fact& fact) { return fact.group == group; });
  };
  for (const Leaf& a : tags)
    for (const Leaf& b : tags) {
      const Inst &first = program_.at(a.inst), &second = program_.at(b.inst);
      if (a.inst == b.inst) continue;
      if (first.a == second.a && first.b >= 0 && second.b < 0) law(terms_.implies(a.meant.value, b.meant.value));
      if (a.inst < b.inst && first.a != second.a && first.b >= 0 && first.b == second.b && one_of(first))
        usual_.push_back(terms_.no(terms_.all({a.meant.value, b.meant.value})));
    }
}

// Columns of one row of a table are there together, or the row is not.
void Values::rows_of_tables() {
  std::map<std::pair<std::int32_t, InstId>, Term> rows;
  for (const Leaf& leaf : leaves_) {
    const Inst& inst = program_.at(leaf.inst);
    if (inst.kind != InstKind::lookup) continue;
    const auto args = program_.args_of(leaf.inst);
    const auto [row, added] = rows.try_emplace({inst.a, args.empty() ? InstId{} : args[0]}, nullptr);
    if (added) row->second = terms_.some_truth();
    const Column& column = program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
    law(terms_.implies(leaf.meant.known, row->second));
    if (!column.type.nullable) law(terms_.implies(row->second, leaf.meant.known));
  }
}

}  // namespace sop::solver
