#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <set>
#include <thread>

#include "runtime/io/column_cache.h"

#include "runtime/io/checksum.h"
#include "runtime/io/csv_input.h"
#include "runtime/io/read_inputs.h"
#include "runtime/io/reading_text.h"
#include "runtime/io/value_print.h"
#include "runtime/io/zone_files.h"
#include "tests/io/sample_inputs.h"
#include "tests/io/temporary_folder.h"

using namespace sop;
using namespace sop::test;

namespace {

namespace fs = std::filesystem;

// Every cell with its line, as text: codes mean nothing outside their pool.
std::string all_cells(const ReadTable& table, const Program& program, const TextPool& pool, const ZoneRules& zone) {
  std::string out = std::to_string(table.findings.total) + " findings\n";
  for (std::size_t row = 0; row < table.rows; ++row) {
    out += std::to_string(table.line[row]);
    for (const ColumnData& column : table.columns) {
      const EnumId members = column.type.enumeration;
      out += " | ";
      if (!column.is_known(row)) {
        out += "-";
        continue;
      }
      print_value(column, row,
                  {&pool, &zone, members.exists() ? &program.enumerations[members.index()].members : nullptr}, out);
    }
    out += "\n";
  }
  return out;
}

// One input read from one file or folder through a cache, with a pool of its own each time.
struct CachedReading {
  TemporaryFolder folder;
  Program program;
  ZoneRules zone = *load_zone("Asia/Shanghai");
  std::string cache_folder = folder.path("cache");
  int threads = 1;
  std::uint64_t from_cache = 0, kept = 0;  // of the latest reading
  std::string trouble;

  explicit CachedReading(std::vector<Column> columns) {
    program.inputs.push_back(input("t", InputKind::lookup, std::move(columns), -1));
    program.enumerations.push_back({"e", {"low", "high"}, false});
  }

  Column& column(std::size_t index) { return program.inputs[0].columns[index]; }

  std::string read(const std::string& path, bool cached = true) {
    TextPool pool;
    pool.intern("a text that shifts all codes");
    ColumnCache cache(cache_folder);
    const Binding binding{"t", path};
    const InputTables tables = read_inputs(program, std::span(&binding, 1), zone, pool,
                                           {.threads = threads, .cache = cached ? &cache : nullptr});
    REQUIRE(tables.usage.empty());
    from_cache = cache.files_read();
    kept = cache.files_kept();
    trouble = cache.trouble();
    return all_cells(tables.tables[0], program, pool, zone);
  }

  std::vector<std::string> entries() const {
    std::vector<std::string> out;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(cache_folder, none)) out.push_back(entry.path().string());
    return out;
  }
};

std::vector<Column> every_type() {
  std::vector<Column> columns;
  for (const auto& [name, kind] : {std::pair("yes", TypeKind::boolean),
                                   {"n", TypeKind::integer},
                                   {"x", TypeKind::number},
                                   {"pay", TypeKind::money},
                                   {"word", TypeKind::text},
                                   {"who", TypeKind::id},
                                   {"on", TypeKind::date},
                                   {"at", TypeKind::datetime},
                                   {"hour", TypeKind::time},
                                   {"span", TypeKind::duration}})
    columns.push_back(column(name, maybe(kind)));
  columns.push_back(column("level", Type{TypeKind::enumeration, false, EnumId(0)}));
  columns.push_back(column("sure", type(TypeKind::integer)));
  return columns;
}

constexpr const char* every_type_csv =
    "yes,n,x,pay,word,who,on,at,hour,span,level,sure\n"
    "true,1,0.5,12.34,\"two\nlines\",c1,2026-01-02,2026-01-02 03:04:05,23:59:00,2 days,low,7\n"
    ",,,,,,,,,,high,8\n"
    "false,-5,1e300,-0.0001,\"\",c2,1999-12-31,2026-11-22T10:00:00+08:00,00:00:00,1 month,low,-9\n"
    "true,9223372036854775807,-0.0,99,两行,c1,2026-01-02,2026-01-02 03:04:05,12:30:00,5 minutes,high,0\n";

std::string bytes_of_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void overwrite(const std::string& path, std::string_view bytes) { std::ofstream(path, std::ios::binary) << bytes; }

// The stamps of a file that nobody has touched for long.
void grow_old(const std::string& path) {
  const timespec long_ago[2] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), long_ago, 0) == 0);
}

// What must not be used is made anew, and gives what a reading without a cache gives.
void check_rebuilt(CachedReading& reading, const std::string& path) {
  const std::string plain = reading.read(path, false);
  CHECK(reading.read(path) == plain);
  CHECK(reading.from_cache == 0);
  CHECK(reading.kept == 1);
  CHECK(reading.read(path) == plain);
  CHECK(reading.from_cache == 1);
}

}  // namespace

TEST_CASE("cache: every type comes back as it was read, with its lines", "[io]") {
  CachedReading reading(every_type());
  const std::string path = reading.folder.write("t.csv", every_type_csv);
  const std::string plain = reading.read(path, false);
  CHECK(plain.starts_with("0 findings\n2 | "));
  CHECK(reading.read(path) == plain);
  CHECK(reading.from_cache == 0);
  CHECK(reading.kept == 1);
  for (const int threads : {1, 4}) {
    reading.threads = threads;
    CHECK(reading.read(path) == plain);
    CHECK(reading.from_cache == 1);
    CHECK(reading.kept == 0);
  }
}

TEST_CASE("cache: a file without rows, and one of many pieces", "[io]") {
  CachedReading reading({column("n", maybe(TypeKind::integer)), column("w", maybe(TypeKind::text))});
  const std::string empty = reading.folder.write("empty.csv", "n,w\n");
  const std::string plain = reading.read(empty);
  CHECK(reading.read(empty) == plain);
  CHECK(reading.from_cache == 1);
  std::string csv = "n,w\n";
  for (int i = 0; i < 400'000; ++i)
    csv += i % 7 == 0 ? "," + std::string(i % 3 == 0 ? "" : "w" + std::to_string(i % 1000)) + "\n"
                      : std::to_string(i) + ",word " + std::to_string(i % 5000) + "\n";
  REQUIRE(csv.size() > (std::size_t{4} << 20));
  const std::string path = reading.folder.write("large.csv", csv);
  const std::string cells = reading.read(path, false);
  CHECK(reading.read(path) == cells);
  CHECK(reading.read(path) == cells);
  CHECK(reading.from_cache == 1);
}

TEST_CASE("cache: any flipped bit and any lost end is noticed", "[io]") {
  CachedReading reading(every_type());
  const std::string path = reading.folder.write("t.csv", every_type_csv);
  reading.read(path);
  REQUIRE(reading.entries().size() == 1);
  const std::string good = bytes_of_file(reading.entries()[0]);
  const std::string damaged = reading.folder.path("damaged");
  TextPool pool;
  const InputPlan plan = plan_input(reading.program.inputs[0], reading.program.enumerations, reading.zone, pool, {});
  const auto loads = [&](const std::string& bytes) {
    overwrite(damaged, bytes);
    const auto file = CacheFile::open(damaged);
    return file && file->load(plan);
  };
  REQUIRE(loads(good));
  std::size_t used = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bytes = good;
    bytes[i] = static_cast<char>(bytes[i] ^ (1 << i % 8));
    used += loads(bytes);
  }
  for (std::size_t size = 0; size < good.size(); ++size) used += loads(good.substr(0, size));
  used += loads(good + '\0');
  used += loads(good + good);
  CHECK(used == 0);
}

TEST_CASE("cache: a damaged entry is made anew", "[io]") {
  CachedReading reading(every_type());
  const std::string path = reading.folder.write("t.csv", every_type_csv);
  reading.read(path);
  const std::string entry = reading.entries().at(0), good = bytes_of_file(entry);
  SECTION("a flipped bit") {
    std::string bytes = good;
    bytes[good.size() / 3] ^= 4;
    overwrite(entry, bytes);
  }
  SECTION("torn") { overwrite(entry, std::string_view(good).substr(0, good.size() / 2)); }
  SECTION("empty") { overwrite(entry, ""); }
  SECTION("of another version") {
    std::string bytes = good;
    ++bytes[12];
    overwrite(entry, bytes);
  }
  SECTION("of another byte order") {
    std::string bytes = good;
    std::reverse(bytes.begin() + 8, bytes.begin() + 12);
    overwrite(entry, bytes);
  }
  SECTION("something else altogether") { overwrite(entry, every_type_csv); }
  check_rebuilt(reading, path);
}

TEST_CASE("cache: another way to read is another entry", "[io]") {
  std::vector<Column> columns = every_type();
  columns[1].missing_tokens = {"-1"};
  CachedReading reading(columns);
  const std::string path = reading.folder.write("t.csv", every_type_csv);
  reading.read(path);
  SECTION("a type") { reading.column(1).type.kind = TypeKind::number; }
  SECTION("a value that may not be missing") { reading.column(10).type.nullable = true; }
  SECTION("missing tokens") { reading.column(1).missing_declared = true, reading.column(1).missing_tokens = {"1", ""}; }
  SECTION("members") { reading.program.enumerations[0].members = {"high", "low"}; }
  SECTION("a mapping") { reading.column(0).members_from = {{"true", "false"}, {"false", "true"}}; }
  SECTION("a column of the file") { reading.column(4).file_name = "who"; }
  SECTION("fewer columns") { reading.program.inputs[0].columns.pop_back(); }
  SECTION("their order") { std::swap(reading.column(4), reading.column(5)); }
  SECTION("a column that is not read but must be there") { reading.column(1).used = false; }
  SECTION("the zone") { reading.zone = *load_zone("Europe/Berlin"); }
  SECTION("the zone's rules") { reading.zone.offset_us.back() += micros_per_hour; }
  check_rebuilt(reading, path);
}

TEST_CASE("cache: a format is part of how a file is read", "[io]") {
  CachedReading reading({column("d", maybe(TypeKind::date))});
  reading.column(0).format = "%d/%m/%Y";
  const std::string path = reading.folder.write("t.csv", "d\n02/03/2026\n");
  CHECK(reading.read(path).find("2026-03-02") != std::string::npos);
  reading.column(0).format = "%m/%d/%Y";
  check_rebuilt(reading, path);
  CHECK(reading.read(path).find("2026-02-03") != std::string::npos);
}

TEST_CASE("cache: a file that changed is read", "[io]") {
  CachedReading reading({column("n", type(TypeKind::integer))});
  const std::string path = reading.folder.write("t.csv", "n\n11\n12\n");
  struct stat before = {};
  const auto set_back = [&] {
    const timespec stamps[2] = {before.st_atim, before.st_mtim};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), stamps, 0) == 0);
  };
  reading.read(path);
  REQUIRE(::stat(path.c_str(), &before) == 0);
  SECTION("another size") { overwrite(path, "n\n11\n12\n13\n"); }
  SECTION("within the same second, of the same size") { overwrite(path, "n\n11\n13\n"); }
  SECTION("of the same size, its time set back") {
    overwrite(path, "n\n11\n13\n");
    set_back();
  }
  SECTION("another file in its place, as old and as large") {
    overwrite(path + ".new", "n\n21\n22\n");
    fs::rename(path + ".new", path);
    set_back();
  }
  check_rebuilt(reading, path);
}

TEST_CASE("cache: stamps that were fresh are not believed, the bytes are", "[io]") {
  CachedReading reading({column("n", type(TypeKind::integer))});
  const std::string path = reading.folder.write("t.csv", "n\n11\n12\n");
  reading.read(path);
  const auto entry = CacheFile::open(reading.entries().at(0));
  REQUIRE(entry);
  CHECK_FALSE(entry->from().settled);
  CHECK(entry->from().content == checksum_of("n\n11\n12\n"));
  const FileIdentity file{.device = 1, .modified_ns = 10'000'000'000, .changed_ns = 10'500'000'000};
  const auto at = [](std::int64_t ns) { return FileIdentity{.device = 1, .modified_ns = ns}; };
  CHECK_FALSE(is_settled(file, at(12'499'999'999)));
  CHECK(is_settled(file, at(12'500'000'000)));
  CHECK_FALSE(is_settled(file, FileIdentity{.device = 2, .modified_ns = 99'000'000'000}));
}

// An entry that says it was made from `from`, and holds the rows of another text.
void plant(const CachedReading& reading, const std::string& path, CachedFrom from, const std::string& other_csv) {
  TextPool pool;
  const InputPlan plan = plan_input(reading.program.inputs[0], reading.program.enumerations, reading.zone, pool, {});
  const DataFile file{path, FileFormat::csv, {}, {}}, other{reading.folder.write("o.csv", other_csv)};
  from.reading = reading_text(plan, file);
  TableBuilder builder(plan);
  read_csv(plan, other, builder);
  auto out = WholeFile::create(reading.entries().at(0));
  REQUIRE(out);
  REQUIRE(write_cache(*out, plan, *builder.flawless_file(), from));
  REQUIRE(out->commit());
}

TEST_CASE("cache: stamps and, where they are fresh, bytes: each alone keeps an entry from being used", "[io]") {
  CachedReading reading({column("n", type(TypeKind::integer))});
  const std::string path = reading.folder.write("t.csv", "n\n11\n12\n");
  const std::string plain = reading.read(path);
  CachedFrom from{.file = *file_identity(path), .content = checksum_of("n\n11\n12\n"), .settled = false, .reading = {}};
  SECTION("as it should be, the entry is used") {
    plant(reading, path, from, "n\n77\n");
    CHECK(reading.read(path).find("77") != std::string::npos);
  }
  SECTION("settled, the bytes are not asked") {
    from.content = 0;
    from.settled = true;
    plant(reading, path, from, "n\n77\n");
    CHECK(reading.read(path).find("77") != std::string::npos);
  }
  SECTION("other bytes under equal stamps") {
    from.content = checksum_of("n\n11\n13\n");
    plant(reading, path, from, "n\n77\n");
    CHECK(reading.read(path) == plain);
  }
  from.settled = true;
  for (std::int64_t FileIdentity::*stamp : {&FileIdentity::modified_ns, &FileIdentity::changed_ns}) {
    CachedFrom other = from;
    ++(other.file.*stamp);
    plant(reading, path, other, "n\n77\n");
    CHECK(reading.read(path) == plain);
  }
  for (std::uint64_t FileIdentity::*number : {&FileIdentity::device, &FileIdentity::inode, &FileIdentity::size}) {
    CachedFrom other = from;
    ++(other.file.*number);
    plant(reading, path, other, "n\n77\n");
    CHECK(reading.read(path) == plain);
  }
}

TEST_CASE("cache: a file at rest is known by its stamps; they are asked once more after reading", "[io]") {
  CachedReading reading({column("n", type(TypeKind::integer))});
  const std::string path = reading.folder.write("t.csv", "n\n11\n12\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(2100));
  TextPool pool;
  const InputPlan plan = plan_input(reading.program.inputs[0], reading.program.enumerations, reading.zone, pool, {});
  const DataFile file{path, FileFormat::csv, {}, {}};
  ColumnCache cache(reading.cache_folder);
  for (const bool changes : {true, false}) {
    TableBuilder builder(plan);
    auto entry = cache.begin(plan, file);
    REQUIRE(entry);
    builder.begin_file(path);
    if (changes) overwrite(path, "n\n11\n13\n");
    if (changes) std::this_thread::sleep_for(std::chrono::milliseconds(2100));
    cache.keep(std::move(*entry), plan, file, builder);
    CHECK(cache.files_kept() == (changes ? 0 : 1));
  }
  const auto kept = CacheFile::open(reading.entries().at(0));
  REQUIRE(kept);
  CHECK(kept->from().settled);
}

TEST_CASE("cache: what changes while it is read is not kept", "[io]") {
  CachedReading reading({column("n", type(TypeKind::integer))});
  const std::string path = reading.folder.write("t.csv", "n\n11\n12\n");
  TextPool pool;
  const InputPlan plan = plan_input(reading.program.inputs[0], reading.program.enumerations, reading.zone, pool, {});
  const DataFile file{path, FileFormat::csv, {}, {}};
  ColumnCache cache(reading.cache_folder);
  TableBuilder builder(plan);
  auto entry = cache.begin(plan, file);
  REQUIRE(entry);
  builder.begin_file(path);
  overwrite(path, "n\n11\n13\n");
  cache.keep(std::move(*entry), plan, file, builder);
  CHECK(cache.files_kept() == 0);
  CHECK(cache.trouble().empty());
  CHECK(reading.entries().empty());
}

TEST_CASE("cache: a file with a finding is not kept", "[io]") {
  CachedReading reading({column("n", type(TypeKind::integer))});
  const std::string path = reading.folder.write("t.csv", "n\n11\nx\n");
  const std::string plain = reading.read(path, false);
  CHECK(plain.starts_with("1 findings"));
  for (int i = 0; i < 2; ++i) {
    CHECK(reading.read(path) == plain);
    CHECK(reading.from_cache + reading.kept == 0);
  }
  reading.column(0).file_name = "m";
  CHECK(reading.read(path).starts_with("1 findings"));
  CHECK(reading.kept == 0);
  CHECK(reading.entries().empty());
}

TEST_CASE("cache: each file of a folder is kept by itself, with its partition", "[io]") {
  CachedReading reading({column("n", type(TypeKind::integer)), column("day", type(TypeKind::date))});
  reading.folder.write("days/day=2026-01-01/a.csv", "n\n1\n2\n");
  const std::string later = reading.folder.write("days/day=2026-01-02/a.csv", "n\n3\n");
  const std::string path = reading.folder.path("days");
  const std::string plain = reading.read(path, false);
  CHECK(reading.read(path) == plain);
  CHECK(reading.kept == 2);
  overwrite(later, "n\n4\n5\n");
  const std::string changed = reading.read(path, false);
  CHECK(reading.read(path) == changed);
  CHECK(reading.from_cache == 1);
  CHECK(reading.kept == 1);
}

TEST_CASE("cache: entries of what a file no longer is are removed", "[io]") {
  CachedReading reading({column("n", type(TypeKind::integer)), column("m", maybe(TypeKind::integer))});
  const std::string path = reading.folder.write("t.csv", "n,m\n1,2\n");
  reading.read(path);
  reading.column(1).used = false;
  reading.read(path);
  CHECK(reading.entries().size() == 2);  // both are of the file as it is
  overwrite(path, "n,m\n1,2\n3,4\n");
  reading.read(path);
  CHECK(reading.entries().size() == 1);
  overwrite(reading.folder.path("cache/." + fs::path(reading.entries()[0]).filename().string() + ".Ab12Cd"), "half");
  overwrite(path, "n,m\n5,6\n");
  reading.read(path);
  CHECK(reading.entries().size() == 2);  // somebody may still be writing it
  for (const std::string& entry : reading.entries())
    if (fs::path(entry).filename().string().starts_with(".")) grow_old(entry);
  overwrite(path, "n,m\n7,8\n");
  reading.read(path);
  CHECK(reading.entries().size() == 1);
}

TEST_CASE("cache: only its owner reads it", "[io]") {
  CachedReading reading({column("n", type(TypeKind::integer))});
  reading.read(reading.folder.write("t.csv", "n\n1\n"));
  CHECK(fs::status(reading.entries().at(0)).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(fs::status(reading.cache_folder).permissions() == fs::perms::owner_all);
}

TEST_CASE("cache: a folder that cannot be written costs nothing but a word", "[io]") {
  CachedReading reading({column("n", type(TypeKind::integer))});
  const std::string path = reading.folder.write("t.csv", "n\n1\n");
  const std::string plain = reading.read(path, false);
  reading.cache_folder = reading.folder.write("a_file", "") + "/cache";
  CHECK(reading.read(path) == plain);
  CHECK(reading.kept == 0);
  CHECK(reading.trouble.find("a_file") != std::string::npos);
}

// Whoever sees this fail has changed what files are read as: raise reading_version, so that nobody reads the old
// meaning from a cache, and write the new number here.
TEST_CASE("cache: what is read is what this version of reading gives", "[io]") {
  CachedReading reading(every_type());
  const std::string cells = reading.read(reading.folder.write("t.csv", every_type_csv), false);
  CHECK(reading_version == 1);
  CHECK(checksum_of(cells) == 0x1f166123a4d47969);
}

TEST_CASE("cache: the checksum sees every change of one word and every length", "[io]") {
  const std::string text(1000, 'a');
  std::set<std::uint64_t> sums;
  for (std::size_t size = 0; size < text.size(); ++size)
    sums.insert(checksum_of(std::string_view(text).substr(0, size)));
  CHECK(sums.size() == text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    ++changed[i];
    CHECK(sums.insert(checksum_of(changed)).second);
  }
}
