#include "runtime/run/once.h"

#include "runtime/run/effects.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

// Days and longer are calendar days since the last firing (semantics C8).
bool rested(Micros last, Micros at, std::int64_t packed, const ZoneRules& zone) {
  const bool elapsed = unpack_duration(packed).unit == DurationUnit::micros;
  const Micros from = elapsed ? last : zone.instant_of(zone.local_date(last), 0);
  return at >= moved(from, packed, zone);
}

}  // namespace

bool OnceMemory::admits(std::uint32_t customer, Micros at, const std::string& value) {
  if (once_.kind == OnceKind::always) return true;
  const auto [last, first] =
      memory_.last_fired.try_emplace({customer, once_.kind == OnceKind::per_column ? value : std::string()}, at);
  if (first) return true;
  if (once_.kind != OnceKind::per_duration) return false;
  const std::int64_t packed = program_.constants[static_cast<std::size_t>(program_.at(once_.duration).a)].whole;
  if (!rested(last->second, at, packed, zone_)) return false;
  last->second = at;
  return true;
}

}  // namespace sop
