#include "runtime/run/effects.h"

#include <fmt/format.h>

#include <cstdint>

#include "stdlib/time/shift.h"

namespace sop {
namespace {

std::uint64_t hash(std::initializer_list<std::string_view> parts, std::uint64_t seed) {
  std::uint64_t h = 0xCBF29CE484222325ull ^ seed;
  for (std::string_view part : parts) {
    for (char c : part) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    h = (h ^ 0x1F) * 0x100000001B3ull;
  }
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDull;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53ull;
  return h ^ (h >> 33);
}

std::int64_t duration_constant(const Program& program, InstId id) {
  return program.constants[static_cast<std::size_t>(program.at(id).a)].whole;
}

}  // namespace

std::string effect_id(std::initializer_list<std::string_view> parts) {
  return fmt::format("{:016x}{:016x}", hash(parts, 0), hash(parts, 0x9E3779B97F4A7C15ull));
}

Micros moved(Micros instant, std::int64_t packed_duration, const ZoneRules& zone) {
  return shifted(instant, unpack_duration(packed_duration), zone);
}

EffectTimes effect_times(const Program& program, const Action& action, Micros now, const ZoneRules& zone) {
  EffectTimes out;
  out.due_at = now;
  if (action.at_us >= 0) {
    const Days today = zone.local_date(now);
    out.due_at = zone.instant_of(today, action.at_us);
    if (out.due_at < now) out.due_at = zone.instant_of(today + 1, action.at_us);
  }
  if (action.due.exists()) out.due_at = moved(out.due_at, duration_constant(program, action.due), zone);
  out.expires_at = expiry_when_due(program, action, out.due_at, zone);
  return out;
}

Micros expiry_when_due(const Program& program, const Action& action, Micros due, const ZoneRules& zone) {
  if (action.expires.exists()) return moved(due, duration_constant(program, action.expires), zone);
  return zone.instant_of(zone.local_date(due) + (action.expires_today ? 1 : 2), 0);
}

}  // namespace sop
