#include "compiler/confirm/evaluate.h"

#include <algorithm>
#include <array>

#include "compiler/confirm/held_ops.h"

namespace sop::trial {
namespace {

constexpr int deepest = 300;
constexpr std::int64_t most_steps = 20'000;

const ZoneRules& utc() {
  static const ZoneRules rules = utc_rules();
  return rules;
}

Held held_constant(const Constant& constant) {
  return {true, constant.whole, constant.real, HeldText::borrowed(constant.text)};
}

// The same for every row of a stream: of the one who decides.
bool of_the_customer(const Inst& inst) {
  switch (inst.kind) {
    case InstKind::outer:
    case InstKind::fact:
    case InstKind::context:
    case InstKind::has_tag:
    case InstKind::kept:
    case InstKind::history:
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::population:
    case InstKind::pick_row: return true;
    case InstKind::lookup: return inst.domain.is_frame() || inst.args_count == 0;
    default: return inst.domain.is_frame();
  }
}

}  // namespace

Evaluation::Evaluation(const Program& program, const Tried& tried, Domain rows)
    : program_(program), tried_(tried), zone_(utc()) {
  context_.zone = &zone_;
  context_.week_start = program.project.week_start;
  if (rows.is_frame()) return;
  here_ = {&tried.row, InputId(rows.input), 0, -1};
  in_row_ = true;
}

Held Evaluation::doubtful() {
  unsure_ = true;
  return {};
}

bool Evaluation::holds(InstId condition) {
  if (!condition.exists()) return true;
  const Held held = of(condition);
  return held.known && held.whole != 0;
}

Held Evaluation::of(InstId id) {
  const Inst& inst = program_.at(id);
  if (depth_ > deepest || ++steps_ > most_steps) return doubtful();
  const bool frame = of_the_customer(inst) && inst.kind != InstKind::constant && inst.kind != InstKind::missing;
  if (frame)
    if (const Held* found = memo_.find(id)) return *found;
  const bool was_in_row = in_row_;
  if (frame) in_row_ = false;
  ++depth_;
  Held held = computed(id);
  --depth_;
  in_row_ = was_in_row;
  if (!held.known && is_condition(inst.type)) held = whole_held(0);  // conditions never miss
  if (frame) memo_.keep(id, Held(held));
  return held;
}

Held Evaluation::computed(InstId id) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  switch (inst.kind) {
    case InstKind::constant: return held_constant(program_.constants[static_cast<std::size_t>(inst.a)]);
    case InstKind::missing: return {};
    case InstKind::column: return column(inst);
    case InstKind::lookup:
      if (inst.domain.is_frame() || args.empty() || !in_row_) return given(id);
      if (const Held* found = here_.row->looked_up.find(id)) return *found;
      return {};
    case InstKind::fact: return of(program_.facts[static_cast<std::size_t>(inst.a)].root);
    case InstKind::outer: return of(args[0]);
    case InstKind::context:
      switch (static_cast<ContextValue>(inst.a)) {
        case ContextValue::as_of: return whole_held(tried_.now());
        case ContextValue::today: return whole_held(tried_.today);
        case ContextValue::event_time: return given(id);
      }
      return doubtful();
    case InstKind::call: return call(id);
    case InstKind::all_of: return whole_held(std::ranges::all_of(args, [&](InstId arg) { return holds(arg); }) ? 1 : 0);
    case InstKind::any_of: return whole_held(std::ranges::any_of(args, [&](InstId arg) { return holds(arg); }) ? 1 : 0);
    case InstKind::negation: return whole_held(holds(args[0]) ? 0 : 1);
    case InstKind::choose:
      for (std::size_t i = 0; i + 1 < args.size(); i += 2)
        if (holds(args[i])) return of(args[i + 1]);
      return of(args.back());
    case InstKind::fallback: {
      Held first = of(args[0]);
      return first.known ? first : of(args[1]);
    }
    case InstKind::in_set: return in_set(inst, args[0]);
    case InstKind::is_missing: return whole_held(of(args[0]).known ? 0 : 1);
    case InstKind::is_true: return whole_held(holds(args[0]) ? 1 : 0);
    case InstKind::event_aggregate:
      if (const auto found = tried_.free.find(id); found != tried_.free.end()) return found->second;
      return events(inst);
    case InstKind::has_tag: return tag(id);
    case InstKind::calendar: return calendar(inst, args);
    case InstKind::history: return history(inst);
    case InstKind::population: return population(id, args);
    case InstKind::customer_aggregate:
    case InstKind::pick_row:
    case InstKind::kept: return given(id);
  }
  return doubtful();
}

Held Evaluation::given(InstId id) {
  const auto found = tried_.free.find(id);
  return found == tried_.free.end() ? doubtful() : found->second;
}

Held Evaluation::column(const Inst& inst) {
  const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
  const Column& column = input.columns[static_cast<std::size_t>(inst.b)];
  const bool row = !inst.domain.is_frame();
  if (row && !in_row_) return doubtful();
  if (row && column.derived.exists()) return of(column.derived);
  if (row && here_.row != &tried_.row && input.kind == InputKind::stream && column.file_name.empty()) {
    if (column.name == "nth") return whole_held(static_cast<std::int64_t>(here_.number) + 1);
    if (column.name == "gap") {
      if (here_.before < 0) return {};
      const auto day = [&](std::int64_t at) { return zone_.local_date(at); };
      return whole_held(day(here_.row->at) - day(here_.before));
    }
  }
  if (row) {
    const Held* found = here_.row->columns.find(inst.b);
    return found == nullptr ? doubtful() : *found;
  }
  read_of_her_ = true;
  const auto found = tried_.columns.find({inst.a, inst.b});
  return found == tried_.columns.end() ? doubtful() : found->second;
}

Held Evaluation::call(InstId id) {
  const auto args = program_.args_of(id);
  std::array<Held, 3> few;
  std::vector<Held> many(args.size() > few.size() ? args.size() : 0);
  const std::span<Held> values = many.empty() ? std::span(few).first(args.size()) : std::span(many);
  for (std::size_t i = 0; i < args.size(); ++i) {
    values[i] = of(args[i]);
    if (!values[i].known) return {};
  }
  return applied(program_.at(id).op, context_, values);
}

Held Evaluation::in_set(const Inst& inst, InstId arg) {
  const Held held = of(arg);
  if (!held.known) return whole_held(0);
  const TypeKind kind = program_.at(arg).type.kind;
  for (const Constant& member : program_.constant_sets[static_cast<std::size_t>(inst.a)])
    if (compare(kind, held, held_constant(member)) == 0) return whole_held(1);
  return whole_held(0);
}

Held Evaluation::calendar(const Inst& inst, std::span<const InstId> args) {
  std::vector<std::optional<Days>> dates;
  for (const InstId arg : args) {
    const Held held = of(arg);
    dates.push_back(held.known ? std::optional(held.whole) : std::nullopt);
  }
  if (!dates[0]) return {};
  const std::vector<Recurrence>& rules = program_.calendars[static_cast<std::size_t>(inst.a)].rules;
  const HerDates hers = std::span(dates).subspan(1);
  CalendarDay day;
  switch (static_cast<CalendarAsk>(inst.b)) {
    case CalendarAsk::is_day:
      day = calendar_day_on(rules, *dates[0], hers);
      return day.answer == DayAnswer::no_table ? doubtful() : whole_held(day.answer == DayAnswer::found ? 1 : 0);
    case CalendarAsk::until:
      day = calendar_day_from(rules, *dates[0], hers);
      return day.answer == DayAnswer::found ? whole_held(day.date - *dates[0]) : doubtful();
    case CalendarAsk::since:
      day = calendar_day_until(rules, *dates[0], hers);
      return day.answer == DayAnswer::found ? whole_held(*dates[0] - day.date) : doubtful();
  }
  return doubtful();
}

// She has been what she is for long: what is remembered is what is.
Held Evaluation::history(const Inst& inst) {
  const History& history = program_.histories[static_cast<std::size_t>(inst.a)];
  switch (history.kind) {
    case MemoryKind::plain:
    case MemoryKind::fall:
    case MemoryKind::once:
    case MemoryKind::ttl: return of(history.value);
    case MemoryKind::until: return whole_held(holds(history.value) && !holds(history.release) ? 1 : 0);
    case MemoryKind::crossing: return doubtful();
  }
  return doubtful();
}

// Among others nobody knows she may stand anywhere; who does not count stands nowhere.
Held Evaluation::population(InstId id, std::span<const InstId> args) {
  const Population& form = program_.populations[static_cast<std::size_t>(program_.at(id).a)];
  if (args.size() > 1 && !holds(args[1])) return {};
  if (form.op != PopulationOp::quantile && !args.empty() && !of(args[0]).known &&
      (form.missing_out || program_.at(id).type.is(TypeKind::boolean)))
    return {};
  return given(id);
}

Held Evaluation::tag(InstId id) {
  const Inst& inst = program_.at(id);
  Held held = given(id);
  if (inst.b >= 0 || !program_.args_of(id).empty()) return held;
  for (const auto& [other, value] : tried_.free)  // held in some group, and so held
    if (const Inst& same = program_.at(other); same.kind == InstKind::has_tag && same.a == inst.a && value.whole != 0)
      return whole_held(1);
  return held;
}

// ---- Events

// The rows that count, behind those of whoever asked for this one.
void Evaluation::select(const Aggregate& form) {
  const Input& input = program_.inputs[form.input.index()];
  std::int64_t from = INT64_MIN, to = INT64_MAX;
  for (const auto& [bound, into] : {std::pair(form.from, &from), {form.to, &to}}) {
    if (!bound.exists()) continue;
    const Held held = of(bound);
    if (!held.known) return;
    *into = held.whole;
  }
  const auto found = tried_.events.find(form.input.value);
  if (found == tried_.events.end()) {
    unsure_ = true;
    return;
  }
  const Place before_here = here_;
  const bool before_in_row = in_row_;
  in_row_ = true;
  std::size_t number = 0;
  std::int64_t before = -1;
  for (const TriedRow& row : found->second) {
    here_ = {&row, form.input, number, before};
    if (!holds(input.filter)) continue;
    ++number;
    before = row.at;
    if (row.at < from || row.at >= to || row.at > tried_.now()) continue;
    if (is_seen_later(input) && row.at == tried_.now()) continue;
    const Place here = here_;
    if (holds(form.where)) places_.push_back(here);
  }
  here_ = before_here;
  in_row_ = before_in_row;
}

Held Evaluation::events(const Inst& inst) {
  const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
  if (form.after.exists() || form.latest_by.exists()) return doubtful();
  const std::size_t first = places_.size(), first_value = values_.size();
  select(form);
  const Place before_here = here_;
  const bool before_in_row = in_row_;
  in_row_ = true;
  for (std::size_t i = first; i < places_.size(); ++i) {
    here_ = places_[i];
    const std::int64_t at = here_.row->at;
    Held value = form.value.exists() ? of(form.value) : Held{};
    values_.push_back({at, std::move(value)});
  }
  here_ = before_here;
  in_row_ = before_in_row;
  const TypeKind kind = form.value.exists() ? program_.at(form.value).type.kind : TypeKind::datetime;
  Held out = reduced(form.op, kind, inst.type.kind, form.value.exists(), std::span(values_).subspan(first_value),
                     static_cast<int>(program_.project.week_start));
  places_.resize(first);
  values_.resize(first_value);
  return out;
}

}  // namespace sop::trial
