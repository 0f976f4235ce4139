#include "runtime/daily/daily.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <unordered_map>

#include "runtime/daily/holds_until.h"
#include "runtime/daily/part.h"

namespace sop {
namespace {

constexpr std::uint32_t new_here = UINT32_MAX;

// Most customers stand where they stood; who does not is looked for.
std::vector<std::uint32_t> places_of(const std::vector<std::uint64_t>& names, const DailyNotes& notes) {
  std::vector<std::uint32_t> out(names.size(), new_here);
  std::vector<std::uint32_t> lost;
  for (std::uint32_t c = 0; c < names.size(); ++c) {
    if (c < notes.names.size() && notes.names[c] == names[c])
      out[c] = c;
    else
      lost.push_back(c);
  }
  if (lost.empty()) return out;
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  known.reserve(notes.names.size());
  for (std::uint32_t place = 0; place < notes.names.size(); ++place) known.emplace(notes.names[place], place);
  for (const std::uint32_t c : lost)
    if (const auto found = known.find(names[c]); found != known.end()) out[c] = found->second;
  return out;
}

std::size_t counted_conditions(const Program& program) {
  std::size_t count = 0;
  for (const Fact& fact : program.facts) count += (fact.type.is(TypeKind::boolean) ? 1 : 0) + fact.stages.size();
  return count;
}

std::optional<WholeBecause> misfit(const Program& program, const DailyNotes& notes, const Digests& digests,
                                   Micros memory_as_of, const ZoneRules& zone) {
  if (!notes.exist) return WholeBecause::first;
  if (notes.program != digest_of_program(program)) return WholeBecause::program;
  if (notes.zone != digest_of_zone(zone)) return WholeBecause::zone;
  if (notes.shared != digests.shared) return WholeBecause::shared;
  if (notes.as_of != memory_as_of || notes.holds.size() != counted_conditions(program)) return WholeBecause::memory;
  return std::nullopt;
}

// The bits of one condition for the customers of the part, at the places of all.
void put_bits(const BitWords& bits, const Frame& frame, const std::vector<std::uint32_t>& asked, std::size_t all,
              BitWords& into) {
  into.resize(words_for(all), 0);
  for (const std::uint32_t customer : asked) clear_bit(into, customer);
  for (std::size_t row = 0; row < frame.rows(); ++row)
    if (bit_at(bits, row)) set_bit(into, asked[frame.customer[row]]);
}

std::uint64_t count_of(const BitWords& bits) {
  std::uint64_t count = 0;
  for (const std::uint64_t word : bits) count += static_cast<std::uint64_t>(std::popcount(word));
  return count;
}

// What the notes know of each customer, in the order of this run's.
template <class T>
std::vector<T> reordered(const std::vector<T>& from, const std::vector<std::uint32_t>& place, T otherwise) {
  std::vector<T> out(place.size(), otherwise);
  for (std::size_t c = 0; c < place.size(); ++c)
    if (place[c] < from.size()) out[c] = from[place[c]];
  return out;
}

BitWords reordered(const BitWords& from, const std::vector<std::uint32_t>& place, bool in_order) {
  if (in_order) {
    BitWords same = from;
    same.resize(words_for(place.size()), 0);
    return same;
  }
  BitWords out(words_for(place.size()), 0);
  for (std::size_t c = 0; c < place.size(); ++c)
    if (place[c] != new_here && bit_at(from, place[c])) set_bit(out, c);
  return out;
}

}  // namespace

DailyChoice choose_daily(const Program& program, const Dataset& dataset, const DailyNotes& notes, Micros memory_as_of,
                         Micros as_of, const ZoneRules& zone) {
  DailyChoice choice;
  choice.asked.resize(dataset.customers);
  std::iota(choice.asked.begin(), choice.asked.end(), 0);
  choice.not_apart = not_apart(program, dataset);
  if (choice.not_apart) {
    choice.whole = WholeBecause::apart;
    return choice;
  }
  choice.digests = digests_of(program, dataset);
  choice.whole = misfit(program, notes, choice.digests, memory_as_of, zone);
  if (choice.whole) return choice;
  choice.place = places_of(choice.digests.names, notes);
  choice.asked.clear();
  for (std::uint32_t c = 0; c < dataset.customers; ++c) {
    const std::uint32_t place = choice.place[c];
    const bool touched = place == new_here || notes.rows[place] != choice.digests.rows[c];
    if (!touched && notes.until[place] > as_of) continue;
    choice.asked.push_back(c);
    ++(touched ? choice.touched : choice.due);
  }
  return choice;
}

DailyNotes note_daily(const Program& program, const Dataset& part, const DailyChoice& choice, const DailyNotes& before,
                      const RunOptions& options, const RunContext& context, RunResult& result) {
  DailyNotes notes;
  if (choice.not_apart) return notes;
  notes.exist = true;
  notes.program = digest_of_program(program);
  notes.zone = digest_of_zone(context.zone);
  notes.shared = choice.digests.shared;
  notes.as_of = options.as_of;
  notes.names = choice.digests.names;
  notes.rows = choice.digests.rows;
  const std::vector<Micros> until = holds_until(program, part, result, options, context);
  const bool whole = choice.whole.has_value();
  notes.until = whole ? until : reordered(before.until, choice.place, Micros{0});
  if (!whole)
    for (std::size_t i = 0; i < choice.asked.size(); ++i) notes.until[choice.asked[i]] = until[i];
  // Who was noted and stands where she stood: bits need no search.
  bool in_order = true;
  for (std::uint32_t c = 0; c < choice.place.size(); ++c)
    in_order = in_order && (choice.place[c] == c || (choice.place[c] == new_here && c >= before.names.size()));
  in_order = in_order && choice.place.size() >= before.names.size();
  const auto counted = [&](const BitWords& found) {
    const std::size_t slot = notes.holds.size();
    BitWords& bits = notes.holds.emplace_back();
    if (!whole) bits = reordered(before.holds[slot], choice.place, in_order);
    put_bits(found, result.frame, choice.asked, notes.names.size(), bits);
    return count_of(bits);
  };
  for (std::size_t f = 0; f < program.facts.size(); ++f)
    if (program.facts[f].type.is(TypeKind::boolean)) result.counts[f] = counted(result.facts[f].bits);
  for (StageCounts& stages : result.stages)
    for (std::size_t i = 0; i < stages.counts.size(); ++i) stages.counts[i] = counted(stages.left[i]);
  return notes;
}

DailyRun run_daily(const Program& program, Dataset& dataset, const RunOptions& options, const RunContext& context,
                   const DailyNotes& notes) {
  DailyRun out;
  const bool remembers = options.before != nullptr && options.before->exists;
  out.choice = choose_daily(program, dataset, notes, remembers ? options.before->as_of : no_instant, options.as_of,
                            context.zone);
  if (out.choice.whole) {
    out.result = run(program, dataset, options, context);
    out.notes = note_daily(program, dataset, out.choice, notes, options, context, out.result);
    return out;
  }
  const std::vector<std::uint32_t>& asked = out.choice.asked;
  Dataset part = part_of(program, dataset, asked);
  const RunMemory before = part_of(program, *options.before, asked);
  RunOptions of_part = options;
  of_part.before = &before;
  out.result = run(program, part, of_part, context);
  out.notes = note_daily(program, part, out.choice, notes, of_part, context, out.result);
  put_back(program, dataset, part);
  name_customers(out.result, asked);
  RunMemory whole = *options.before;
  whole.seen.resize(dataset.customers, false);
  out.result.memory = joined_memory(program, std::move(whole), out.result.memory, asked);
  return out;
}

}  // namespace sop
