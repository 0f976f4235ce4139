// One customer leaves the memory between runs: every row that is about her, in one transaction, and her bytes in the
// file; a mark stays by which later runs leave her rows of the input out (keyed_mark.h). What the state says of
// everybody together, such as counts of a run, stays. It knows every table of the schema, or refuses.
#pragma once

#include <expected>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/store/keyed_mark.h"
#include "runtime/store/store.h"

namespace sop {

class Database;

// What erasing does to one table.
struct TableErasure {
  enum class How : std::uint8_t { rows, bits, distributions, notes, nothing };
  const char* table;
  How how;
  const char* rows;  // those about her; ?1 is her number in the file, ?2 her id
};
std::span<const TableErasure> table_erasures();

struct Erasure {
  bool is_known = false;                                   // some run has seen her
  bool was_erased = false;                                 // before this
  std::vector<std::pair<std::string, std::int64_t>> rows;  // by table, in their order; those without any left out
  std::int64_t inside = 0;                                 // journeys that held her
  std::int64_t waiting = 0;                                // not delivered, and never to be
  std::int64_t handed_out = 0;                             // a relay has them: they cannot be called back
  bool is_clean = false;                                   // nothing of what was deleted is left in the file or its log
};

// `dry`: counts only. Ends the transaction that `store` was opened with; the store is of no use afterwards.
std::expected<Erasure, StoreFault> erase_customer(Store& store, const std::string& customer, bool dry);

// Who was erased.
class ErasedCustomers {
 public:
  explicit ErasedCustomers(Database& database);
  bool none() const { return marks_.empty(); }
  bool holds(std::string_view customer_id) const { return marks_.contains(mark_of(key_, customer_id)); }

 private:
  MarkKey key_;
  std::set<std::string> marks_;
};

}  // namespace sop
