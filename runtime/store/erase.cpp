#include "runtime/store/erase.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/run/edges_bytes.h"
#include "runtime/store/sqlite.h"
#include "runtime/store/store_parts.h"

namespace sop {
namespace {

using How = TableErasure::How;

// In the order of deletion: what is found through another table comes before it. A table of a later version has its
// line here; a test asks for it.
constexpr TableErasure erasures[] = {
    {"instances", How::rows, "FROM instances WHERE customer = ?1"},
    {"queued", How::rows, "FROM queued WHERE customer = ?1"},
    {"held_contacts", How::rows, "FROM held_contacts WHERE customer = ?1"},
    {"deliveries", How::rows, "FROM deliveries WHERE seq IN (SELECT seq FROM outbox WHERE customer = ?2)"},
    {"outbox", How::rows, "FROM outbox WHERE customer = ?2"},
    {"tags", How::rows, "FROM tags WHERE customer = ?1"},
    {"held", How::rows, "FROM held WHERE customer = ?1"},
    {"changes", How::rows, "FROM changes WHERE customer = ?1"},
    {"fired", How::rows, "FROM fired WHERE customer = ?1"},
    {"seen_events", How::rows, "FROM seen_events WHERE customer = ?1"},
    {"truths", How::bits, nullptr},
    {"edges", How::distributions, nullptr},
    {"accounts", How::rows, "FROM accounts WHERE customer = ?1 OR key = ?2"},
    {"daily", How::notes, nullptr},
    {"customers", How::rows, "FROM customers WHERE id = ?1"},
    {"facts_of_state", How::nothing, nullptr},    // the instant, counts of actions, the key of the marks
    {"programs", How::nothing, nullptr},          // what its authors wrote
    {"runs", How::nothing, nullptr},              // when, and how many actions
    {"things", How::nothing, nullptr},            // names of rules, facts, tags
    {"journeys", How::nothing, nullptr},          // names of journeys
    {"journey_versions", How::nothing, nullptr},  // and what they said
    {"seen_streams", How::nothing, nullptr},      // names of streams
    {"erased", How::nothing, nullptr},            // the marks
    {"alerts", How::nothing, nullptr},            // names of alerts, and numbers for groups
    {"paused", How::nothing, nullptr},            // names of templates and journeys
};

constexpr const char* key_name = "key of erased";

MarkKey known_key(Database& database) {
  Statement row(database, "SELECT value FROM facts_of_state WHERE name = ?");
  row.bind(std::string_view(key_name));
  return row.row() ? mark_key_from(row.text(0)) : MarkKey{};
}

MarkKey key_of(Database& database) {
  const MarkKey known = known_key(database);
  if (known.words != MarkKey{}.words) return known;
  const MarkKey made = new_mark_key();
  Statement(database, "INSERT OR REPLACE INTO facts_of_state(name, value) VALUES(?, ?)")
      .bind(std::string_view(key_name))
      .bind(text_of(made))
      .run();
  return made;
}

class Erasing {
 public:
  Erasing(Database& database, const std::string& customer) : database_(database), customer_(customer) {}

  std::expected<Erasure, StoreFault> run(bool dry) {
    if (const std::string unknown = table_without_line(); !unknown.empty())
      return std::unexpected(StoreFault{false, fmt::format("erase does not know the table `{}`", unknown)});
    out_.was_erased = ErasedCustomers(database_).holds(customer_);
    find();
    if (out_.is_known) {
      count_what_ends();
      for (const TableErasure& one : erasures) erase_from(one, dry);
    }
    if (database_.failed()) return fault();
    if (dry || (!out_.is_known && !out_.was_erased)) return std::move(out_);
    if (out_.is_known) leave_mark();
    database_.execute("COMMIT");
    if (database_.failed()) return fault();
    out_.is_clean = sweep();
    return std::move(out_);
  }

 private:
  std::unexpected<StoreFault> fault() const { return std::unexpected(StoreFault{database_.busy(), database_.fault()}); }

  std::string table_without_line() {
    Statement tables(database_, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    std::string unknown;
    while (tables.row())
      if (std::ranges::none_of(erasures, [&](const TableErasure& one) { return tables.text(0) == one.table; }))
        unknown = tables.text(0);
    return unknown;
  }

  void find() {
    Statement row(database_, "SELECT id FROM customers WHERE key = ?");
    row.bind(customer_);
    out_.is_known = row.row();
    if (out_.is_known) id_ = row.whole(0);
  }

  std::int64_t count(const std::string& rows) {
    Statement counted(database_, ("SELECT count(*), ?1, ?2 " + rows).c_str());
    counted.bind(id_).bind(customer_);
    return counted.row() ? counted.whole(0) : 0;
  }

  void count_what_ends() {
    out_.inside = count("FROM instances WHERE customer = ?1 AND live = 1");
    out_.waiting = count("FROM outbox WHERE customer = ?2 AND status = 'new'");
    out_.handed_out = count("FROM outbox WHERE customer = ?2 AND status = 'sending'");
  }

  void erase_from(const TableErasure& one, bool dry) {
    std::int64_t rows = 0;
    switch (one.how) {
      case How::rows: rows = erase_rows(one.rows, dry); break;
      case How::bits: rows = clear_bits(dry); break;
      case How::distributions: rows = drop_distributions(dry); break;
      case How::notes: rows = drop_notes(dry); break;
      case How::nothing: break;
    }
    if (rows > 0) out_.rows.emplace_back(one.table, rows);
  }

  std::int64_t erase_rows(const std::string& rows, bool dry) {
    const std::int64_t found = count(rows);
    if (dry || found == 0) return found;
    // A statement takes only the parameters it has: the first of two is then not named.
    const bool by_id = rows.find("?2") != std::string::npos;
    std::string sql = "DELETE " + rows;
    if (by_id) sql.replace(sql.find("?2"), 2, "?1");
    Statement gone(database_, sql.c_str());
    by_id ? gone.bind(customer_) : gone.bind(id_);
    gone.run();
    return found;
  }

  // Who a condition held for is one bit per customer.
  std::int64_t clear_bits(bool dry) {
    std::vector<std::pair<std::int64_t, std::string>> hers;
    const auto at = static_cast<std::size_t>(id_ / 8);
    const auto bit = static_cast<unsigned char>(1u << (id_ % 8));
    {
      Statement rows(database_, "SELECT thing, bits FROM truths");
      while (rows.row()) {
        std::string bits(rows.blob(1));
        if (at >= bits.size() || (static_cast<unsigned char>(bits[at]) & bit) == 0) continue;
        bits[at] = static_cast<char>(static_cast<unsigned char>(bits[at]) & ~bit);
        hers.emplace_back(rows.whole(0), std::move(bits));
      }
    }
    Statement put(database_, "UPDATE truths SET bits = ?2 WHERE thing = ?1");
    for (const auto& [thing, bits] : hers)
      if (!dry) put.bind(thing).bind_blob(bits).run();
    return static_cast<std::int64_t>(hers.size());
  }

  // A distribution that names her, or holds texts, of which one may be hers alone: the next run makes it anew.
  std::int64_t drop_distributions(bool dry) {
    std::vector<std::int64_t> gone;
    {
      Statement rows(database_, "SELECT thing, edges FROM edges");
      while (rows.row()) {
        const PopulationEdges edges = edges_from_bytes(rows.blob(1));
        if (!edges.text.empty() || std::ranges::find(edges.ids, customer_) != edges.ids.end())
          gone.push_back(rows.whole(0));
      }
    }
    Statement drop(database_, "DELETE FROM edges WHERE thing = ?");
    for (const std::int64_t thing : gone)
      if (!dry) drop.bind(thing).run();
    return static_cast<std::int64_t>(gone.size());
  }

  // Digests of everybody's rows in one piece: the next run that would ask few asks all.
  std::int64_t drop_notes(bool dry) {
    const std::int64_t found = count("FROM daily");
    if (!dry && found > 0) database_.execute("DELETE FROM daily");
    return found > 0 ? 1 : 0;
  }

  void leave_mark() {
    Statement(database_, "INSERT OR IGNORE INTO erased(mark) VALUES(?)")
        .bind(mark_of(key_of(database_), customer_))
        .run();
  }

  // Rows that earlier runs wrote over may still lie in free space of the file's pages: it is written anew. Then the log
  // goes into the file and is cut off, for which nobody else may be reading.
  bool sweep() {
    database_.execute("VACUUM");
    if (database_.failed()) return false;
    Statement log(database_, "PRAGMA wal_checkpoint(TRUNCATE)");
    const bool emptied = log.row() && log.whole(0) == 0;
    while (log.row()) {}
    return emptied && !database_.failed();
  }

  Database& database_;
  const std::string& customer_;
  std::int64_t id_ = 0;
  Erasure out_;
};

}  // namespace

std::span<const TableErasure> table_erasures() { return erasures; }

std::expected<Erasure, StoreFault> erase_customer(Store& store, const std::string& customer, bool dry) {
  return Erasing(store.parts().database, customer).run(dry);
}

ErasedCustomers::ErasedCustomers(Database& database) : key_(known_key(database)) {
  Statement marks(database, "SELECT mark FROM erased");
  while (marks.row()) marks_.emplace(marks.text(0));
}

}  // namespace sop
