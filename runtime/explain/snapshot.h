// The values of a program's instructions for one customer at one instant, with the event where there is one: all that
// an explanation reads, evaluated at once by the evaluator that runs use.
#pragma once

#include <optional>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "runtime/eval/evaluator.h"

namespace sop {

// A known value; its type is not nullable.
using KnownValue = Constant;

// The value of a column's row, or nothing where it is missing.
std::optional<KnownValue> value_at(const ColumnData& column, std::size_t row, const TextPool& pool);

// What stands behind the values, the same for all of them.
struct Evaluating {
  const Program& program;
  const Dataset& dataset;
  const RunContext& context;
  EvaluateFn evaluate = nullptr;
};

class Snapshot {
 public:
  // `frame` has one row. Whatever of the frame the roots reach is evaluated.
  Snapshot(const Evaluating& with, Frame frame, const std::vector<InstId>& roots);

  const Frame& frame() const { return frame_; }
  std::uint32_t customer() const { return frame_.customer[0]; }
  Micros as_of() const { return frame_.as_of_at(0); }

  // Missing, too, for what the roots do not reach.
  const std::optional<KnownValue>& value(InstId id) const {
    return has(id) ? values_[static_cast<std::size_t>(place_[id.index()])] : nothing_;
  }
  bool has(InstId id) const { return id.exists() && id.index() < place_.size() && place_[id.index()] >= 0; }
  bool holds(InstId condition) const;  // missing is false

 private:
  void reach(InstId id, std::vector<bool>& seen);

  const Evaluating& with_;
  Frame frame_;
  std::vector<InstId> parts_;
  std::vector<std::int32_t> place_;  // by instruction: index into values_
  std::vector<std::optional<KnownValue>> values_;
  const std::optional<KnownValue> nothing_;
};

}  // namespace sop
