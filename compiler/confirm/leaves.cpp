#include "compiler/confirm/leaves.h"

#include <algorithm>
#include <cmath>

#include <re2/re2.h>

#include "compiler/analysis/cut.h"
#include "stdlib/ops/text.h"

namespace sop::trial {
namespace {

constexpr std::size_t most_seen = 4'000;
constexpr std::size_t most_values = 60;

void keep_value(std::vector<Held>& out, const Held& held) {
  if (std::ranges::find(out, held) == out.end()) out.push_back(held);
}

void keep_around(std::vector<Held>& out, const std::set<std::int64_t>& marks, std::initializer_list<std::int64_t> steps,
                 std::int64_t from = 0) {
  for (const std::int64_t mark : marks)
    for (const std::int64_t step : steps) {
      std::int64_t at = 0;
      if (!__builtin_add_overflow(mark, step, &at) && !__builtin_add_overflow(at, from, &at))
        keep_value(out, whole_held(at));
    }
}

// How much it costs to evaluate once, in plain operators.
std::int64_t weight_of(const Program& program, InstId id) {
  const Inst& inst = program.at(id);
  std::int64_t weight = 1 + inst.args_count;
  if (inst.kind == InstKind::in_set)
    weight += static_cast<std::int64_t>(program.constant_sets[static_cast<std::size_t>(inst.a)].size());
  if (inst.kind != InstKind::call || inst.op != Op::matches_text) return weight;
  const Inst& pattern = program.at(program.args_of(id)[1]);
  if (pattern.kind == InstKind::constant)
    weight +=
        100 + 4 * ops::compile_pattern(program.constants[static_cast<std::size_t>(pattern.a)].text)->ProgramSize();
  return weight;
}

}  // namespace

void LeavesUnder::mark(const Constant& constant) {
  Marks& marks = found_.marks;
  switch (constant.type.kind) {
    case TypeKind::integer: marks.integers.insert(constant.whole); break;
    case TypeKind::money: marks.money.insert(constant.whole); break;
    case TypeKind::number: marks.numbers.insert(constant.real); break;
    case TypeKind::date: marks.dates.insert(constant.whole); break;
    case TypeKind::datetime: marks.instants.insert(constant.whole); break;
    case TypeKind::time: marks.times.insert(constant.whole); break;
    case TypeKind::duration: marks.durations.insert(constant.whole); break;
    case TypeKind::text:
    case TypeKind::id: marks.texts.insert(constant.text); break;
    case TypeKind::boolean:
    case TypeKind::enumeration:
    case TypeKind::error: break;
  }
}

void LeavesUnder::mark_instant(InstId id) {
  const TypeKind kind = program_.at(id).type.kind;
  if (kind == TypeKind::date)
    if (const auto cut = days_from_today(program_, id)) found_.marks.days_away.insert(cut->at);
  if (kind == TypeKind::datetime)
    if (const auto cut = micros_from_now(program_, id)) found_.marks.micros_away.insert(cut->at);
}

void LeavesUnder::add(InstId id) {
  if (found_.beyond || !id.exists() || !seen_.insert(id).second) return;
  if (seen_.size() > most_seen) {
    found_.beyond = true;
    return;
  }
  const Inst& inst = program_.at(id);
  found_.weight += weight_of(program_, id);
  mark_instant(id);
  switch (inst.kind) {
    case InstKind::constant: mark(program_.constants[static_cast<std::size_t>(inst.a)]); return;
    case InstKind::fact: return add(program_.facts[static_cast<std::size_t>(inst.a)].root);
    case InstKind::column: return column(inst);
    case InstKind::lookup:
      if (inst.domain.is_frame() || inst.args_count == 0)
        found_.looked_up.insert(id);
      else
        found_.streams[inst.domain.input].looked_up.insert(id);
      return;
    case InstKind::has_tag: found_.tags.insert(id); return;
    case InstKind::event_aggregate: return aggregate(id);
    case InstKind::history: {
      const History& history = program_.histories[static_cast<std::size_t>(inst.a)];
      found_.beyond = found_.beyond || history.kind == MemoryKind::crossing;
      add(history.value);
      add(history.release);
      return;
    }
    case InstKind::context:
      if (inst.a == static_cast<std::int32_t>(ContextValue::event_time)) found_.given.insert(id);
      if (inst.a == static_cast<std::int32_t>(ContextValue::today)) found_.context.insert(id);
      return;
    case InstKind::population:
    case InstKind::customer_aggregate:
    case InstKind::pick_row:
    case InstKind::kept: found_.given.insert(id); break;
    case InstKind::in_set:
      for (const Constant& member : program_.constant_sets[static_cast<std::size_t>(inst.a)]) mark(member);
      break;
    default: break;
  }
  for (const InstId arg : program_.args_of(id)) add(arg);
}

void LeavesUnder::column(const Inst& inst) {
  const Column& column = program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
  if (column.derived.exists() && !inst.domain.is_frame()) return add(column.derived);
  if (inst.domain.is_frame())
    found_.columns.insert({inst.a, inst.b});
  else
    found_.row_columns.insert({inst.a, inst.b});
}

void LeavesUnder::aggregate(InstId id) {
  const Aggregate& form = program_.aggregates[static_cast<std::size_t>(program_.at(id).a)];
  if (form.after.exists() || form.latest_by.exists()) {
    found_.beyond = true;
    return;
  }
  found_.streams[form.input.value].forms.push_back(id);
  for (const InstId part : parts_of(form)) add(part);
  add(program_.inputs[form.input.index()].filter);
}

bool free_of_each_other(const Program& program, const std::set<InstId>& given) {
  using Support = std::pair<std::set<std::pair<std::int32_t, std::int32_t>>, std::set<InstId>>;
  std::set<Support> seen;
  for (const InstId id : given) {
    const Inst& inst = program.at(id);
    if (inst.kind == InstKind::context) continue;
    if (inst.kind == InstKind::kept && given.size() > 1) return false;
    LeavesUnder under(program);
    for (const InstId arg : program.args_of(id)) under.add(arg);
    if (inst.kind == InstKind::customer_aggregate || inst.kind == InstKind::pick_row)
      for (const InstId part : parts_of(program.aggregates[static_cast<std::size_t>(inst.a)])) under.add(part);
    const Leaves& leaves = under.found();
    Support support{leaves.columns, leaves.looked_up};
    support.first.insert(leaves.row_columns.begin(), leaves.row_columns.end());
    support.second.insert(leaves.tags.begin(), leaves.tags.end());
    support.second.insert(leaves.given.begin(), leaves.given.end());
    for (const auto& [stream, asked] : leaves.streams) support.second.insert(asked.forms.begin(), asked.forms.end());
    if (!seen.insert(std::move(support)).second) return false;
  }
  return true;
}

std::vector<Held> worth_trying(const Program& program, Type type, const Marks& marks, Days today, bool may_lie_ahead) {
  std::vector<Held> out;
  const std::int64_t now = today * micros_per_day + usual_time;
  switch (type.kind) {
    case TypeKind::boolean: out = {whole_held(0), whole_held(1)}; break;
    case TypeKind::enumeration:
      for (std::size_t i = 0; i < program.enumerations[type.enumeration.index()].members.size(); ++i)
        out.push_back(whole_held(static_cast<std::int64_t>(i)));
      break;
    case TypeKind::integer:
      out = {whole_held(0), whole_held(1)};
      keep_around(out, marks.integers, {0, 1, -1});
      for (const double mark : marks.numbers)
        if (std::abs(mark) < 1e15) keep_around(out, {static_cast<std::int64_t>(std::floor(mark))}, {0, 1});
      break;
    case TypeKind::number:
      out = {real_held(0), real_held(1)};
      for (const double mark : marks.numbers)
        for (const double value : {mark, mark + 1, mark - 1, mark + 0.5}) keep_value(out, real_held(value));
      for (const std::int64_t mark : marks.integers)
        for (const double step : {0.0, 1.0, -1.0, 0.5}) keep_value(out, real_held(static_cast<double>(mark) + step));
      break;
    case TypeKind::money:
      out = {whole_held(0), whole_held(money_scale)};
      keep_around(out, marks.money, {0, money_scale, -money_scale});
      break;
    case TypeKind::date:
      out = {whole_held(today)};
      keep_around(out, marks.days_away, {0, -1, 1}, today);
      keep_around(out, marks.dates, {0, -1, 1});
      for (const std::int64_t years : marks.integers)  // in the middle of that year of her life
        if (years >= 0 && years < 150) keep_value(out, whole_held(today - years * 365 - years / 4 - 180));
      for (const std::int64_t days : marks.integers)
        if (std::abs(days) < 100'000) keep_around(out, {days, -days}, {0, -1, 1}, today);
      keep_value(out, whole_held(today - 400));
      keep_value(out, whole_held(today + 400));
      break;
    case TypeKind::datetime:
      out = {whole_held(now - micros_per_hour)};
      for (const std::int64_t days : marks.days_away)
        for (const std::int64_t step : {0, -1, 1})
          keep_value(out, whole_held(now - micros_per_hour + (days + step) * micros_per_day));
      keep_around(out, marks.micros_away, {0, -micros_per_hour, micros_per_hour}, now);
      keep_around(out, marks.instants, {0, -micros_per_hour, micros_per_hour});
      for (const std::int64_t date : marks.dates) keep_around(out, {date * micros_per_day}, {0, micros_per_day, -1});
      for (const std::int64_t days : marks.integers)
        if (std::abs(days) < 100'000)
          for (const std::int64_t step : {-1, 0, 1})
            keep_value(out, whole_held(now - micros_per_hour - (days + step) * micros_per_day));
      keep_value(out, whole_held(now - 400 * micros_per_day));
      keep_value(out, whole_held(now + 400 * micros_per_day));
      break;
    case TypeKind::time:
      out = {whole_held(usual_time)};
      keep_around(out, marks.times, {0, -micros_per_minute, micros_per_minute});
      std::erase_if(out, [](const Held& held) { return held.whole < 0 || held.whole >= micros_per_day; });
      break;
    case TypeKind::duration: keep_around(out, marks.durations, {0}); break;
    case TypeKind::text:
    case TypeKind::id: {
      out = {text_held("another"), text_held("")};
      for (const std::string& text : marks.texts) keep_value(out, text_held(text));
      for (const std::string& text : marks.texts)
        for (const std::string& other : marks.texts)
          if (out.size() < most_values) keep_value(out, text_held(text + other));
      if (type.is(TypeKind::id)) std::erase_if(out, [](const Held& held) { return held.text.empty(); });
      break;
    }
    case TypeKind::error: break;
  }
  if (!may_lie_ahead && type.is(TypeKind::date))
    std::erase_if(out, [&](const Held& held) { return held.whole > today; });
  if (!may_lie_ahead && type.is(TypeKind::datetime))
    std::erase_if(out, [&](const Held& held) { return held.whole > now; });
  if (out.size() > most_values) out.resize(most_values);
  if (type.nullable || out.empty()) out.push_back({});
  return out;
}

}  // namespace sop::trial
