#include "runtime/run/withheld.h"

#include <algorithm>

#include "runtime/contacts/contact_kind.h"

namespace sop {
namespace {

bool is_about(const Contacts& contacts, const Guard& guard, const WaitingContact& contact) {
  switch (guard.kind) {
    case GuardKind::suppress: {
      if (!guard.channel.empty() && guard.channel != contact.channel) return false;
      if (guard.of_class == ContactClass::any) return true;
      const std::string_view sent = contact.verb == "send" ? std::string_view(contact.object) : std::string_view();
      return contact_kind(contacts, contact.channel, sent).of_class == guard.of_class;
    }
    case GuardKind::forbid: return contact.verb == "send" && guard.object == contact.object;
    case GuardKind::only_if: return false;  // asked once, at the decision
  }
  return false;
}

// Those that wait under the id of an account which has turned out to be somebody else's (semantics E8): they are hers.
void add_accounts(const Program& program, const Dataset& dataset,
                  const std::unordered_multimap<TextCode, std::size_t>& wanted,
                  std::vector<std::pair<std::uint32_t, std::size_t>>& found) {
  if (!program.identity.exists() || !program.population.exists()) return;
  const Input& input = program.inputs[program.population.index()];
  const TableData& people = dataset.inputs[program.population.index()];
  const bool codes = input.key < 0 || !people.columns[static_cast<std::size_t>(input.key)].codes.empty();
  for (const auto& [key, c] : people.row_of_key) {
    TextCode code = static_cast<TextCode>(key);
    if ((!codes && !dataset.pool->find(std::to_string(key), code)) || dataset.customer_ids[c] == code) continue;
    const auto [first, last] = wanted.equal_range(code);
    for (auto one = first; one != last; ++one) found.emplace_back(c, one->second);
  }
}

// The waiting contacts of customers of the dataset: (customer, index), in their order.
std::vector<std::pair<std::uint32_t, std::size_t>> known(const Program& program, const Dataset& dataset,
                                                         const std::vector<WaitingContact>& waiting) {
  std::unordered_multimap<TextCode, std::size_t> wanted;
  for (std::size_t i = 0; i < waiting.size(); ++i)
    if (TextCode code = 0; dataset.pool->find(waiting[i].customer, code)) wanted.emplace(code, i);
  std::vector<std::pair<std::uint32_t, std::size_t>> found;
  if (wanted.empty()) return found;
  for (std::uint32_t c = 0; c < dataset.customers; ++c) {
    const auto [first, last] = wanted.equal_range(dataset.customer_ids[c]);
    for (auto one = first; one != last; ++one) found.emplace_back(c, one->second);
  }
  add_accounts(program, dataset, wanted, found);
  std::ranges::sort(found, {}, [](const auto& one) { return one.second; });
  return found;
}

}  // namespace

bool may_withhold(const Program& program) {
  return std::ranges::any_of(program.guards, [](const Guard& guard) { return guard.kind != GuardKind::only_if; });
}

std::vector<Withheld> withheld(const Program& program, const Dataset& dataset,
                               const std::vector<WaitingContact>& waiting, Micros as_of, EvaluateFn evaluate,
                               const RunContext& context) {
  std::vector<Withheld> out;
  std::vector<const Guard*> guards;
  for (const GuardKind kind : {GuardKind::suppress, GuardKind::forbid})
    for (const Guard& guard : program.guards)
      if (guard.kind == kind) guards.push_back(&guard);
  const auto asked =
      guards.empty() ? std::vector<std::pair<std::uint32_t, std::size_t>>() : known(program, dataset, waiting);
  if (asked.empty()) return out;
  Frame frame{.batch_as_of = as_of};
  for (const auto& [customer, index] : asked) frame.customer.push_back(customer);
  std::vector<InstId> roots;
  for (const Guard* guard : guards) roots.push_back(guard->blocked);
  const Evaluation found = evaluate(program, dataset, frame, roots, context);
  for (std::size_t row = 0; row < asked.size(); ++row)
    for (std::size_t g = 0; g < guards.size(); ++g) {
      const WaitingContact& contact = waiting[asked[row].second];
      if (!bit_at(found.values[g].bits, row) || !is_about(program.contacts, *guards[g], contact)) continue;
      const bool suppressed = guards[g]->kind == GuardKind::suppress;
      out.push_back({contact.seq, suppressed ? "suppressed" : "forbidden", guards[g]->reason});
      break;
    }
  return out;
}

std::vector<Withheld> withheld_by_pauses(const std::vector<WaitingContact>& waiting,
                                         const std::vector<PausedThing>& paused) {
  std::vector<Withheld> out;
  for (const WaitingContact& contact : waiting)
    for (const PausedThing& one : paused) {
      const bool meant =
          one.is_journey ? contact.source == one.name : contact.verb == "send" && contact.object == one.name;
      if (!meant) continue;
      out.push_back({contact.seq, "skipped", "paused by " + one.alert});
      break;
    }
  return out;
}

}  // namespace sop
