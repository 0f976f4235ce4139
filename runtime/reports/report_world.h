// What all reports of a run share: the program, its tables with the events of strangers behind those of customers, and
// the events of every stream in time order.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "runtime/eval/evaluator.h"
#include "runtime/reports/cell_value.h"
#include "runtime/reports/periods.h"
#include "runtime/run/run.h"
#include "runtime/table/strangers.h"

namespace sop {

// One event: whose, and which row of its stream's table.
struct ReportedEvent {
  Micros at = 0;
  std::uint32_t customer = 0;  // of a stranger: nobody's
  std::uint32_t row = 0;
  bool stranger = false;
  TextCode key = 0;  // whose, as a text
};

class ReportWorld {
 public:
  ReportWorld(const Program& program, const Dataset& dataset, std::span<const Strangers> strangers,
              const RunOptions& options, const RunContext& context, std::map<std::uint32_t, IssueCount>& issues);

  const Program& program() const { return program_; }
  const Dataset& dataset() const { return own_ ? *own_ : dataset_; }
  const RunContext& context() const { return context_; }
  const TextPool& pool() const { return *dataset_.pool; }
  Weekday week_start() const { return program_.project.week_start; }
  Micros as_of() const { return options_.as_of; }

  // The events of a stream that the run can see, by time, then by whose they are, then in canonical order.
  const std::vector<ReportedEvent>& events(InputId stream);
  // Is she a customer at this instant?
  bool exists(std::uint32_t customer, Micros instant) const;
  // The customers, by their ids.
  const std::vector<std::uint32_t>& customers_by_id();

  std::vector<ColumnData> evaluate(const Frame& frame, std::span<const InstId> roots);
  // Each root of every event: a stranger's by `stranger_roots`. As of one instant.
  std::vector<std::vector<CellValue>> evaluate(InputId stream, std::span<const ReportedEvent* const> events,
                                               std::span<const InstId> roots, std::span<const InstId> stranger_roots,
                                               Micros as_of);
  // An instant or nothing, the same for everybody.
  std::optional<Micros> instant(InstId inst, Micros as_of);
  // Says the same at every instant.
  bool is_timeless(InstId inst) const;

 private:
  void add_strangers(std::span<const Strangers> strangers);

  const Program& program_;
  const Dataset& dataset_;
  std::unique_ptr<Dataset> own_;  // where there are strangers
  std::vector<std::size_t> strangers_begin_;
  std::vector<std::vector<TextCode>> stranger_keys_;
  const RunOptions& options_;
  const RunContext& context_;
  std::map<std::uint32_t, IssueCount>& issues_;
  std::map<InputId, std::vector<ReportedEvent>> events_;
  std::vector<std::uint32_t> by_id_;
};

}  // namespace sop
