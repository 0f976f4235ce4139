// What both evaluators promise: the values of some instructions for some rows. The vectorised engine (runtime/eval) and
// the row-at-a-time reference (runtime/reference) implement it without sharing a line, and must agree to the bit.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "compiler/ir/program.h"
#include "compiler/source/profile.h"
#include "runtime/eval/allowance.h"
#include "runtime/eval/progress.h"
#include "runtime/table/dataset.h"
#include "runtime/table/edges.h"
#include "stdlib/time/zone.h"

namespace sop {

// The rows to decide. Row r is customer[r] at as_of[r]; under an event rule also her event: row event[r] of `stream`.
struct Frame {
  std::vector<std::uint32_t> customer;
  std::vector<Micros> as_of;  // one per row; empty: `batch_as_of` for every row
  Micros batch_as_of = 0;
  InputId stream;  // none: no event
  std::vector<std::uint32_t> event;
  // What instances of journeys keep: parallel to Program::kept, one row per frame row; empty: nothing is kept. A column
  // without rows: missing in all of them.
  std::vector<ColumnData> kept;
  // What population functions are asked of. None: the distributions over all customers who exist at `batch_as_of`, as
  // evaluated then, in every row of the frame.
  std::shared_ptr<const Edges> edges;

  std::size_t rows() const { return customer.size(); }
  Micros as_of_at(std::size_t row) const { return as_of.empty() ? batch_as_of : as_of[row]; }
};

struct RunContext {
  ZoneRules zone;
  int threads = 1;
  std::size_t block_rows = 4096;   // at least 1; results do not depend on it; tests use 3
  Progress* progress = nullptr;    // where to count what is done; null: nowhere
  Allowance* allowance = nullptr;  // what it may cost, and who may call it off; null: anything, nobody
  Profile* profile = nullptr;      // whom to tell where the time goes; null: nobody
  // The dataset holds some of the customers, and this is known of all of them; null: it holds all.
  const KnownOfAll* among_all = nullptr;
  // By root: is its value wanted? The others are evaluated for their issues, and their columns stay without rows; null:
  // all are wanted.
  const std::vector<bool>* wanted = nullptr;
};

struct IssueCount {
  std::uint64_t evaluations = 0;
  std::uint32_t first_customer = UINT32_MAX;  // smallest customer index
  bool operator==(const IssueCount&) const = default;
};

struct Evaluation {
  std::vector<ColumnData> values;              // parallel to the roots asked for, one row per frame row
  std::map<std::uint32_t, IssueCount> issues;  // by index into Program::probes; only those that occurred
};

// Numbers, to the bit: a sum of number adds from left to right, starting at 0, in canonical row order (over the
// population: in order of the customers' ids); avg divides it by the count. avg of int is the exact sum as a double
// over the count as a double; the median of an even count is (low + high) / 2, of int and money from the exact sum.
//
// A result column has known bits where its type is nullable or a value is missing (an op may fail where the type says
// never); the value where missing is zero. A condition has none.

// The values of `roots` (instructions of the frame domain) for every frame row, and the issues of every probe that the
// roots reach (through facts and aggregates too), each probe once per row of its domain.
using EvaluateFn = Evaluation (*)(const Program&, const Dataset&, const Frame&, std::span<const InstId> roots,
                                  const RunContext&);

// The values of `roots` in the domain of one input, for every row of its table: derived columns and the stream's
// `where`, before the dataset is finished. Lookups read `dataset`. An issue's customer is that of the table's
// `customer` column where it is filled, the row itself in the population, else none (UINT32_MAX).
using EvaluateRowsFn = Evaluation (*)(const Program&, const Dataset&, InputId input, const TableData& table,
                                      std::span<const InstId> roots, const RunContext&);

Evaluation evaluate(const Program&, const Dataset&, const Frame&, std::span<const InstId> roots, const RunContext&);
Evaluation evaluate_rows(const Program&, const Dataset&, InputId input, const TableData& table,
                         std::span<const InstId> roots, const RunContext&);

// One row per customer who exists at `as_of`, in customer order.
Frame batch_frame(const Dataset& dataset, Micros as_of);

}  // namespace sop
