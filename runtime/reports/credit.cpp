#include "runtime/reports/credit.h"

#include <algorithm>
#include <cmath>

#include "stdlib/time/shift.h"

namespace sop {
namespace {

std::optional<Duration> length_of(const Program& program, InstId id) {
  if (!id.exists()) return std::nullopt;
  return unpack_duration(program.constants[static_cast<std::size_t>(program.at(id).a)].whole);
}

// Longer ones are as long as they are that day.
double micros_in(Duration length, Micros from, const ZoneRules& zone) {
  return static_cast<double>(shifted(from, length, zone) - from);
}

}  // namespace

Shares::Shares(ReportWorld& world, const ReportForm& form)
    : form_(form),
      zone_(world.context().zone),
      look_back_(length_of(world.program(), form.look_back)),
      half_life_(length_of(world.program(), form.half_life)) {
  touches_ = Measured(world, form, form.touch, nullptr).every_row();
  for (const GroupedRow& touch : touches_) of_owner_[touch.owner].push_back(&touch);
}

// Days and longer count calendar days, the event's own included; hours elapse (semantics B3).
bool Shares::looks_back_to(Micros touch, Micros event) const {
  if (!look_back_) return true;
  if (look_back_->unit == DurationUnit::micros)
    return touch > shifted(event, {-look_back_->count, look_back_->unit}, zone_);
  const Days day = zone_.local_date(event);
  const Micros midnight = zone_.instant_of(day, 0);
  const Days before = zone_.local_date(shifted(midnight, {-look_back_->count, look_back_->unit}, zone_));
  return zone_.local_date(touch) > before;
}

std::vector<const GroupedRow*> Shares::touches_before(const GroupedRow& row) const {
  std::vector<const GroupedRow*> out;
  const auto found = of_owner_.find(row.owner);
  if (found == of_owner_.end()) return out;
  for (const GroupedRow* touch : found->second)
    if (touch->row.at <= row.row.at && looks_back_to(touch->row.at, row.row.at)) out.push_back(touch);
  return out;
}

std::vector<double> Shares::parts(const GroupedRow& row, std::span<const GroupedRow* const> touches) const {
  std::vector<double> out(touches.size(), 0);
  switch (form_.credit) {
    case Credit::none: break;
    case Credit::last: out.back() = 1; break;
    case Credit::first: out.front() = 1; break;
    case Credit::even: std::ranges::fill(out, 1 / static_cast<double>(touches.size())); break;
    case Credit::half_life: {
      // Of the latest one all, of earlier ones half for each half-life before it: far ones never add up to nothing.
      double total = 0;
      for (std::size_t i = 0; i < touches.size(); ++i) {
        const double age = static_cast<double>(touches.back()->row.at - touches[i]->row.at);
        out[i] = std::exp2(-age / micros_in(*half_life_, row.row.at, zone_));
        total += out[i];
      }
      for (double& part : out) part /= total;
      break;
    }
  }
  return out;
}

// Facets in their order: of the touch, or of the event.
GroupKey Shares::key_of(const GroupedRow& row, const GroupedRow* touch) const {
  GroupKey key;
  std::size_t own = 0, touched = 0;
  for (const Facet& facet : form_.facets) {
    if (facet.grain != Grain::none) continue;
    if (facet.touched)
      key.push_back(touch == nullptr ? CellValue{} : touch->key[touched++]);
    else
      key.push_back(row.key[own++]);
  }
  return key;
}

std::vector<GroupedRow> Shares::of(std::span<const GroupedRow> rows) const {
  std::vector<GroupedRow> out;
  for (const GroupedRow& row : rows) {
    const std::vector<const GroupedRow*> touches = touches_before(row);
    GroupedRow share = row;
    if (touches.empty()) {
      share.key = key_of(row, nullptr);
      out.push_back(share);
      continue;
    }
    const std::vector<double> credited = parts(row, touches);
    for (std::size_t i = 0; i < touches.size(); ++i) {
      if (credited[i] == 0) continue;
      share.key = key_of(row, touches[i]);
      share.weight = credited[i];
      out.push_back(share);
    }
  }
  return out;
}

}  // namespace sop
