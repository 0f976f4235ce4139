#include "runtime/eval/part_of_all.h"

#include <algorithm>

#include "stdlib/time/duration.h"

namespace sop {
namespace {

// Equal values that can be told apart: -0 and 0, a month and 30 days.
bool has_equal_values(Type type) { return type.is(TypeKind::number) || type.is(TypeKind::duration); }

// Two ascending runs of different values become one.
template <class T, class Key>
void merge_values(std::vector<T>& values, PartOfAll& into, std::vector<T>& more, const PartOfAll& from, Key key) {
  std::vector<T> out;
  std::vector<std::uint64_t> times;
  out.reserve(values.size() + more.size());
  times.reserve(values.size() + more.size());
  std::size_t a = 0, b = 0;
  while (a < values.size() || b < more.size()) {
    const bool first = b == more.size() || (a < values.size() && !(key(more[b]) < key(values[a])));
    const bool second = a == values.size() || (b < more.size() && !(key(values[a]) < key(more[b])));
    times.push_back((first ? into.times[a] : 0) + (second ? from.times[b] : 0));
    out.push_back(std::move(first ? values[a] : more[b]));
    a += first;
    b += second;
  }
  values = std::move(out);
  into.times = std::move(times);
}

template <class T>
void merge_customers(std::vector<T>& values, PartOfAll& into, std::vector<T>& more, PartOfAll& from) {
  std::vector<T> out;
  std::vector<std::string> ids;
  out.reserve(values.size() + more.size());
  ids.reserve(values.size() + more.size());
  std::size_t a = 0, b = 0;
  while (a < values.size() || b < more.size()) {
    const bool first = b == more.size() || (a < values.size() && into.ids[a] < from.ids[b]);
    out.push_back(std::move(first ? values[a] : more[b]));
    ids.push_back(std::move(first ? into.ids[a] : from.ids[b]));
    ++(first ? a : b);
  }
  values = std::move(out);
  into.ids = std::move(ids);
}

template <class T, class Key>
void merge_kept(std::vector<T>& values, PartOfAll& into, std::vector<T>& more, PartOfAll& from, Key key) {
  if (more.empty()) return;
  if (from.ids.empty())
    merge_values(values, into, more, from, key);
  else
    merge_customers(values, into, more, from);
}

// Calls `visit` with every value, as often as it stands for a customer.
template <class T, class Visit>
void for_each_customer(const std::vector<T>& values, const PartOfAll& all, Visit visit) {
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::uint64_t n = all.times.empty() ? 1 : all.times[i]; n > 0; --n) visit(values[i]);
}

}  // namespace

PartShape shape_of(const Population& form, Type x) {
  switch (form.op) {
    case PopulationOp::rank:
    case PopulationOp::percentile:
    case PopulationOp::ntile: return form.ties == Ties::id ? PartShape::customers : PartShape::values;
    case PopulationOp::quantile: return has_equal_values(x) ? PartShape::customers : PartShape::values;
    case PopulationOp::top:
    case PopulationOp::top_share:
    case PopulationOp::top_reaching: return PartShape::customers;
    case PopulationOp::share_of_total: return x.is(TypeKind::number) ? PartShape::customers : PartShape::total;
  }
  return PartShape::customers;
}

PartShape shape_of(const Aggregate& form, Type value) {
  const PartShape told_apart = has_equal_values(value) ? PartShape::customers : PartShape::values;
  switch (form.op) {
    case AggregateOp::count:
    case AggregateOp::any:
    case AggregateOp::none: return PartShape::count;
    case AggregateOp::distinct: return form.value.exists() ? PartShape::values : PartShape::count;
    case AggregateOp::sum:
    case AggregateOp::avg: return has_equal_values(value) ? PartShape::customers : PartShape::total;
    case AggregateOp::min:
    case AggregateOp::max:
    case AggregateOp::median:
    case AggregateOp::mode: return told_apart;
    case AggregateOp::first:
    case AggregateOp::last:
    case AggregateOp::days_active:
    case AggregateOp::weeks_active:
    case AggregateOp::months_active: break;
  }
  return PartShape::customers;
}

bool has_parts(const Aggregate& form) {
  switch (form.op) {
    case AggregateOp::first:
    case AggregateOp::last:
    case AggregateOp::days_active:
    case AggregateOp::weeks_active:
    case AggregateOp::months_active: return false;
    case AggregateOp::count:
    case AggregateOp::sum:
    case AggregateOp::avg:
    case AggregateOp::min:
    case AggregateOp::max:
    case AggregateOp::median:
    case AggregateOp::mode:
    case AggregateOp::distinct:
    case AggregateOp::any:
    case AggregateOp::none: return true;
  }
  return false;
}

void merge(Type type, PartOfAll& into, PartOfAll from) {
  into.count += from.count;
  into.count_without += from.count_without;
  into.total += from.total;
  std::vector<std::string> without;
  std::ranges::merge(into.ids_without, from.ids_without, std::back_inserter(without));
  into.ids_without = std::move(without);
  switch (physical_of(type.kind)) {
    case Physical::whole:
      if (type.is(TypeKind::duration))
        return merge_kept(into.whole, into, from.whole, from,
                          [](std::int64_t packed) { return nominal_micros(unpack_duration(packed)); });
      return merge_kept(into.whole, into, from.whole, from, std::identity{});
    case Physical::bit: return merge_kept(into.whole, into, from.whole, from, std::identity{});
    case Physical::real: return merge_kept(into.real, into, from.real, from, std::identity{});
    case Physical::code:
      return merge_kept(into.text, into, from.text, from,
                        [](const std::string& text) { return std::string_view(text); });
  }
}

ColumnData column_of(Type type, const PartOfAll& all, TextPool& pool) {
  ColumnData out;
  out.type = type.with_nullable(false);
  switch (physical_of(type.kind)) {
    case Physical::whole:
      for_each_customer(all.whole, all, [&](std::int64_t value) { out.whole.push_back(value); });
      out.rows = out.whole.size();
      break;
    case Physical::real:
      for_each_customer(all.real, all, [&](double value) { out.real.push_back(value); });
      out.rows = out.real.size();
      break;
    case Physical::code:
      for_each_customer(all.text, all, [&](const std::string& value) { out.codes.push_back(pool.intern(value)); });
      out.rows = out.codes.size();
      break;
    case Physical::bit:
      for_each_customer(all.whole, all, [&](std::int64_t value) {
        out.bits.resize(words_for(out.rows + 1), 0);
        if (value != 0) set_bit(out.bits, out.rows);
        ++out.rows;
      });
      break;
  }
  return out;
}

}  // namespace sop
