#include "runtime/run/tag_instants.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace sop {
namespace {

std::set<std::string> tags_read(const Program& program, const History& history) {
  std::set<std::string> tags;
  std::set<std::int32_t> seen;
  std::vector<InstId> todo{history.value, history.release};
  while (!todo.empty()) {
    const InstId id = todo.back();
    todo.pop_back();
    if (!id.exists() || !seen.insert(id.value).second) continue;
    const Inst& inst = program.at(id);
    for (const InstId arg : program.args_of(id)) todo.push_back(arg);
    if (inst.kind == InstKind::fact) todo.push_back(program.facts[static_cast<std::size_t>(inst.a)].root);
    if (inst.kind == InstKind::has_tag) tags.insert(program.constants[static_cast<std::size_t>(inst.a)].text);
  }
  return tags;
}

}  // namespace

TagInstants::TagInstants(const Program& program, const Dataset& dataset, const History& history) {
  const std::set<std::string> tags = tags_read(program, history);
  if (tags.empty()) return;
  for (const TagHolding& held : dataset.tags) {
    if (!tags.contains(std::string(dataset.pool->text(held.tag)))) continue;
    const auto add = [&](Micros seen, bool after) {
      all_.emplace_back(held.customer, Instant{after ? seen - 1 : seen, cause_tag, seen});
    };
    if (held.since != INT64_MIN) add(held.since, held.begins_after);
    if (held.until != INT64_MAX && held.until != INT64_MIN) add(held.until, held.ends_after);
  }
  std::ranges::sort(all_, {},
                    [](const auto& entry) { return std::tuple(entry.first, entry.second.at, entry.second.asked); });
  for (const auto& [customer, instant] : all_) instants_.push_back(instant);
}

std::span<const Instant> TagInstants::of(std::uint32_t customer) const {
  const auto range = std::ranges::equal_range(all_, customer, {}, [](const auto& entry) { return entry.first; });
  return std::span(instants_).subspan(static_cast<std::size_t>(range.begin() - all_.begin()), range.size());
}

}  // namespace sop
