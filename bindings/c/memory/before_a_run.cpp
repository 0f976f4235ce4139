// What a book says before a run and besides its memory: the versions of journeys that people are inside of, how much
// the runs before did, and what the latest one did.
#include <algorithm>
#include <deque>

#include "bindings/c/memory/people.h"
#include "bindings/c/memory/records.h"
#include "bindings/c/memory/remember.h"
#include "compiler/ir/read.h"
#include "compiler/ir/verify.h"
#include "compiler/passes/join_versions.h"
#include "runtime/run/blast_guard.h"

namespace sop::embed {
namespace {

std::uint32_t fact_of(const Program& program, std::string_view name) {
  const auto found = std::ranges::find(program.facts, name, &Fact::name);
  return found == program.facts.end() ? UINT32_MAX : static_cast<std::uint32_t>(found - program.facts.begin());
}

}  // namespace

std::expected<std::optional<Program>, UnreadableVersion> with_older_journeys(const Program& program,
                                                                             const MemoryBook& book) {
  std::deque<Program> programs;
  std::vector<OlderJourney> older;
  for (const MemoryShelf& shelf : book.shelves) {
    if (shelf.kind != ShelfKind::version || shelf.items.empty()) continue;
    const auto now = std::ranges::find(program.journeys, shelf.name, &Journey::name);
    if (now == program.journeys.end()) return std::unexpected(UnreadableVersion{shelf.name, ""});
    if (now->definition == shelf.definition) continue;
    auto read = sop::read(shelf.items[0].bytes);
    if (!read || !verify(*read).empty()) continue;
    const auto journey = std::ranges::find(read->journeys, shelf.name, &Journey::name);
    if (journey == read->journeys.end()) continue;
    const auto index = static_cast<std::size_t>(journey - read->journeys.begin());
    programs.push_back(std::move(*read));
    older.push_back({&programs.back(), index});
  }
  if (older.empty()) return std::nullopt;
  auto joined = join_versions(program, older);
  if (!joined) return std::unexpected(joined.error());
  return std::move(*joined);
}

std::uint64_t guard_limit(const Project& project, const MemoryBook& book) {
  std::vector<std::int64_t> recent;
  if (const MemoryShelf* runs = book.find(ShelfKind::runs, ""))
    for (const MemoryItem& item : runs->items) recent.push_back(static_cast<std::int64_t>(BytesIn(item.bytes).word()));
  return static_cast<std::uint64_t>(blast_limit(project, std::move(recent)));
}

LastRun last_run(const MemoryBook& book, const Program& program, const Dataset& dataset) {
  LastRun last;
  const BookPeople people = people_of(book, program, dataset);
  last.levels.resize(program.facts.size());
  for (const MemoryShelf& shelf : book.shelves) {
    if (shelf.kind == ShelfKind::actions)
      for (const MemoryItem& item : shelf.items)
        if (auto actions = last_actions(item.bytes)) last.actions.push_back(std::move(*actions));
    const std::uint32_t fact = fact_of(program, shelf.name.substr(0, shelf.name.find('\n')));
    if (shelf.kind == ShelfKind::segment && (fact == UINT32_MAX || program.facts[fact].kind != FactKind::segment))
      last.gone_segments.push_back(shelf.name);
    if (shelf.kind != ShelfKind::level || fact == UINT32_MAX || program.facts[fact].kind != FactKind::tier) continue;
    const auto& members = program.enumerations[program.facts[fact].type.enumeration.index()].members;
    const auto level = std::ranges::find(members, shelf.name.substr(shelf.name.find('\n') + 1));
    if (level == members.end()) continue;
    last.levels[fact].resize(dataset.customers, no_value);
    for (std::size_t i = 0; i < people.here.size() && i / 64 < shelf.bits.size(); ++i)
      if (people.here[i] != nobody && bit_at(shelf.bits, i))
        last.levels[fact][people.here[i]] = static_cast<std::int32_t>(level - members.begin());
  }
  last.absent_customers = static_cast<std::uint64_t>(std::ranges::count(people.here, nobody));
  return last;
}

}  // namespace sop::embed
