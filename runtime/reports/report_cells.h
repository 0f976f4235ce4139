// The cells of a report before they are a table: for every measure its value in each, then the items of each cell.
#pragma once

#include <set>

#include "runtime/reports/credit.h"
#include "runtime/reports/measured.h"

namespace sop {

struct ReportCell {
  std::size_t period = 0;  // index; `total`: of the whole window
  GroupKey key;
  bool total = false;   // every group
  bool others = false;  // every group but `key`
  Days cohort = 0;
};

class ReportCells {
 public:
  ReportCells(ReportWorld& world, const ReportForm& form);

  const std::vector<ReportPeriod>& periods() const { return periods_; }
  const std::set<GroupKey, GroupOrder>& groups() const { return groups_; }
  const Starts& starts() const { return starts_; }
  const std::vector<Type>& types() const { return order_.types; }  // of the groups' values

  // One column per item, one row per cell. `given`: what else a cell has, by where it is kept.
  std::vector<ColumnData> items(const std::vector<ReportCell>& cells, std::map<std::int32_t, ColumnData> given = {});

 private:
  using Groups = std::map<GroupKey, std::vector<const GroupedRow*>, GroupOrder>;
  struct InPeriod {
    RowsFound found;
    std::vector<GroupedRow> shares;  // of what is shared out among touches, instead
    Groups groups;

    std::span<const GroupedRow> rows() const { return shares.empty() ? found.rows() : std::span(shares); }
  };

  void find_periods();
  void find_alert_periods();
  void find_rows();
  void add_members();
  std::vector<const GroupedRow*> rows_of(const InPeriod& in, const ReportCell& cell) const;
  bool in_cell(const GroupedRow& row, const ReportCell& cell) const;

  ReportWorld& world_;
  const ReportForm& form_;
  Grain grain_ = Grain::none;
  GroupOrder order_;
  Starts starts_;
  std::vector<ReportPeriod> periods_;  // the last one is the whole window
  std::set<GroupKey, GroupOrder> groups_;
  std::vector<Measured> measures_;
  std::vector<std::vector<InPeriod>> found_;  // by measure, period
  std::optional<Shares> shares_;
};

}  // namespace sop
