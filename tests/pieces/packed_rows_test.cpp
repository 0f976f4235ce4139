#include <catch2/catch.hpp>

#include "runtime/pieces/packed_rows.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

#include "runtime/pieces/id_owners.h"
#include "tests/io/temporary_folder.h"

namespace sop::test {
namespace {

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                       most = std::numeric_limits<std::int64_t>::max();

ColumnData random_column(Type type, std::size_t rows, std::int64_t low, std::int64_t high, TextPool& pool,
                         std::mt19937_64& dice) {
  ColumnData column = make_column(type, rows);
  std::uniform_int_distribution<std::int64_t> values(low, high);
  for (std::size_t row = 0; row < rows; ++row) {
    if (type.nullable && dice() % 3 == 0) continue;
    if (type.nullable) set_bit(column.known, row);
    const std::int64_t value = values(dice);
    switch (physical_of(type.kind)) {
      case Physical::whole: column.whole[row] = value; break;
      case Physical::real: column.real[row] = static_cast<double>(value) / 7; break;
      case Physical::code: column.codes[row] = pool.intern(value % 5 == 0 ? "" : std::to_string(value % 100)); break;
      case Physical::bit:
        if (value % 2 == 0) set_bit(column.bits, row);
        break;
    }
  }
  return column;
}

bool same_row(const ColumnData& a, std::size_t i, const TextPool& of_a, const ColumnData& b, std::size_t k,
              const TextPool& of_b) {
  if (a.is_known(i) != b.is_known(k)) return false;
  if (!a.is_known(i)) return true;
  switch (physical_of(a.type.kind)) {
    case Physical::whole: return a.whole[i] == b.whole[k];
    case Physical::real: return a.real[i] == b.real[k];
    case Physical::code: return of_a.text(a.codes[i]) == of_b.text(b.codes[k]);
    case Physical::bit: return bit_at(a.bits, i) == bit_at(b.bits, k);
  }
  return false;
}

}  // namespace

TEST_CASE("packed rows come back as they were, block behind block") {
  std::mt19937_64 dice(5);
  const std::pair<std::int64_t, std::int64_t> ranges[] = {
      {3, 3},       {-100, 155}, {-100, 156}, {0, 65'535}, {-1, 65'535}, {least / 4, least / 4 + 4'294'967'295},
      {least, most}};
  for (const TypeKind kind : {TypeKind::integer, TypeKind::number, TypeKind::text, TypeKind::boolean})
    for (const bool nullable : {false, true})
      for (const auto& [low, high] : ranges) {
        TextPool pool, other;
        const Type type{kind, nullable, {}};
        const ColumnData column = random_column(type, 200, low, high, pool, dice);
        std::vector<std::uint32_t> first(130), second(70);
        std::iota(first.begin(), first.end(), 0u);
        std::iota(second.rbegin(), second.rend(), 130u);
        std::string one, two;
        RowPacker packer(pool);
        packer.column(column, first, one);
        std::vector<std::uint32_t> any(200);
        for (std::uint32_t i = 0; i < 200; ++i) any[i] = i * 20'000'003u;
        packer.numbers(any, first, one);
        packer.column(column, second, two);
        ColumnData back = make_column(type, 0);
        std::vector<std::uint32_t> numbers;
        RowUnpacker from_one(one), from_two(two);
        from_one.column(first.size(), other, back);
        from_one.numbers(first.size(), numbers);
        CHECK(std::ranges::equal(numbers, std::span(any).first(130)));
        from_two.column(second.size(), other, back);
        REQUIRE(back.rows == 200);
        bool same = true;
        for (std::size_t i = 0; i < 130; ++i) same &= same_row(column, first[i], pool, back, i, other);
        for (std::size_t i = 0; i < 70; ++i) same &= same_row(column, second[i], pool, back, 130 + i, other);
        CHECK(same);
      }
}

TEST_CASE("a column that may lack values takes rows of one that lacks none") {
  TextPool pool;
  const ColumnData column = make_column({TypeKind::integer, false, {}}, 70);
  std::vector<std::uint32_t> rows(70);
  std::iota(rows.begin(), rows.end(), 0u);
  std::string bytes;
  RowPacker(pool).column(column, rows, bytes);
  ColumnData back = make_column({TypeKind::integer, true, {}}, 0);
  RowUnpacker(bytes).column(70, pool, back);
  for (std::size_t row = 0; row < 70; ++row) CHECK(back.is_known(row));
  CHECK(back.known[1] >> 6 == 0);
}

TEST_CASE("a spill file has no name, and customers who share an event's id are found") {
  const TemporaryFolder folder;
  auto file = SpillFile::create(folder.path(""));
  REQUIRE(file);
  CHECK(std::filesystem::is_empty(folder.path("")));
  const auto place = file->add("some bytes");
  REQUIRE(place);
  CHECK(*file->read(*place) == "some bytes");
  CHECK_FALSE(file->read({5, 100}));
  IdOwners owners(*file, 3);
  for (std::uint64_t id = 0; id < 50'000; ++id) {
    REQUIRE(owners.add(id << 18, 1000 + id));
    REQUIRE(owners.add(id << 18, 1000 + id));  // the same row again: nobody else's
  }
  REQUIRE(owners.add(std::uint64_t{77} << 18, 7));
  std::unordered_set<std::uint64_t> shared;
  REQUIRE(owners.find_shared(shared));
  CHECK(shared == std::unordered_set<std::uint64_t>{7, 1077});
  CHECK_FALSE(SpillFile::create(folder.path("nowhere")));
}

}  // namespace sop::test
