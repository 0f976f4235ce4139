// What the four dialects of SQL call things: types, literals, dates, ops (spellings.def). Nothing else knows a dialect.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/ir/type.h"
#include "stdlib/builtins.h"
#include "stdlib/time/zone.h"

namespace sop::sql {

enum class DialectId : std::uint8_t { duckdb, clickhouse, spark, postgres };
std::optional<DialectId> dialect_named(std::string_view name);

enum class Form : std::uint8_t { call, sum, product, compare };

struct Spelling {
  Form form = Form::call;
  std::string_view text;  // empty: it cannot be said
  std::string_view why_en, why_zh;
};
Spelling spelling_of(Op op, DialectId dialect);

struct Dialect {
  DialectId id;
  std::string zone;

  std::string quoted(std::string_view name) const;
  std::string text(std::string_view value) const;
  std::string type(TypeKind kind) const;
  std::string money(std::int64_t ten_thousandths) const;
  std::string date(Days date) const;
  std::string instant(Micros t) const;
  std::string parameter() const;  // the instant, given by whoever runs the query
  std::string cast(std::string_view value, TypeKind kind) const;

  std::string local_date(std::string_view instant) const;
  std::string midnight(std::string_view date) const;
  std::string days_later(std::string_view date, std::int64_t days) const;
  std::string months_later(std::string_view date, std::int64_t months) const;
  std::string micros_later(std::string_view instant, std::int64_t micros) const;
  // Days and months of an instant keep the local clock.
  std::string instant_days_later(std::string_view instant, std::int64_t days) const;
  std::string instant_months_later(std::string_view instant, std::int64_t months) const;
  std::string first_day_of(std::string_view period, std::string_view date) const;  // 'month', 'quarter', 'year'
  std::string week_day(std::string_view date) const;                               // 1 Monday to 7
  std::string micros_between(std::string_view from, std::string_view to) const;
  // Whole numbers: rounded half to even, money from ten-thousandths.
  std::string money_half_even(const std::string& units, const std::string& divisor) const;
  std::string units(std::string_view money) const;  // ten-thousandths, wide enough for sums and products
  std::string wide(std::string_view whole) const;
  // The k-th smallest of an aggregate's values; `condition` may be empty.
  std::string sorted(std::string_view value, std::string_view condition) const;
  std::string element(std::string_view list, std::string_view place) const;
};

}  // namespace sop::sql
