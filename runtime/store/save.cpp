// From a run's result to the file: only what differs from what was loaded, in the transaction that `open` began.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "compiler/ir/print.h"
#include "runtime/journeys/moved_work.h"
#include "runtime/journeys/results.h"
#include "runtime/run/edges_bytes.h"
#include "runtime/run/tag_book.h"
#include "runtime/store/alerts.h"
#include "runtime/store/journeys.h"
#include "runtime/store/names.h"
#include "runtime/store/store_parts.h"

namespace sop {
namespace {

bool same(const StoredTag& a, const StoredTag& b) {
  return a.origin == b.origin && a.source == b.source && a.since == b.since && a.until == b.until &&
         a.locked == b.locked && a.manual_until_true == b.manual_until_true;
}

class Saving {
 public:
  Saving(Store::Parts& parts, const Program& program, const Program& written, const Dataset& dataset,
         const RunMemory& before, const RunResult& result)
      : parts_(parts),
        database_(parts.database),
        program_(program),
        written_(written),
        dataset_(dataset),
        before_(before),
        result_(result),
        after_(result.memory) {}

  void run(const std::vector<OutboxRow>& actions) {
    save_customers();
    for (std::uint32_t h = 0; h < program_.histories.size(); ++h) save_history(h);
    save_changes();
    for (std::uint32_t r = 0; r < program_.rules.size(); ++r) save_rule(r);
    for (const auto& [name, definition] : after_.tag_definitions) thing("tag", name, definition);
    save_segments();
    save_lists();
    save_levels();
    drop_sets_of_gone_facts();
    save_edges();
    save_tags();
    JourneyStore{parts_, program_, dataset_}.save(before_, after_);
    save_alerts(database_, before_.alerts, after_.alerts);
    save_actions(actions);
    save_action_counts(actions);
    save_run(actions.size());
    retire_joined(parts_);
    forget_parted(parts_, dataset_);
  }

 private:
  std::string_view text(TextCode code) const {
    return code == no_text ? std::string_view() : dataset_.pool->text(code);
  }

  void save_customers() {
    Statement add(database_, "INSERT INTO customers(key) VALUES(?)");
    for (std::uint32_t c = 0; c < dataset_.customers; ++c) {
      if (parts_.customer_ids[c] != 0) continue;
      add.bind(dataset_.pool->text(dataset_.customer_ids[c])).run();
      parts_.customer_ids[c] = sqlite3_last_insert_rowid(database_.handle());
    }
  }

  // The number of a rule, history or tag, with what it says now.
  std::int64_t thing(const std::string& kind, const std::string& name, std::uint64_t definition) {
    const std::int64_t known = parts_.thing(kind, name);
    if (known != 0) {
      Statement(database_, "UPDATE things SET definition = ?2 WHERE id = ?1 AND definition <> ?2")
          .bind(known)
          .bind(static_cast<std::int64_t>(definition))
          .run();
      return known;
    }
    Statement(database_, "INSERT INTO things(kind, name, definition) VALUES(?, ?, ?)")
        .bind(kind)
        .bind(name)
        .bind(static_cast<std::int64_t>(definition))
        .run();
    return parts_.things[{kind, name}] = sqlite3_last_insert_rowid(database_.handle());
  }

  void save_history(std::uint32_t index) {
    const History& history = program_.histories[index];
    const std::int64_t id = thing("history", history.name, history.definition);
    const HistoryMemory& old = before_.histories[index];
    Statement put(database_,
                  "INSERT OR REPLACE INTO held(thing, customer, value, since, mark, blocked) VALUES(?, ?, ?, ?, ?, ?)");
    for (std::uint32_t c = 0; c < dataset_.customers; ++c) {
      const HeldState& state = after_.histories[index].of[c];
      const bool same = old.known && old.of[c] == state && !parts_.has_moved(c);
      if (!state.known || same) continue;
      put.bind(id)
          .bind(parts_.customer_ids[c])
          .bind(stored_value(program_, history.type, state.value))
          .bind(state.since)
          .bind(state.mark)
          .bind(state.blocked ? 1 : 0)
          .run();
    }
  }

  void save_changes() {
    Statement add(
        database_,
        "INSERT OR IGNORE INTO changes(thing, customer, at, number, old, new, cause) VALUES(?, ?, ?, ?, ?, ?, ?)");
    std::map<std::tuple<std::uint32_t, std::uint32_t, Micros>, std::int64_t> numbers;
    const Micros since = after_.as_of - longest_delay(program_);
    Statement forget(database_, "DELETE FROM changes WHERE thing = ? AND at <= ?");
    for (const History& history : program_.histories)
      if (!history.changes.exists()) forget.bind(parts_.thing("history", history.name)).bind(since).run();
    for (const ChangeRow& row : result_.changes) {
      const History& history = program_.histories[row.history];
      if (!history.changes.exists() && row.at <= since) continue;
      add.bind(parts_.thing("history", history.name))
          .bind(parts_.customer_ids[row.customer])
          .bind(row.at)
          .bind(numbers[{row.history, row.customer, row.at}]++)
          .bind(stored_value(program_, history.type, row.before))
          .bind(stored_value(program_, history.type, row.after))
          .bind(row.cause)
          .run();
    }
  }

  void save_rule(std::uint32_t index) {
    const std::int64_t id = thing("rule", program_.rules[index].name, program_.rules[index].definition);
    const RuleMemory& old = before_.rules[index];
    const RuleMemory& now = after_.rules[index];
    if (!now.truth.empty() && (!old.known || old.truth != now.truth || parts_.anybody_moved()))
      save_truth(id, now.truth);
    if (!old.known) Statement(database_, "UPDATE things SET since = ? WHERE id = ?").bind(now.since).bind(id).run();
    Statement fire(database_, "INSERT OR REPLACE INTO fired(thing, customer, value, at) VALUES(?, ?, ?, ?)");
    for (const auto& [key, at] : now.last_fired) {
      const auto known = old.last_fired.find(key);
      if (known != old.last_fired.end() && known->second == at && !parts_.has_moved(key.first)) continue;
      fire.bind(id).bind(parts_.customer_ids[key.first]).bind(key.second).bind(at).run();
    }
  }

  // Customers who are not in this run's data keep their bits.
  void save_truth(std::int64_t thing, const std::vector<bool>& truth) {
    std::string bits;
    {
      Statement known(database_, "SELECT bits FROM truths WHERE thing = ?");
      known.bind(thing);
      if (known.row()) bits = known.blob(0);
    }
    for (std::size_t c = 0; c < truth.size(); ++c) {
      const auto id = static_cast<std::size_t>(parts_.customer_ids[c]);
      if (id / 8 >= bits.size()) bits.resize(std::max(id / 8 + 1, 2 * bits.size()), '\0');
      const auto bit = static_cast<unsigned char>(1u << (id % 8));
      auto& byte = reinterpret_cast<unsigned char&>(bits[id / 8]);
      byte = static_cast<unsigned char>(truth[c] ? byte | bit : byte & ~bit);
    }
    Statement(database_, "INSERT OR REPLACE INTO truths(thing, bits) VALUES(?, ?)").bind(thing).bind_blob(bits).run();
  }

  void save_segments() {
    for (std::size_t f = 0; f < program_.facts.size(); ++f) {
      const Fact& fact = program_.facts[f];
      if (fact.kind != FactKind::segment) continue;
      const bool same_people =
          before_.segments.size() > f && before_.segments[f] == after_.segments[f] && !parts_.anybody_moved();
      const std::int64_t id = thing("segment", fact.name, fact.definition);
      if (!same_people) save_truth(id, after_.segments[f]);
      kept_.insert(id);
    }
  }

  void save_lists() {
    for (const auto& [name, list] : after_.lists) {
      const auto before = before_.lists.find(name);
      const bool same = before != before_.lists.end() && before->second.version == list.version &&
                        before->second.of == list.of && !parts_.anybody_moved();
      const bool is_another = before != before_.lists.end() && before->second.version != list.version;
      const std::int64_t id = thing("list", name, list.version);
      if (is_another) Statement(database_, "DELETE FROM truths WHERE thing = ?").bind(id).run();
      if (!same) save_truth(id, list.of);
    }
  }

  // Who is at which level of a tier: what a plan compares with.
  void save_levels() {
    for (std::size_t f = 0; f < program_.facts.size(); ++f) {
      const Fact& fact = program_.facts[f];
      if (fact.kind != FactKind::tier) continue;
      const auto& members = program_.enumerations[fact.type.enumeration.index()].members;
      for (std::size_t level = 0; level < members.size(); ++level) {
        const std::int64_t id = thing(level_kind(fact.name), members[level], fact.definition);
        std::vector<bool> held(dataset_.customers, false);
        const ColumnData& levels = result_.facts[f];
        for (std::size_t row = 0; row < result_.frame.rows(); ++row)
          held[result_.frame.customer[row]] =
              levels.is_known(row) && levels.whole[row] == static_cast<std::int64_t>(level);
        if (held != load_truth(parts_, id)) save_truth(id, held);
        kept_.insert(id);
      }
    }
  }

  // A segment that is written anew one day begins anew.
  void drop_sets_of_gone_facts() {
    std::vector<std::int64_t> gone;
    for (const auto& [key, id] : parts_.things)
      if ((key.first == "segment" || key.first.starts_with(level_kind(""))) && !kept_.contains(id)) gone.push_back(id);
    for (const std::int64_t id : gone)
      for (const char* drop : {"DELETE FROM truths WHERE thing = ?", "DELETE FROM things WHERE id = ?"})
        Statement(database_, drop).bind(id).run();
    std::erase_if(parts_.things,
                  [&](const auto& entry) { return std::ranges::find(gone, entry.second) != gone.end(); });
  }

  void save_edges() {
    Statement put(database_, "INSERT OR REPLACE INTO edges(thing, as_of, edges) VALUES(?, ?, ?)");
    for (const Population& form : program_.populations) {
      const auto found = after_.edges.find(form.definition);
      if (found == after_.edges.end()) continue;
      const std::int64_t id = thing("population", population_name(form), 0);
      put.bind(id).bind(after_.as_of).bind_blob(bytes_of(found->second)).run();
    }
  }

  void save_tags() {
    using Key = std::tuple<std::uint32_t, TextCode, TextCode>;
    const auto key = [](const StoredTag& tag) { return Key{tag.customer, tag.group, tag.tag}; };
    const auto sorted = [&](const std::vector<StoredTag>& tags) {
      std::vector<const StoredTag*> out;
      for (const StoredTag& tag : tags) out.push_back(&tag);
      std::ranges::sort(out, {}, [&](const StoredTag* tag) { return key(*tag); });
      return out;
    };
    const std::vector<const StoredTag*> old = sorted(before_.tags), now = sorted(after_.tags);
    Statement drop(database_, "DELETE FROM tags WHERE customer = ? AND in_group = ? AND tag = ?");
    Statement put(
        database_,
        "INSERT OR REPLACE INTO tags(customer, in_group, tag, origin, source, since, until, locked, left_alone) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    std::size_t i = 0;
    for (const StoredTag* tag : now) {
      for (; i < old.size() && key(*old[i]) < key(*tag); ++i) remove(drop, *old[i]);
      const bool known = i < old.size() && key(*old[i]) == key(*tag);
      if (!known || !same(*old[i], *tag) || parts_.has_moved(tag->customer)) write(put, *tag);
      if (known) ++i;
    }
    for (; i < old.size(); ++i) remove(drop, *old[i]);
  }

  void remove(Statement& drop, const StoredTag& tag) {
    drop.bind(parts_.customer_ids[tag.customer]).bind(text(tag.group)).bind(text(tag.tag)).run();
  }

  void write(Statement& put, const StoredTag& tag) {
    put.bind(parts_.customer_ids[tag.customer]).bind(text(tag.group)).bind(text(tag.tag));
    put.bind(static_cast<std::int64_t>(tag.origin)).bind(text(tag.source)).bind(tag.since).bind(tag.until);
    put.bind(tag.locked ? 1 : 0).bind(tag.manual_until_true ? 1 : 0).run();
  }

  void save_actions(const std::vector<OutboxRow>& actions) {
    Statement add(
        database_,
        "INSERT OR IGNORE INTO outbox(effect_id, customer, verb, object, source, step, channel, staff, reason, "
        "params, due_at, expires_at, changed_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const OutboxRow& row : actions) {
      for (const std::string* part : {&row.effect_id, &row.customer, &row.verb, &row.object, &row.source, &row.step,
                                      &row.channel, &row.staff, &row.reason, &row.params})
        add.bind(*part);
      for (const Micros at : {row.due_at, row.expires_at}) at == no_instant ? add.bind_null() : add.bind(at);
      add.bind(after_.as_of).run();
    }
    settle_moved(actions);
    settle_told();
  }

  // What the inputs say became of an action, the outbox says too (semantics D11): it is not handed out again. A later
  // word stands.
  void settle_told() {
    constexpr Micros long_told = 31 * micros_per_day;
    Statement settle(
        database_,
        "UPDATE outbox SET status = ?2, changed_at = ?3 WHERE effect_id = ?1 AND status <> ?2 AND (status IN "
        "('new', 'sending', 'unknown') OR changed_at < ?3)");
    for (const ToldOutcome& told : told_outcomes(program_, dataset_, after_.as_of)) {
      if (told.at < after_.as_of - long_told || told.outcome == "pending") continue;
      settle.bind(told.effect).bind(told.outcome).bind(told.at).run();
    }
  }

  // What went over to somebody else is not delivered to whoever left.
  void settle_moved(const std::vector<OutboxRow>& actions) {
    if (!may_leave_work(program_)) return;
    std::set<std::string_view> made;
    std::set<std::string_view> customers;
    for (const OutboxRow& row : actions) {
      if (row.staff.empty()) continue;
      made.insert(row.effect_id);
      customers.insert(row.customer);
    }
    Statement waiting(
        database_,
        "SELECT effect_id FROM outbox WHERE customer = ? AND status = 'new' AND staff IS NOT NULL AND staff <> ''");
    std::vector<std::string> moved;
    for (const std::string_view customer : customers) {
      waiting.bind(customer);
      while (waiting.row())
        if (std::string id(waiting.text(0)); made.contains(moved_id(id))) moved.push_back(std::move(id));
    }
    Statement settle(database_, "UPDATE outbox SET status = 'staff_left', changed_at = ?2 WHERE effect_id = ?1");
    for (const std::string& id : moved) settle.bind(id).bind(after_.as_of).run();
  }

  // The same instant again is no other run: it decides what came late.
  void save_action_counts(const std::vector<OutboxRow>& actions) {
    if (before_.exists && before_.as_of == after_.as_of && actions.empty()) return;
    std::map<std::array<std::string, 3>, std::uint64_t> counts;
    for (const OutboxRow& row : actions) ++counts[{row.verb, row.object, row.source}];
    std::vector<LastRun::Actions> rows;
    for (const auto& [key, count] : counts) rows.push_back({key[0], key[1], key[2], count});
    Statement(database_, "INSERT OR REPLACE INTO facts_of_state(name, value) VALUES('actions', ?)")
        .bind(bytes_of(rows))
        .run();
  }

  void save_run(std::size_t actions) {
    const std::string ir = written_program(written_);
    const std::string hash = program_hash(ir);
    Statement(database_, "INSERT OR IGNORE INTO programs(hash, ir, first_as_of) VALUES(?, ?, ?)")
        .bind(hash)
        .bind(ir)
        .bind(after_.as_of)
        .run();
    Statement version(database_,
                      "INSERT OR IGNORE INTO journey_versions(journey, definition, program) VALUES(?, ?, ?)");
    for (const Journey& journey : written_.journeys)
      version.bind(journey.name).bind(static_cast<std::int64_t>(journey.definition)).bind(hash).run();
    Statement(database_, "INSERT INTO runs(as_of, program, actions) SELECT ?, id, ? FROM programs WHERE hash = ?")
        .bind(after_.as_of)
        .bind(static_cast<std::int64_t>(actions))
        .bind(hash)
        .run();
    Statement(database_, "INSERT OR REPLACE INTO facts_of_state(name, value) VALUES('as_of', ?)")
        .bind(after_.as_of)
        .run();
  }

  Store::Parts& parts_;
  Database& database_;
  const Program& program_;
  const Program& written_;
  const Dataset& dataset_;
  const RunMemory& before_;
  const RunResult& result_;
  const RunMemory& after_;
  std::set<std::int64_t> kept_;  // things whose sets of customers this program keeps
};

}  // namespace

std::string written_program(const Program& program) { return print(program, {.spans = false}); }

std::string program_hash(const std::string& written) {
  return fmt::format("{:016x}", std::hash<std::string>{}(written));
}

std::expected<void, StoreFault> Store::commit(const Program& program, const Program& written, const Dataset& dataset,
                                              const RunMemory& before, const RunResult& result,
                                              const std::vector<OutboxRow>& actions, const DailyNotes* daily,
                                              const DailyNotes* noted) {
  Saving(*parts_, program, written, dataset, before, result).run(actions);
  if (daily != nullptr) save_daily(parts_->database, *daily, noted);
  parts_->database.execute("COMMIT");
  if (parts_->database.failed()) return std::unexpected(parts_->fault());
  return {};
}

}  // namespace sop
