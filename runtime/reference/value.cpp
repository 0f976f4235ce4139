#include "runtime/reference/value.h"

#include "runtime/reference/exact.h"
#include "stdlib/time/duration.h"

namespace sop::reference {
namespace {

template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

// Wide, so that no length overflows.
Wide nominal_length(std::int64_t packed) {
  const Duration d = unpack_duration(packed);
  const Wide day = Wide{24} * 3600 * 1'000'000;
  switch (d.unit) {
    case DurationUnit::micros: return d.count;
    case DurationUnit::days: return d.count * day;
    case DurationUnit::months: return d.count * 30 * day;
  }
  return 0;
}

}  // namespace

int order(TypeKind kind, const Value& a, const Value& b) {
  if (kind == TypeKind::duration) {
    return three_way(nominal_length(std::get<std::int64_t>(a)), nominal_length(std::get<std::int64_t>(b)));
  }
  if (const auto* text = std::get_if<std::string>(&a)) return three_way(text->compare(std::get<std::string>(b)), 0);
  if (const auto* real = std::get_if<double>(&a)) return three_way(*real, std::get<double>(b));
  if (const auto* bit = std::get_if<bool>(&a)) return three_way(*bit, std::get<bool>(b));
  return three_way(std::get<std::int64_t>(a), std::get<std::int64_t>(b));
}

}  // namespace sop::reference
