#include "runtime/journeys/world.h"

#include <algorithm>

#include "runtime/journeys/kept.h"
#include "runtime/run/issues.h"

namespace sop {

Evaluation World::evaluate(std::span<const InstId> roots, Frame& frame) {
  frame.edges = edges.for_roots(roots);
  Evaluation found = options.evaluate(program, dataset, frame, roots, context);
  add_issues(result.issues, found.issues);
  return found;
}

Frame World::frame_of(std::span<const Instance* const> who) const {
  std::vector<Micros> at;
  for (const Instance* one : who) at.push_back(one->at);
  return frame_at(who, at);
}

Frame World::frame_at(std::span<const Instance* const> who, std::span<const Micros> at) const {
  Frame frame;
  frame.batch_as_of = options.as_of;
  for (const Instance* one : who) frame.customer.push_back(one->customer);
  frame.as_of.assign(at.begin(), at.end());
  frame.kept = kept_columns(program, who, *dataset.pool);
  return frame;
}

bool World::told_now(HistoryId history, std::uint32_t customer, Micros at) const {
  const RunMemory* before = options.before;
  if (before == nullptr || !before->exists || at > before->as_of) return true;
  return std::ranges::any_of(result.changes, [&](const ChangeRow& row) {
    return row.history == history.index() && row.customer == customer && row.at == at;
  });
}

std::int64_t World::constant(InstId id) const {
  return program.constants[static_cast<std::size_t>(program.at(id).a)].whole;
}

std::string_view World::customer_id(std::uint32_t customer) const {
  return dataset.pool->text(dataset.customer_ids[customer]);
}

void World::decision(const Instance& who, Micros at, std::string outcome, std::string reason) {
  const Journey& journey = journey_of(who);
  result.decisions.push_back(
      {who.customer, journey.name, step_word(journey, who.step), at, std::move(outcome), std::move(reason)});
}

void World::add_deed(Deed deed) {
  const auto index = static_cast<std::uint32_t>(deeds.size());
  deeds_of[deed.customer].push_back(index);
  if (results.contains(deed.effect_id)) awaited[deed.customer].push_back(index);
  deeds.push_back(std::move(deed));
}

}  // namespace sop
