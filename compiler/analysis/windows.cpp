#include "compiler/analysis/windows.h"

namespace sop {
namespace {

// Surely not before, the earliest first; nothing is before everything.
bool not_before(const Program& program, InstId later, InstId earlier) {
  if (!earlier.exists() || later == earlier) return true;
  if (!later.exists()) return false;
  const auto a = micros_from_now(program, earlier), b = micros_from_now(program, later);
  const auto sorted = a && b ? order(*a, *b) : std::nullopt;
  return sorted && *sorted <= 0;
}

// The same with an end that does not exist behind everything.
bool not_after(const Program& program, InstId earlier, InstId later) {
  if (!later.exists() || later == earlier) return true;
  if (!earlier.exists()) return false;
  const auto a = micros_from_now(program, earlier), b = micros_from_now(program, later);
  const auto sorted = a && b ? order(*a, *b) : std::nullopt;
  return sorted && *sorted <= 0;
}

}  // namespace

bool lies_in(const Program& program, const Aggregate& narrow, const Aggregate& wide) {
  if (narrow.input != wide.input || narrow.value != wide.value || narrow.latest_by != wide.latest_by ||
      narrow.after != wide.after || narrow.up_to != wide.up_to)
    return false;
  if (narrow.latest_by.exists() && narrow.where != wide.where) return false;
  if (wide.where.exists() && narrow.where != wide.where) return false;
  return not_before(program, narrow.from, wide.from) && not_after(program, narrow.to, wide.to);
}

}  // namespace sop
