// The rows of one measure: which events or customers it takes, in which group each falls, and its value.
#pragma once

#include "runtime/reports/fold_rows.h"
#include "runtime/reports/report_world.h"

namespace sop {

// When each customer's cohort began; no customer twice.
struct Starts {
  std::map<std::uint32_t, Micros> of_customer;
};

struct GroupedRow {
  MeasuredRow row;
  GroupKey key;
  bool holds = true;           // share: whether she counts
  std::uint32_t customer = 0;  // cohorts
  TextCode owner = 0;          // of an event: whose, as a text
  double weight = 1;           // the part of it that this group is credited with
};

// Rows of a period: their own, or a part of those that are the same at every instant.
struct RowsFound {
  std::vector<GroupedRow> own;
  std::span<const GroupedRow> shared;

  std::span<const GroupedRow> rows() const { return own.empty() ? shared : std::span<const GroupedRow>(own); }
};

class Measured {
 public:
  Measured(ReportWorld& world, const ReportForm& form, const Measure& measure, const Starts* starts)
      : world_(world), form_(form), measure_(measure), starts_(starts) {}

  // All rows of a period; `first`: where the report begins, for running totals.
  RowsFound rows(const ReportPeriod& period, Micros first);
  CellValue fold(const std::vector<const GroupedRow*>& rows) const;
  // Every event of a stream, asked as of the run.
  std::vector<GroupedRow> every_row();

  const Measure& measure() const { return measure_; }

 private:
  RowsFound event_rows(Micros from, Micros to, Micros as_of);
  std::vector<GroupedRow> customer_rows(const ReportPeriod& period, Micros first);
  std::vector<GroupedRow> entrant_rows(Micros from, Micros to, Micros as_of);
  std::vector<GroupedRow> asked(std::vector<const ReportedEvent*> events, Micros as_of);
  GroupKey key_of(std::size_t event, const std::vector<std::vector<CellValue>>& by) const;
  bool is_timeless() const;
  FoldSetting setting() const;
  CellValue fold_shares(const std::vector<const GroupedRow*>& rows) const;
  bool in_cohort(const ReportedEvent& event) const;

  ReportWorld& world_;
  const ReportForm& form_;
  const Measure& measure_;
  const Starts* starts_;                        // of a cohort's customers; null: no cohort
  std::optional<std::vector<GroupedRow>> all_;  // where they are the same at every instant
  std::optional<std::vector<std::pair<const ReportedEvent*, bool>>> entrants_;  // of a funnel, and whether they count
};

// The first event of each customer that begins a cohort.
Starts cohort_starts(ReportWorld& world, const ReportForm& form);

// Who entered a funnel, in time order: at which event, the last step reached, and whether the next one is still open.
struct Entrant {
  const ReportedEvent* event = nullptr;
  std::int32_t reached = 0;
  bool open = false;
};
std::vector<Entrant> funnel_entrants(ReportWorld& world, const Funnel& funnel);

}  // namespace sop
