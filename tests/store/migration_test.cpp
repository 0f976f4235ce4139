// State files of older versions: each is migrated with everything it remembers, step by step, within one transaction,
// and only by somebody who writes. A version that is left behind gets a file here: state_vN.sql, as sopc wrote it.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "runtime/io/run_tables.h"
#include "runtime/store/schema.h"
#include "runtime/store/store.h"
#include "tests/golden_runner/prepared_case.h"
#include "tests/project_files.h"

namespace sop {
namespace {

using tests::text_of;

namespace fs = std::filesystem;

// What the state files are about; on the day after their last run c2 is still away.
constexpr const char* program_and_tables = R"(# A case

## SOURCE
```sop
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   spend int }
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime }
segment keen = any(orders within 5 days)
tag buyer when keen
tag hot
tier level { high when spend >= 10   low otherwise   fall one level per 3 days }
attribute place = rank(spend)
rule remind { if none(orders within 5 days) then { send come_back  tag hot } once per 30 days }
on level.changes then send moved
```

## DATA customers
```csv
customer_id,spend
c1,2
c2,3
```

## DATA orders
```csv
customer_id,order_id,paid_at
c1,o1,2026-11-01 09:00
```

## AS_OF
2026-11-04 10:00

## RESULT
```
```
)";

struct StateFile {
  explicit StateFile(const std::string& sql) {
    static int number = 0;
    path = (fs::temp_directory_path() / fmt::format("sop-state-{}-{}.db", ::getpid(), ++number)).string();
    fs::remove(path);
    Database database;
    database.open(path, Database::Access::create);
    database.execute(sql.c_str());
    REQUIRE_FALSE(database.failed());
  }
  ~StateFile() {
    for (const char* more : {"", "-wal", "-shm"}) fs::remove(path + more);
  }
  int version() const {
    Database database;
    database.open(path, Database::Access::read);
    return version_of(database);
  }
  std::string path;
};

golden::PreparedCase prepared_case(const golden::Case& golden, const golden::Folder& folder) {
  auto prepared = golden::prepare_case(golden.sources(), folder);
  REQUIRE(prepared);
  return std::move(*prepared);
}

void check_memory(const RunMemory& memory, const Program& program, const Dataset& dataset) {
  CHECK(memory.exists);
  CHECK(memory.as_of == 1793671200000000);
  CHECK(memory.seen == std::vector<bool>{true, true});
  REQUIRE(memory.histories.size() == 1);
  CHECK(memory.histories[0].known);
  CHECK(memory.histories[0].of[0].value == 0);
  CHECK(memory.histories[0].of[0].mark == 1793635200000000);
  CHECK(memory.changes.size() == 3);
  REQUIRE(memory.rules.size() == 2);
  CHECK(memory.rules[0].truth == std::vector<bool>{false, true});
  CHECK(memory.rules[0].last_fired.size() == 1);
  CHECK(memory.edges.size() == 1);
  REQUIRE(memory.tags.size() == 2);
  CHECK(dataset.pool->text(memory.tags[1].tag) == "hot");
  CHECK(memory.tags[1].origin == TagOrigin::set);
  CHECK(memory.tag_definitions.contains("buyer"));
  for (std::size_t f = 0; f < program.facts.size(); ++f)
    if (program.facts[f].name == "keen") CHECK(memory.segments[f] == std::vector<bool>{true, false});
}

}  // namespace

TEST_CASE("a state file of each version is read with everything it remembers, and written on as the newest") {
  const auto golden = golden::read_case("migration.md", program_and_tables);
  REQUIRE(golden);
  const golden::Folder folder(*golden);
  const golden::PreparedCase prepared = prepared_case(*golden, folder);
  const fs::path files = fs::path(SOP_SOURCE_DIR) / "tests" / "store";
  const int newest = static_cast<int>(schema_steps().size());
  for (int version = 1; version <= newest; ++version) {
    const fs::path file = files / fmt::format("state_v{}.sql", version);
    if (version == newest && !fs::exists(file)) continue;
    INFO(file.string());
    REQUIRE(fs::exists(file));
    const StateFile state(text_of(file));
    REQUIRE(state.version() == version);

    // Whoever only looks leaves the file as it is.
    const std::string before = text_of(state.path);
    {
      auto looking = Store::open_to_read(state.path);
      REQUIRE(looking);
      Dataset dataset = prepared.prepared.dataset;
      const auto memory = looking->load(prepared.program, dataset);
      REQUIRE(memory);
      check_memory(*memory, prepared.program, dataset);
      CHECK(looking->load_last_run(prepared.program, dataset));
    }
    CHECK(text_of(state.path) == before);
    CHECK(state.version() == version);

    {
      auto store = Store::open(state.path);
      REQUIRE(store);
      Dataset dataset = prepared.prepared.dataset;
      const auto memory = store->load(prepared.program, dataset);
      REQUIRE(memory);
      check_memory(*memory, prepared.program, dataset);
      CHECK(store->recent_action_counts() == std::vector<std::int64_t>{1, 1});
      RunOptions options = golden::options_at(golden::instants_of(*golden, prepared.context.zone)[0]);
      options.with_state = true;
      options.before = &*memory;
      const RunResult result = run(prepared.program, dataset, options, prepared.context);
      CHECK(result.actions.empty());  // c2 was reminded by an earlier run
      const RunView view{&prepared.program, &dataset, &result, prepared.context.zone};
      REQUIRE(store->commit(prepared.program, prepared.program, dataset, *memory, result, outbox_rows(view)));
    }
    CHECK(state.version() == newest);
    auto again = Store::open(state.path);
    REQUIRE(again);
    const auto memory = again->load(prepared.program, prepared.prepared.dataset);
    REQUIRE(memory);
    CHECK(memory->as_of == 1793757600000000);
    CHECK(memory->tags.size() == 2);
  }
}

namespace {

constexpr const char* three_steps[] = {"CREATE TABLE a(x); INSERT INTO a VALUES(1)",
                                       "ALTER TABLE a ADD COLUMN y DEFAULT 7",
                                       "CREATE TABLE b AS SELECT x + y AS z FROM a"};

std::int64_t asked(Database& database, const char* sql) {
  Statement row(database, sql);
  return row.row() ? row.whole(0) : -1;
}

}  // namespace

TEST_CASE("each step of the schema is taken once, from wherever a file stands") {
  for (std::size_t version = 0; version <= 3; ++version) {
    Database database;
    database.open(":memory:", Database::Access::create);
    REQUIRE_FALSE(bring_up_to_date(database, std::span(three_steps).first(version)));
    CHECK(version_of(database) == static_cast<int>(version));
    database.execute("BEGIN");
    REQUIRE_FALSE(bring_up_to_date(database, three_steps));
    database.execute("COMMIT");
    CHECK(version_of(database) == 3);
    CHECK(asked(database, "SELECT z FROM b") == 8);
    CHECK(asked(database, "SELECT count(*) FROM a") == 1);
    CHECK_FALSE(bring_up_to_date(database, three_steps));
  }
}

TEST_CASE("a step that fails leaves the file at its version, a newer file is refused, another database too") {
  const StateFile state("CREATE TABLE a(x); INSERT INTO a VALUES(1); PRAGMA user_version = 1");
  {
    constexpr const char* broken[] = {three_steps[0], three_steps[1], "SELECT nonsense FROM nowhere"};
    Database database;
    database.open(state.path, Database::Access::create);
    database.execute("BEGIN IMMEDIATE");
    CHECK(bring_up_to_date(database, broken));
  }
  CHECK(state.version() == 1);
  Database database;
  database.open(state.path, Database::Access::create);
  CHECK(asked(database, "SELECT count(*) FROM pragma_table_info('a')") == 1);
  CHECK(bring_up_to_date(database, std::span(three_steps).first(0)).value_or("").find("newer than this sopc") !=
        std::string::npos);
  const StateFile other("CREATE TABLE mine(x)");
  CHECK(Store::open(other.path).error().reason == "the file holds another database");
  CHECK(Store::open_to_read(other.path).error().reason == "the file holds another database");
}

}  // namespace sop
