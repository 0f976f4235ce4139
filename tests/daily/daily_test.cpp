// A run that asks few against a run that asks all, as a property: random programs, rows that come, change and go, run
// after run on the memory of the one before. What is done and what is remembered must be the same to the last word.
// SOP_RANDOM_DAILY says how many programs, SOP_RANDOM_SEED from where on.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "runtime/daily/daily.h"
#include "runtime/daily/part.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/prepare.h"
#include "runtime/io/run_tables.h"
#include "runtime/io/zone_files.h"
#include "runtime/store/erase.h"
#include "runtime/store/sqlite.h"
#include "runtime/store/store.h"
#include "tests/daily/daily_maker.h"

namespace sop::daily_tests {
namespace {

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct Loaded {
  Dataset dataset;
  std::vector<std::string> names;  // of customers
};

Loaded load(const Program& program, const std::map<std::string, std::string>& tables, const RunContext& context) {
  const auto folder = std::filesystem::temp_directory_path() / ("sop-daily-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::vector<Binding> bindings;
  for (const auto& [name, text] : tables) {
    bindings.push_back({name, (folder / (name + ".csv")).string()});
    std::ofstream(bindings.back().path) << text;
  }
  PreparedData data = load_dataset(program, bindings, evaluate_rows, context, {});
  std::filesystem::remove_all(folder);
  REQUIRE(data.exit_code == 0);
  Loaded out{std::move(data.dataset), {}};
  for (const TextCode id : out.dataset.customer_ids) out.names.emplace_back(out.dataset.pool->text(id));
  return out;
}

// A memory by the names of customers: datasets of two days number them otherwise, and codes of texts mean nothing.
class Carried {
 public:
  // For the customers of the next dataset.
  static RunMemory carry(const RunMemory& from, const Loaded& old, const Loaded& now) {
    std::map<std::string, std::uint32_t> place;
    for (std::uint32_t c = 0; c < now.names.size(); ++c) place[now.names[c]] = c;
    RunMemory out = from;
    const auto found = [&](std::uint32_t customer) {
      const auto at = place.find(old.names[customer]);
      return at == place.end() ? UINT32_MAX : at->second;
    };
    const auto bits = [&](std::vector<bool>& all) {
      if (all.empty()) return;
      std::vector<bool> moved(now.names.size(), false);
      for (std::uint32_t c = 0; c < old.names.size(); ++c)
        if (found(c) != UINT32_MAX) moved[found(c)] = all[c];
      all = std::move(moved);
    };
    const auto rows = [&](auto& all) {
      std::erase_if(all, [&](const auto& row) { return found(row.customer) == UINT32_MAX; });
      for (auto& row : all) row.customer = found(row.customer);
    };
    bits(out.seen);
    for (HistoryMemory& history : out.histories) {
      std::vector<HeldState> moved(now.names.size());
      for (std::uint32_t c = 0; c < old.names.size(); ++c)
        if (found(c) != UINT32_MAX) moved[found(c)] = history.of[c];
      history.of = std::move(moved);
    }
    for (RuleMemory& rule : out.rules) {
      bits(rule.truth);
      decltype(rule.last_fired) moved;
      for (const auto& [key, at] : rule.last_fired)
        if (found(key.first) != UINT32_MAX) moved[{found(key.first), key.second}] = at;
      rule.last_fired = std::move(moved);
    }
    for (std::vector<bool>& held : out.segments) bits(held);
    rows(out.changes);
    std::ranges::stable_sort(out.changes, {},
                             [](const ChangeRow& row) { return std::tuple(row.history, row.customer, row.at); });
    rows(out.tags);
    const auto code = [&](TextCode text) {
      return text == no_text ? no_text : now.dataset.pool->intern(old.dataset.pool->text(text));
    };
    for (StoredTag& tag : out.tags) tag.tag = code(tag.tag), tag.group = code(tag.group), tag.source = code(tag.source);
    return out;
  }
};

// Everything a run gave out and left, one line each.
std::multiset<std::string> told(const Program& program, const Loaded& data, RunResult& result, const ZoneRules& zone) {
  std::multiset<std::string> out;
  const auto text = [&](TextCode code) { return code == no_text ? "-" : std::string(data.dataset.pool->text(code)); };
  for (const OutboxRow& row : outbox_rows({&program, &data.dataset, &result, zone}))
    out.insert(fmt::format("{} does {} {} {} {} due {} until {} {} {}", row.customer, row.verb, row.object, row.source,
                           row.step, row.due_at, row.expires_at, row.params, row.effect_id));
  for (const DecisionRow& row : result.decisions)
    out.insert(fmt::format("{} decided {} {} {} {} {}", data.names[row.customer], row.source, row.step, row.at,
                           row.outcome, row.reason));
  for (const TagRow& row : result.tags)
    out.insert(fmt::format("{} tag {} {} {} by {} until {}", data.names[row.customer], text(row.group), text(row.tag),
                           change_word(row.change), text(row.source), row.until));
  const auto change = [&](const char* what, const ChangeRow& row) {
    out.insert(fmt::format("{} {} {} at {}: {} to {} by {}", data.names[row.customer], what,
                           program.histories[row.history].name, row.at, row.before, row.after, row.cause));
  };
  for (const ChangeRow& row : result.changes) change("changes", row);
  for (std::size_t f = 0; f < program.facts.size(); ++f)
    if (program.facts[f].type.is(TypeKind::boolean))
      out.insert(fmt::format("{} holds for {}", program.facts[f].name, result.counts[f]));
  for (const StageCounts& stages : result.stages)
    for (std::size_t i = 0; i < stages.counts.size(); ++i)
      out.insert(fmt::format("{} stage {} leaves {}", program.facts[stages.fact].name, i, stages.counts[i]));
  const RunMemory& memory = result.memory;
  out.insert(fmt::format("as of {}", memory.as_of));
  for (const ChangeRow& row : memory.changes) change("remembers", row);
  for (const StoredTag& tag : memory.tags)
    out.insert(fmt::format("{} stored {} {} origin {} by {} since {} until {} {} {}", data.names[tag.customer],
                           text(tag.group), text(tag.tag), static_cast<int>(tag.origin), text(tag.source), tag.since,
                           tag.until, tag.locked, tag.manual_until_true));
  for (std::size_t h = 0; h < memory.histories.size(); ++h)
    for (std::uint32_t c = 0; c < data.names.size(); ++c) {
      const HeldState& state = memory.histories[h].of[c];
      out.insert(fmt::format("{} held {} {} {} since {} mark {} {}", data.names[c], program.histories[h].name,
                             state.known, state.value, state.since, state.mark, state.blocked));
    }
  for (std::size_t r = 0; r < memory.rules.size(); ++r) {
    const RuleMemory& rule = memory.rules[r];
    out.insert(fmt::format("{} since {}", program.rules[r].name, rule.since));
    for (std::uint32_t c = 0; c < rule.truth.size(); ++c)
      if (rule.truth[c]) out.insert(fmt::format("{} true for {}", program.rules[r].name, data.names[c]));
    for (const auto& [key, at] : rule.last_fired)
      out.insert(fmt::format("{} fired for {} {} at {}", program.rules[r].name, data.names[key.first], key.second, at));
  }
  for (std::size_t f = 0; f < memory.segments.size(); ++f)
    for (std::uint32_t c = 0; c < memory.segments[f].size(); ++c)
      if (memory.segments[f][c]) out.insert(fmt::format("{} in {}", data.names[c], program.facts[f].name));
  for (const auto& [stream, events] : memory.seen_events)
    for (const auto& [event, at] : events) out.insert(fmt::format("seen {} {} {}", stream, event, at));
  return out;
}

std::string difference(const std::multiset<std::string>& all, const std::multiset<std::string>& few) {
  std::string out;
  for (const std::string& line : all)
    if (all.count(line) != few.count(line)) out += "  all: " + line + "\n";
  for (const std::string& line : few)
    if (all.count(line) != few.count(line)) out += "  few: " + line + "\n";
  return out;
}

struct Counted {
  std::uint64_t runs = 0, whole = 0, customers = 0, asked = 0, due = 0, lines = 0, files = 0;
};

// One program through all its runs; what differs first, or nothing.
std::string lived_twice(const Program& program, const DailyCase& made, const RunContext& context, Counted& counted) {
  Loaded before;
  RunResult all, few;
  DailyNotes notes;
  for (std::size_t r = 0; r < made.instants.size(); ++r) {
    Loaded data = load(program, made.tables[r], context);
    Loaded again{data.dataset, data.names};
    RunOptions options;
    options.evaluate = evaluate;
    options.has_as_of = options.with_state = true;
    options.as_of = *parse_instant(made.instants[r], &context.zone);
    RunMemory of_all, of_few;
    if (r > 0) {
      of_all = Carried::carry(all.memory, before, data);
      of_few = Carried::carry(few.memory, before, again);
    }
    options.before = r > 0 ? &of_all : nullptr;
    all = run(program, data.dataset, options, context);
    options.before = r > 0 ? &of_few : nullptr;
    DailyRun daily = run_daily(program, again.dataset, options, context, notes);
    notes = std::move(daily.notes);
    few = std::move(daily.result);
    ++counted.runs;
    counted.whole += daily.choice.whole ? 1 : 0;
    counted.customers += daily.choice.whole ? 0 : data.names.size();
    counted.asked += daily.choice.whole ? 0 : daily.choice.asked.size();
    counted.due += daily.choice.due;
    const auto expected = told(program, data, all, context.zone);
    counted.lines += expected.size();
    const std::string found = difference(expected, told(program, again, few, context.zone));
    if (!found.empty()) return fmt::format("run {} as of {}\n{}", r, made.instants[r], found);
    before = std::move(again);
  }
  return "";
}

// One state file, run after run, as `sopc run --state [--incremental]` goes about it.
class InFile {
 public:
  InFile(const Program& program, const RunContext& context, std::string path, bool incremental)
      : program_(program), context_(context), path_(std::move(path)), incremental_(incremental) {
    remove();
  }
  ~InFile() { remove(); }
  InFile(const InFile&) = delete;
  InFile& operator=(const InFile&) = delete;

  void run_once(Dataset dataset, Micros as_of) {
    auto store = Store::open(path_);
    REQUIRE(store);
    RunOptions options;
    options.evaluate = evaluate;
    options.has_as_of = options.with_state = true;
    options.as_of = as_of;
    DailyNotes noted, notes;
    DailyChoice choice;
    if (incremental_) {
      noted = store->load_daily();
      choice = choose_daily(program_, dataset, noted, store->latest_instant(), as_of, context_.zone);
      if (!choice.whole) {
        Dataset whole = std::move(dataset);
        dataset = part_of(program_, whole, choice.asked);
        few_ += choice.asked.size() < whole.customers ? 1 : 0;
      }
    }
    auto before = store->load(program_, dataset);
    REQUIRE(before);
    options.before = &*before;
    RunResult result = run(program_, dataset, options, context_);
    if (incremental_) notes = note_daily(program_, dataset, choice, noted, options, context_, result);
    const RunView view{&program_, &dataset, &result, context_.zone};
    REQUIRE(store->commit(program_, program_, dataset, *before, result, outbox_rows(view),
                          incremental_ ? &notes : nullptr, incremental_ ? &noted : nullptr));
    if (incremental_) check_stored(notes);
  }

  // Changes that are kept beside what they change come back as what was noted.
  void check_stored(const DailyNotes& notes) const {
    auto store = Store::open_to_read(path_);
    REQUIRE(store);
    const DailyNotes stored = store->load_daily();
    REQUIRE(stored.exist == notes.exist);
    if (!notes.exist) return;
    CHECK(stored.as_of == notes.as_of);
    CHECK(std::tie(stored.names, stored.rows, stored.until, stored.holds) ==
          std::tie(notes.names, notes.rows, notes.until, notes.holds));
  }

  // All rows of all tables but the notes.
  std::multiset<std::string> contents() const {
    std::multiset<std::string> out;
    Database database;
    database.open(path_, Database::Access::read);
    std::vector<std::string> tables;
    for (Statement names(database, "SELECT name FROM sqlite_master WHERE type = 'table'"); names.row();)
      if (names.text(0) != "daily") tables.emplace_back(names.text(0));
    for (const std::string& table : tables) {
      std::vector<std::string> columns;
      for (Statement names(database, ("SELECT name FROM pragma_table_info('" + table + "')").c_str()); names.row();)
        columns.emplace_back(names.text(0));
      std::string select = "SELECT '" + table + "'";
      for (const std::string& column : columns) select += " || ' ' || quote(\"" + column + "\")";
      for (Statement rows(database, (select + " FROM " + table).c_str()); rows.row();) {
        std::string line(rows.text(0));  // how far behind the last customer a set of bits goes on says nothing
        if (table == "truths")
          while (line.ends_with("00'")) line.erase(line.size() - 3, 2);
        out.insert(std::move(line));
      }
    }
    REQUIRE_FALSE(database.failed());
    return out;
  }
  int few() const { return few_; }

 private:
  void remove() const {
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + part);
  }

  const Program& program_;
  const RunContext& context_;
  const std::string path_;
  const bool incremental_;
  int few_ = 0;
};

std::string stored_twice(const Program& program, const DailyCase& made, const RunContext& context, Counted& counted) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("sop-daily-" + std::to_string(::getpid()))).string();
  InFile all(program, context, path + "-all.sqlite", false), few(program, context, path + "-few.sqlite", true);
  for (std::size_t r = 0; r < made.instants.size(); ++r) {
    const Micros as_of = *parse_instant(made.instants[r], &context.zone);
    all.run_once(load(program, made.tables[r], context).dataset, as_of);
    few.run_once(load(program, made.tables[r], context).dataset, as_of);
    const std::string found = difference(all.contents(), few.contents());
    if (!found.empty()) return fmt::format("state after run {} as of {}\n{}", r, made.instants[r], found);
  }
  counted.files += few.few() > 0 ? 1 : 0;
  return "";
}

}  // namespace

TEST_CASE("a run that asks few says what a run that asks all says") {
  const std::uint64_t first = number_from("SOP_RANDOM_SEED", 1);
  const std::uint64_t count = number_from("SOP_RANDOM_DAILY", 120);
  Counted counted;
  std::uint64_t different = 0, refused = 0;
  RunContext context;
  for (std::uint64_t seed = first; seed < first + count && different < 3; ++seed) {
    const DailyCase made = make_daily_case(seed, 40, 12);
    const Sources sources{{"case.sop", made.program}};
    CheckOptions check;
    check.zone = [](const std::string& name) { return load_zone(name); };
    const Compilation compilation = compile(sources, check);
    if (compilation.diagnostics.errors() > 0) {  // random conditions are sometimes refused as impossible
      if (std::getenv("SOP_SHOW_REFUSED") != nullptr)
        WARN(render_text(compilation.diagnostics.all(), sources, Language::en, false));
      ++refused;
      continue;
    }
    if (not_apart(compilation.program, Dataset{})) {  // rules that read each other's tags in a circle
      ++refused;
      continue;
    }
    context.zone = *load_zone(compilation.program.project.timezone);
    std::string found = lived_twice(compilation.program, made, context, counted);
    if (found.empty() && seed % 8 == 0) found = stored_twice(compilation.program, made, context, counted);
    if (found.empty()) continue;
    ++different;
    FAIL_CHECK("seed " << seed << ", " << found << made.program);
  }
  WARN(count - refused << " programs, " << counted.runs << " runs, " << counted.whole
                       << " of them over all; else asked " << counted.asked << " of " << counted.customers
                       << " customers, " << counted.due << " of them not touched; " << counted.lines
                       << " things compared");
  CHECK(refused <= count / 3);
  CHECK(counted.asked < counted.customers);
  CHECK(counted.files > 0);
}

namespace {

constexpr const char* small_shop = R"(project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id }
table kinds key kind { kind text  weight int }
events orders key customer_id time at { customer_id id  at datetime  kind text -> kinds }
segment keen = count(orders where kind.weight > 1 within 7 days) >= 1
tag quiet when days_since(last(orders)) >= 10
rule remind { if days_since(last(orders)) >= 3 then send come_back }
)";

// Five customers, of whom c0 has ordered today, c1 a day before, ...
std::map<std::string, std::string> small_tables(const std::string& more = {}) {
  std::map<std::string, std::string> out{{"customers", "customer_id\n"}, {"kinds", "kind,weight\nx,2\n"}};
  out["orders"] = "customer_id,at,kind\n";
  for (int c = 0; c < 5; ++c) {
    out["customers"] += fmt::format("c{}\n", c);
    out["orders"] += fmt::format("c{},2026-11-{} 09:00,x\n", c, 20 - c);
  }
  out["orders"] += more;
  return out;
}

struct SmallShop {
  SmallShop() {
    CheckOptions check;
    check.zone = [](const std::string& name) { return load_zone(name); };
    Compilation compilation = compile({{"case.sop", small_shop}}, check);
    REQUIRE(compilation.diagnostics.errors() == 0);
    program = std::move(compilation.program);
    context.zone = *load_zone("Asia/Shanghai");
  }
  Micros at(const char* text) const { return *parse_instant(text, &context.zone); }
  DailyChoice choose(const std::map<std::string, std::string>& tables, const DailyNotes& notes,
                     const char* when) const {
    const Loaded data = load(program, tables, context);
    return choose_daily(program, data.dataset, notes, notes.as_of, at(when), context.zone);
  }

  Program program;
  RunContext context;
};

using Asked = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("who is asked: whose rows are others, and for whom a day turns something") {
  SmallShop shop;
  Loaded data = load(shop.program, small_tables(), shop.context);
  RunOptions options;
  options.evaluate = evaluate;
  options.has_as_of = options.with_state = true;
  options.as_of = shop.at("2026-11-20 10:00");
  const DailyRun first = run_daily(shop.program, data.dataset, options, shop.context, {});
  CHECK(first.choice.whole == WholeBecause::first);
  // On the 20th: c3 and c4 are reminded already. c2 is on the 21st, c1 on the 22nd, c0 on the 23rd; c4's order is of
  // the 16th and leaves its week on the 23rd.
  CHECK(shop.choose(small_tables(), first.notes, "2026-11-20 23:59").asked == Asked{});
  CHECK(shop.choose(small_tables(), first.notes, "2026-11-21 00:00").asked == Asked{2});
  CHECK(shop.choose(small_tables(), first.notes, "2026-11-22 10:00").asked == Asked{1, 2});
  CHECK(shop.choose(small_tables(), first.notes, "2026-11-23 10:00").asked == Asked{0, 1, 2, 4});
  const DailyChoice touched = shop.choose(small_tables("c4,2026-11-20 11:00,x\n"), first.notes, "2026-11-20 12:00");
  CHECK(touched.asked == Asked{4});
  CHECK(touched.touched == 1);
  // An order that is still to come: rows differ now, and once more something happens at its time.
  CHECK(shop.choose(small_tables("c1,2026-12-24 11:00,x\n"), first.notes, "2026-11-20 12:00").asked == Asked{1});

  auto other_kinds = small_tables();
  other_kinds["kinds"] = "kind,weight\nx,1\n";
  CHECK(shop.choose(other_kinds, first.notes, "2026-11-20 12:00").whole == WholeBecause::shared);
  DailyNotes other = first.notes;
  other.program += 1;
  CHECK(shop.choose(small_tables(), other, "2026-11-20 12:00").whole == WholeBecause::program);
  other = first.notes;
  other.zone += 1;
  CHECK(shop.choose(small_tables(), other, "2026-11-20 12:00").whole == WholeBecause::zone);
}

TEST_CASE("notes in a state file are of the run that made them, and go when a customer is erased") {
  const SmallShop shop;
  const std::string path =
      (std::filesystem::temp_directory_path() / ("sop-notes-" + std::to_string(::getpid()) + ".sqlite")).string();
  InFile few(shop.program, shop.context, path, true);
  const auto dataset = [&] { return load(shop.program, small_tables(), shop.context).dataset; };
  const auto noted = [&] {
    auto store = Store::open_to_read(path);
    REQUIRE(store);
    return store->load_daily();
  };
  few.run_once(dataset(), shop.at("2026-11-20 10:00"));
  const DailyNotes notes = noted();
  CHECK(notes.exist);
  CHECK(notes.as_of == shop.at("2026-11-20 10:00"));
  CHECK(notes.until.size() == 5);
  CHECK(shop.choose(small_tables(), notes, "2026-11-21 10:00").asked == Asked{2});
  {
    auto store = Store::open(path);
    REQUIRE(store);
    REQUIRE(erase_customer(*store, "c1", false));
  }
  CHECK_FALSE(noted().exist);
  few.run_once(dataset(), shop.at("2026-11-21 10:00"));
  CHECK(noted().exist);
  {  // a run that notes nothing
    auto store = Store::open(path);
    REQUIRE(store);
    Dataset data = dataset();
    const auto before = store->load(shop.program, data);
    REQUIRE(before);
    RunOptions options;
    options.evaluate = evaluate;
    options.has_as_of = options.with_state = true;
    options.as_of = shop.at("2026-11-22 10:00");
    options.before = &*before;
    const RunResult result = run(shop.program, data, options, shop.context);
    const RunView view{&shop.program, &data, &result, shop.context.zone};
    REQUIRE(store->commit(shop.program, shop.program, data, *before, result, outbox_rows(view)));
  }
  const DailyNotes old = noted();
  CHECK(old.exist);
  CHECK(old.as_of == no_instant);
  const Dataset data = dataset();
  CHECK(
      choose_daily(shop.program, data, old, shop.at("2026-11-22 10:00"), shop.at("2026-11-23 10:00"), shop.context.zone)
          .whole == WholeBecause::memory);
}

}  // namespace sop::daily_tests
