#include "runtime/survey/coupon_gaps.h"

#include <algorithm>
#include <set>

#include "stdlib/time/duration.h"
#include "stdlib/time/shift.h"

namespace sop {
namespace {

// The streams whose events a condition goes over.
class Streams {
 public:
  explicit Streams(const Program& program) : program_(program) {}

  void add(InstId id) {
    if (!id.exists() || !seen_.insert(id.value).second) return;
    const Inst& inst = program_.at(id);
    for (const InstId arg : program_.args_of(id)) add(arg);
    if (inst.kind == InstKind::fact) add(program_.facts[static_cast<std::size_t>(inst.a)].root);
    if (inst.kind == InstKind::event_aggregate)
      found.insert(program_.aggregates[static_cast<std::size_t>(inst.a)].input);
  }

  std::set<InputId> found;

 private:
  const Program& program_;
  std::set<std::int32_t> seen_;
};

bool grants(const std::vector<Action>& actions, const Coupon& coupon) {
  return std::ranges::any_of(
      actions, [&](const Action& action) { return action.verb == Verb::grant && action.object == coupon.name; });
}

// What the journeys that grant it are meant to bring about.
std::set<InputId> wanted_streams(const Program& program, const Coupon& coupon) {
  Streams out(program);
  for (const Journey& journey : program.journeys)
    if (grants(journey.actions, coupon))
      for (const JourneyGoal& goal : journey.goals) out.add(goal.condition);
  std::erase_if(out.found, [&](InputId input) {
    return program.inputs[input.index()].kind != InputKind::stream || program.inputs[input.index()].predeclared;
  });
  return out.found;
}

CouponGaps gaps_of(const Coupon& coupon, std::int64_t valid, const Input& input, const TableData& events,
                   const ZoneRules& zone) {
  CouponGaps out{.coupon = coupon.name, .stream = input.name, .valid = valid};
  std::vector<std::int64_t> days;
  for (std::size_t row = 1; row < events.time_us.size(); ++row) {
    if (events.customer[row] != events.customer[row - 1]) continue;
    const Micros from = events.time_us[row - 1], to = events.time_us[row];
    days.push_back(zone.local_date(to) - zone.local_date(from));
    // Good through the last of its local days.
    if (zone.local_date(to) > zone.local_date(shifted(from, unpack_duration(valid), zone))) ++out.longer;
  }
  out.gaps = days.size();
  if (days.empty()) return out;
  const auto middle = days.begin() + static_cast<std::ptrdiff_t>((days.size() - 1) / 2);
  std::ranges::nth_element(days, middle);
  out.median_days = *middle;
  return out;
}

}  // namespace

std::vector<CouponGaps> short_coupons(const Program& program, const Dataset& dataset, const ZoneRules& zone) {
  std::vector<CouponGaps> out;
  for (const Coupon& coupon : program.coupons) {
    if (!coupon.valid.exists()) continue;
    const std::int64_t valid = program.constants[static_cast<std::size_t>(program.at(coupon.valid).a)].whole;
    for (const InputId stream : wanted_streams(program, coupon)) {
      const TableData& events = dataset.inputs[stream.index()];
      CouponGaps gaps = gaps_of(coupon, valid, program.inputs[stream.index()], events, zone);
      if (gaps.gaps >= fewest_gaps && gaps.longer * 2 > gaps.gaps) out.push_back(std::move(gaps));
    }
  }
  return out;
}

}  // namespace sop
