#include "runtime/journeys/summons.h"

#include <algorithm>

#include "runtime/journeys/moved_work.h"
#include "runtime/journeys/source.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

// An event may be late, or something may end hours after it.
Micros longest_echo(const World& world, const Input& input) {
  Micros longest = nominal_micros(unpack_duration(input.lateness)) + 2 * micros_per_day;
  for (const JourneyFlips& flips : world.flips)
    for (const Duration& span : flips.spans) longest = std::max(longest, at_most_micros(span));
  return longest;
}

// Journeys whose goals and exits may flip for anybody in them: at a midnight that this run goes through, or because
// what a table says of her may have changed and depends on what she entered with.
std::set<std::string> asked_of_all(const World& world) {
  std::set<std::string> out;
  const ZoneRules& zone = world.context.zone;
  const bool midnight = zone.local_date(world.options.before->as_of) != zone.local_date(world.options.as_of);
  for (std::size_t j = 0; j < world.program.journeys.size(); ++j) {
    const Journey& journey = world.program.journeys[j];
    if ((midnight && journey.reads_days) || (world.flips[j].columns && world.flips[j].entry)) out.insert(journey.name);
  }
  return out;
}

// Goals and exits that read tables: whom one holds for now, in one pass over all customers.
void want_reached(World& world, std::vector<bool>& wanted) {
  std::vector<InstId> roots;
  for (std::size_t j = 0; j < world.program.journeys.size(); ++j)
    if (world.flips[j].columns && !world.flips[j].entry)
      for (const InstId root : goals_and_exits(world.program.journeys[j])) roots.push_back(root);
  if (roots.empty()) return;
  Frame frame = batch_frame(world.dataset, world.options.as_of);
  const Evaluation found = world.evaluate(roots, frame);
  for (const ColumnData& holds : found.values)
    for (std::size_t row = 0; row < frame.rows(); ++row)
      if (bit_at(holds.bits, row)) wanted[frame.customer[row]] = true;
}

// Outcomes that come as input are of deeds of anybody.
bool has_results(const World& world) {
  for (std::size_t i = 0; i < world.dataset.inputs.size(); ++i) {
    const std::string& name = world.program.inputs[i].name;
    if ((name == "send_results" || name == "task_results") && world.dataset.inputs[i].rows > 0) return true;
  }
  return false;
}

}  // namespace

bool may_stay(const World& world) {
  if (world.readers.any_history || has_results(world) || world.balances || may_move(world)) return false;
  if (std::ranges::any_of(world.program.inputs, [](const Input& input) { return is_ours(input); })) return false;
  for (const Channel& channel : world.program.contacts.channels)
    for (const Quota& quota : channel.quotas)
      if (quota.per != QuotaPer::customer) return false;
  return std::ranges::all_of(world.flips, [](const JourneyFlips& flips) { return flips.tags.empty(); });
}

void summon(World& world, std::vector<bool>& wanted) {
  want_reached(world, wanted);
  const RunMemory& before = *world.options.before;
  for (std::size_t i = 0; i < world.dataset.inputs.size(); ++i) {
    const TableData& events = world.dataset.inputs[i];
    if (events.begin.empty()) continue;  // no stream
    const Micros since = before.as_of - longest_echo(world, world.program.inputs[i]);
    for (std::size_t row = 0; row < events.time_us.size(); ++row)
      if (events.time_us[row] > since && events.time_us[row] <= world.options.as_of)
        wanted[events.customer[row]] = true;
  }
  for (const QueuedEntry& queued : before.journeys.queued) wanted[queued.customer] = true;
  for (const HeldContact& held : before.journeys.held)
    if (held.wake <= world.options.as_of) wanted[held.customer] = true;
  for (const std::uint32_t customer : before.journeys.source->due(world.options.as_of, asked_of_all(world)))
    wanted[customer] = true;
}

}  // namespace sop
