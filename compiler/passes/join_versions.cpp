#include "compiler/passes/join_versions.h"

#include <algorithm>

#include "compiler/passes/joining.h"

namespace sop {

namespace {

// Coupons are read as a stream that nobody declares: what is missing is one of them.
std::string as_declared(const Program& now, const Program& older, const std::string& what) {
  if (what != "grants") return what;
  for (const Coupon& coupon : older.coupons)
    if (std::ranges::find(now.coupons, coupon.name, &Coupon::name) == now.coupons.end()) return coupon.name;
  return what;
}

}  // namespace

std::expected<Program, UnreadableVersion> join_versions(const Program& now, std::span<const OlderJourney> older) {
  Program out = now;
  for (const OlderJourney& one : older) {
    Joining joining(out, *one.program);
    joining.add_retired(one.journey);
    if (!joining.unreadable().empty())
      return std::unexpected(UnreadableVersion{one.program->journeys[one.journey].name,
                                               as_declared(now, *one.program, *joining.unreadable().begin())});
  }
  return out;
}

}  // namespace sop
