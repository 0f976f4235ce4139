#include "runtime/reference/aggregate.h"

#include <catch2/catch.hpp>

#include "runtime/reference/text.h"

using namespace sop;
using namespace sop::reference;

namespace {

std::vector<AggregateRowValue> rows(std::initializer_list<std::pair<Micros, Maybe>> values) {
  std::vector<AggregateRowValue> made;
  for (const auto& [time, value] : values) made.push_back({time, value});
  return made;
}

Maybe whole(std::int64_t value) { return Value{value}; }

const ZoneRules utc{.name = "UTC", .version = "test", .since = {INT64_MIN}, .offset_us = {0}};
const Setting setting{utc, Weekday::monday};

Outcome of(AggregateOp op, TypeKind kind, const std::vector<AggregateRowValue>& values, bool has_value = true) {
  return aggregate(op, kind, has_value, values, setting);
}

}  // namespace

TEST_CASE("A7: rows whose value is missing are skipped, count of the stream counts them") {
  const auto some = rows({{1, whole(4)}, {2, {}}, {3, whole(2)}});
  CHECK(of(AggregateOp::count, TypeKind::integer, some).value == whole(2));
  CHECK(of(AggregateOp::count, TypeKind::integer, some, false).value == whole(3));
  CHECK(of(AggregateOp::sum, TypeKind::integer, some).value == whole(6));
  CHECK(of(AggregateOp::avg, TypeKind::integer, some).value == Maybe{Value{3.0}});
  CHECK(of(AggregateOp::last, TypeKind::integer, rows({{1, whole(4)}, {2, {}}})).value == std::nullopt);
}

TEST_CASE("A3: sums are exact in between and fail at the end") {
  const auto over = rows({{1, whole(INT64_MAX)}, {2, whole(1)}});
  CHECK(of(AggregateOp::sum, TypeKind::integer, over).failed);
  CHECK(of(AggregateOp::sum, TypeKind::integer, rows({{1, whole(INT64_MAX)}, {2, whole(1)}, {3, whole(-1)}})).value ==
        whole(INT64_MAX));
  CHECK(of(AggregateOp::avg, TypeKind::integer, over).value == Maybe{Value{0x1p62}});
}

TEST_CASE("A4: the median of an even count is the mean of the middle two, money half to even") {
  CHECK(of(AggregateOp::median, TypeKind::integer, rows({{1, whole(4)}, {2, whole(1)}})).value == Maybe{Value{2.5}});
  CHECK(of(AggregateOp::median, TypeKind::money, rows({{1, whole(4)}, {2, whole(1)}})).value == whole(2));
  CHECK(of(AggregateOp::median, TypeKind::money, rows({{1, whole(4)}, {2, whole(3)}})).value == whole(4));
  CHECK(of(AggregateOp::median, TypeKind::money, {}).value == std::nullopt);
}

TEST_CASE("A7: mode takes the value used latest, at one instant the smallest") {
  CHECK(of(AggregateOp::mode, TypeKind::integer, rows({{1, whole(5)}, {2, whole(3)}})).value == whole(3));
  CHECK(of(AggregateOp::mode, TypeKind::integer, rows({{2, whole(5)}, {2, whole(3)}})).value == whole(3));
  CHECK(of(AggregateOp::mode, TypeKind::integer, rows({{2, whole(3)}, {2, whole(5)}})).value == whole(3));
  CHECK(of(AggregateOp::mode, TypeKind::integer,
           rows({{1, whole(5)}, {2, whole(3)}, {3, whole(5)}, {4, whole(3)}, {5, whole(5)}}))
            .value == whole(5));
}

TEST_CASE("calendar periods with an event") {
  const Micros day = micros_per_day;
  // Monday 2026-11-16, Sunday 2026-11-22, Monday 2026-11-23, Tuesday 2026-12-01
  const auto some =
      rows({{20'773 * day, {}}, {20'779 * day, {}}, {20'779 * day + 5, {}}, {20'780 * day, {}}, {20'788 * day, {}}});
  CHECK(of(AggregateOp::days_active, TypeKind::datetime, some, false).value == whole(4));
  CHECK(of(AggregateOp::weeks_active, TypeKind::datetime, some, false).value == whole(3));
  CHECK(of(AggregateOp::months_active, TypeKind::datetime, some, false).value == whole(2));
}

TEST_CASE("A5: text by code point, trimmed of all white space") {
  CHECK(trim("\xE3\x80\x80 优惠\t\n") == "优惠");
  CHECK(trim(" \xC2\xA0") == "");
  CHECK(code_points("优惠券") == 3);
  CHECK(upper("straße") == "STRAẞE");  // one code point stays one
  CHECK(matches("a1", "[0-9]"));
  CHECK(hash_bucket("a", 1, "x") == 0);
}

TEST_CASE("hash_bucket is the stated function") {
  const std::int64_t n = std::int64_t{1} << 62;
  std::uint64_t h = 0xcbf29ce484222325U;
  for (const unsigned char c : {'a', '\x1f', 'b'}) h = (h ^ c) * 0x100000001b3U;
  h ^= h >> 33;
  h *= 0xff51afd7ed558ccdU;
  h ^= h >> 33;
  h *= 0xc4ceb9fe1a85ec53U;
  h ^= h >> 33;
  CHECK(hash_bucket("a", n, "b") == static_cast<std::int64_t>(h % static_cast<std::uint64_t>(n)));
}
