// Which rows an expression is evaluated for: frame rows, the rows of an aggregate, the customers of an instant.
#include <algorithm>

#include "runtime/reference/aggregate.h"
#include "runtime/reference/calendar.h"
#include "runtime/reference/evaluator.h"

namespace sop::reference {

Place Evaluator::frame_place(std::size_t row) const {
  Place place{.domain = Domain::frame(), .customer = frame_.customer[row], .as_of = frame_.as_of_at(row)};
  if (frame_.stream.exists()) place.event = frame_.event[row];
  place.frame_row = row;
  return place;
}

Place Evaluator::inner_place(InputId input, std::size_t row, const Place* decided) const {
  Place place{.domain = Domain::rows_of(input), .decided = decided, .row = row};
  const TableData& data = table(input);
  if (input == program_.population) place.customer = static_cast<std::uint32_t>(row);
  if (row < data.customer.size()) place.customer = data.customer[row];
  return place;
}

const std::deque<Place>& Evaluator::population_at(Micros as_of) {
  const auto [found, added] = populations_.try_emplace(as_of);
  if (!added) return found->second;
  for (std::uint32_t customer = 0; customer < dataset_.customers; ++customer) {
    const bool hidden = !dataset_.exists_since.empty() && dataset_.exists_since[customer] > as_of;
    if (!hidden) found->second.push_back({.domain = {}, .customer = customer, .as_of = as_of});
  }
  return found->second;
}

std::vector<Place> Evaluator::visible_rows(const Aggregate& aggregate, const Place& frame_place) {
  const TableData& data = table(aggregate.input);
  Maybe from, to;
  if (aggregate.from.exists() && !(from = evaluate(aggregate.from, frame_place).value)) return {};
  if (aggregate.to.exists() && !(to = evaluate(aggregate.to, frame_place).value)) return {};
  std::vector<Place> rows;
  if (program_.inputs[aggregate.input.index()].kind == InputKind::lookup)
    for (std::size_t row = 0; row < data.rows; ++row) rows.push_back(inner_place(aggregate.input, row, &frame_place));
  if (data.begin.empty()) return rows;
  for (std::size_t row = data.begin[*frame_place.customer]; row < data.begin[*frame_place.customer + 1]; ++row) {
    const Micros time = data.time_us[row];
    if (time > frame_place.as_of) continue;
    if (time == frame_place.as_of && is_seen_later(program_.inputs[aggregate.input.index()])) continue;
    if (from && time < std::get<std::int64_t>(*from)) continue;
    if (to && time >= std::get<std::int64_t>(*to)) continue;
    rows.push_back(inner_place(aggregate.input, row, &frame_place));
  }
  return rows;
}

// In order of the customers' ids: what sums of numbers add up in.
std::vector<Place> Evaluator::population_rows(const Aggregate& aggregate, Micros as_of) {
  std::vector<Place> rows;
  for (const Place& customer : population_at(as_of))
    rows.push_back(inner_place(aggregate.input, *customer.customer, &customer));
  const auto id = [&](const Place& place) { return dataset_.pool->text(dataset_.customer_ids[*place.customer]); };
  std::ranges::stable_sort(rows, [&](const Place& a, const Place& b) { return id(a) < id(b); });
  return rows;
}

// The rows an event aggregate folds: in its window, where `where` holds, the latest of each value, in a chain.
std::vector<Place> Evaluator::selected_rows(const Aggregate& aggregate, const Place& place) {
  std::vector<Place> rows = visible_rows(aggregate, place);
  std::erase_if(rows, [&](const Place& row) { return !holds(aggregate.where, row); });
  return linked_rows(aggregate, latest_rows(aggregate, std::move(rows)), place);
}

std::vector<Place> Evaluator::latest_rows(const Aggregate& aggregate, std::vector<Place> rows) {
  if (!aggregate.latest_by.exists()) return rows;
  const TypeKind kind = program_.at(aggregate.latest_by).type.kind;
  std::vector<Place> latest;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Maybe value = evaluate(aggregate.latest_by, rows[i]).value;
    bool last = value.has_value();
    for (std::size_t later = i + 1; last && later < rows.size(); ++later) {
      const Maybe other = evaluate(aggregate.latest_by, rows[later]).value;
      last = !other || order(kind, *other, *value) != 0;
    }
    if (last) latest.push_back(rows[i]);
  }
  return latest;
}

// Every row of the link before is tried, so no chain is overlooked.
std::vector<Place> Evaluator::linked_rows(const Aggregate& aggregate, std::vector<Place> rows, const Place& place) {
  if (!aggregate.after.exists()) return rows;
  const Aggregate& before = program_.aggregates[static_cast<std::size_t>(program_.at(aggregate.after).a)];
  const std::vector<Place> reached = selected_rows(before, place);
  const auto follows = [&](const Place& row) {
    const Micros time = table(aggregate.input).time_us[row.row];
    for (const Place& previous : reached) {
      const Micros since = table(before.input).time_us[previous.row];
      if (since >= time) continue;
      if (!aggregate.up_to.exists()) return true;
      const Constant& length = program_.constants[static_cast<std::size_t>(program_.at(aggregate.up_to).a)];
      const auto last = instant_plus(setting_.zone, since, unpack_duration(length.whole));
      if (!last || time <= *last) return true;
    }
    return false;
  };
  std::erase_if(rows, [&](const Place& row) { return !follows(row); });
  return rows;
}

Outcome Evaluator::reduce(const Aggregate& spec, const std::vector<Place>& rows) {
  std::vector<AggregateRowValue> values;
  const bool is_stream = spec.input != program_.population;
  for (const Place& place : rows) {
    AggregateRowValue& value = values.emplace_back();
    if (is_stream) value.time_us = table(spec.input).time_us[place.row];
    if (spec.value.exists()) value.value = evaluate(spec.value, place).value;
  }
  const TypeKind kind = spec.value.exists() ? program_.at(spec.value).type.kind : TypeKind::datetime;
  return aggregate(spec.op, kind, spec.value.exists(), values, setting_);
}

Outcome Evaluator::compute_event_aggregate(const Aggregate& spec, const Place& place) {
  return reduce(spec, selected_rows(spec, place));
}

// The smallest key among the rows of a lookup table for which the condition holds.
Outcome Evaluator::compute_pick_row(const Aggregate& spec, const Place& place) {
  Maybe best;
  for (const Place& here : visible_rows(spec, place)) {
    if (!holds(spec.where, here)) continue;
    const Outcome key = evaluate(spec.value, here);
    if (key.value && (!best || order(TypeKind::id, *key.value, *best) < 0)) best = key.value;
  }
  return {best, false};
}

Outcome Evaluator::compute_customer_aggregate(std::size_t index, const Place& place) {
  const auto key = std::pair(index, place.as_of);
  if (const auto found = customer_aggregates_.find(key); found != customer_aggregates_.end()) return found->second;
  const Aggregate& spec = program_.aggregates[index];
  std::vector<Place> rows = population_rows(spec, place.as_of);
  std::erase_if(rows, [&](const Place& row) { return !holds(spec.where, row); });
  const Outcome outcome = reduce(spec, rows);
  customer_aggregates_.emplace(key, outcome);
  return outcome;
}

}  // namespace sop::reference
