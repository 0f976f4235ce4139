// Customers who turned out to be accounts of one (semantics E8): nothing that was done for either is done again, and
// the file forgets the accounts once their customer knows it all, but for their ids: who comes apart again begins with
// what was known of both together, so that nothing is done for her a second time either.
#include <map>

#include "runtime/store/store_parts.h"

namespace sop {

void retire_joined(Store::Parts& parts) {
  for (const auto& [id, customer] : parts.joined) {
    const std::int64_t now = parts.customer_ids[customer];
    Statement(parts.database, "UPDATE OR IGNORE changes SET customer = ?2 WHERE customer = ?1")
        .bind(id)
        .bind(now)
        .run();
    Statement(parts.database, "UPDATE seen_events SET customer = ?2 WHERE customer = ?1").bind(id).bind(now).run();
    // What was sent to an account was sent to her; its effect ids stay as they are (see OtherAccounts).
    Statement(parts.database,
              "UPDATE outbox SET customer = (SELECT key FROM customers WHERE id = ?2) "
              "WHERE customer = (SELECT key FROM customers WHERE id = ?1)")
        .bind(id)
        .bind(now)
        .run();
    Statement(parts.database, "UPDATE accounts SET customer = ?2 WHERE customer = ?1").bind(id).bind(now).run();
    Statement(parts.database, "INSERT OR REPLACE INTO accounts SELECT key, ?2 FROM customers WHERE id = ?1")
        .bind(id)
        .bind(now)
        .run();
    for (const char* forget : {"DELETE FROM changes WHERE customer = ?", "DELETE FROM held WHERE customer = ?",
                               "DELETE FROM fired WHERE customer = ?", "DELETE FROM tags WHERE customer = ?",
                               "DELETE FROM customers WHERE id = ?"})
      Statement(parts.database, forget).bind(id).run();
  }
}

void find_parted(Store::Parts& parts, const Dataset& dataset) {
  parts.parted.clear();
  std::map<TextCode, std::uint32_t> strangers;
  for (std::uint32_t c = 0; c < dataset.customers; ++c)
    if (parts.customer_ids[c] == 0) strangers[dataset.customer_ids[c]] = c;
  if (strangers.empty()) return;
  Statement rows(parts.database, "SELECT key, customer FROM accounts");
  while (rows.row()) {
    const auto whose = static_cast<std::size_t>(rows.whole(1));
    TextCode code = 0;
    if (!dataset.pool->find(rows.text(0), code) || !strangers.contains(code)) continue;
    if (whose < parts.customer_of.size() && parts.customer_of[whose] != UINT32_MAX)
      parts.parted.emplace_back(strangers[code], parts.customer_of[whose]);
  }
}

void take_parted(const Store::Parts& parts, RunMemory& memory) {
  for (const auto& [customer, from] : parts.parted) {
    memory.seen[customer] = true;
    for (HistoryMemory& history : memory.histories)
      if (!history.of.empty()) history.of[customer] = history.of[from];
    for (RuleMemory& rule : memory.rules) {
      if (!rule.truth.empty()) rule.truth[customer] = rule.truth[from];
      std::map<std::pair<std::uint32_t, std::string>, Micros> fired;
      for (const auto& [key, at] : rule.last_fired)
        if (key.first == from) fired[{customer, key.second}] = at;
      rule.last_fired.merge(fired);
    }
    for (std::vector<bool>& segment : memory.segments)
      if (!segment.empty()) segment[customer] = segment[from];
    for (auto& [name, list] : memory.lists) list.of[customer] = list.of[from];
    for (std::size_t i = 0, known = memory.tags.size(); i < known; ++i)
      if (memory.tags[i].customer == from) {
        StoredTag tag = memory.tags[i];
        tag.customer = customer;
        tag.untold = true;
        memory.tags.push_back(tag);
      }
  }
}

void forget_parted(Store::Parts& parts, const Dataset& dataset) {
  for (const auto& [customer, from] : parts.parted)
    Statement(parts.database, "DELETE FROM accounts WHERE key = ?")
        .bind(dataset.pool->text(dataset.customer_ids[customer]))
        .run();
}

std::optional<std::string> Store::kept_as(std::string_view account) {
  Statement row(parts_->database,
                "SELECT customers.key FROM accounts JOIN customers ON customers.id = accounts.customer "
                "WHERE accounts.key = ?");
  row.bind(account);
  return row.row() ? std::optional(std::string(row.text(0))) : std::nullopt;
}

}  // namespace sop
