#include "runtime/journeys/other_accounts.h"

#include <algorithm>
#include <set>

#include "runtime/journeys/walk.h"
#include "runtime/run/effects.h"

namespace sop {

std::map<std::uint32_t, std::vector<std::string>> other_accounts(const Program& program, const Dataset& dataset) {
  std::map<std::uint32_t, std::vector<std::string>> out;
  if (!program.identity.exists() || !program.population.exists()) return out;
  const Input& input = program.inputs[program.population.index()];
  const TableData& people = dataset.inputs[program.population.index()];
  if (input.key < 0) return out;
  const bool texts = !people.columns[static_cast<std::size_t>(input.key)].codes.empty();
  for (const auto& [key, customer] : people.row_of_key) {
    std::string id = texts ? std::string(dataset.pool->text(static_cast<TextCode>(key))) : std::to_string(key);
    if (id != dataset.pool->text(dataset.customer_ids[customer])) out[customer].push_back(std::move(id));
  }
  return out;
}

bool was_done_for_another_account(const World& world, const Instance& who, const std::string& step) {
  const auto others = world.other_accounts.find(who.customer);
  if (others == world.other_accounts.end()) return false;
  const std::string& journey = world.journey_of(who).name;
  std::set<std::string> done;
  for (const std::uint32_t index : world.deeds_of[who.customer]) {
    const Deed& deed = world.deeds[index];
    if (deed.source == journey && deed.step == step) done.insert(deed.effect_id);
  }
  if (done.empty()) return false;
  const auto entries = static_cast<std::int64_t>(world.of_customer[who.customer].size());
  return std::ranges::any_of(others->second, [&](const std::string& account) {
    for (std::int64_t entry = 1; entry <= entries; ++entry)
      if (done.contains(effect_id({journey, account, who.key, std::to_string(entry), step, iteration(who)})))
        return true;
    return false;
  });
}

}  // namespace sop
