#include "runtime/eval/distribution.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "runtime/eval/ordered_values.h"

namespace sop {
namespace {

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

// Whose row it is.
using IdOf = std::function<std::string(std::uint32_t)>;

IdOf id_of(const Everyone& everyone) {
  return [&everyone](std::uint32_t row) {
    return std::string(everyone.dataset.pool->text(everyone.dataset.customer_ids[everyone.frame.customer[row]]));
  };
}

template <class Values>
void keep_all(const Population& form, Counted& counted, const Values& values, const IdOf& id, PopulationEdges& edges) {
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
    for (const std::uint32_t row : *part) edges.ids.push_back(id(row));
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

std::size_t reaching(const Population&, std::span<const std::uint32_t>, const TextKeys&, PopulationEdges&) { return 0; }

template <class Values>
std::size_t count_in(const Population& form, std::vector<std::uint32_t>& rows, const Values& values,
                     PopulationEdges& edges) {
  if (form.op == PopulationOp::top) return std::min<std::size_t>(rows.size(), static_cast<std::size_t>(form.n));
  if (form.op == PopulationOp::top_share) return share_of(form, rows.size(), false);
  if constexpr (!std::is_same_v<Values, TextKeys>)
    std::erase_if(rows, [&](std::uint32_t row) { return values.at(row) < 0; });
  return reaching(form, rows, values, edges);
}

template <class Values>
void keep_last_in(const Population& form, std::vector<std::uint32_t>& rows, const Values& values, const IdOf& id,
                  PopulationEdges& edges) {
  sort_by_value(rows, values, true);
  const std::size_t in = count_in(form, rows, values, edges);
  if (in == 0) return;
  Values::kept(edges).push_back(values.at(rows[in - 1]));
  edges.ids.push_back(id(rows[in - 1]));
}

Int128 total_of(std::span<const std::uint32_t> rows, const ColumnData& x) {
  Int128 total = 0;
  for (const std::uint32_t row : rows) total += x.whole[row];
  return total;
}

void keep_total(Int128 total, PopulationEdges& edges) {
  edges.failed = total == 0 || !narrow(total, edges.total_whole);
}

void keep_total(std::span<const std::uint32_t> rows, const ColumnData& x, PopulationEdges& edges) {
  if (x.type.is(TypeKind::number)) {
    for (const std::uint32_t row : rows) edges.total_real += x.real[row];
    edges.failed = edges.total_real == 0 || !std::isfinite(edges.total_real);
    return;
  }
  keep_total(total_of(rows, x), edges);
}

template <class Values>
void keep(const Population& form, Counted& counted, const Values& values, const IdOf& id, PopulationEdges& edges) {
  switch (form.op) {
    case PopulationOp::rank:
    case PopulationOp::percentile:
    case PopulationOp::ntile: return keep_all(form, counted, values, id, edges);
    case PopulationOp::quantile: return keep_quantile(form, counted.with_value, values, edges);
    case PopulationOp::top:
    case PopulationOp::top_share:
    case PopulationOp::top_reaching: return keep_last_in(form, counted.with_value, values, id, edges);
    case PopulationOp::share_of_total: return keep_total(counted.with_value, values.column, edges);
  }
}

// Nobody below them is among the first of all. In order of their ids again.
template <class Values>
void keep_highest(const Population& form, const Values& values, const Everyone& everyone,
                  std::vector<std::uint32_t>& rows) {
  if (rows.size() <= static_cast<std::size_t>(form.n)) return;
  sort_by_value(rows, values, true);
  rows.resize(static_cast<std::size_t>(form.n));
  std::vector<bool> in(everyone.frame.rows());
  for (const std::uint32_t row : rows) in[row] = true;
  rows.clear();
  std::ranges::copy_if(everyone.by_id, std::back_inserter(rows), [&](std::uint32_t row) { return in[row]; });
}

}  // namespace

PopulationEdges distribution_of(const Population& form, const ColumnData& x, const ColumnData* among,
                                const Everyone& everyone) {
  PopulationEdges edges;
  Counted counted = count_rows(form, x, among, everyone);
  edges.counted = counted.with_value.size() + counted.without.size();
  with_keys(x, *everyone.dataset.pool,
            [&](const auto& values) { keep(form, counted, values, id_of(everyone), edges); });
  return edges;
}

PartOfAll part_of_distribution(const Population& form, const ColumnData& x, const ColumnData* among,
                               const Everyone& everyone) {
  PartOfAll part;
  Counted counted = count_rows(form, x, among, everyone);
  part.count = counted.with_value.size();
  part.count_without = counted.without.size();
  const PartShape shape = shape_of(form, x.type);
  const IdOf id = id_of(everyone);
  if (shape == PartShape::total) part.total = total_of(counted.with_value, x);
  with_keys(x, *everyone.dataset.pool, [&](const auto& values) {
    std::vector<std::uint32_t>& rows = counted.with_value;
    if (shape == PartShape::values) {
      sort_by_value(rows, values, false);
      add_values(values, rows, part);
    }
    if (shape != PartShape::customers) return;
    if (form.op == PopulationOp::top) keep_highest(form, values, everyone, rows);
    add_customers(values, rows, id, part);
  });
  if (form.ties == Ties::id && shape == PartShape::customers)
    for (const std::uint32_t row : counted.without) part.ids_without.push_back(id(row));
  return part;
}

PopulationEdges distribution_of(const Population& form, Type x, const PartOfAll& all) {
  PopulationEdges edges;
  edges.counted = all.count + all.count_without;
  if (shape_of(form, x) == PartShape::total) {
    keep_total(all.total, edges);
    return edges;
  }
  TextPool pool;
  const ColumnData column = column_of(x, all, pool);
  Counted counted;
  counted.with_value.resize(column.rows);
  std::iota(counted.with_value.begin(), counted.with_value.end(), 0);
  counted.without.resize(all.ids_without.size());
  std::iota(counted.without.begin(), counted.without.end(), static_cast<std::uint32_t>(column.rows));
  const IdOf id = [&](std::uint32_t row) {
    return row < column.rows ? all.ids[row] : all.ids_without[row - column.rows];
  };
  with_keys(column, pool, [&](const auto& values) { keep(form, counted, values, id, edges); });
  return edges;
}

}  // namespace sop
