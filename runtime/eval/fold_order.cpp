// min, max, mode, distinct, first, last: of values of any type, through their order.
#include <algorithm>
#include <vector>

#include "runtime/eval/fold.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

// How values of one type are read and ordered. `below` is the language's order; equal values are neither below.
struct Wholes {
  using Value = std::int64_t;
  static Value read(const FoldInput& in, std::size_t i) { return in.value->as<Value>()[i]; }
  static bool below(const FoldInput&, Value a, Value b) { return a < b; }
  static void set(const FoldResult& out, std::size_t row, Value x) { out.set(row, x); }
};
struct Durations : Wholes {
  static bool below(const FoldInput&, Value a, Value b) {
    return nominal_micros(unpack_duration(a)) < nominal_micros(unpack_duration(b));
  }
};
struct Reals {
  using Value = double;
  static Value read(const FoldInput& in, std::size_t i) { return in.value->as<Value>()[i]; }
  static bool below(const FoldInput&, Value a, Value b) { return a < b; }
  static void set(const FoldResult& out, std::size_t row, Value x) { out.set(row, x); }
};
struct Codes {
  using Value = TextCode;
  static Value read(const FoldInput& in, std::size_t i) { return in.value->as<Value>()[i]; }
  static bool below(const FoldInput& in, Value a, Value b) { return a != b && in.pool->text(a) < in.pool->text(b); }
  static void set(const FoldResult& out, std::size_t row, Value x) { out.set(row, x); }
};
struct Bits {
  using Value = bool;
  static Value read(const FoldInput& in, std::size_t i) { return test(in.value->bits(), i); }
  static bool below(const FoldInput&, Value a, Value b) { return a < b; }
  static void set(const FoldResult& out, std::size_t row, Value x) { out.set_bit(row, x); }
};

template <class Visit>
void with_kind(const FoldInput& in, Visit visit) {
  if (in.value_type.is(TypeKind::duration)) return visit(Durations{});
  switch (physical_of(in.value_type.kind)) {
    case Physical::whole: return visit(Wholes{});
    case Physical::real: return visit(Reals{});
    case Physical::code: return visit(Codes{});
    case Physical::bit: return visit(Bits{});
  }
}

Micros time_of(const FoldInput& in, std::size_t frame_row, std::size_t i) {
  return in.times == nullptr ? 0 : in.times[static_cast<std::int64_t>(i) + in.shift[frame_row]];
}

// For grouping any order will do: codes group by number, which spares reading texts.
template <class Kind>
bool grouped_before(const FoldInput& in, typename Kind::Value a, typename Kind::Value b) {
  if constexpr (std::is_same_v<Kind, Codes>)
    return a < b;
  else
    return Kind::below(in, a, b);
}

template <class Kind>
struct Use {
  typename Kind::Value value;
  Micros time;
};

// The value used most often; of those the one used latest; of those the smallest.
template <class Kind>
typename Kind::Value most_used(const FoldInput& in, std::vector<Use<Kind>>& uses) {
  std::ranges::stable_sort(uses,
                           [&](const auto& a, const auto& b) { return grouped_before<Kind>(in, a.value, b.value); });
  std::size_t best_count = 0;
  Use<Kind> best = uses[0];
  for (std::size_t begin = 0, end = 0; begin < uses.size(); begin = end) {
    while (end < uses.size() && !grouped_before<Kind>(in, uses[begin].value, uses[end].value)) ++end;
    const std::size_t count = end - begin;
    const Use<Kind> use = {uses[begin].value, uses[end - 1].time};  // rows came in order of time
    const bool better = count != best_count     ? count > best_count
                        : use.time != best.time ? use.time > best.time
                                                : Kind::below(in, use.value, best.value);
    if (!better) continue;
    best_count = count;
    best = use;
  }
  return best.value;
}

}  // namespace

void fold_extreme(const FoldInput& in, bool largest, const FoldResult& out) {
  const bool by_number = physical_of(in.value_type.kind) == Physical::whole && !in.value_type.is(TypeKind::duration);
  if (in.kernels != nullptr && by_number) {
    const auto find_narrow = largest ? in.kernels->most_narrow : in.kernels->least_narrow;
    if (const auto narrow = in.narrow(); narrow && find_narrow != nullptr)
      return find_narrow(in.spans(), *narrow, static_cast<std::int64_t*>(out.value), out.known);
    const auto find = largest ? in.kernels->most : in.kernels->least;
    return find(in.spans(), in.value->as<std::int64_t>(), static_cast<std::int64_t*>(out.value), out.known);
  }
  with_kind(in, [&]<class Kind>(Kind) {
    for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
      bool found = false;
      typename Kind::Value best{};
      for_each_selected(in, low, high, [&](std::size_t i) {
        const auto value = Kind::read(in, i);
        const bool better = !found || (largest ? Kind::below(in, best, value) : Kind::below(in, value, best));
        best = better ? value : best;
        found = true;
      });
      if (found) Kind::set(out, r, best);
    });
  });
}

void fold_mode(const FoldInput& in, const FoldResult& out) {
  with_kind(in, [&]<class Kind>(Kind) {
    std::vector<Use<Kind>> uses;
    for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
      uses.clear();
      for_each_selected(in, low, high, [&](std::size_t i) { uses.push_back({Kind::read(in, i), time_of(in, r, i)}); });
      if (!uses.empty()) Kind::set(out, r, most_used<Kind>(in, uses));
    });
  });
}

// Of no value: how many rows, as rows are all different.
void fold_distinct(const FoldInput& in, const FoldResult& out) {
  if (in.value == nullptr) return fold_count(in, out);
  with_kind(in, [&]<class Kind>(Kind) {
    std::vector<Use<Kind>> uses;
    const auto before = [&](const auto& a, const auto& b) { return grouped_before<Kind>(in, a.value, b.value); };
    for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
      uses.clear();
      for_each_selected(in, low, high, [&](std::size_t i) { uses.push_back({Kind::read(in, i), 0}); });
      std::ranges::sort(uses, before);
      std::int64_t count = 0;
      for (std::size_t i = 0; i < uses.size(); ++i) count += i == 0 || before(uses[i - 1], uses[i]);
      out.set(r, count);
    });
  });
}

void keep_latest(const FoldInput& in, std::size_t rows, Word* out) {
  clear_all(out, rows);
  with_kind(in, [&]<class Kind>(Kind) {
    std::vector<std::pair<typename Kind::Value, std::size_t>> uses;
    const auto before = [&](const auto& a, const auto& b) { return grouped_before<Kind>(in, a.first, b.first); };
    for_each_frame_row(in, [&](std::size_t, std::size_t low, std::size_t high) {
      uses.clear();
      for_each_selected(in, low, high, [&](std::size_t i) { uses.emplace_back(Kind::read(in, i), i); });
      std::ranges::stable_sort(uses, before);
      for (std::size_t i = 0; i < uses.size(); ++i)
        if (i + 1 == uses.size() || before(uses[i], uses[i + 1])) put(out, uses[i].second);
    });
  });
}

// The row is chosen first and then read: its value may be missing (semantics A7). Without a value: its instant.
void fold_first_or_last(const FoldInput& in, bool last, const FoldResult& out) {
  const auto chosen = [&](std::size_t low, std::size_t high) {
    if (in.selected == nullptr) return low == high ? high : last ? high - 1 : low;
    return last ? last_bit(in.selected, low, high) : first_bit(in.selected, low, high);
  };
  if (in.value == nullptr) {
    for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
      if (const std::size_t i = chosen(low, high); i != high && in.times != nullptr) out.set(r, time_of(in, r, i));
    });
    return;
  }
  with_kind(in, [&]<class Kind>(Kind) {
    for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
      if (const std::size_t i = chosen(low, high); i != high && in.value->is_known(i))
        Kind::set(out, r, Kind::read(in, i));
    });
  });
}

}  // namespace sop
