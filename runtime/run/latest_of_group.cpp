#include "runtime/run/latest_of_group.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace sop {
namespace {

std::size_t place_of(const Program& program, const Fact& group, std::string_view tag) {
  const auto& members = program.enumerations[group.type.enumeration.index()].members;
  return static_cast<std::size_t>(std::ranges::find(members, tag) - members.begin());
}

// In the order they were given; of one instant the arm that stands first comes last, as it is the one that is held.
template <class Tag>
struct Given {
  Tag* tag;
  std::size_t place;
  bool operator<(const Given& other) const {
    return std::tuple(tag->since, other.place) < std::tuple(other.tag->since, place);
  }
};

// What a rule does at an instant is seen right after it.
Micros first_seen(const StoredTag& tag) {
  return tag.origin == TagOrigin::set && tag.since != no_instant ? tag.since + 1 : tag.since;
}

Micros first_seen(const TagHolding& holding) { return holding.since; }

template <class Key, class Tag, class Ended>
void end_where_the_next_begins(std::map<Key, std::vector<Given<Tag>>>& of_group, const Ended& ended) {
  for (auto& [key, tags] : of_group) {
    std::stable_sort(tags.begin(), tags.end());
    for (std::size_t i = 0; i + 1 < tags.size(); ++i) {
      Tag& tag = *tags[i].tag;
      const Tag& next = *tags[i + 1].tag;
      const Micros end = first_seen(next);
      if (tag.until <= end) continue;
      tag.until = end;
      ended(tag, next);
    }
  }
}

}  // namespace

bool holds_one_tag(const Fact* fact) { return fact != nullptr && fact->is_group() && fact->stored; }

void keep_latest_of_groups(const Program& program, const TextPool& pool,
                           const std::function<const Fact*(const StoredTag&)>& declared, std::vector<StoredTag>& now,
                           std::vector<StoredTag>& before) {
  std::map<std::tuple<std::uint32_t, TextCode>, std::vector<Given<StoredTag>>> of_group;
  for (auto* tags : {&now, &before})
    for (StoredTag& tag : *tags)
      if (const Fact* group = tag.locked || tag.group == no_text ? nullptr : declared(tag); holds_one_tag(group))
        of_group[{tag.customer, tag.group}].push_back({&tag, place_of(program, *group, pool.text(tag.tag))});
  end_where_the_next_begins(of_group, [](StoredTag& tag, const StoredTag& next) {
    tag.source = next.source != no_text ? next.source : next.group;
  });
}

void keep_latest_of_persons(const Program& program, const TextPool& pool, std::vector<TagHolding>& holdings) {
  std::map<TextCode, const Fact*> groups;
  for (const Fact& fact : program.facts)
    if (TextCode code = 0; holds_one_tag(&fact) && pool.find(fact.name, code)) groups[code] = &fact;
  if (groups.empty()) return;
  std::map<std::tuple<std::uint32_t, TextCode, TextCode>, std::vector<Given<TagHolding>>> of_group;
  for (TagHolding& holding : holdings)
    if (const auto group = groups.find(holding.group); holding.personal && holding.has_group && group != groups.end())
      of_group[{holding.customer, holding.person, holding.group}].push_back(
          {&holding, place_of(program, *group->second, pool.text(holding.tag))});
  end_where_the_next_begins(of_group, [](TagHolding&, const TagHolding&) {});
}

}  // namespace sop
