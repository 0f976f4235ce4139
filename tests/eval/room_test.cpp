// Room in the middle of columns, against columns put together anew.
#include "runtime/table/room.h"

#include <catch2/catch.hpp>
#include <optional>
#include <random>

namespace sop {
namespace {

using Rows = std::vector<std::optional<std::int64_t>>;

ColumnData column_of(Type type, const Rows& rows) {
  ColumnData out = make_column(type, rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!rows[row]) continue;
    set_bit(out.known, row);
    if (type.is(TypeKind::boolean) && *rows[row] % 2 != 0) set_bit(out.bits, row);
    if (type.is(TypeKind::integer)) out.whole[row] = *rows[row];
  }
  return out;
}

TEST_CASE("room is made wherever new rows will stand, and nothing else changes") {
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    Rows old(random() % 300), all;
    for (auto& row : old)
      if (random() % 4 != 0) row = static_cast<std::int64_t>(random() % 1000 + 1);
    std::vector<std::uint32_t> places;
    const std::size_t one_in = random() % 20 + 2;
    for (std::size_t next = 0; next < old.size() || random() % one_in == 0;)
      if (random() % one_in == 0) {
        places.push_back(static_cast<std::uint32_t>(all.size()));
        all.push_back(std::nullopt);
      } else if (next < old.size()) {
        all.push_back(old[next++]);
      }
    for (const TypeKind kind : {TypeKind::integer, TypeKind::boolean}) {
      const Type type{kind, true};
      ColumnData made = column_of(type, old);
      make_room(made, places, all.size());
      const ColumnData anew = column_of(type, all);
      REQUIRE(made.rows == anew.rows);
      CHECK(made.known == anew.known);
      CHECK(made.bits == anew.bits);
      CHECK(made.whole == anew.whole);
    }
  }
}

}  // namespace
}  // namespace sop
