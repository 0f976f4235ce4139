#include "compiler/confirm/slots.h"

#include <algorithm>

#include "compiler/analysis/ranges.h"
#include "compiler/confirm/evaluate.h"

namespace sop::trial {
namespace {

constexpr std::size_t most_rows = 16, most_times = 10;
constexpr std::int64_t most_events = 40;
constexpr int stream_parts = 3;  // kinds of events that one stream may hold at once

std::optional<Held> held_of(const Variable& variable, const Pick& pick, TypeKind kind, Days today) {
  const std::int64_t now = today * micros_per_day + usual_time;
  switch (variable.line) {
    case Line::missing: return pick.whole == 1 ? std::optional(Held{}) : std::nullopt;
    case Line::truth:
    case Line::whole: return whole_held(pick.whole);
    case Line::date: return whole_held(kind == TypeKind::datetime ? pick.whole * micros_per_day : pick.whole);
    case Line::real: return real_held(pick.real);
    case Line::text: return text_held(pick.any_text ? "another" : pick.text);
    case Line::from_now: return whole_held(now + pick.whole);
    case Line::from_today:
      if (std::abs(pick.whole) > 4'000'000) return std::nullopt;
      return whole_held(kind == TypeKind::date ? today + pick.whole
                                               : now + pick.whole * micros_per_day - 2 * micros_per_hour);
  }
  return std::nullopt;
}

}  // namespace

Slots::Slots(Translator& translator, Leaves& leaves, Domain rows, const Answer& model, EventsBefore* before)
    : t_(translator),
      program_(translator.program()),
      leaves_(leaves),
      question_rows_(rows),
      model_(model),
      before_(before) {
  for (const Known& known : model.customer) {
    const Variable& variable = t_.variable(known.variable);
    if (variable.value.exists() && !variable.minus.exists() && leaves.context.contains(variable.value) &&
        variable.line == Line::date && is_date(known.pick.whole))
      today_ = known.pick.whole;
  }
  columns();
  given();
  for (const auto& [stream, asked] : leaves.streams)
    if (!asked.forms.empty()) events(stream, asked);
}

// What the model says of this value.
std::optional<Held> Slots::picked(InstId value, std::int32_t input, std::int32_t column, bool frame) const {
  std::optional<Held> out;
  for (const Known& known : model_.customer) {
    const Variable& variable = t_.variable(known.variable);
    if (!variable.value.exists() || variable.minus.exists()) continue;
    const Inst& inst = program_.at(variable.value);
    const bool same = value.exists() ? variable.value == value
                                     : inst.kind == InstKind::column && inst.a == input && inst.b == column &&
                                           inst.domain.is_frame() == frame;
    if (!same) continue;
    if (const auto held = held_of(variable, known.pick, inst.type.kind, today_)) {
      if (!held->known) return held;
      out = held;
    }
  }
  return out;
}

Slot Slots::slot_of_column(std::pair<std::int32_t, std::int32_t> place, Slot::Kind kind) const {
  const Input& input = program_.inputs[static_cast<std::size_t>(place.first)];
  const Column& column = input.columns[static_cast<std::size_t>(place.second)];
  const bool past = place.second == input.time || place.second == input.since;
  Slot slot{kind, place, {}, worth_trying(program_, column.type, leaves_.marks, today_, !past), {}};
  if (column.range) {
    const bool real = column.type.is(TypeKind::number);
    const ColumnRange& range = *column.range;
    std::erase_if(slot.values, [&](const Held& held) {
      if (!held.known) return false;
      return real ? held.real < range.low_real || held.real > range.high_real
                  : held.whole < range.low_whole || held.whole > range.high_whole;
    });
    slot.values.push_back(real ? real_held(range.low_real) : whole_held(range.low_whole));
    slot.values.push_back(real ? real_held(range.high_real) : whole_held(range.high_whole));
  }
  if (input.kind == InputKind::stream && column.file_name.empty())
    std::erase_if(slot.values, [&](const Held& held) { return held.known && held.whole < (column.name == "nth"); });
  return slot;
}

void Slots::columns() {
  for (const auto& place : leaves_.columns) {
    Slot slot = slot_of_column(place, Slot::Kind::column);
    if (const auto held = picked({}, place.first, place.second, true)) slot.values.insert(slot.values.begin(), *held);
    slots_.push_back(std::move(slot));
  }
  if (question_rows_.is_frame()) return;
  for (const auto& place : leaves_.row_columns) {
    if (place.first != question_rows_.input) continue;
    Slot slot = slot_of_column(place, Slot::Kind::row_column);
    if (const auto held = picked({}, place.first, place.second, false)) slot.values.insert(slot.values.begin(), *held);
    slots_.push_back(std::move(slot));
  }
  if (const auto found = leaves_.streams.find(question_rows_.input); found != leaves_.streams.end())
    for (const InstId id : found->second.looked_up) {
      Slot slot{Slot::Kind::row_lookup, {}, id, {}, {}};
      slot.values = worth_trying(program_, program_.at(id).type.with_nullable(true), leaves_.marks, today_, true);
      if (const auto held = picked(id, 0, 0, false)) slot.values.insert(slot.values.begin(), *held);
      slots_.push_back(std::move(slot));
    }
}

void Slots::given() {
  std::vector<InstId> all(leaves_.looked_up.begin(), leaves_.looked_up.end());
  all.insert(all.end(), leaves_.tags.begin(), leaves_.tags.end());
  all.insert(all.end(), leaves_.given.begin(), leaves_.given.end());
  for (const InstId id : all) {
    const Inst& inst = program_.at(id);
    Slot slot{Slot::Kind::given, {}, id, {}, {}};
    const bool may_miss = inst.kind == InstKind::lookup;
    slot.values = worth_trying(program_, may_miss ? inst.type.with_nullable(true) : inst.type, leaves_.marks, today_,
                               may_lie_ahead(program_, id));
    const WholeRange range = whole_range(program_, id);
    if (!inst.type.is(TypeKind::number) && !inst.type.is(TypeKind::text) && !inst.type.is(TypeKind::id)) {
      std::erase_if(slot.values, [&](const Held& held) {
        return held.known && (held.whole < range.low || held.whole > range.high);
      });
      if (slot.values.empty()) slot.values.push_back(whole_held(std::max<std::int64_t>(range.low, 0)));
    }
    if (const auto held = picked(id, 0, 0, true)) slot.values.insert(slot.values.begin(), *held);
    slots_.push_back(std::move(slot));
  }
}

// ---- Events

// Rows that differ in what the conditions on them say, the plainest first.
std::vector<TriedRow> Slots::rows_of(std::int32_t stream, const StreamAsked& asked, const Tried& base,
                                     bool& of_her) const {
  std::vector<Slot> columns;
  for (const auto& place : leaves_.row_columns)
    if (place.first == stream) columns.push_back(slot_of_column(place, Slot::Kind::row_column));
  for (const InstId id : asked.looked_up) {
    Slot& slot = columns.emplace_back(Slot{Slot::Kind::row_lookup, {}, id, {}, {}});
    slot.values = worth_trying(program_, program_.at(id).type.with_nullable(true), leaves_.marks, today_, true);
  }
  std::vector<TriedRow> out;
  std::vector<Held> seen, says;  // what was said of one row after another
  constexpr std::size_t unnumbered = 10'000;
  std::size_t combinations = 1;
  for (const Slot& slot : columns) combinations = std::min(combinations * slot.values.size(), unnumbered);
  std::vector<bool> considered(combinations < unnumbered ? combinations : 0);  // by number, as far as there is one
  std::size_t considered_so_far = 0;
  Tried tried = base;
  TriedRow& row = tried.row;
  Evaluation evaluation(program_, tried, Domain::rows_of(InputId(stream)));
  const auto consider = [&](const std::vector<std::size_t>& chosen) {
    std::size_t number = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) number = number * columns[i].values.size() + chosen[i];
    if (out.size() >= most_rows) return;
    if (!considered.empty()) {
      if (considered[number]) return;
      considered[number] = true;
      ++considered_so_far;
    }
    for (std::size_t i = 0; i < columns.size(); ++i)
      (columns[i].kind == Slot::Kind::row_column ? row.columns[columns[i].column.second]
                                                 : row.looked_up[columns[i].inst]) = columns[i].values[chosen[i]];
    evaluation.next_row();
    says.clear();
    if (!evaluation.holds(program_.inputs[static_cast<std::size_t>(stream)].filter)) return;
    for (const InstId form : asked.forms) {
      const Aggregate& aggregate = program_.aggregates[static_cast<std::size_t>(program_.at(form).a)];
      says.push_back(whole_held(evaluation.holds(aggregate.where) ? 1 : 0));
      if (aggregate.value.exists()) says.push_back(evaluation.of(aggregate.value));
    }
    for (std::size_t at = 0; at < seen.size(); at += says.size())
      if (std::equal(says.begin(), says.end(), seen.begin() + static_cast<std::ptrdiff_t>(at))) return;
    seen.insert(seen.end(), says.begin(), says.end());
    out.push_back(row);
  };
  std::vector<std::size_t> chosen(columns.size(), 0);
  consider(chosen);
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (chosen[i] = columns[i].values.size(); chosen[i]-- > 0;) {
      consider(chosen);
      if (chosen[i] == 0) break;
    }
  std::uint64_t dice = 88172645463325252ULL;
  for (int tries = 0; tries < 200 && columns.size() > 1 && out.size() < most_rows; ++tries) {
    if (considered_so_far == combinations) break;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      dice ^= dice << 13, dice ^= dice >> 7, dice ^= dice << 17;
      chosen[i] = static_cast<std::size_t>(dice % columns[i].values.size());
    }
    consider(chosen);
  }
  of_her = of_her || evaluation.read_of_her();
  return out;
}

// Instants that differ in the windows they lie in.
std::vector<std::int64_t> Slots::times_of(const StreamAsked& asked, const Tried& base, bool& of_her) const {
  Evaluation evaluation(program_, base, Domain::frame());
  const std::int64_t now = base.now();
  // Today and the day before: one thing may have to come after another.
  std::vector<std::int64_t> tried{now - micros_per_hour, now - micros_per_hour - micros_per_day};
  std::vector<std::pair<std::int64_t, std::int64_t>> windows;
  for (const InstId form : asked.forms) {
    const Aggregate& aggregate = program_.aggregates[static_cast<std::size_t>(program_.at(form).a)];
    std::pair<std::int64_t, std::int64_t> window{INT64_MIN, INT64_MAX};
    if (aggregate.from.exists()) window.first = evaluation.of(aggregate.from).whole;
    if (aggregate.to.exists()) window.second = evaluation.of(aggregate.to).whole;
    windows.push_back(window);
    for (const std::int64_t bound : {window.first, window.second})
      if (bound != INT64_MIN && bound != INT64_MAX)
        for (const std::int64_t step : {micros_per_hour, -micros_per_hour}) tried.push_back(bound + step);
  }
  for (const std::int64_t days : leaves_.marks.days_away)
    for (const std::int64_t step : {0, -1, 1}) tried.push_back(now + (days + step) * micros_per_day - micros_per_hour);
  for (const std::int64_t micros : leaves_.marks.micros_away) tried.push_back(now + micros);
  for (const std::int64_t days : leaves_.marks.integers)  // `days_since(last(orders)) > 30`
    if (std::abs(days) < 100'000)
      for (const std::int64_t step : {0, -1, 1})
        tried.push_back(now - (days + step) * micros_per_day - micros_per_hour);
  std::vector<std::int64_t> out;
  const bool reads_time = std::ranges::any_of(asked.forms, [&](InstId form) {
    const Aggregate& aggregate = program_.aggregates[static_cast<std::size_t>(program_.at(form).a)];
    return (aggregate.op == AggregateOp::first || aggregate.op == AggregateOp::last) && !aggregate.value.exists();
  });
  std::vector<char> seen, inside(windows.size());  // of one instant after another
  const auto was_seen = [&] {
    for (std::size_t at = 0; at < seen.size(); at += inside.size())
      if (std::equal(inside.begin(), inside.end(), seen.begin() + static_cast<std::ptrdiff_t>(at))) return true;
    return false;
  };
  for (const std::int64_t at : tried) {
    for (std::size_t i = 0; i < windows.size(); ++i)
      inside[i] = at >= windows[i].first && at < windows[i].second ? 1 : 0;
    if (at > now || (!reads_time && was_seen())) continue;
    seen.insert(seen.end(), inside.begin(), inside.end());
    if (std::ranges::find(out, at) == out.end() && out.size() < 2 * most_times) out.push_back(at);
  }
  of_her = of_her || evaluation.read_of_her();
  return out;
}

void Slots::events(std::int32_t stream, const StreamAsked& asked) {
  Tried base;
  base.today = today_;
  for (const Slot& slot : slots_)
    if (slot.kind == Slot::Kind::column) base.columns[slot.column] = slot.values[0];
  std::shared_ptr<const EventChoices> choices = before_ ? before_->find(stream, asked, leaves_, base) : nullptr;
  if (!choices) {
    choices = std::make_shared<const EventChoices>(choices_of(stream, asked, base));
    if (before_) before_->keep(stream, asked, leaves_, base, choices);
  }
  for (int i = 0; i < stream_parts; ++i) slots_.push_back({Slot::Kind::events, {stream, -1}, {}, {}, choices});
}

EventChoices Slots::choices_of(std::int32_t stream, const StreamAsked& asked, const Tried& base) const {
  EventChoices out;
  out.rows = rows_of(stream, asked, base, out.of_her);
  out.parts.push_back({});  // none
  std::set<std::int64_t> counts{1, 2};
  for (const std::int64_t mark : leaves_.marks.integers)
    for (const std::int64_t count : {mark - 1, mark, mark + 1})
      if (count > 0 && count <= most_events) counts.insert(count);
  const bool by_days = std::ranges::any_of(asked.forms, [&](InstId form) {
    const AggregateOp op = program_.aggregates[static_cast<std::size_t>(program_.at(form).a)].op;
    return op == AggregateOp::days_active || op == AggregateOp::weeks_active || op == AggregateOp::months_active;
  });
  const std::vector<std::int64_t> times = times_of(asked, base, out.of_her);
  out.parts.reserve(1 + counts.size() * times.size() * out.rows.size());
  for (const std::int64_t count : counts)
    for (const std::int64_t at : times)
      for (std::size_t row = 0; row < out.rows.size(); ++row) {
        out.parts.push_back({row, at, count, false});
        if (by_days && count > 1) out.parts.push_back({row, at, count, true});
      }
  return out;
}

// ---- Made

const Tried* Slots::made(const std::vector<std::size_t>& chosen) {
  latest_.today = today_;
  const bool first = latest_choices_.size() != chosen.size();
  std::optional<std::int32_t> written;  // parts of one stream stand together
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!first && latest_choices_[i] == chosen[i]) continue;
    if (slots_[i].kind != Slot::Kind::events)
      choose(i, chosen[i]);
    else if (written != slots_[i].column.first)
      write_events(*(written = slots_[i].column.first), chosen);
  }
  latest_choices_ = chosen;
  return can_be(latest_) ? &latest_ : nullptr;
}

void Slots::choose(std::size_t number, std::size_t choice) {
  const Slot& slot = slots_[number];
  const Held& value = slot.values[choice];
  switch (slot.kind) {
    case Slot::Kind::column: latest_.columns[slot.column] = value; break;
    case Slot::Kind::row_column: latest_.row.columns[slot.column.second] = value; break;
    case Slot::Kind::row_lookup: latest_.row.looked_up[slot.inst] = value; break;
    case Slot::Kind::given: latest_.free[slot.inst] = value; break;
    case Slot::Kind::events: break;
  }
}

// All parts of one stream as they are chosen.
void Slots::write_events(std::int32_t stream, const std::vector<std::size_t>& chosen) {
  std::vector<TriedRow>& rows = latest_.events[stream];
  std::size_t written = 0;  // over what stood there
  const Input& input = program_.inputs[static_cast<std::size_t>(stream)];
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    if (slot.kind != Slot::Kind::events || slot.column.first != stream) continue;
    const EventPart& part = slot.events->parts[chosen[i]];
    for (std::int64_t n = 0; n < part.count; ++n) {
      if (written == rows.size()) rows.emplace_back();
      TriedRow& row = rows[written++];
      row = slot.events->rows[part.row];
      row.at = part.at - (part.day_by_day ? n * micros_per_day : 0);
      if (input.time >= 0) {
        const bool date = input.columns[static_cast<std::size_t>(input.time)].type.is(TypeKind::date);
        if (date) row.at = floor_div(row.at, micros_per_day) * micros_per_day;
        row.columns[input.time] = whole_held(date ? floor_div(row.at, micros_per_day) : row.at);
      }
    }
  }
  rows.resize(written);
  if (!std::ranges::is_sorted(rows, {}, &TriedRow::at)) std::ranges::stable_sort(rows, {}, &TriedRow::at);
}

bool Slots::is_one_of(const std::string& group) const {
  return std::ranges::none_of(program_.facts, [&](const Fact& fact) { return fact.group == group; });
}

bool Slots::can_be(const Tried& tried) const {
  std::map<std::int32_t, int> siblings;
  std::map<std::pair<std::int32_t, InstId>, std::pair<bool, bool>> rows;  // no row, some value
  for (const auto& [id, held] : tried.free) {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::has_tag && inst.b >= 0 && held.whole != 0 && ++siblings[inst.b] > 1 &&
        is_one_of(program_.constants[static_cast<std::size_t>(inst.b)].text))
      return false;
    if (inst.kind == InstKind::lookup) {
      const auto args = program_.args_of(id);
      auto& [none, some] = rows[{inst.a, args.empty() ? InstId{} : args[0]}];
      const Column& column =
          program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
      none = none || (!held.known && !column.type.nullable);
      some = some || held.known;
      if (none && some) return false;
    }
  }
  return true;
}

}  // namespace sop::trial
