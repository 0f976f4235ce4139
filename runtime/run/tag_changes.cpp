#include "runtime/run/tag_changes.h"

#include <set>

namespace sop {
namespace {

using Held = std::set<std::pair<std::uint32_t, std::string>>;  // customer, tag

Held stored(const Dataset& dataset, const std::string& group, const RunOptions& options) {
  Held out;
  for (const TagHolding& holding : dataset.tags) {
    const bool in_time = !options.has_as_of || (holding.since <= options.as_of && options.as_of < holding.until);
    const bool of_group = group.empty() || !holding.has_group || dataset.pool->text(holding.group) == group;
    if (in_time && of_group) out.emplace(holding.customer, std::string(dataset.pool->text(holding.tag)));
  }
  return out;
}

// The tag a fact gives a customer, or nothing.
std::string tag_of(const Program& program, const Fact& fact, const ColumnData& values, std::size_t row) {
  if (fact.type.is(TypeKind::boolean)) return bit_at(values.bits, row) ? fact.name : "";
  if (!values.is_known(row)) return "";
  return program.enumerations[fact.type.enumeration.index()].members[static_cast<std::size_t>(values.whole[row])];
}

std::vector<std::string> tags_of(const Program& program, const Fact& fact) {
  if (fact.type.is(TypeKind::boolean)) return {fact.name};
  return program.enumerations[fact.type.enumeration.index()].members;
}

}  // namespace

void tag_changes(const Program& program, const Dataset& dataset, const RunOptions& options, RunResult& result) {
  result.tags_given = !dataset.tags.empty();
  for (std::size_t f = 0; f < program.facts.size(); ++f) {
    const Fact& fact = program.facts[f];
    const bool group = fact.kind == FactKind::taggroup && fact.type.is(TypeKind::enumeration);
    if (fact.stored || (fact.kind != FactKind::tag && !group)) continue;
    const std::string source = fact.manual ? "manual" : fact.name;
    const std::string group_name = group ? fact.name : fact.group;
    const Held held = result.tags_given ? stored(dataset, group_name, options) : Held{};
    const std::vector<std::string> all = tags_of(program, fact);
    for (std::size_t row = 0; row < result.frame.rows(); ++row) {
      const std::uint32_t customer = result.frame.customer[row];
      const std::string now = tag_of(program, fact, result.facts[f], row);
      for (const std::string& tag : all) {
        const bool before = held.contains({customer, tag});
        if (before && tag != now) result.tags.push_back({customer, group_name, tag, TagChange::remove, source});
        if (!before && tag == now) result.tags.push_back({customer, group_name, tag, TagChange::add, source});
      }
    }
  }
}

}  // namespace sop
