// Whom an event owes itself to (language.md 2.9 `credit`): parts of it, one per touch of hers that counts, in the
// groups of the touches; all of it to nobody where there was none.
#pragma once

#include "runtime/reports/measured.h"
#include "stdlib/time/duration.h"

namespace sop {

class Shares {
 public:
  Shares(ReportWorld& world, const ReportForm& form);

  std::vector<GroupedRow> of(std::span<const GroupedRow> rows) const;

 private:
  std::vector<const GroupedRow*> touches_before(const GroupedRow& row) const;
  std::vector<double> parts(const GroupedRow& row, std::span<const GroupedRow* const> touches) const;
  bool looks_back_to(Micros touch, Micros event) const;
  GroupKey key_of(const GroupedRow& row, const GroupedRow* touch) const;

  const ReportForm& form_;
  const ZoneRules& zone_;
  std::optional<Duration> look_back_, half_life_;
  std::vector<GroupedRow> touches_;
  std::map<TextCode, std::vector<const GroupedRow*>> of_owner_;  // in time order
};

}  // namespace sop
