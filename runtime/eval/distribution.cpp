#include "runtime/eval/distribution.h"

#include <algorithm>
#include <cmath>

#include "stdlib/ops/exact.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

// How values of one type are read, ordered and kept.
struct WholeKeys {
  const ColumnData& column;
  using Kept = std::int64_t;
  Kept at(std::uint32_t row) const { return column.whole[row]; }
  std::int64_t key(std::uint32_t row) const { return column.whole[row]; }
  static std::vector<Kept>& kept(PopulationEdges& edges) { return edges.whole; }
};
struct DurationKeys : WholeKeys {
  std::int64_t key(std::uint32_t row) const { return nominal_micros(unpack_duration(column.whole[row])); }
};
struct RealKeys {
  const ColumnData& column;
  using Kept = double;
  Kept at(std::uint32_t row) const { return column.real[row]; }
  double key(std::uint32_t row) const { return column.real[row]; }
  static std::vector<Kept>& kept(PopulationEdges& edges) { return edges.real; }
};
struct Texts {
  const ColumnData& column;
  const TextPool& pool;
  using Kept = std::string;
  Kept at(std::uint32_t row) const { return std::string(pool.text(column.codes[row])); }
  std::string_view key(std::uint32_t row) const { return pool.text(column.codes[row]); }
  static std::vector<Kept>& kept(PopulationEdges& edges) { return edges.text; }
};

// Rows in order of their ids.
struct Counted {
  std::vector<std::uint32_t> with_value, without;
};

Counted count_rows(const Population& form, const ColumnData& x, const ColumnData* among, const Everyone& everyone) {
  Counted counted;
  for (const std::uint32_t row : everyone.by_id) {
    if (among != nullptr && !bit_at(among->bits, row)) continue;
    if (x.is_known(row))
      counted.with_value.push_back(row);
    else if (!form.missing_out)
      counted.without.push_back(row);
  }
  return counted;
}

std::string id_of(const Everyone& everyone, std::uint32_t row) {
  return std::string(everyone.dataset.pool->text(everyone.dataset.customer_ids[everyone.frame.customer[row]]));
}

// Stable: equal values stay in order of their ids. Keys are laid out beside their rows first: sorting through the
// column would wait for memory at every comparison.
template <class Values>
void sort_by_value(std::vector<std::uint32_t>& rows, const Values& values, bool high_first) {
  using Keyed = std::pair<decltype(values.key(0)), std::uint32_t>;
  std::vector<Keyed> keyed;
  keyed.reserve(rows.size());
  for (const std::uint32_t row : rows) keyed.emplace_back(values.key(row), row);
  std::ranges::stable_sort(
      keyed, [&](const Keyed& a, const Keyed& b) { return high_first ? b.first < a.first : a.first < b.first; });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = keyed[i].second;
}

template <class Values>
void keep_all(const Population& form, Counted& counted, const Values& values, const Everyone& everyone,
              PopulationEdges& edges) {
  auto& rows = counted.with_value;
  sort_by_value(rows, values, false);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && !(values.key(rows[i - 1]) < values.key(rows[i]))) continue;
    Values::kept(edges).push_back(values.at(rows[i]));
    edges.below.push_back(i);
  }
  edges.below.push_back(rows.size());
  if (form.ties != Ties::id) return;
  for (const auto* part : {&counted.with_value, &counted.without})
    for (const std::uint32_t row : *part) edges.ids.push_back(id_of(everyone, row));
}

Uint128 one_of(const Population& form) { return power_of_ten(form.decimals); }

// floor or ceiling of count × p.
std::size_t share_of(const Population& form, std::size_t count, bool up) {
  const Uint128 part = Uint128{count} * static_cast<Uint128>(form.mantissa);
  return static_cast<std::size_t>((part + (up ? one_of(form) - 1 : 0)) / one_of(form));
}

// Nearest rank: the smallest value that p of all do not exceed.
template <class Values>
void keep_quantile(const Population& form, std::vector<std::uint32_t>& rows, const Values& values,
                   PopulationEdges& edges) {
  if (rows.empty()) return;
  sort_by_value(rows, values, false);
  const std::size_t rank = std::max<std::size_t>(share_of(form, rows.size(), true), 1);
  Values::kept(edges).push_back(values.at(rows[std::min(rank, rows.size()) - 1]));
}

// How many of the rows, highest first and none negative, reach p of their sum.
std::size_t reaching(const Population& form, std::span<const std::uint32_t> rows, const WholeKeys& values,
                     PopulationEdges& edges) {
  Int128 total = 0, sum = 0;
  for (const std::uint32_t row : rows) total += values.at(row);
  edges.failed = total == 0 || !fits_int64(total);
  if (edges.failed) return 0;
  std::size_t n = 0;
  while (sum * static_cast<Int128>(one_of(form)) < Int128{form.mantissa} * total) sum += values.at(rows[n++]);
  return n;
}

std::size_t reaching(const Population& form, std::span<const std::uint32_t> rows, const RealKeys& values,
                     PopulationEdges& edges) {
  double total = 0, sum = 0;
  for (const std::uint32_t row : rows) total += values.at(row);
  edges.failed = total == 0 || !std::isfinite(total);
  if (edges.failed) return 0;
  const double wanted = static_cast<double>(form.mantissa) / static_cast<double>(one_of(form)) * total;
  std::size_t n = 0;
  while (n < rows.size() && sum < wanted) sum += values.at(rows[n++]);
  return n;
}

std::size_t reaching(const Population&, std::span<const std::uint32_t>, const Texts&, PopulationEdges&) { return 0; }

template <class Values>
std::size_t count_in(const Population& form, std::vector<std::uint32_t>& rows, const Values& values,
                     PopulationEdges& edges) {
  if (form.op == PopulationOp::top) return std::min<std::size_t>(rows.size(), static_cast<std::size_t>(form.n));
  if (form.op == PopulationOp::top_share) return share_of(form, rows.size(), false);
  if constexpr (!std::is_same_v<Values, Texts>)
    std::erase_if(rows, [&](std::uint32_t row) { return values.at(row) < 0; });
  return reaching(form, rows, values, edges);
}

template <class Values>
void keep_last_in(const Population& form, std::vector<std::uint32_t>& rows, const Values& values,
                  const Everyone& everyone, PopulationEdges& edges) {
  sort_by_value(rows, values, true);
  const std::size_t in = count_in(form, rows, values, edges);
  if (in == 0) return;
  Values::kept(edges).push_back(values.at(rows[in - 1]));
  edges.ids.push_back(id_of(everyone, rows[in - 1]));
}

void keep_total(std::span<const std::uint32_t> rows, const ColumnData& x, PopulationEdges& edges) {
  if (x.type.is(TypeKind::number)) {
    for (const std::uint32_t row : rows) edges.total_real += x.real[row];
    edges.failed = edges.total_real == 0 || !std::isfinite(edges.total_real);
    return;
  }
  Int128 total = 0;
  for (const std::uint32_t row : rows) total += x.whole[row];
  edges.failed = total == 0 || !narrow(total, edges.total_whole);
}

template <class Values>
void keep(const Population& form, Counted& counted, const Values& values, const Everyone& everyone,
          PopulationEdges& edges) {
  switch (form.op) {
    case PopulationOp::rank:
    case PopulationOp::percentile:
    case PopulationOp::ntile: return keep_all(form, counted, values, everyone, edges);
    case PopulationOp::quantile: return keep_quantile(form, counted.with_value, values, edges);
    case PopulationOp::top:
    case PopulationOp::top_share:
    case PopulationOp::top_reaching: return keep_last_in(form, counted.with_value, values, everyone, edges);
    case PopulationOp::share_of_total: return keep_total(counted.with_value, values.column, edges);
  }
}

}  // namespace

PopulationEdges distribution_of(const Population& form, const ColumnData& x, const ColumnData* among,
                                const Everyone& everyone) {
  PopulationEdges edges;
  Counted counted = count_rows(form, x, among, everyone);
  edges.counted = counted.with_value.size() + counted.without.size();
  if (x.type.is(TypeKind::duration)) {
    keep(form, counted, DurationKeys{{x}}, everyone, edges);
    return edges;
  }
  switch (physical_of(x.type.kind)) {
    case Physical::whole: keep(form, counted, WholeKeys{x}, everyone, edges); break;
    case Physical::real: keep(form, counted, RealKeys{x}, everyone, edges); break;
    case Physical::code: keep(form, counted, Texts{x, *everyone.dataset.pool}, everyone, edges); break;
    case Physical::bit: break;  // has no order
  }
  return edges;
}

}  // namespace sop
