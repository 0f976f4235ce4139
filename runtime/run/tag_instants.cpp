#include "runtime/run/tag_instants.h"

#include <algorithm>
#include <set>

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
    // A holding that a rule made begins right after the instant it was made at.
    if (held.since != INT64_MIN) all_.emplace_back(held.customer, held.since - 1);
    if (held.until != INT64_MAX && held.until != INT64_MIN) all_.emplace_back(held.customer, held.until - 1);
  }
  std::ranges::sort(all_);
  for (const auto& [customer, at] : all_) times_.push_back(at);
}

std::span<const Micros> TagInstants::of(std::uint32_t customer) const {
  const auto range = std::ranges::equal_range(all_, customer, {}, [](const auto& entry) { return entry.first; });
  return std::span(times_).subspan(static_cast<std::size_t>(range.begin() - all_.begin()), range.size());
}

}  // namespace sop
