// `days_since_order > 30 days`: what counts days is a plain number, and so is what it is compared with. Here: which
// number was meant, where that is certain.
#pragma once

#include <string>

#include "compiler/check/lengths.h"
#include "compiler/ir/program.h"

namespace sop {

enum class CountedUnit : std::uint8_t { none, days, hours };

// What a value counts: through facts and what an aggregate reads of the customer.
inline CountedUnit counted_unit(const Program& program, InstId id) {
  for (int steps = 0; id.exists() && steps < 100; ++steps) {
    const Inst& inst = program.at(id);
    if (inst.kind == InstKind::fact)
      id = program.facts[static_cast<std::size_t>(inst.a)].root;
    else if (inst.kind == InstKind::outer)
      id = program.args_of(id)[0];
    else if (inst.kind == InstKind::calendar)
      return CountedUnit::days;
    else if (inst.kind != InstKind::call)
      return CountedUnit::none;
    else if (inst.op == Op::subtract_date)
      return CountedUnit::days;
    else
      switch (row_of(inst.op).builtin) {
        case Builtin::days_since:
        case Builtin::days_until:
        case Builtin::days_between: return CountedUnit::days;
        case Builtin::hours_since:
        case Builtin::hours_between: return CountedUnit::hours;
        default: return CountedUnit::none;  // another number
      }
  }
  return CountedUnit::none;
}

// `30` for 30 days; empty where the units do not meet.
inline std::string plain_count(Duration length, CountedUnit unit) {
  constexpr std::int64_t hour = 3'600'000'000;
  if (unit == CountedUnit::days && length.unit == DurationUnit::days) return std::to_string(length.count);
  if (unit == CountedUnit::hours && length.unit == DurationUnit::days) return std::to_string(length.count * 24);
  if (unit == CountedUnit::hours && length.unit == DurationUnit::micros && length.count % hour == 0)
    return std::to_string(length.count / hour);
  return {};
}

}  // namespace sop
