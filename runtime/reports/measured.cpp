#include "runtime/reports/measured.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sop {
namespace {

// Facets that are periods have no instruction.
std::vector<InstId> group_roots(const std::vector<InstId>& by) {
  std::vector<InstId> out;
  for (const InstId each : by)
    if (each.exists()) out.push_back(each);
  return out;
}

ColumnData same_instant(Type type, std::size_t rows, Micros value) {
  ColumnData out = make_column(type, rows);
  std::ranges::fill(out.whole, value);
  return out;
}

}  // namespace

RowsFound Measured::rows(const ReportPeriod& period, Micros first) {
  if (measure_.input == world_.program().population) return {customer_rows(period, first), {}};
  Micros from = measure_.running ? first : period.from, to = period.to;
  if (measure_.own_window) {
    const auto low = world_.instant(measure_.from, period.as_of), high = world_.instant(measure_.to, period.as_of);
    if ((measure_.from.exists() && !low) || (measure_.to.exists() && !high)) return {};
    from = low.value_or(no_begin);
    to = std::min(high.value_or(std::numeric_limits<Micros>::max()), period.as_of + 1);
  }
  if (measure_.funnel >= 0) return {entrant_rows(from, to, period.as_of), {}};
  return event_rows(from, to, period.as_of);
}

bool Measured::in_cohort(const ReportedEvent& event) const {
  if (starts_ == nullptr) return true;
  if (event.stranger) return false;
  const auto start = starts_->of_customer.find(event.customer);
  return start != starts_->of_customer.end() && start->second <= event.at;
}

bool Measured::is_timeless() const {
  const auto timeless = [&](InstId id) { return world_.is_timeless(id); };
  return timeless(measure_.value) && timeless(measure_.where) && std::ranges::all_of(measure_.by, timeless);
}

RowsFound Measured::event_rows(Micros from, Micros to, Micros as_of) {
  const std::vector<ReportedEvent>& events = world_.events(measure_.input);
  if (is_timeless()) {
    if (!all_) {
      std::vector<const ReportedEvent*> every;
      for (const ReportedEvent& event : events)
        if (in_cohort(event)) every.push_back(&event);
      all_ = asked(std::move(every), world_.as_of());
    }
    const auto at = [](const GroupedRow& row) { return row.row.at; };
    const auto low = std::ranges::lower_bound(*all_, from, {}, at), high = std::ranges::lower_bound(*all_, to, {}, at);
    if (low >= high) return {};
    return {{}, std::span<const GroupedRow>(low, high)};
  }
  std::vector<const ReportedEvent*> chosen;
  for (const ReportedEvent& event : events)
    if (event.at >= from && event.at < to && in_cohort(event)) chosen.push_back(&event);
  return {asked(std::move(chosen), as_of), {}};
}

// Those for which `where` holds, then what is asked of these.
std::vector<GroupedRow> Measured::asked(std::vector<const ReportedEvent*> events, Micros as_of) {
  if (measure_.where.exists()) {
    const auto holds = world_.evaluate(measure_.input, events, std::span(&measure_.where, 1),
                                       std::span(&measure_.stranger_where, 1), as_of);
    std::vector<const ReportedEvent*> kept;
    for (std::size_t i = 0; i < events.size(); ++i)
      if (holds[0][i].whole != 0) kept.push_back(events[i]);
    events = std::move(kept);
  }
  std::vector<InstId> roots = group_roots(measure_.by), strangers = group_roots(measure_.stranger_by);
  if (measure_.value.exists()) {
    roots.push_back(measure_.value);
    strangers.push_back(measure_.stranger_value);
  }
  const auto values = world_.evaluate(measure_.input, events, roots, strangers, as_of);
  std::vector<GroupedRow> out(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    out[i].row = {events[i]->at, i, measure_.value.exists() ? values.back()[i] : CellValue{}};
    out[i].key = key_of(i, values);
    out[i].customer = events[i]->customer;
    out[i].owner = events[i]->key;
  }
  return out;
}

GroupKey Measured::key_of(std::size_t event, const std::vector<std::vector<CellValue>>& by) const {
  GroupKey key;
  for (const InstId each : measure_.by)
    if (each.exists()) key.push_back(by[key.size()][event]);
  return key;
}

// Customers who exist at the period's end, by their ids, as they are then.
std::vector<GroupedRow> Measured::customer_rows(const ReportPeriod& period, Micros first) {
  const Dataset& dataset = world_.dataset();
  Frame frame;
  frame.batch_as_of = period.as_of;
  for (std::uint32_t c = 0; c < dataset.customers; ++c) {
    if (!world_.exists(c, period.as_of)) continue;
    if (starts_ != nullptr && !starts_->of_customer.contains(c)) continue;
    frame.customer.push_back(c);
  }
  if (form_.cell_from >= 0) {
    const Type instant{TypeKind::datetime, false, {}};
    frame.kept.resize(world_.program().kept.size());
    const Micros from = measure_.running ? first : period.from;
    ColumnData& low = frame.kept[static_cast<std::size_t>(form_.cell_from)];
    low = same_instant(instant, frame.rows(), from);
    frame.kept[static_cast<std::size_t>(form_.cell_to)] = same_instant(instant, frame.rows(), period.to);
    if (starts_ != nullptr)
      for (std::size_t i = 0; i < frame.rows(); ++i)
        low.whole[i] = std::max(from, starts_->of_customer.at(frame.customer[i]));
  }
  std::vector<InstId> roots = group_roots(measure_.by);
  const std::size_t groups = roots.size();
  if (measure_.where.exists()) roots.push_back(measure_.where);
  if (measure_.value.exists()) roots.push_back(measure_.value);
  const std::vector<ColumnData> values =
      frame.rows() == 0 ? std::vector<ColumnData>(roots.size()) : world_.evaluate(frame, roots);
  std::map<std::uint32_t, std::size_t> place;
  for (std::size_t i = 0; i < frame.rows(); ++i) place[frame.customer[i]] = i;
  std::vector<GroupedRow> out;
  for (const std::uint32_t customer : world_.customers_by_id()) {
    const auto found = place.find(customer);
    if (found == place.end()) continue;
    const std::size_t i = found->second;
    GroupedRow row;
    row.customer = customer;
    row.holds = !measure_.where.exists() || bit_at(values[groups].bits, i);
    if (!row.holds && !measure_.share) continue;
    for (std::size_t g = 0; g < groups; ++g) row.key.push_back(cell_value_at(values[g], i));
    row.row = {0, out.size(), measure_.value.exists() ? cell_value_at(values.back(), i) : CellValue{}};
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<GroupedRow> Measured::entrant_rows(Micros from, Micros to, Micros as_of) {
  if (!entrants_) {
    entrants_.emplace();
    for (const Entrant& entrant :
         funnel_entrants(world_, world_.program().funnels[static_cast<std::size_t>(measure_.funnel)])) {
      const bool counts =
          measure_.open ? entrant.open && entrant.reached + 1 == measure_.step : entrant.reached >= measure_.step;
      entrants_->emplace_back(entrant.event, counts);
    }
  }
  std::vector<const ReportedEvent*> events;
  for (const auto& [event, counts] : *entrants_)
    if (counts && event->at >= from && event->at < to && in_cohort(*event)) events.push_back(event);
  return asked(std::move(events), as_of);
}

CellValue Measured::fold(const std::vector<const GroupedRow*>& rows) const {
  if (measure_.share) {
    if (rows.empty()) return {};
    const auto holds = std::ranges::count_if(rows, [](const GroupedRow* row) { return row->holds; });
    return real_value(static_cast<double>(holds) / static_cast<double>(rows.size()));
  }
  const bool whole = std::ranges::all_of(rows, [](const GroupedRow* row) { return row->weight == 1; });
  if (!whole) return fold_shares(rows);
  std::vector<const MeasuredRow*> plain;
  for (const GroupedRow* row : rows) plain.push_back(&row->row);
  const CellValue value = fold_rows(setting(), plain);
  // Of what is shared out a count is a number.
  const bool counts = measure_.credited && (form_.credit == Credit::even || form_.credit == Credit::half_life) &&
                      world_.program().kept[static_cast<std::size_t>(measure_.kept)].type.is(TypeKind::number);
  const bool is_whole =
      measure_.op == AggregateOp::count || (measure_.op == AggregateOp::sum && setting().value.is(TypeKind::integer));
  return value.known && counts && is_whole ? real_value(static_cast<double>(value.whole)) : value;
}

FoldSetting Measured::setting() const {
  FoldSetting setting;
  setting.op = measure_.op;
  setting.has_value = measure_.value.exists();
  setting.of_events = measure_.input != world_.program().population;
  if (setting.has_value) setting.value = world_.program().at(measure_.value).type;
  setting.pool = &world_.pool();
  setting.zone = &world_.context().zone;
  setting.week_start = world_.week_start();
  return setting;
}

// Counts, sums and means of parts of events, added up in their order; money is rounded once, half to even.
CellValue Measured::fold_shares(const std::vector<const GroupedRow*>& rows) const {
  const FoldSetting how = setting();
  double weights = 0, total = 0;
  for (const GroupedRow* row : rows) {
    if (how.has_value && !row->row.value.known) continue;
    weights += row->weight;
    const CellValue& value = row->row.value;
    total += row->weight * (how.value.is(TypeKind::number) ? value.real : static_cast<double>(value.whole));
  }
  if (measure_.op == AggregateOp::count) return real_value(weights);
  if (measure_.op == AggregateOp::avg) {
    if (weights == 0) return {};
    total /= weights;
  }
  if (!std::isfinite(total) || std::abs(total) > 9e18) return {};
  return how.value.is(TypeKind::money) ? whole_value(static_cast<std::int64_t>(std::nearbyint(total)))
                                       : real_value(total);
}

std::vector<GroupedRow> Measured::every_row() {
  const RowsFound found = event_rows(no_begin, std::numeric_limits<Micros>::max(), world_.as_of());
  const auto rows = found.rows();
  return {rows.begin(), rows.end()};
}

Starts cohort_starts(ReportWorld& world, const ReportForm& form) {
  Starts out;
  std::vector<const ReportedEvent*> events;
  for (const ReportedEvent& event : world.events(form.cohort_stream))
    if (!event.stranger) events.push_back(&event);
  std::vector<std::vector<CellValue>> holds;
  if (form.cohort_where.exists())
    holds = world.evaluate(form.cohort_stream, events, std::span(&form.cohort_where, 1),
                           std::span(&form.cohort_where, 1), world.as_of());
  for (std::size_t i = 0; i < events.size(); ++i)
    if (holds.empty() || holds[0][i].whole != 0) out.of_customer.try_emplace(events[i]->customer, events[i]->at);
  return out;
}

}  // namespace sop
