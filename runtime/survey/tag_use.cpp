#include "runtime/survey/tag_use.h"

#include <algorithm>
#include <bit>
#include <map>

namespace sop {
namespace {

// One tag, or one member of a `one_of` group.
struct Tag {
  std::string name;  // as it is told
  std::string group, tag;
  std::size_t fact = 0;
  std::int64_t member = -1;
};

// Tags that the program gives. Those given by hand, by lists or by staff are nobody's mistake here.
std::vector<Tag> tags_of(const Program& program) {
  std::vector<Tag> out;
  for (std::size_t f = 0; f < program.facts.size(); ++f) {
    const Fact& fact = program.facts[f];
    if (fact.manual || fact.personal) continue;
    if (fact.kind == FactKind::tag) out.push_back({fact.name, fact.group, fact.name, f, -1});
    if (!fact.is_group()) continue;
    const auto& members = program.enumerations[fact.type.enumeration.index()].members;
    for (std::size_t m = 0; m < members.size(); ++m)
      out.push_back({fact.name + "." + members[m], fact.name, members[m], f, static_cast<std::int64_t>(m)});
  }
  return out;
}

std::uint64_t count(const BitWords& bits) {
  std::uint64_t out = 0;
  for (const std::uint64_t word : bits) out += static_cast<std::uint64_t>(std::popcount(word));
  return out;
}

// By group and name: who holds it at the end of the run.
std::map<std::pair<TextCode, TextCode>, BitWords> holders(const Dataset& dataset, const RunResult& result,
                                                          Micros as_of) {
  std::map<std::pair<TextCode, TextCode>, BitWords> out;
  for (const StoredTag& held : result.memory.tags) {
    if (held.locked || held.since > as_of || held.until <= as_of) continue;
    BitWords& bits = out[{held.group, held.tag}];
    bits.resize(words_for(dataset.customers), 0);
    set_bit(bits, held.customer);
  }
  return out;
}

std::uint64_t count_both(const BitWords& a, const BitWords& b) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < a.size(); ++i) out += static_cast<std::uint64_t>(std::popcount(a[i] & b[i]));
  return out;
}

// Who exists at an earlier instant, asked of one tag.
bool held_before(const Program& program, const Dataset& dataset, const Tag& tag, Micros as_of,
                 const RunContext& context) {
  for (int week = 1; week <= weeks_looked_back; ++week) {
    Frame frame;
    frame.batch_as_of = context.zone.instant_of(context.zone.local_date(as_of) - 7 * week, 0);
    for (std::uint32_t c = 0; c < dataset.customers; ++c)
      if (dataset.exists_since.empty() || dataset.exists_since[c] <= frame.batch_as_of) frame.customer.push_back(c);
    const InstId root = program.facts[tag.fact].root;
    const Evaluation found = evaluate(program, dataset, frame, std::span(&root, 1), context);
    const ColumnData& value = found.values[0];
    for (std::size_t row = 0; row < value.rows; ++row)
      if (tag.member < 0 ? bit_at(value.bits, row) : value.is_known(row) && value.whole[row] == tag.member) return true;
  }
  return false;
}

bool go_together(const TagPair& pair) {
  const std::uint64_t either = pair.have_one + pair.have_other - pair.have_both;
  return either >= fewest_compared && pair.have_both * 100 >= either * percent_together;
}

}  // namespace

TagUse tag_use(const Program& program, Dataset& dataset, Micros as_of, const RunContext& context) {
  TagUse out;
  out.as_of = as_of;
  const std::vector<Tag> tags = tags_of(program);
  if (tags.empty()) return out;
  const RunResult result = run(program, dataset, {.as_of = as_of, .has_as_of = true, .evaluate = evaluate}, context);
  out.customers = result.frame.rows();
  if (out.customers == 0) return out;
  const auto all = holders(dataset, result, as_of);
  std::vector<BitWords> held;
  for (const Tag& tag : tags) {
    const auto hers =
        all.find({tag.group.empty() ? no_text : dataset.pool->intern(tag.group), dataset.pool->intern(tag.tag)});
    held.push_back(hers == all.end() ? BitWords(words_for(dataset.customers), 0) : hers->second);
    const Fact& fact = program.facts[tag.fact];
    if (count(held.back()) == 0 && (fact.stored || !held_before(program, dataset, tag, as_of, context)))
      out.unheld.push_back({tag.name, fact.stored});
  }
  for (std::size_t a = 0; a < tags.size(); ++a)
    for (std::size_t b = a + 1; b < tags.size(); ++b) {
      if (tags[a].fact == tags[b].fact) continue;
      const TagPair pair{tags[a].name, tags[b].name, count(held[a]), count(held[b]), count_both(held[a], held[b])};
      if (go_together(pair)) out.together.push_back(pair);
    }
  return out;
}

}  // namespace sop
