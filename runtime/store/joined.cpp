// Customers who turned out to be accounts of one (semantics E8): nothing that was done for either is done again, and
// the file forgets the accounts once their customer knows it all.
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
    for (const char* forget : {"DELETE FROM changes WHERE customer = ?", "DELETE FROM held WHERE customer = ?",
                               "DELETE FROM fired WHERE customer = ?", "DELETE FROM tags WHERE customer = ?",
                               "DELETE FROM customers WHERE id = ?"})
      Statement(parts.database, forget).bind(id).run();
  }
}

}  // namespace sop
