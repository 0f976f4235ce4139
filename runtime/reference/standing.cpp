#include "runtime/reference/standing.h"

#include <algorithm>
#include <cmath>

#include "runtime/reference/exact.h"
#include "runtime/reference/number.h"

namespace sop::reference {
namespace {

bool is_condition(PopulationOp op) {
  return op == PopulationOp::top || op == PopulationOp::top_share || op == PopulationOp::top_reaching;
}

// Negative: a comes before b in direction. Without a value one comes behind all.
int compare(const Population& form, TypeKind kind, const Maybe& a, const Maybe& b) {
  if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
  const int compared = order(kind, *a, *b);
  return form.low_first ? compared : -compared;
}

double share_real(const Population& form) {
  return static_cast<double>(form.mantissa) / static_cast<double>(power_of_ten(form.decimals));
}

std::vector<Somebody> with_value(const Distribution& all) {
  std::vector<Somebody> found;
  std::ranges::copy_if(all.counted, std::back_inserter(found), [](const Somebody& s) { return s.value.has_value(); });
  return found;
}

std::vector<Somebody> highest_first(TypeKind kind, std::vector<Somebody> people) {
  std::ranges::sort(people, [&](const Somebody& a, const Somebody& b) {
    const int compared = order(kind, *a.value, *b.value);
    return compared != 0 ? compared > 0 : a.id < b.id;
  });
  return people;
}

// Nearest rank: the first of them in order that at least p of all do not exceed.
Maybe quantile(const Population& form, TypeKind kind, std::vector<Somebody> people) {
  std::ranges::stable_sort(people,
                           [&](const Somebody& a, const Somebody& b) { return order(kind, *a.value, *b.value) < 0; });
  for (std::size_t i = 0; i < people.size(); ++i)
    if (Wide{static_cast<std::int64_t>(i + 1)} * power_of_ten(form.decimals) >=
        Wide{form.mantissa} * static_cast<std::int64_t>(people.size()))
      return people[i].value;
  return std::nullopt;
}

Maybe total(TypeKind kind, const std::vector<Somebody>& people) {
  if (kind == TypeKind::number) {
    double sum = 0;
    for (const Somebody& s : people) sum += std::get<double>(*s.value);
    if (const auto finite_sum = finite(sum); finite_sum && *finite_sum != 0) return *finite_sum;
    return std::nullopt;
  }
  Wide sum = 0;
  for (const Somebody& s : people) sum += std::get<std::int64_t>(*s.value);
  if (const MaybeWhole whole = narrow(sum); whole && *whole != 0) return *whole;
  return std::nullopt;
}

// Is p of the total reached by the first n?
bool reached(const Population& form, TypeKind kind, const std::vector<Somebody>& people, std::size_t n,
             const Value& all) {
  if (kind == TypeKind::number) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += std::get<double>(*people[i].value);
    return sum >= share_real(form) * std::get<double>(all);
  }
  Wide sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += std::get<std::int64_t>(*people[i].value);
  return sum * power_of_ten(form.decimals) >= Wide{form.mantissa} * std::get<std::int64_t>(all);
}

std::size_t how_many(const Population& form, TypeKind kind, const std::vector<Somebody>& people, bool& failed) {
  const auto size = static_cast<std::int64_t>(people.size());
  if (form.op == PopulationOp::top) return static_cast<std::size_t>(std::min(form.n, size));
  if (form.op == PopulationOp::top_share)
    return static_cast<std::size_t>(floor_quotient(Wide{size} * form.mantissa, power_of_ten(form.decimals)));
  const Maybe all = total(kind, people);
  failed = !all;
  if (failed) return 0;
  std::size_t n = 0;
  while (n < people.size() && !reached(form, kind, people, n, *all)) ++n;
  return n;
}

bool negative(const Somebody& s) {
  if (const auto* real = std::get_if<double>(&*s.value)) return *real < 0;
  return std::get<std::int64_t>(*s.value) < 0;
}

std::int64_t rank(const Population& form, TypeKind kind, const Distribution& all, const Somebody& her) {
  std::int64_t before = 0, equal = 0, equal_before = 0;
  std::vector<Maybe> values;
  for (const Somebody& s : all.counted) {
    const int compared = compare(form, kind, s.value, her.value);
    before += compared < 0;
    equal += compared == 0;
    equal_before += compared == 0 && s.id < her.id;
    const bool seen = form.ties != Ties::dense || compared >= 0 ||
                      std::ranges::any_of(values, [&](const Maybe& v) { return compare(form, kind, v, s.value) == 0; });
    if (!seen) values.push_back(s.value);
  }
  switch (form.ties) {
    case Ties::min: return before + 1;
    case Ties::max: return before + std::max<std::int64_t>(equal, 1);
    case Ties::dense: return static_cast<std::int64_t>(values.size()) + 1;
    case Ties::id: return before + equal_before + 1;
  }
  return 0;
}

std::int64_t tile(const Population& form, TypeKind kind, const Distribution& all, const Somebody& her) {
  const auto counted = static_cast<std::int64_t>(all.counted.size());
  const std::int64_t before = std::min(rank(form, kind, all, her) - 1, counted - 1);
  return static_cast<std::int64_t>(1 + floor_quotient(Wide{before} * form.n, counted));
}

double percentile(const Population& form, TypeKind kind, const Distribution& all, const Somebody& her) {
  Population upwards = form;
  upwards.low_first = true;
  std::int64_t below = 0;
  if (her.value)
    for (const Somebody& s : all.counted) below += !s.value || compare(upwards, kind, s.value, her.value) < 0;
  const auto counted = static_cast<std::int64_t>(all.counted.size());
  return static_cast<double>(100 * std::min(below, counted - 1)) / static_cast<double>(counted);
}

Outcome share(TypeKind kind, const Distribution& all, const Somebody& her) {
  if (!her.value) return {};
  if (all.failed || !all.total) return {std::nullopt, true};
  const double part =
      kind == TypeKind::number ? std::get<double>(*her.value) : static_cast<double>(std::get<std::int64_t>(*her.value));
  const double whole =
      kind == TypeKind::number ? std::get<double>(*all.total) : static_cast<double>(std::get<std::int64_t>(*all.total));
  const auto ratio = finite(part / whole);
  return ratio ? known(*ratio) : Outcome{std::nullopt, true};
}

Outcome is_in(TypeKind kind, const Distribution& all, const Somebody& her) {
  if (!her.value) return known(false);
  if (!all.last) return {Value{false}, all.failed};
  const int compared = order(kind, *her.value, *all.last->value);
  return {Value{compared > 0 || (compared == 0 && her.id <= all.last->id)}, all.failed};
}

Maybe edge_value(TypeKind kind, const PopulationEdges& edges, std::size_t i) {
  Maybe value;
  const Physical physical = physical_of(kind);
  if (physical == Physical::whole && i < edges.whole.size()) value.emplace(edges.whole[i]);
  if (physical == Physical::real && i < edges.real.size()) value.emplace(edges.real[i]);
  if (physical == Physical::code && i < edges.text.size()) value.emplace(edges.text[i]);
  return value;
}

}  // namespace

void conclude(const Population& form, TypeKind kind, Distribution& all) {
  std::vector<Somebody> people = with_value(all);
  if (form.op == PopulationOp::quantile) all.quantile = quantile(form, kind, people);
  if (form.op == PopulationOp::share_of_total) {
    all.total = total(kind, people);
    all.failed = !all.total;
  }
  if (!is_condition(form.op)) return;
  if (form.op == PopulationOp::top_reaching) std::erase_if(people, negative);
  people = highest_first(kind, people);
  const std::size_t n = how_many(form, kind, people, all.failed);
  if (n > 0) all.last = people[n - 1];
}

// As many people as the edges tell of, each with her value.
Distribution from_edges(const Population& form, TypeKind kind, const PopulationEdges& edges) {
  Distribution all;
  all.failed = edges.failed;
  if (form.op == PopulationOp::quantile) all.quantile = edge_value(kind, edges, 0);
  if (form.op == PopulationOp::share_of_total && !edges.failed)
    kind == TypeKind::number ? all.total.emplace(edges.total_real) : all.total.emplace(edges.total_whole);
  if (is_condition(form.op) && !edges.ids.empty()) all.last.emplace(edge_value(kind, edges, 0), edges.ids[0]);
  if (edges.below.empty()) return all;
  for (std::size_t i = 0; i < edges.counted; ++i) {
    Somebody& s = all.counted.emplace_back();
    for (std::size_t v = 0; v + 1 < edges.below.size(); ++v)
      if (edges.below[v] <= i && i < edges.below[v + 1]) s.value = edge_value(kind, edges, v);
    if (i < edges.ids.size()) s.id = edges.ids[i];
  }
  return all;
}

Outcome standing(const Population& form, TypeKind kind, const Distribution& all, const Somebody& her) {
  if (is_condition(form.op)) return is_in(kind, all, her);
  if (form.op == PopulationOp::share_of_total) return share(kind, all, her);
  if (form.op == PopulationOp::quantile) return {all.quantile, false};
  if (all.counted.empty() || (!her.value && form.missing_out)) return {};
  if (form.op == PopulationOp::percentile) return known(percentile(form, kind, all, her));
  return known(form.op == PopulationOp::rank ? rank(form, kind, all, her) : tile(form, kind, all, her));
}

}  // namespace sop::reference
