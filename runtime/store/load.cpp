// From the file to the memory of this run's customers.
#include <algorithm>
#include <filesystem>

#include "runtime/run/edges_bytes.h"
#include "runtime/store/alerts.h"
#include "runtime/store/journeys.h"
#include "runtime/store/names.h"
#include "runtime/store/schema.h"
#include "runtime/store/store_parts.h"

namespace sop {
namespace {

constexpr std::uint32_t not_here = UINT32_MAX;
// A relay holds the file for a moment, another engine for a run: only the first is waited for.
constexpr int load_patience_ms = 2'000;

class Loading {
 public:
  Loading(Store::Parts& parts, const Program& program, const Dataset& dataset)
      : parts_(parts), program_(program), dataset_(dataset) {}

  RunMemory run() {
    memory_.seen.assign(dataset_.customers, false);
    memory_.histories.resize(program_.histories.size());
    memory_.rules.resize(program_.rules.size());
    load_facts_of_state();
    load_customers();
    load_things();
    for (std::uint32_t h = 0; h < program_.histories.size(); ++h) load_history(h);
    for (std::uint32_t r = 0; r < program_.rules.size(); ++r) load_rule(r);
    load_segments();
    load_lists();
    load_edges();
    load_tags();
    take_parted(parts_, memory_);
    JourneyStore{parts_, program_, dataset_}.load(memory_);
    load_alerts(parts_.database, memory_.alerts);
    return std::move(memory_);
  }

 private:
  std::uint32_t customer(std::int64_t id) const {
    const auto at = static_cast<std::size_t>(id);
    return at < parts_.customer_of.size() ? parts_.customer_of[at] : not_here;
  }

  void load_facts_of_state() {
    Statement rows(parts_.database, "SELECT value FROM facts_of_state WHERE name = 'as_of'");
    if (!rows.row()) return;
    memory_.exists = true;
    memory_.as_of = rows.whole(0);
  }

  // Ids that are whole numbers stand in the file as texts.
  void know_accounts(std::vector<std::uint32_t>& by_code) const {
    const Input& input = program_.inputs[program_.population.index()];
    const TableData& people = dataset_.inputs[program_.population.index()];
    const bool codes = input.key < 0 || !people.columns[static_cast<std::size_t>(input.key)].codes.empty();
    for (const auto& [key, c] : people.row_of_key) {
      TextCode code = static_cast<TextCode>(key);
      if (codes || dataset_.pool->find(std::to_string(key), code)) by_code[code] = c;
    }
  }

  // A run that asks few of many looks each of them up, where it would read past all others.
  bool asks_few() const {
    Statement row(parts_.database, "SELECT max(id) FROM customers");
    const std::int64_t known = row.row() && !row.is_null(0) ? row.whole(0) : 0;
    return !program_.identity.exists() && dataset_.customers < static_cast<std::size_t>(known) / 4;
  }

  void load_few_customers() {
    parts_.joined.clear();
    parts_.customer_ids.assign(dataset_.customers, 0);
    std::ranges::fill(parts_.customer_of, not_here);
    Statement find(parts_.database, "SELECT id FROM customers WHERE key = ?");
    for (std::uint32_t c = 0; c < dataset_.customers; ++c) {
      find.bind(dataset_.pool->text(dataset_.customer_ids[c]));
      if (!find.row()) continue;
      const std::int64_t id = find.whole(0);
      while (find.row()) {}
      if (static_cast<std::size_t>(id) >= parts_.customer_of.size())
        parts_.customer_of.resize(std::max(static_cast<std::size_t>(id) + 1, 2 * parts_.customer_of.size()), not_here);
      parts_.customer_of[static_cast<std::size_t>(id)] = c;
      parts_.customer_ids[c] = id;
      memory_.seen[c] = true;
    }
    for (const std::int64_t id : parts_.customer_ids)
      if (id != 0) few_ids_.push_back(id);
    std::ranges::sort(few_ids_);
    find_parted(parts_, dataset_);
  }

  // Rows of a table that has a `customer`, of one thing where `thing` is not 0. `select` begins with the customer and
  // ends with a condition; where few are asked, the order is theirs first.
  template <class Take>
  void rows_of_customers(std::string select, const char* order, std::int64_t thing, const Take& take) {
    if (few_) select += " AND customer >= ?";
    if (few_ && *order == '\0') order = " ORDER BY customer";
    Statement rows(parts_.database, (select + order).c_str());
    const auto bound = [&]() -> Statement& { return thing == 0 ? rows : rows.bind(thing); };
    if (few_) return rows_of_few(rows, bound, take);
    bound();
    while (rows.row()) take(rows);
  }

  // Along the customers who are asked: rows of others are read past while they are few, else what comes next is looked
  // up. So a table with hardly any row takes hardly any time, however many are asked.
  template <class Bound, class Take>
  void rows_of_few(Statement& rows, const Bound& bound, const Take& take) {
    constexpr int read_past = 4;
    int of_others = 0;
    auto asked = few_ids_.begin();
    if (asked == few_ids_.end()) return;
    bound().bind(*asked);
    while (rows.row()) {
      const std::int64_t id = rows.whole(0);
      while (asked != few_ids_.end() && *asked < id) ++asked;
      if (asked == few_ids_.end()) break;
      if (*asked == id) {
        of_others = 0;
        take(rows);
      } else if (++of_others > read_past) {
        of_others = 0;
        rows.restart();
        bound().bind(*asked);
      }
    }
  }

  void load_customers() {
    few_ = parts_.asks_few = asks_few();
    if (few_) return load_few_customers();
    std::vector<std::uint32_t> by_code(dataset_.pool->size(), not_here);
    if (program_.population.exists() && program_.identity.exists()) know_accounts(by_code);
    for (std::uint32_t c = 0; c < dataset_.customers; ++c) by_code[dataset_.customer_ids[c]] = c;
    parts_.joined.clear();
    parts_.customer_ids.assign(dataset_.customers, 0);
    std::ranges::fill(parts_.customer_of, not_here);
    Statement rows(parts_.database, "SELECT id, key FROM customers ORDER BY id");
    while (rows.row()) {
      const auto id = static_cast<std::size_t>(rows.whole(0));
      if (id >= parts_.customer_of.size())
        parts_.customer_of.resize(std::max(id + 1, 2 * parts_.customer_of.size()), not_here);
      TextCode code = 0;
      if (!dataset_.pool->find(rows.text(1), code) || code >= by_code.size() || by_code[code] == not_here) continue;
      const std::uint32_t found = by_code[code];
      parts_.customer_of[id] = found;
      if (dataset_.customer_ids[found] == code)
        parts_.customer_ids[found] = rows.whole(0);
      else
        parts_.joined.emplace_back(rows.whole(0), found);
      memory_.seen[found] = true;
    }
    find_parted(parts_, dataset_);
  }

  void load_things() {
    Statement rows(parts_.database, "SELECT id, kind, name, definition, since FROM things");
    while (rows.row()) {
      const std::string kind(rows.text(1)), name(rows.text(2));
      parts_.things[{kind, name}] = rows.whole(0);
      definitions_[rows.whole(0)] = static_cast<std::uint64_t>(rows.whole(3));
      sinces_[rows.whole(0)] = rows.whole(4);
      if (kind == "tag") memory_.tag_definitions[name] = static_cast<std::uint64_t>(rows.whole(3));
    }
  }

  void load_history(std::uint32_t index) {
    const History& history = program_.histories[index];
    HistoryMemory& memory = memory_.histories[index];
    const std::int64_t thing = parts_.thing("history", history.name);
    if (thing == 0) return;
    memory.known = true;
    memory.definition = definitions_[thing];
    memory.of.assign(dataset_.customers, {});
    rows_of_customers("SELECT customer, value, since, mark, blocked FROM held WHERE thing = ?", "", thing,
                      [&](const Statement& rows) {
                        const std::uint32_t c = customer(rows.whole(0));
                        if (c == not_here) return;
                        const HeldState state{true, value_stored(program_, history.type, rows.text(1)), rows.whole(2),
                                              rows.whole(3), rows.whole(4) != 0};
                        memory.of[c] = joined_state(memory.of[c], state);
                      });
    load_changes(index, thing);
  }

  void load_changes(std::uint32_t index, std::int64_t thing) {
    const Type type = program_.histories[index].type;
    const std::size_t begin = memory_.changes.size();
    rows_of_customers(
        "SELECT customer, at, old, new, cause FROM changes WHERE thing = ?", " ORDER BY customer, at, number", thing,
        [&](const Statement& rows) {
          const std::uint32_t c = customer(rows.whole(0));
          if (c == not_here) return;
          memory_.changes.push_back({index, c, rows.whole(1), value_stored(program_, type, rows.text(2)),
                                     value_stored(program_, type, rows.text(3)), std::string(rows.text(4))});
        });
    std::stable_sort(
        memory_.changes.begin() + static_cast<std::ptrdiff_t>(begin), memory_.changes.end(),
        [](const ChangeRow& a, const ChangeRow& b) { return std::tie(a.customer, a.at) < std::tie(b.customer, b.at); });
  }

  void load_rule(std::uint32_t index) {
    RuleMemory& memory = memory_.rules[index];
    const std::int64_t thing = parts_.thing("rule", program_.rules[index].name);
    if (thing == 0) return;
    memory.known = true;
    memory.since = sinces_[thing];
    memory.definition = definitions_[thing];
    memory.truth = load_truth(parts_, thing);
    rows_of_customers("SELECT customer, value, at FROM fired WHERE thing = ?", "", thing, [&](const Statement& fired) {
      if (const std::uint32_t c = customer(fired.whole(0)); c != not_here)
        keep_later(memory.last_fired, std::pair<std::uint32_t, std::string>(c, fired.text(1)), fired.whole(2));
    });
  }

  template <class Fired, class Key>
  static void keep_later(Fired& all, const Key& key, Micros at) {
    const auto [known, is_new] = all.try_emplace(key, at);
    if (!is_new) known->second = std::max(known->second, at);
  }

  void load_segments() {
    memory_.segments.resize(program_.facts.size());
    for (std::size_t f = 0; f < program_.facts.size(); ++f) {
      if (program_.facts[f].kind != FactKind::segment) continue;
      const std::int64_t thing = parts_.thing("segment", program_.facts[f].name);
      if (thing == 0) continue;
      memory_.segments[f] = load_truth(parts_, thing);
    }
  }

  void load_lists() {
    for (const TakenList& list : program_.lists)
      if (const std::int64_t thing = parts_.thing("list", list.name); thing != 0)
        memory_.lists[list.name] = {definitions_[thing], load_truth(parts_, thing)};
  }

  void load_edges() {
    for (const Population& form : program_.populations) {
      Statement row(parts_.database, "SELECT edges FROM edges WHERE thing = ?");
      row.bind(parts_.thing("population", population_name(form)));
      if (row.row()) memory_.edges[form.definition] = edges_from_bytes(row.blob(0));
    }
  }

  void load_tags() {
    TextPool& pool = *dataset_.pool;
    constexpr const char* all_tags =
        "SELECT customer, in_group, tag, origin, source, since, until, locked, left_alone FROM tags WHERE 1";
    rows_of_customers(all_tags, "", 0, [&](const Statement& rows) {
      const std::uint32_t c = customer(rows.whole(0));
      if (c == not_here) return;
      StoredTag tag{.customer = c, .tag = pool.intern(rows.text(2))};
      if (!rows.text(1).empty()) tag.group = pool.intern(rows.text(1));
      tag.origin = static_cast<TagOrigin>(rows.whole(3));
      if (!rows.text(4).empty()) tag.source = pool.intern(rows.text(4));
      tag.since = rows.whole(5);
      tag.until = rows.whole(6);
      tag.locked = rows.whole(7) != 0;
      tag.manual_until_true = rows.whole(8) != 0;
      tag.untold = parts_.customer_ids[c] != rows.whole(0);
      memory_.tags.push_back(tag);
    });
    if (!parts_.joined.empty()) join_tags(memory_.tags);
  }

  Store::Parts& parts_;
  const Program& program_;
  const Dataset& dataset_;
  RunMemory memory_;
  bool few_ = false;
  std::vector<std::int64_t> few_ids_;  // those of few that the file knows, ascending
  std::map<std::int64_t, std::uint64_t> definitions_;
  std::map<std::int64_t, Micros> sinces_;
};

}  // namespace

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

std::expected<Store, StoreFault> Store::open(const std::string& path) {
  auto parts = std::make_unique<Parts>();
  Database& database = parts->database;
  database.open(path, Database::Access::create, load_patience_ms);
  database.execute("PRAGMA journal_mode = WAL");
  database.execute("PRAGMA synchronous = FULL");
  database.execute("BEGIN IMMEDIATE");
  if (database.failed()) return std::unexpected(parts->fault());
  if (auto wrong = bring_up_to_date(database)) return std::unexpected(StoreFault{false, *wrong});
  return Store(std::move(parts));
}

std::expected<Store, StoreFault> Store::open_to_read(const std::string& path) {
  auto parts = std::make_unique<Parts>();
  std::error_code fault;
  const bool is_there = std::filesystem::exists(path, fault);
  if (is_there) {
    parts->database.open(path, Database::Access::read, load_patience_ms);
    parts->database.execute("BEGIN");
    const bool current = version_of(parts->database) == static_cast<int>(schema_steps().size());
    if (parts->database.failed()) return std::unexpected(parts->fault());
    if (current) return Store(std::move(parts));
  }
  // An older version comes up to date in memory.
  auto copy = std::make_unique<Parts>();
  copy->database.open_in_memory();
  if (is_there) {
    parts->database.execute("COMMIT");
    copy->database.copy_from(parts->database);
  }
  if (auto wrong = bring_up_to_date(copy->database)) return std::unexpected(StoreFault{false, *wrong});
  return Store(std::move(copy));
}

std::expected<RunMemory, StoreFault> Store::load(const Program& program, const Dataset& dataset) {
  RunMemory memory = Loading(*parts_, program, dataset).run();
  if (parts_->database.failed()) return std::unexpected(parts_->fault());
  return memory;
}

std::optional<StoreFault> Store::broken() const {
  return parts_->database.failed() ? std::optional(parts_->fault()) : std::nullopt;
}

std::vector<std::int64_t> Store::recent_action_counts() {
  std::vector<std::int64_t> counts;
  Statement rows(parts_->database, "SELECT actions FROM runs WHERE actions > 0 ORDER BY id DESC LIMIT 20");
  while (rows.row()) counts.push_back(rows.whole(0));
  return counts;
}

std::string Store::latest_program() {
  Statement row(parts_->database,
                "SELECT ir FROM programs JOIN runs ON runs.program = programs.id ORDER BY runs.id DESC");
  return row.row() ? std::string(row.text(0)) : std::string();
}

}  // namespace sop
