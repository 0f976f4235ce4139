// What the latest run did, to be compared with: its actions by what and whose they were, and each tier's levels, kept
// as one set of customers per level.
#include <algorithm>

#include "runtime/store/store_parts.h"

namespace sop {
namespace {

constexpr char between = '\x1f';

// "send\x1fcoupon_reminder\x1fremind\x1f12" per line, as save.cpp writes it.
std::vector<LastRun::Actions> actions_from(std::string_view text) {
  std::vector<LastRun::Actions> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= line.size();) {
      const std::size_t stop = std::min(line.find(between, at), line.size());
      parts.emplace_back(line.substr(at, stop - at));
      at = stop + 1;
    }
    if (parts.size() == 4) out.push_back({parts[0], parts[1], parts[2], std::stoull(parts[3])});
  }
  return out;
}

}  // namespace

std::string level_kind(const std::string& tier) { return "level of " + tier; }

std::string bytes_of(const std::vector<LastRun::Actions>& actions) {
  std::string out;
  for (const LastRun::Actions& row : actions)
    out += row.verb + between + row.object + between + row.source + between + std::to_string(row.count) + '\n';
  return out;
}

std::vector<bool> load_truth(Store::Parts& parts, std::int64_t thing) {
  std::vector<bool> truth(parts.customer_ids.size(), false);
  Statement row(parts.database, "SELECT bits FROM truths WHERE thing = ?");
  row.bind(thing);
  if (!row.row()) return truth;
  const std::string_view bits = row.blob(0);
  for (std::size_t c = 0; c < truth.size(); ++c) {
    const auto id = static_cast<std::size_t>(parts.customer_ids[c]);
    truth[c] = id != 0 && id / 8 < bits.size() && (static_cast<unsigned char>(bits[id / 8]) >> (id % 8) & 1) != 0;
  }
  for (const auto& [id, customer] : parts.joined)
    if (const auto at = static_cast<std::size_t>(id); at / 8 < bits.size())
      truth[customer] = truth[customer] || (static_cast<unsigned char>(bits[at / 8]) >> (at % 8) & 1) != 0;
  return truth;
}

std::expected<LastRun, StoreFault> Store::load_last_run(const Program& program, const Dataset& dataset) {
  LastRun last;
  Database& database = parts_->database;
  if (Statement row(database, "SELECT value FROM facts_of_state WHERE name = 'actions'"); row.row())
    last.actions = actions_from(row.text(0));
  last.levels.resize(program.facts.size());
  for (std::size_t f = 0; f < program.facts.size(); ++f) {
    const Fact& fact = program.facts[f];
    if (fact.kind != FactKind::tier) continue;
    const auto& members = program.enumerations[fact.type.enumeration.index()].members;
    for (std::size_t level = 0; level < members.size(); ++level) {
      const std::int64_t thing = parts_->thing(level_kind(fact.name), members[level]);
      if (thing == 0) continue;
      last.levels[f].resize(dataset.customers, no_value);
      const std::vector<bool> held = load_truth(*parts_, thing);
      for (std::size_t c = 0; c < held.size(); ++c)
        if (held[c]) last.levels[f][c] = static_cast<std::int32_t>(level);
    }
  }
  for (const auto& [key, id] : parts_->things)
    if (key.first == "segment" && std::ranges::none_of(program.facts, [&](const Fact& fact) {
          return fact.kind == FactKind::segment && fact.name == key.second;
        }))
      last.gone_segments.push_back(key.second);
  Statement known(database, "SELECT count(*) FROM customers");
  const auto here =
      static_cast<std::uint64_t>(std::ranges::count_if(parts_->customer_ids, [](auto id) { return id != 0; }));
  if (known.row()) last.absent_customers = static_cast<std::uint64_t>(known.whole(0)) - here;
  if (database.failed()) return std::unexpected(parts_->fault());
  return last;
}

}  // namespace sop
