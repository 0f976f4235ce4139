#include "runtime/eval/standing.h"

#include <algorithm>
#include <cmath>

#include "runtime/eval/columns.h"
#include "stdlib/ops/exact.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

// A value against the sorted ones: the first not below it, and whether that is equal.
struct Found {
  std::size_t index = 0;
  bool equal = false;
};

template <class Kept, class Value, class Key>
Found find(const std::vector<Kept>& values, const Value& value, Key key) {
  const auto at = std::ranges::lower_bound(values, key(value), {}, key);
  return {static_cast<std::size_t>(at - values.begin()), at != values.end() && !(key(value) < key(*at))};
}

// One block's values of x, and who stands in its rows.
struct Rows {
  const Run& run;
  const Block& block;
  const PopulationEdges& edges;
  const Vector& x;
  const Vector* among;
  Type type;  // of x

  bool counts(std::size_t row) const { return among == nullptr || (test(among->bits(), row) && among->is_known(row)); }
  std::string_view id(std::size_t row) const {
    return run.dataset.pool->text(run.dataset.customer_ids[block.customers.at(row)]);
  }
  Found find(std::size_t row) const {
    const std::size_t at = x.at(row);
    if (type.is(TypeKind::duration))
      return sop::find(edges.whole, x.as<std::int64_t>()[at],
                       [](std::int64_t packed) { return nominal_micros(unpack_duration(packed)); });
    switch (physical_of(type.kind)) {
      case Physical::whole: return sop::find(edges.whole, x.as<std::int64_t>()[at], std::identity{});
      case Physical::real: return sop::find(edges.real, x.as<double>()[at], std::identity{});
      case Physical::code:
        return sop::find(edges.text, run.dataset.pool->text(x.as<TextCode>()[at]),
                         [](std::string_view text) { return text; });
      case Physical::bit: return {};
    }
    return {};
  }
};

// How many of those counted come before her in direction, and how many share her value.
struct Standing {
  std::uint64_t before = 0, equal = 0, values_before = 0;
  std::uint64_t below = 0;        // strictly below her, whatever the direction
  std::uint64_t group_begin = 0;  // of those who share her value, in `ids`
};

Standing standing_of(const Population& form, const Rows& rows, std::size_t row) {
  const PopulationEdges& edges = rows.edges;
  const std::uint64_t known = edges.below.back();
  const std::uint64_t values = edges.below.size() - 1;
  if (!rows.x.is_known(row)) return {known, edges.counted - known, values, 0, known};
  const Found found = rows.find(row);
  Standing out;
  const std::uint64_t lower = edges.below[found.index];
  out.equal = found.equal ? edges.below[found.index + 1] - lower : 0;
  out.before = form.low_first ? lower : known - lower - out.equal;
  out.values_before = form.low_first ? found.index : values - found.index - (found.equal ? 1 : 0);
  out.below = lower + (edges.counted - known);
  out.group_begin = lower;
  return out;
}

// Her number among those who share her value, from 0, by id.
std::uint64_t place_by_id(const Standing& standing, const Rows& rows, std::size_t row) {
  const auto begin = rows.edges.ids.begin() + static_cast<std::ptrdiff_t>(standing.group_begin);
  const auto end = begin + static_cast<std::ptrdiff_t>(standing.equal);
  return static_cast<std::uint64_t>(std::lower_bound(begin, end, rows.id(row)) - begin);
}

std::uint64_t rank_of(const Population& form, const Standing& standing, const Rows& rows, std::size_t row) {
  switch (form.ties) {
    case Ties::min: return standing.before + 1;
    case Ties::max: return standing.before + std::max<std::uint64_t>(standing.equal, 1);
    case Ties::dense: return standing.values_before + 1;
    case Ties::id: return standing.before + place_by_id(standing, rows, row) + 1;
  }
  return 0;
}

// 1 + floor((rank - 1) × n / N). Whoever was not counted stands at most behind the last.
std::int64_t tile_of(const Population& form, std::uint64_t rank, std::uint64_t counted) {
  const Uint128 before = std::min(rank - 1, counted - 1);
  return 1 + static_cast<std::int64_t>(before * static_cast<Uint128>(form.n) / counted);
}

struct Result {
  void* value;
  Word* known;
  Word* failed;

  template <class T>
  void set(std::size_t row, T x) const {
    static_cast<T*>(value)[row] = x;
    put(known, row);
  }
};

void evaluate_places(const Population& form, const Rows& rows, const Result& out) {
  if (rows.edges.counted == 0) return;
  for (std::size_t row = 0; row < rows.block.rows; ++row) {
    if (!rows.counts(row) || (form.missing_out && !rows.x.is_known(row))) continue;
    const Standing standing = standing_of(form, rows, row);
    if (form.op == PopulationOp::percentile) {
      const std::uint64_t below = std::min(standing.below, rows.edges.counted - 1);
      out.set(row, static_cast<double>(100 * below) / static_cast<double>(rows.edges.counted));
      continue;
    }
    const std::uint64_t rank = rank_of(form, standing, rows, row);
    out.set(row,
            form.op == PopulationOp::rank ? static_cast<std::int64_t>(rank) : tile_of(form, rank, rows.edges.counted));
  }
}

void evaluate_quantile(const Rows& rows, const Result& out) {
  const PopulationEdges& edges = rows.edges;
  if (edges.whole.empty() && edges.real.empty() && edges.text.empty()) return;
  const TextCode code = edges.text.empty() ? 0 : rows.run.dataset.pool->intern(edges.text[0]);
  for (std::size_t row = 0; row < rows.block.rows; ++row) {
    if (!rows.counts(row)) continue;
    switch (physical_of(rows.type.kind)) {
      case Physical::whole: out.set(row, edges.whole[0]); break;
      case Physical::real: out.set(row, edges.real[0]); break;
      case Physical::code: out.set(row, code); break;
      case Physical::bit: break;
    }
  }
}

void evaluate_share(const Rows& rows, const Result& out) {
  const PopulationEdges& edges = rows.edges;
  for (std::size_t row = 0; row < rows.block.rows; ++row) {
    if (!rows.counts(row) || !rows.x.is_known(row)) continue;
    const std::size_t at = rows.x.at(row);
    const bool real = rows.type.is(TypeKind::number);
    const double x = real ? rows.x.as<double>()[at] : static_cast<double>(rows.x.as<std::int64_t>()[at]);
    const double share = x / (real ? edges.total_real : static_cast<double>(edges.total_whole));
    if (edges.failed || !std::isfinite(share))
      put(out.failed, row);
    else
      out.set(row, share);
  }
}

// Above the last one who is in, or beside her with an id not behind hers.
void evaluate_top(const Rows& rows, const Result& out) {
  for (std::size_t row = 0; row < rows.block.rows; ++row) {
    if (!rows.counts(row) || !rows.x.is_known(row)) continue;
    if (rows.edges.failed) put(out.failed, row);
    if (rows.edges.ids.empty()) continue;
    const Found last = rows.find(row);
    if (last.index > 0 || (last.equal && rows.id(row) <= rows.edges.ids[0])) put(static_cast<Word*>(out.value), row);
  }
}

}  // namespace

void evaluate_population(const Run& run, Machine& machine, const Block& block, const Population& form,
                         const PopulationEdges& edges, Type type, const Step& step) {
  const std::span<const Slot> slots = machine.code().args_of(step);
  const Vector* among = slots.size() > 1 ? &machine.at(slots[1]) : nullptr;
  const Rows rows{run, block, edges, machine.at(slots[0]), among, run.program.at(form.x).type};
  const Result out{machine.value_buffer<Word>(step.slot), machine.known_buffer(step.slot),
                   machine.failed_buffer(step.slot)};
  clear_all(out.known, block.rows);
  clear_all(out.failed, block.rows);
  if (type.is(TypeKind::boolean))
    clear_all(machine.value_buffer<Word>(step.slot), block.rows);
  else
    std::fill_n(static_cast<std::int64_t*>(out.value), block.rows, 0);
  Vector& result = machine.at(step.slot);
  result = {.data = out.value, .known = out.known, .failed = out.failed};
  switch (form.op) {
    case PopulationOp::rank:
    case PopulationOp::percentile:
    case PopulationOp::ntile: return evaluate_places(form, rows, out);
    case PopulationOp::quantile: return evaluate_quantile(rows, out);
    case PopulationOp::share_of_total: return evaluate_share(rows, out);
    case PopulationOp::top:
    case PopulationOp::top_share:
    case PopulationOp::top_reaching: result.known = nullptr; return evaluate_top(rows, out);
  }
}

}  // namespace sop
