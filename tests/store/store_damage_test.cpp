// Disks that fill up, writes and syncs that fail at every place they can: the run fails whole and the state is as
// before (reliability: failure model). Torn and bit-flipped files: a store opens with what the last commit left, or is
// refused; never anything between.
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "runtime/eval/evaluator.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/prepare.h"
#include "runtime/io/run_tables.h"
#include "runtime/io/zone_files.h"
#include "runtime/journeys/instance_text.h"
#include "runtime/store/outbox.h"
#include "runtime/store/store_parts.h"
#include "tests/store/broken_files.h"

namespace sop::store_tests {
namespace {

namespace fs = std::filesystem;

constexpr const char* program_text = R"(
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   opted_out bool consent }
events orders key customer_id time at id order_id { customer_id id   order_id id   at datetime   amount money }
channel sms direct {}
template hello on sms { text "h" }
template again on sms { text "a" }
policy contact { suppress opted_out   cap 1 send per day on sms on_cap defer up to 3 days }
tag buyer
tier level { gold when count(orders) >= 2  silver when any(orders)  bronze otherwise }
rule r { on orders then { tag buyer  send hello } backfill enter }
journey j { enter on orders  key entry.order_id  reenter never  backfill enter  send again  wait 2 days  send hello }
)";

struct World {
  Program program;
  Dataset dataset;
  RunContext context;
  fs::path folder = fs::temp_directory_path() / ("sop-damage-" + std::to_string(::getpid()));
  std::string state = (folder / "state.db").string();

  World() {
    const Sources sources{{"p.sop", program_text}};
    CheckOptions options;
    options.zone = [](const std::string& name) { return load_zone(name); };
    Compilation made = compile(sources, options);
    INFO(render_text(made.diagnostics.all(), sources, Language::en, false));
    REQUIRE(made.diagnostics.errors() == 0);
    program = std::move(made.program);
    context.zone = *load_zone("Asia/Shanghai");
    fs::remove_all(folder);
    fs::create_directories(folder);
    std::ofstream customers(folder / "customers.csv"), orders(folder / "orders.csv");
    customers << "customer_id,opted_out\n";
    orders << "customer_id,order_id,at,amount\n";
    for (int c = 0; c < 6; ++c) customers << "c" << c << ",false\n";
    for (int o = 0; o < 12; ++o) orders << "c" << o % 6 << ",o" << o << ",2026-11-0" << 2 + o % 4 << " 10:00,10\n";
    customers.close();
    orders.close();
    const std::vector<Binding> bindings{{"customers", (folder / "customers.csv").string()},
                                        {"orders", (folder / "orders.csv").string()}};
    PreparedData data = load_dataset(program, bindings, evaluate_rows, context, {});
    REQUIRE(data.exit_code == 0);
    dataset = std::move(data.dataset);
  }
  ~World() { fs::remove_all(folder); }

  // One tick; the store's fault, if it had one.
  std::expected<void, StoreFault> tick(const char* instant) const {
    auto store = Store::open(state);
    if (!store) return std::unexpected(store.error());
    Dataset now = dataset;
    const auto memory = store->load(program, now);
    if (!memory) return std::unexpected(memory.error());
    RunOptions options;
    options.evaluate = evaluate;
    options.has_as_of = options.with_state = true;
    options.as_of = *parse_instant(instant, &context.zone);
    options.before = &*memory;
    RunResult result = run(program, now, options, context);
    const RunView view{&program, &now, &result, context.zone};
    write_held(view, result.memory.journeys);
    return store->commit(program, program, now, *memory, result, outbox_rows(view));
  }

  // All that a state file says, through its own reader; nothing where it is refused.
  std::optional<std::string> told() const {
    std::string out;
    {
      auto store = Store::open(state);
      if (!store) return std::nullopt;
      Dataset now = dataset;
      const auto memory = store->load(program, now);
      if (!memory) return std::nullopt;
      out = std::to_string(memory->exists ? memory->as_of : 0);
      for (const StoredTag& tag : memory->tags)
        out += fmt::format(" {}:{}:{}:{}", tag.customer, now.pool->text(tag.tag), tag.since, tag.until);
      for (const Instance& one : memory->journeys.instances)
        out += fmt::format(" {}:{}:{}:{}", one.customer, one.key, one.entry,
                           instance_text(one, program.journeys[one.journey]));
      for (const Deed& deed : memory->journeys.deeds)
        out += fmt::format(" {}:{}:{}:{}", deed.customer, deed.at, deed.effect_id, deed.outcome);
      for (const HistoryMemory& history : memory->histories)
        for (const auto& held : history.of) out += fmt::format(" {}:{}:{}", held.known, held.value, held.since);
      for (const HeldContact& held : memory->journeys.held) out += fmt::format(" {}:{}", held.customer, held.wake);
      for (const std::int64_t count : store->recent_action_counts()) out += fmt::format(" #{}", count);
      out += store->latest_program();
      if (store->parts().database.failed()) return std::nullopt;
    }
    if (out.starts_with("0")) return out;  // no run yet
    auto outbox = Outbox::open(state);
    if (!outbox) return std::nullopt;
    const auto rows = outbox->list({{"new", "sending", "sent", "failed", "unknown", "expired"}, "", ""});
    if (!rows) return std::nullopt;
    for (const Delivery& row : *rows) out += row.row.effect_id + row.status + row.row.params + row.row.reason;
    return out;
  }
};

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const fs::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
}

void put(const World& world, std::string_view file, std::string_view log) {
  for (const char* more : {"", "-wal", "-shm", "-journal"}) fs::remove(world.state + more);
  if (!file.empty()) write_bytes(world.state, file);
  if (!log.empty()) write_bytes(world.state + "-wal", log);
}

std::size_t sampled(std::size_t size) {
  const char* all = std::getenv("SOP_EVERY_BYTE");
  return all != nullptr ? 1 : std::max<std::size_t>(size / 600, 1) | 1;
}

// File and log as a process leaves them that is killed right after its commit.
std::pair<std::string, std::string> killed_after_commit(const World& world, const char* instant) {
  auto reader = Store::open_to_read(world.state);  // while somebody reads, the log stays
  REQUIRE(reader);
  REQUIRE(world.tick(instant));
  return {bytes_of(world.state), bytes_of(world.state + "-wal")};
}

}  // namespace

TEST_CASE("a run whose disk fails anywhere fails whole, and the state is as before") {
  const World world;
  REQUIRE(world.tick("2026-11-03 12:00"));
  const std::string file = bytes_of(world.state);
  const std::string before = *world.told();
  REQUIRE(world.tick("2026-11-05 12:00"));
  const std::string after = *world.told();
  REQUIRE(before != after);
  for (const Breaks what : {Breaks::disk_full, Breaks::write, Breaks::sync})
    for (const bool for_good : {false, true}) {
      std::int64_t places = 1, failed = 0, done = 0;
      for (std::int64_t at = 0; at < places; ++at) {
        put(world, file, "");
        bool committed = false;
        {
          const BrokenFiles broken({what, at, for_good});
          committed = world.tick("2026-11-05 12:00").has_value();
          places = std::max(places, BrokenFiles::count());
        }
        INFO("fault " << static_cast<int>(what) << " at " << at << (for_good ? " for good" : ""));
        ++(committed ? done : failed);
        const auto told = world.told();
        REQUIRE(told);
        // Whoever was told that it failed finds what was before, or, where only the answer was lost, all of it.
        if (committed)
          REQUIRE(*told == after);
        else
          REQUIRE((*told == before || *told == after));
        if (!committed && *told == before) {
          REQUIRE(world.tick("2026-11-05 12:00"));
          REQUIRE(*world.told() == after);
        }
      }
      INFO(places << " places, " << failed << " failed, " << done << " not");
      CHECK(failed > 0);
    }
}

TEST_CASE("the first run on a disk that fails leaves nothing or all") {
  const World world;
  REQUIRE(world.tick("2026-11-03 12:00"));
  const std::string after = *world.told();
  std::int64_t places = 1;
  for (std::int64_t at = 0; at < places; ++at) {
    put(world, "", "");
    {
      const BrokenFiles broken({Breaks::disk_full, at, true});
      static_cast<void>(world.tick("2026-11-03 12:00"));
      places = std::max(places, BrokenFiles::count());
    }
    REQUIRE(world.told());
    REQUIRE(world.tick("2026-11-03 12:00"));
    INFO("write " << at);
    REQUIRE(*world.told() == after);
  }
}

TEST_CASE("a state file with a flipped bit is refused or says what it said") {
  const World world;
  REQUIRE(world.tick("2026-11-03 12:00"));
  const std::string before = *world.told();
  const std::string file = bytes_of(world.state);
  std::size_t refused = 0, asked = 0;
  for (std::size_t at = 0; at < file.size(); at += at < 200 ? 1 : sampled(file.size())) {
    std::string damaged = file;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
    put(world, damaged, "");
    const auto told = world.told();
    ++asked;
    refused += told ? 0 : 1;
    INFO("byte " << at);
    if (told) REQUIRE(*told == before);
  }
  CHECK(refused > asked / 2);  // the rest is in pages that nobody reads
}

// To SQLite a file of one byte is one of none: as new.
TEST_CASE("a state file that was cut is refused or says what it said") {
  const World world;
  REQUIRE(world.tick("2026-11-03 12:00"));
  const std::string before = *world.told();
  const std::string file = bytes_of(world.state);
  for (std::size_t length = 2; length < file.size(); length += length < 200 ? 1 : sampled(file.size())) {
    put(world, std::string_view(file).substr(0, length), "");
    const auto told = world.told();
    INFO("length " << length);
    if (told) REQUIRE(*told == before);
  }
}

TEST_CASE("a log with a flipped bit or a cut end leaves the commit before or the last one") {
  const World world;
  REQUIRE(world.tick("2026-11-03 12:00"));
  const std::string before = *world.told();
  const auto [file, log] = killed_after_commit(world, "2026-11-05 12:00");
  put(world, file, log);
  const std::string after = *world.told();
  REQUIRE(before != after);
  REQUIRE(log.size() > 10'000);
  const auto check = [&](std::string_view damaged, std::size_t at) {
    put(world, file, damaged);
    const auto told = world.told();
    INFO("at " << at);
    REQUIRE(told);
    REQUIRE((*told == before || *told == after));
  };
  for (std::size_t length = 0; length < log.size(); length += length < 100 ? 1 : sampled(log.size()))
    check(std::string_view(log).substr(0, length), length);
  for (std::size_t at = 0; at < log.size(); at += at < 100 ? 1 : sampled(log.size())) {
    std::string damaged = log;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
    check(damaged, at);
  }
}

TEST_CASE("another program may move the log into the file") {
  const World world;
  REQUIRE(world.tick("2026-11-03 12:00"));
  const auto [file, log] = killed_after_commit(world, "2026-11-05 12:00");
  put(world, file, log);
  const std::string after = *world.told();
  put(world, file, log);
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(world.state.c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "SELECT count(*) FROM tags", nullptr, nullptr, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_close(other) == SQLITE_OK);
  REQUIRE_FALSE(fs::exists(world.state + "-wal"));
  const auto told = world.told();
  REQUIRE(told);
  CHECK(*told == after);
}

}  // namespace sop::store_tests
