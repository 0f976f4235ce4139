#include "runtime/reports/report_cells.h"

#include <algorithm>
#include <limits>

namespace sop {
namespace {

GroupOrder order_of_groups(const ReportForm& form, const TextPool& pool) {
  GroupOrder out;
  for (const Facet& facet : form.facets)
    if (facet.grain == Grain::none) out.types.push_back(facet.type);
  out.pool = &pool;
  return out;
}

}  // namespace

ReportCells::ReportCells(ReportWorld& world, const ReportForm& form)
    : world_(world), form_(form), order_(order_of_groups(form, world.pool())), groups_(order_) {
  for (const Facet& facet : form.facets)
    if (facet.grain != Grain::none) grain_ = facet.grain;
  if (form.kind == ReportKind::cohort) starts_ = cohort_starts(world, form);
  for (const Measure& measure : form.measures)
    measures_.emplace_back(world, form, measure, form.kind == ReportKind::cohort ? &starts_ : nullptr);
  if (form.credit != Credit::none) shares_.emplace(world, form);
  find_periods();
  find_rows();
  add_members();
}

// The window, or from the first event of what the report reads; a cohort begins with its first customer.
void ReportCells::find_periods() {
  const Micros as_of = world_.as_of();
  if (form_.kind == ReportKind::alert || form_.kind == ReportKind::along) return find_alert_periods();
  if (form_.kind == ReportKind::compare) {
    for (const auto& [from, to] : {std::pair(form_.from, form_.to), {form_.before_from, form_.before_to}}) {
      const auto low = world_.instant(from, as_of), high = world_.instant(to, as_of);
      const bool lost = (from.exists() && !low) || (to.exists() && !high);
      periods_.push_back(whole_period(low.value_or(no_begin),
                                      lost ? no_begin : high.value_or(std::numeric_limits<Micros>::max()), as_of));
    }
    periods_.push_back(periods_.front());
    return;
  }
  const auto low = world_.instant(form_.from, as_of), high = world_.instant(form_.to, as_of);
  const bool lost = (form_.from.exists() && !low) || (form_.to.exists() && !high);
  const Micros end = high.value_or(std::numeric_limits<Micros>::max());
  ReportPeriod whole = whole_period(low.value_or(no_begin), lost ? no_begin : end, as_of);
  if (grain_ != Grain::none && !lost) {
    ReportPeriod shown = whole;
    if (!low) {
      shown.from = whole.to - 1;
      if (form_.kind == ReportKind::cohort) {
        for (const auto& [customer, start] : starts_.of_customer) shown.from = std::min(shown.from, start);
      } else {
        for (const Measure& measure : form_.measures) {
          if (measure.input == world_.program().population) continue;
          const auto& events = world_.events(measure.input);
          if (!events.empty()) shown.from = std::min(shown.from, events.front().at);
        }
      }
    }
    periods_ = periods_in(shown, grain_, world_.week_start(), world_.context().zone);
  }
  periods_.push_back(whole);
}

// The last complete period, and all until its end: who belongs to a group is told by both. `overall` leaves out the
// groups, or where there are none the period. An alert without a period is about all until the run.
void ReportCells::find_alert_periods() {
  const ReportPeriod all = whole_period(no_begin, std::numeric_limits<Micros>::max(), world_.as_of());
  if (grain_ == Grain::none) {
    periods_ = {all};
    return;
  }
  const ZoneRules& zone = world_.context().zone;
  const Days open = period_start(zone.local_date(world_.as_of()), grain_, world_.week_start());
  ReportPeriod last;
  last.first_day = period_start(open - 1, grain_, world_.week_start());
  last.from = zone.instant_of(last.first_day, 0);
  last.to = zone.instant_of(open, 0);
  last.as_of = last.to - 1;
  ReportPeriod until = last;
  until.from = no_begin;
  periods_ = {last, until, order_.types.empty() ? until : last};
}

void ReportCells::find_rows() {
  const Micros first = periods_.front().from;
  for (Measured& measured : measures_) {
    std::vector<InPeriod>& found = found_.emplace_back(periods_.size());
    for (std::size_t p = 0; p < periods_.size(); ++p) {
      InPeriod& in = found[p];
      in.groups = Groups(order_);
      in.found = measured.rows(periods_[p], first);
      if (measured.measure().credited) in.shares = shares_->of(in.found.rows());
      for (const GroupedRow& row : in.rows()) {
        if (measured.measure().overall || form_.kind == ReportKind::cohort) continue;
        in.groups[row.key].push_back(&row);
        groups_.insert(row.key);
      }
    }
  }
}

// Where there is one facet with known members, those without a row are shown too.
void ReportCells::add_members() {
  if (order_.types.size() != 1) return;
  std::int64_t members = 0;
  if (order_.types[0].is(TypeKind::boolean)) members = 2;
  if (order_.types[0].is(TypeKind::enumeration))
    members =
        static_cast<std::int64_t>(world_.program().enumerations[order_.types[0].enumeration.index()].members.size());
  for (std::int64_t member = 0; member < members; ++member) groups_.insert({whole_value(member)});
}

bool ReportCells::in_cell(const GroupedRow& row, const ReportCell& cell) const {
  if (form_.kind != ReportKind::cohort) return true;
  const auto start = starts_.of_customer.find(row.customer);
  if (start == starts_.of_customer.end()) return false;
  return period_start(world_.context().zone.local_date(start->second), grain_, world_.week_start()) == cell.cohort;
}

std::vector<const GroupedRow*> ReportCells::rows_of(const InPeriod& in, const ReportCell& cell) const {
  std::vector<const GroupedRow*> out;
  if (form_.kind != ReportKind::cohort && !cell.total && !cell.others) {
    const auto found = in.groups.find(cell.key);
    return found == in.groups.end() ? out : found->second;
  }
  const auto same = [&](const GroupKey& key) { return !order_(key, cell.key) && !order_(cell.key, key); };
  // The total is of events, not of their shares.
  for (const GroupedRow& row : cell.others ? in.rows() : in.found.rows())
    if (in_cell(row, cell) && !(cell.others && same(row.key))) out.push_back(&row);
  return out;
}

std::vector<ColumnData> ReportCells::items(const std::vector<ReportCell>& cells,
                                           std::map<std::int32_t, ColumnData> given) {
  const Program& program = world_.program();
  Frame frame;
  frame.batch_as_of = world_.as_of();
  frame.customer.assign(cells.size(), 0);
  frame.kept.resize(program.kept.size());
  for (std::size_t m = 0; m < measures_.size(); ++m) {
    const Measure& measure = measures_[m].measure();
    const auto kept = static_cast<std::size_t>(measure.kept);
    ColumnData column = make_column(program.kept[kept].type, cells.size());
    std::optional<CellValue> overall;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (measure.overall) {
        if (!overall) {
          ReportCell all;
          all.total = true;
          all.cohort = cells[i].cohort;
          overall = measures_[m].fold(rows_of(found_[m].back(), all));
        }
        put_cell_value(column, i, *overall);
        continue;
      }
      put_cell_value(column, i, measures_[m].fold(rows_of(found_[m][cells[i].period], cells[i])));
    }
    frame.kept[kept] = std::move(column);
  }
  for (auto& [kept, column] : given) frame.kept[static_cast<std::size_t>(kept)] = std::move(column);
  std::vector<InstId> roots;
  for (const ReportItem& item : form_.items) roots.push_back(item.value);
  if (cells.empty() || roots.empty()) {
    std::vector<ColumnData> none;
    for (const InstId root : roots) none.push_back(make_column(program.at(root).type, 0));
    return none;
  }
  return world_.evaluate(frame, roots);
}

}  // namespace sop
