#include "compiler/sql/expressions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "stdlib/time/duration.h"

namespace sop::sql {
namespace {

constexpr std::size_t widest_text = 20'000;  // a text longer than that is of no use to anybody

void put(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
}

Strength strength_of(Form form) {
  switch (form) {
    case Form::call: return Strength::product;
    case Form::sum: return Strength::sum;
    case Form::product: return Strength::product;
    case Form::compare: return Strength::compare;
  }
  return Strength::whole;
}

bool is_operator(std::string_view text) { return text.starts_with("{0} ") && !text.ends_with(")"); }

}  // namespace

std::string bracketed(const Piece& piece, Strength at_least) {
  return piece.strength < at_least ? "(" + piece.text + ")" : piece.text;
}

std::optional<Piece> Expressions::condition(InstId id, Place& place) {
  auto out = any(id, place);
  if (out && out->text.size() > widest_text) return no("it would be too long", "过长");
  return out;
}

std::optional<Piece> Expressions::value(InstId id, Place& place) {
  auto out = condition(id, place);
  if (!out || !is_condition(program_.at(id).type) || !out->may_miss) return out;
  return Piece{fmt::format("COALESCE({}, FALSE)", out->text), Strength::whole, false};
}

std::optional<Piece> Expressions::any(InstId id, Place& place) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  switch (inst.kind) {
    case InstKind::constant: return constant(program_.constants[static_cast<std::size_t>(inst.a)]);
    case InstKind::missing: return Piece{dialect_.cast("NULL", inst.type.kind)};
    case InstKind::column: return column(id, place);
    case InstKind::lookup: return lookup(id, place);
    case InstKind::fact:
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::population: return from_leaf(id, place);
    case InstKind::outer: {
      if (place.stage == Stage::given) return no("it reads the customer from a column", "列的定义读取了客户的值");
      Place frame{Stage::frame, -1, place.level};
      auto out = any(args[0], frame);
      place.level = frame.level;
      return out;
    }
    case InstKind::context:
      switch (static_cast<ContextValue>(inst.a)) {
        case ContextValue::as_of: return Piece{"s._as_of", Strength::whole, false};
        case ContextValue::today: return Piece{"s._today", Strength::whole, false};
        case ContextValue::event_time: return no("it reads an event that starts something", "读取了触发事件");
      }
      return std::nullopt;
    case InstKind::call: return call(id, place);
    case InstKind::all_of: return junction(id, place, true);
    case InstKind::any_of: return junction(id, place, false);
    case InstKind::negation: {
      auto inner = value(args[0], place);
      if (!inner) return std::nullopt;
      return Piece{"NOT " + bracketed(*inner, Strength::negation), Strength::negation, false};
    }
    case InstKind::choose: return choose(id, place);
    case InstKind::fallback: {
      const auto x = value(args[0], place);
      const auto d = x ? value(args[1], place) : std::nullopt;
      if (!d) return std::nullopt;
      return Piece{fmt::format("COALESCE({}, {})", x->text, d->text), Strength::whole, d->may_miss};
    }
    case InstKind::in_set: return in_set(id, place);
    case InstKind::is_missing: {
      const auto x = value(args[0], place);
      if (!x) return std::nullopt;
      return Piece{bracketed(*x, Strength::sum) + " IS NULL", Strength::compare, false};
    }
    case InstKind::is_true: return any(args[0], place);
    case InstKind::has_tag:
      return no("tags that are set or given by hand are in no table", "由动作或人工设置的标签不在表中");
    case InstKind::calendar: return no("it asks a calendar", "用到了日历");
    case InstKind::pick_row: return no("it picks one of several people", "从多人中挑选一人");
    case InstKind::history: return no("it depends on what was before", "取决于过去的状态");
    case InstKind::kept: return no("it is of a journey", "属于旅程");
  }
  return std::nullopt;
}

std::optional<Piece> Expressions::constant(const Constant& constant) const {
  switch (constant.type.kind) {
    case TypeKind::boolean: return Piece{constant.whole != 0 ? "TRUE" : "FALSE", Strength::whole, false};
    case TypeKind::integer:
      return Piece{fmt::format("{}", constant.whole), constant.whole < 0 ? Strength::sum : Strength::whole, false};
    case TypeKind::number:
      return Piece{dialect_.cast(fmt::format("{}", constant.real), TypeKind::number), Strength::whole, false};
    case TypeKind::money: return Piece{dialect_.money(constant.whole), Strength::whole, false};
    case TypeKind::text:
    case TypeKind::id: return Piece{dialect_.text(constant.text), Strength::whole, false};
    case TypeKind::date: return Piece{dialect_.date(constant.whole), Strength::whole, false};
    case TypeKind::datetime: return Piece{dialect_.instant(constant.whole), Strength::whole, false};
    case TypeKind::enumeration:
      return Piece{dialect_.text(program_.enumerations[constant.type.enumeration.index()]
                                     .members[static_cast<std::size_t>(constant.whole)]),
                   Strength::whole, false};
    case TypeKind::time: {
      const std::int64_t seconds = constant.whole / 1'000'000;
      return Piece{fmt::format("TIME '{:02}:{:02}:{:02}'", seconds / 3600, seconds / 60 % 60, seconds % 60),
                   Strength::whole, false};
    }
    case TypeKind::error:
    case TypeKind::duration: break;
  }
  return std::nullopt;
}

std::optional<Piece> Expressions::column(InstId id, Place& place) {
  const Inst& inst = program_.at(id);
  const auto input = static_cast<std::size_t>(inst.a);
  const Column& column = program_.inputs[input].columns[static_cast<std::size_t>(inst.b)];
  const bool hers = program_.population.exists() && program_.population.index() == input;
  const bool at_home = place.stage != Stage::frame && place.input == inst.a;
  if (!at_home && !hers) return no("it reads an event that starts something", "读取了触发事件");
  Source& source = leaves_.source(input);
  if (at_home && place.stage == Stage::given && column.derived.exists()) {
    auto inner = value(column.derived, place);
    if (inner) inner->strength = inner->strength == Strength::whole ? Strength::whole : Strength::either;
    return inner;
  }
  if (column.derived.exists() && !source.derived.contains(inst.b)) {
    Place given{Stage::given, inst.a, 0};
    const auto text = value(column.derived, given);
    if (!text) return std::nullopt;
    source.derived[inst.b] = text->text;
  }
  if (is_made(column)) {
    if (column.name != "nth" && column.name != "gap")
      return no("it counts accounts of one customer", "统计了客户的账号数");
    source.has_places = true;
  }
  source.columns.insert(inst.b);
  const char* alias = !at_home ? "s" : place.stage == Stage::given ? "t" : "r";
  return Piece{fmt::format("{}.{}", alias, dialect_.quoted(column.name)), Strength::whole,
               column.type.nullable || column.derived.exists()};
}

std::optional<Piece> Expressions::lookup(InstId id, Place& place) {
  const Inst& inst = program_.at(id);
  const auto looked = static_cast<std::size_t>(inst.a);
  if (place.stage == Stage::frame) return from_leaf(id, place);
  const Column& column = program_.inputs[looked].columns[static_cast<std::size_t>(inst.b)];
  Source& target = leaves_.source(looked);
  if (column.derived.exists()) {
    Place there{Stage::given, inst.a, 0};
    const auto text = value(column.derived, there);
    if (!text) return std::nullopt;
    target.derived[inst.b] = text->text;
  }
  target.columns.insert(inst.b);
  if (program_.args_of(id).empty()) return no("it reads the customer from a column", "列的定义读取了客户的值");
  Place given{Stage::given, place.input, 0};
  const auto key = value(program_.args_of(id)[0], given);
  if (!key) return std::nullopt;
  auto& lookups = leaves_.source(static_cast<std::size_t>(place.input)).lookups;
  JoinedLookup* found = nullptr;
  int same = 1;
  for (JoinedLookup& one : lookups) {
    if (one.input.value == inst.a && one.key == key->text) found = &one;
    if (one.input.value == inst.a) ++same;
  }
  if (found == nullptr) {
    std::string alias = fmt::format("l{}", lookups.size() + 1);
    lookups.push_back({std::move(alias), InputId(looked), key->text, {}});
    found = &lookups.back();
  }
  found->columns.insert(inst.b);
  if (place.stage == Stage::given) return Piece{fmt::format("{}.{}", found->alias, dialect_.quoted(column.name))};
  return Piece{"r." + dialect_.quoted(lookup_column(program_, *found, inst.b))};
}

std::optional<Piece> Expressions::from_leaf(InstId id, Place& place) {
  if (place.stage == Stage::given) return no("it reads the customer from a column", "列的定义读取了客户的值");
  const auto leaf = leaves_.leaf(id);
  if (!leaf) return std::nullopt;
  place.level = std::max(place.level, leaf->level);
  return Piece{"s." + dialect_.quoted(leaf->column), Strength::whole, leaf->may_miss};
}

std::optional<Piece> Expressions::junction(InstId id, Place& place, bool both) {
  Piece out{"", both ? Strength::both : Strength::either, false};
  for (const InstId arg : program_.args_of(id)) {
    const auto part = condition(arg, place);
    if (!part) return std::nullopt;
    out.text += (out.text.empty() ? ""
                 : both           ? " AND "
                                  : " OR ") +
                bracketed(*part, both ? Strength::negation : Strength::both);
    out.may_miss = out.may_miss || part->may_miss;
  }
  if (out.text.empty()) return Piece{both ? "TRUE" : "FALSE", Strength::whole, false};
  return out;
}

std::optional<Piece> Expressions::choose(InstId id, Place& place) {
  const auto args = program_.args_of(id);
  std::string text = "CASE";
  for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
    const auto when = condition(args[i], place);
    const auto then = when ? value(args[i + 1], place) : std::nullopt;
    if (!then) return std::nullopt;
    text += fmt::format(" WHEN {} THEN {}", when->text, then->text);
  }
  const auto otherwise = value(args.back(), place);
  if (!otherwise) return std::nullopt;
  return Piece{text + fmt::format(" ELSE {} END", otherwise->text)};
}

std::optional<Piece> Expressions::in_set(InstId id, Place& place) {
  const auto x = value(program_.args_of(id)[0], place);
  if (!x) return std::nullopt;
  std::vector<std::string> members;
  for (const Constant& member : program_.constant_sets[static_cast<std::size_t>(program_.at(id).a)]) {
    const auto text = constant(member);
    if (!text) return no("durations are no values of SQL", "SQL 中没有这种时长");
    members.push_back(text->text);
  }
  if (members.empty()) return Piece{"FALSE", Strength::whole, false};
  return Piece{fmt::format("{} IN ({})", bracketed(*x, Strength::sum), fmt::join(members, ", ")), Strength::compare,
               x->may_miss};
}

// The place of a member in its list.
std::string Expressions::ordered(InstId id, const std::string& text) const {
  std::string out = "CASE " + text;
  const auto& members = program_.enumerations[program_.at(id).type.enumeration.index()].members;
  for (std::size_t m = 0; m < members.size(); ++m) out += fmt::format(" WHEN {} THEN {}", dialect_.text(members[m]), m);
  return out + " END";
}

const Constant* Expressions::constant_at(InstId id) const {
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::outer) return constant_at(program_.args_of(id)[0]);
  return inst.kind == InstKind::constant ? &program_.constants[static_cast<std::size_t>(inst.a)] : nullptr;
}

std::optional<Piece> Expressions::call(InstId id, Place& place) {
  const Inst& inst = program_.at(id);
  const Spelling spelling = spelling_of(inst.op, dialect_.id);
  if (spelling.text.empty()) return cannot(std::string(spelling.why_en), std::string(spelling.why_zh)), std::nullopt;
  std::vector<Piece> args;
  bool may_miss = false;
  for (const InstId arg : program_.args_of(id)) {
    if (program_.at(arg).type.is(TypeKind::duration)) {
      if (constant_at(arg) == nullptr) return no("a duration that is computed", "计算得到的时长");
      args.push_back({});
      continue;
    }
    auto piece = value(arg, place);
    if (!piece) return std::nullopt;
    may_miss = may_miss || piece->may_miss;
    args.push_back(std::move(*piece));
  }
  if (spelling.text.starts_with("{") && spelling.text.ends_with("}") &&
      spelling.text.find("}") + 1 == spelling.text.size())
    return formed(id, spelling.text, args);
  std::string text(spelling.text);
  const Strength strength = strength_of(spelling.form);
  const bool infix = spelling.form != Form::call;
  // The right side of a minus binds more than the minus.
  const auto needed = [&](std::size_t i) {
    if (!infix)
      return is_operator(spelling.text) || spelling.text.find("{0} ") != std::string::npos ? Strength::product
                                                                                           : Strength::either;
    const bool right =
        i == 1 && (inst.op == Op::subtract_integer || inst.op == Op::subtract_number || inst.op == Op::subtract_money);
    return right || spelling.form != Form::sum ? static_cast<Strength>(static_cast<int>(strength) + 1) : strength;
  };
  put(text, "{z}", dialect_.zone);
  const auto arguments = program_.args_of(id);
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (const std::string order = fmt::format("{{{}:order}}", i); text.find(order) != std::string::npos)
      put(text, order, ordered(arguments[i], args[i].text));
    put(text, fmt::format("{{{}}}", i), bracketed(args[i], needed(i)));
  }
  const bool is_case = text.starts_with("CASE ") && spelling.form != Form::compare;
  const bool never = inst.type.is(TypeKind::boolean);
  return Piece{std::move(text), is_case || !infix ? (is_case ? Strength::either : Strength::product) : strength,
               never ? may_miss : true};
}

std::optional<Piece> Expressions::formed(InstId id, std::string_view form, const std::vector<Piece>& args) {
  const auto arguments = program_.args_of(id);
  if (form == "{shift}") return shifted(id, args);
  if (form == "{period}") return period(id, args);
  if (form == "{half_even}") return half_even(id, args);
  if (form == "{round}") {
    const Constant* n = constant_at(arguments[1]);
    if (n == nullptr || n->whole < -15 || n->whole > 15)
      return no("the decimals of `round` are computed", "`四舍五入` 的位数是计算得到的");
    const std::string power = dialect_.cast(fmt::format("1e{}", n->whole < 0 ? -n->whole : n->whole), TypeKind::number);
    return Piece{n->whole < 0 ? fmt::format("ROUND(({}) / {}) * {}", args[0].text, power, power)
                              : fmt::format("ROUND(({}) * {}) / {}", args[0].text, power, power),
                 Strength::product};
  }
  if (form == "{years}") {
    const bool instant = program_.at(id).op == Op::years_since_datetime;
    const std::string from = instant ? dialect_.local_date(args[0].text) : args[0].text;
    const std::string to = args[1].text;
    return Piece{
        fmt::format(
            "EXTRACT(YEAR FROM {1}) - EXTRACT(YEAR FROM {0}) - CASE WHEN EXTRACT(MONTH FROM {1}) * 100 + EXTRACT(DAY "
            "FROM {1}) >= EXTRACT(MONTH FROM {0}) * 100 + EXTRACT(DAY FROM {0}) THEN 0 ELSE 1 END",
            from, to),
        Strength::sum};
  }
  const Constant* length = constant_at(arguments[2]);  // {fading}
  const std::int64_t micros = length == nullptr ? 0 : nominal_micros(unpack_duration(length->whole));
  if (micros <= 0) return Piece{dialect_.cast("1", TypeKind::number), Strength::whole, false};
  const std::string age = dialect_.micros_between(args[0].text, args[1].text);
  return Piece{fmt::format("CASE WHEN {0} <= 0 THEN {2} WHEN {0} >= {1} THEN {3} ELSE {4} / {1} END", age, micros,
                           dialect_.cast("1", TypeKind::number), dialect_.cast("0", TypeKind::number),
                           dialect_.cast(fmt::format("{} - {}", micros, age), TypeKind::number)),
               Strength::either};
}

std::optional<Piece> Expressions::shifted(InstId id, const std::vector<Piece>& args) {
  const Inst& inst = program_.at(id);
  const Constant* by = constant_at(program_.args_of(id)[1]);
  if (by == nullptr) return no("a duration that is computed", "计算得到的时长");
  const Duration duration = unpack_duration(by->whole);
  const bool back = inst.op == Op::subtract_date_duration || inst.op == Op::subtract_datetime_duration;
  const std::int64_t n = back ? -duration.count : duration.count;
  const bool date = inst.type.is(TypeKind::date);
  const std::string x = bracketed(args[0], Strength::product);
  std::string text;
  switch (duration.unit) {
    case DurationUnit::micros:
      if (date) return no("hours of a date", "日期加小时");
      text = dialect_.micros_later(x, n);
      break;
    case DurationUnit::days: text = date ? dialect_.days_later(x, n) : dialect_.instant_days_later(x, n); break;
    case DurationUnit::months: text = date ? dialect_.months_later(x, n) : dialect_.instant_months_later(x, n); break;
  }
  return Piece{std::move(text), Strength::product, args[0].may_miss};
}

std::optional<Piece> Expressions::period(InstId id, const std::vector<Piece>& args) {
  const Constant* n = constant_at(program_.args_of(id)[1]);
  if (n == nullptr) return no("a duration that is computed", "计算得到的时长");
  const std::string& date = args[0].text;
  const Op op = program_.at(id).op;
  if (op == Op::month_start_of_date)
    return Piece{dialect_.months_later(dialect_.first_day_of("month", date), n->whole)};
  if (op == Op::quarter_start_of_date)
    return Piece{dialect_.months_later(dialect_.first_day_of("quarter", date), 3 * n->whole)};
  if (op == Op::year_start_of_date)
    return Piece{dialect_.months_later(dialect_.first_day_of("year", date), 12 * n->whole)};
  const std::string back =
      fmt::format("(({}) + {}) % 7", dialect_.week_day(date), 7 - static_cast<int>(program_.project.week_start));
  std::string start;
  switch (dialect_.id) {
    case DialectId::duckdb:
    case DialectId::postgres: start = fmt::format("({} - CAST({} AS INTEGER))", date, back); break;
    case DialectId::clickhouse: start = fmt::format("subtractDays({}, {})", date, back); break;
    case DialectId::spark: start = fmt::format("date_sub({}, {})", date, back); break;
  }
  return Piece{dialect_.days_later(start, 7 * n->whole)};
}

std::optional<Piece> Expressions::half_even(InstId id, const std::vector<Piece>& args) {
  const Op op = program_.at(id).op;
  const std::string units = dialect_.units(args[0].text);
  if (op == Op::divide_money_integer)
    return Piece{dialect_.money_half_even(units, fmt::format("NULLIF({}, 0)", dialect_.wide(args[1].text)))};
  const Constant* mantissa = constant_at(program_.args_of(id)[1]);
  const Constant* decimals = constant_at(program_.args_of(id)[2]);
  if (mantissa == nullptr || decimals == nullptr || decimals->whole > 15 || mantissa->whole == 0)
    return no("a factor with so many decimals", "因子的小数位过多");
  const std::string power = dialect_.wide("1" + std::string(static_cast<std::size_t>(decimals->whole), '0'));
  const std::string factor = dialect_.wide(fmt::format("{}", mantissa->whole));
  if (op == Op::multiply_money_decimal)
    return Piece{dialect_.money_half_even(fmt::format("({} * {})", units, factor), power)};
  return Piece{dialect_.money_half_even(fmt::format("({} * {})", units, power), factor)};
}

}  // namespace sop::sql
