#include "compiler/sql/dialect.h"

#include <fmt/format.h>

#include "stdlib/time/civil.h"

namespace sop::sql {
namespace {

constexpr std::string_view not_there_en = "this database has no word for it";
constexpr std::string_view not_there_zh = "此数据库没有对应的写法";

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

std::string_view chosen(DialectId id, std::string_view duckdb, std::string_view clickhouse, std::string_view spark,
                        std::string_view postgres) {
  switch (id) {
    case DialectId::duckdb: return duckdb;
    case DialectId::clickhouse: return clickhouse;
    case DialectId::spark: return spark;
    case DialectId::postgres: return postgres;
  }
  return {};
}

Spelling spelled(Form form, std::string_view text) {
  return text.empty() ? Spelling{form, text, not_there_en, not_there_zh} : Spelling{form, text, {}, {}};
}

}  // namespace

std::optional<DialectId> dialect_named(std::string_view name) {
  for (const DialectId id : {DialectId::duckdb, DialectId::clickhouse, DialectId::spark, DialectId::postgres})
    if (chosen(id, "duckdb", "clickhouse", "spark", "postgres") == name) return id;
  return std::nullopt;
}

// clang-format takes the lines of these macros for one.
// clang-format off
Spelling spelling_of(Op op, DialectId id) {
  switch (op) {
    case Op::none: return {Form::call, {}, not_there_en, not_there_zh};
#define SOP_SQL(name, form, text) case Op::name: return spelled(Form::form, text);
#define SOP_SQL4(name, form, ...) case Op::name: return spelled(Form::form, chosen(id, __VA_ARGS__));
#define SOP_NO_SQL(name, en, zh) case Op::name: return {Form::call, {}, en, zh};
#include "compiler/sql/spellings.def"
  }
  return {};
}
// clang-format on

std::string Dialect::quoted(std::string_view name) const {
  const bool ticks = id == DialectId::clickhouse || id == DialectId::spark;
  const std::string_view quote = ticks ? "`" : "\"";
  const std::string escaped = id == DialectId::clickhouse
                                  ? replaced(replaced(std::string(name), "\\", "\\\\"), "`", "\\`")
                                  : replaced(std::string(name), quote, std::string(quote) + std::string(quote));
  return fmt::format("{0}{1}{0}", quote, escaped);
}

// Backslashes escape in ClickHouse and Spark.
std::string Dialect::text(std::string_view value) const {
  std::string out(value);
  if (id == DialectId::clickhouse || id == DialectId::spark) {
    out = replaced(out, "\\", "\\\\");
    return "'" + replaced(out, "'", "\\'") + "'";
  }
  return "'" + replaced(out, "'", "''") + "'";
}

std::string Dialect::type(TypeKind kind) const {
  switch (kind) {
    case TypeKind::boolean: return std::string(chosen(id, "BOOLEAN", "Bool", "BOOLEAN", "BOOLEAN"));
    case TypeKind::integer: return std::string(chosen(id, "BIGINT", "Int64", "BIGINT", "BIGINT"));
    case TypeKind::number: return std::string(chosen(id, "DOUBLE", "Float64", "DOUBLE", "DOUBLE PRECISION"));
    case TypeKind::money:
      return std::string(chosen(id, "DECIMAL(18, 4)", "Decimal(18, 4)", "DECIMAL(18, 4)", "NUMERIC(18, 4)"));
    case TypeKind::date: return std::string(chosen(id, "DATE", "Date32", "DATE", "DATE"));
    case TypeKind::time: return std::string(chosen(id, "TIME", "String", "STRING", "TIME"));
    case TypeKind::datetime:
      return id == DialectId::clickhouse ? "DateTime64(6, '" + zone + "')"
                                         : std::string(chosen(id, "TIMESTAMPTZ", "", "TIMESTAMP", "TIMESTAMPTZ"));
    case TypeKind::error:
    case TypeKind::duration:
    case TypeKind::text:
    case TypeKind::id:
    case TypeKind::enumeration: return std::string(chosen(id, "VARCHAR", "String", "STRING", "TEXT"));
  }
  return {};
}

std::string Dialect::cast(std::string_view value, TypeKind kind) const {
  const std::string wanted = type(kind);
  return id == DialectId::clickhouse ? fmt::format("CAST({} AS Nullable({}))", value, wanted)
                                     : fmt::format("CAST({} AS {})", value, wanted);
}

std::string Dialect::money(std::int64_t units) const {
  const std::uint64_t size = units < 0 ? ~static_cast<std::uint64_t>(units) + 1 : static_cast<std::uint64_t>(units);
  std::string out = fmt::format("{}{}", units < 0 ? "-" : "", size / 10'000);
  if (size % 10'000 != 0) {
    out += fmt::format(".{:04}", size % 10'000);
    out.erase(out.find_last_not_of('0') + 1);
  }
  return id == DialectId::clickhouse ? fmt::format("toDecimal64('{}', 4)", out) : cast(out, TypeKind::money);
}

std::string Dialect::date(Days days) const {
  const CivilDate civil = civil_of(days);
  const std::string text = fmt::format("'{:04}-{:02}-{:02}'", civil.year, civil.month, civil.day);
  return id == DialectId::clickhouse ? "toDate32(" + text + ")" : "DATE " + text;
}

std::string Dialect::instant(Micros t) const {
  constexpr Micros day = 86'400'000'000;
  const Days date = floor_div(t, day);
  const CivilDate civil = civil_of(date);
  const Micros rest = t - date * day;
  std::string text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", civil.year, civil.month, civil.day,
                                 rest / 3'600'000'000, rest / 60'000'000 % 60, rest / 1'000'000 % 60);
  if (rest % 1'000'000 != 0) text += fmt::format(".{:06}", rest % 1'000'000);
  switch (id) {
    case DialectId::duckdb:
    case DialectId::postgres: return fmt::format("TIMESTAMPTZ '{}+00'", text);
    case DialectId::clickhouse: return fmt::format("toDateTime64('{}', 6, 'UTC')", text);
    case DialectId::spark: return fmt::format("TIMESTAMP '{}+00:00'", text);
  }
  return {};
}

std::string Dialect::parameter() const {
  return std::string(chosen(id, "CAST($as_of AS TIMESTAMPTZ)", "{as_of:DateTime64(6)}", "CAST(:as_of AS TIMESTAMP)",
                            "CAST($1 AS TIMESTAMPTZ)"));
}

std::string Dialect::local_date(std::string_view t) const {
  return replaced(replaced(std::string(spelling_of(Op::date_of_datetime, id).text), "{z}", zone), "{0}", t);
}
std::string Dialect::midnight(std::string_view date) const {
  return replaced(replaced(std::string(spelling_of(Op::datetime_of_date, id).text), "{z}", zone), "{0}", date);
}

std::string Dialect::days_later(std::string_view date, std::int64_t days) const {
  if (days == 0) return std::string(date);
  switch (id) {
    case DialectId::duckdb:
    case DialectId::postgres: return fmt::format("({} {} {})", date, days < 0 ? "-" : "+", days < 0 ? -days : days);
    case DialectId::clickhouse: return fmt::format("addDays({}, {})", date, days);
    case DialectId::spark: return fmt::format("date_add({}, {})", date, days);
  }
  return {};
}

std::string Dialect::months_later(std::string_view date, std::int64_t months) const {
  if (months == 0) return std::string(date);
  switch (id) {
    case DialectId::duckdb: return fmt::format("CAST({} + INTERVAL ({}) MONTH AS DATE)", date, months);
    case DialectId::postgres: return fmt::format("CAST({} + INTERVAL '{} months' AS DATE)", date, months);
    case DialectId::clickhouse: return fmt::format("addMonths({}, {})", date, months);
    case DialectId::spark: return fmt::format("add_months({}, {})", date, months);
  }
  return {};
}

std::string Dialect::micros_later(std::string_view t, std::int64_t micros) const {
  switch (id) {
    case DialectId::duckdb:
    case DialectId::spark: return fmt::format("({} + INTERVAL ({}) MICROSECOND)", t, micros);
    case DialectId::clickhouse: return fmt::format("addMicroseconds({}, {})", t, micros);
    case DialectId::postgres: return fmt::format("({} + INTERVAL '{} microseconds')", t, micros);
  }
  return {};
}

std::string Dialect::instant_days_later(std::string_view t, std::int64_t days) const {
  switch (id) {
    case DialectId::duckdb:
      return fmt::format("timezone('{0}', timezone('{0}', {1}) + INTERVAL ({2}) DAY)", zone, t, days);
    case DialectId::clickhouse: return fmt::format("addDays(toTimeZone({}, '{}'), {})", t, zone, days);
    case DialectId::spark: return fmt::format("({} + make_dt_interval({}))", t, days);
    case DialectId::postgres:
      return fmt::format("(({1} AT TIME ZONE '{0}' + INTERVAL '{2} days') AT TIME ZONE '{0}')", zone, t, days);
  }
  return {};
}

std::string Dialect::instant_months_later(std::string_view t, std::int64_t months) const {
  switch (id) {
    case DialectId::duckdb:
      return fmt::format("timezone('{0}', timezone('{0}', {1}) + INTERVAL ({2}) MONTH)", zone, t, months);
    case DialectId::clickhouse: return fmt::format("addMonths(toTimeZone({}, '{}'), {})", t, zone, months);
    case DialectId::spark: return fmt::format("({} + make_ym_interval(0, {}))", t, months);
    case DialectId::postgres:
      return fmt::format("(({1} AT TIME ZONE '{0}' + INTERVAL '{2} months') AT TIME ZONE '{0}')", zone, t, months);
  }
  return {};
}

std::string Dialect::first_day_of(std::string_view period, std::string_view date) const {
  switch (id) {
    case DialectId::duckdb:
    case DialectId::postgres: return fmt::format("CAST(date_trunc('{}', {}) AS DATE)", period, date);
    case DialectId::clickhouse: return fmt::format("toDate32(date_trunc('{}', {}))", period, date);
    case DialectId::spark: return fmt::format("trunc({}, '{}')", date, period);
  }
  return {};
}

std::string Dialect::week_day(std::string_view date) const {
  return replaced(std::string(spelling_of(Op::weekday_of_date, id).text), "{0}", date);
}

std::string Dialect::micros_between(std::string_view from, std::string_view to) const {
  switch (id) {
    case DialectId::duckdb: return fmt::format("(epoch_us({1}) - epoch_us({0}))", from, to);
    case DialectId::clickhouse:
      return fmt::format("(toUnixTimestamp64Micro({1}) - toUnixTimestamp64Micro({0}))", from, to);
    case DialectId::spark: return fmt::format("(unix_micros({1}) - unix_micros({0}))", from, to);
    case DialectId::postgres: return fmt::format("CAST(EXTRACT(EPOCH FROM {1} - {0}) * 1000000 AS BIGINT)", from, to);
  }
  return {};
}

std::string Dialect::wide(std::string_view whole) const {
  return fmt::format(fmt::runtime(chosen(id, "CAST({} AS HUGEINT)", "toInt256({})", "CAST({} AS DECIMAL(38, 0))",
                                         "CAST({} AS NUMERIC)")),
                     whole);
}
std::string Dialect::units(std::string_view money) const { return wide(fmt::format("({}) * 10000", money)); }

// q, or one further from zero where the rest is more than half, or half and q is odd.
std::string Dialect::money_half_even(const std::string& n, const std::string& d) const {
  const std::string quotient = fmt::format(
      fmt::runtime(chosen(id, "({0}) // ({1})", "intDiv({0}, {1})", "(({0}) div ({1}))", "div({0}, {1})")), n, d);
  const std::string rest = fmt::format("ABS(({}) % ({}))", n, d);
  const std::string units = fmt::format(
      "{0} + CASE WHEN 2 * {1} > ABS({2}) OR (2 * {1} = ABS({2}) AND ({0}) % 2 <> 0) THEN SIGN({3}) * SIGN({2}) ELSE 0 "
      "END",
      quotient, rest, d, n);
  switch (id) {
    case DialectId::duckdb:
    case DialectId::spark:
      return fmt::format("CAST(CAST({} AS DECIMAL(30, 0)) * CAST(0.0001 AS DECIMAL(4, 4)) AS DECIMAL(18, 4))", units);
    case DialectId::clickhouse:
      return fmt::format("toDecimal64(toDecimal128({}, 0) * toDecimal128('0.0001', 4), 4)", units);
    case DialectId::postgres: return fmt::format("CAST(({}) * 0.0001 AS NUMERIC(18, 4))", units);
  }
  return {};
}

std::string Dialect::sorted(std::string_view value, std::string_view condition) const {
  const std::string wanted =
      condition.empty() ? fmt::format("{} IS NOT NULL", value) : fmt::format("{} IS NOT NULL AND {}", value, condition);
  switch (id) {
    case DialectId::duckdb: return fmt::format("list_sort(LIST({}) FILTER (WHERE {}))", value, wanted);
    case DialectId::clickhouse: return fmt::format("arraySort(groupArrayIf({}, {}))", value, wanted);
    case DialectId::spark: return fmt::format("sort_array(collect_list({}) FILTER (WHERE {}))", value, wanted);
    case DialectId::postgres: return fmt::format("ARRAY_AGG({0} ORDER BY {0}) FILTER (WHERE {1})", value, wanted);
  }
  return {};
}

std::string Dialect::element(std::string_view list, std::string_view place) const {
  return fmt::format(fmt::runtime(chosen(id, "{}[CAST({} AS BIGINT)]", "{}[toInt64({})]",
                                         "element_at({}, CAST({} AS INT))", "({})[CAST({} AS INT)]")),
                     list, place);
}

}  // namespace sop::sql
