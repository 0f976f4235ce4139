#include "runtime/run/effects.h"

#include <cstdint>

#include "stdlib/time/shift.h"

namespace sop {
namespace {

// Two hashes of the same bytes, side by side.
struct Hashes {
  std::uint64_t a, b;

  void mix(unsigned char byte) {
    a = (a ^ byte) * 0x100000001B3ull;
    b = (b ^ byte) * 0x100000001B3ull;
  }
};

std::uint64_t finished(std::uint64_t h) {
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDull;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53ull;
  return h ^ (h >> 33);
}

void write_hex(std::uint64_t value, char* out) {
  for (int digit = 15; digit >= 0; --digit, value >>= 4) out[digit] = "0123456789abcdef"[value & 15];
}

std::int64_t duration_constant(const Program& program, InstId id) {
  return program.constants[static_cast<std::size_t>(program.at(id).a)].whole;
}

}  // namespace

std::string effect_id(std::initializer_list<std::string_view> parts) {
  constexpr std::uint64_t begin = 0xCBF29CE484222325ull;
  Hashes hashes{begin, begin ^ 0x9E3779B97F4A7C15ull};
  for (std::string_view part : parts) {
    for (char c : part) hashes.mix(static_cast<unsigned char>(c));
    hashes.mix(0x1F);
  }
  std::string out(32, '0');
  write_hex(finished(hashes.a), out.data());
  write_hex(finished(hashes.b), out.data() + 16);
  return out;
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
