// The evaluator on small programs: conditions, choices, texts, lookups, tags, issues.
#include <catch2/catch.hpp>

#include "sample_program.h"

namespace sop {
namespace {

using namespace sop::testing;

// Five customers: a count, an amount, a city, a flag, each missing once.
struct Customers : SampleProgram {
  InputId customers = add_input(InputKind::population, {maybe(integer), maybe(number), maybe(text), maybe(condition)});
  Dataset dataset;

  Customers() {
    dataset.customers = 5;
    for (const char* id : {"e", "d", "c", "b", "a"}) dataset.customer_ids.push_back(dataset.pool->intern(id));
    TableData table{.rows = 5};
    table.columns = {wholes(integer, {1, 2, std::nullopt, 4, INT64_MAX}), reals({0.5, std::nullopt, 2.5, -1, 1e16}),
                     texts(*dataset.pool, {"Wuhan", "上海", "wuhan", std::nullopt, "上海"}),
                     bits({true, false, true, std::nullopt, false})};
    dataset.inputs.push_back(std::move(table));
  }

  Evaluation run(std::initializer_list<InstId> roots, Micros as_of = 0) const {
    return evaluate(program, dataset, batch_frame(dataset, as_of), roots, {.zone = utc_rules()});
  }
  std::string values(InstId root) const { return show(run({root}).values[0], *dataset.pool); }
  Constant word(std::string value) const { return {.type = text, .text = std::move(value)}; }
};

TEST_CASE("a comparison with a missing operand is false, its negation true") {
  Customers c;
  const InstId count = c.column(c.customers, 0);
  const InstId below = c.call(Op::less_integer, condition, {count, c.constant(integer, 3)});
  CHECK(c.values(below) == "true true false false false");
  CHECK(c.values(c.logic(InstKind::negation, {below})) == "false false true true true");
  CHECK(c.values(c.logic(InstKind::is_missing, {count})) == "false false true false false");
  CHECK(c.values(c.logic(InstKind::is_true, {c.column(c.customers, 3)})) == "true false true false false");
  const InstId flag_missing = c.logic(InstKind::is_missing, {c.column(c.customers, 3)});
  CHECK(c.values(c.logic(InstKind::all_of, {below, flag_missing})) == "false false false false false");
  CHECK(c.values(c.logic(InstKind::any_of, {below, flag_missing})) == "true true false true false");
  CHECK(c.values(c.logic(InstKind::all_of, {})) == "true true true true true");
}

TEST_CASE("a nullable boolean keeps missing") {
  Customers c;
  const InstId flag = c.column(c.customers, 3);
  CHECK(c.values(flag) == "true false true - false");
  const InstId same = c.call(Op::equal_boolean, maybe(condition), {flag, c.constant(condition, 0)});
  CHECK(c.values(same) == "false true false - true");
}

TEST_CASE("calls are strict, default and choose are not") {
  Customers c;
  const InstId count = c.column(c.customers, 0);
  const InstId more = c.call(Op::add_integer, maybe(integer), {count, c.constant(integer, 1)});
  CHECK(c.values(more) == "2 3 - 5 -");
  const InstId with_default = c.add({.kind = InstKind::fallback, .type = integer}, {more, c.constant(integer, 0)});
  CHECK(c.values(with_default) == "2 3 0 5 0");
  const InstId chosen = c.add({.kind = InstKind::choose, .type = maybe(integer)},
                              {c.call(Op::less_integer, condition, {count, c.constant(integer, 2)}), more,
                               c.call(Op::less_integer, condition, {count, c.constant(integer, 3)}),
                               c.constant(integer, 7), c.missing(integer)});
  CHECK(c.values(chosen) == "2 7 - - -");
}

TEST_CASE("texts are looked at by code") {
  Customers c;
  const InstId city = c.column(c.customers, 2);
  const auto test_with = [&](Op op, std::string_view part) {
    return c.values(c.call(op, condition, {city, c.constant(part)}));
  };
  CHECK(test_with(Op::contains_text, "uha") == "true false true false false");
  CHECK(test_with(Op::starts_with_text, "W") == "true false false false false");
  CHECK(test_with(Op::matches_text, "(?i)^w") == "true false true false false");
  CHECK(test_with(Op::equal_text, "上海") == "false true false false true");
  CHECK(test_with(Op::less_text, "a") == "true false false false false");
  const InstId low = c.call(Op::lower_text, maybe(text), {city});
  CHECK(c.values(low) == "wuhan 上海 wuhan - 上海");
  CHECK(c.values(c.call(Op::equal_text, condition, {low, c.constant("wuhan")})) == "true false true false false");
  CHECK(c.values(c.call(Op::length_text, maybe(integer), {city})) == "5 2 5 - 2");
  CHECK(c.values(c.in_set(city, {c.word("nowhere"), c.word("上海")})) == "false true false false true");
  std::vector<Constant> many;
  for (int i = 0; i < 20; ++i) many.push_back(c.word(std::to_string(i)));
  many.push_back(c.word("wuhan"));
  for (const Constant& member : many) c.dataset.pool->intern(member.text);
  CHECK(c.values(c.in_set(city, many)) == "false false true false false");
}

TEST_CASE("sets of whole numbers and of numbers") {
  Customers c;
  const InstId count = c.column(c.customers, 0);
  CHECK(c.values(c.in_set(count, {{.type = integer, .whole = 2}, {.type = integer, .whole = 4}})) ==
        "false true false true false");
  std::vector<Constant> many;
  for (int i = 0; i < 20; ++i) many.push_back({.type = integer, .whole = 2 * i});
  CHECK(c.values(c.in_set(count, many)) == "false true false true false");
  CHECK(c.values(c.in_set(c.column(c.customers, 1), {{.type = number, .real = 2.5}})) ==
        "false false true false false");
  CHECK(c.values(c.in_set(count, {})) == "false false false false false");
}

TEST_CASE("a failure is counted for every probe whose guard holds") {
  Customers c;
  const InstId count = c.column(c.customers, 0);
  const InstId zero = c.call(Op::subtract_integer, maybe(integer), {count, c.constant(integer, 2)});
  const InstId ratio = c.call(Op::divide_integer, maybe(number), {c.constant(integer, 1), zero});
  const InstId guard = c.call(Op::less_integer, condition, {c.constant(integer, 2), count});
  const InstId above = c.call(Op::less_number, condition, {c.constant(0.1), ratio});
  const InstId root = c.fact("f", c.logic(InstKind::all_of, {guard, above}));
  const std::uint32_t open = c.probe({.inst = ratio});
  const std::uint32_t guarded = c.probe({.inst = ratio, .guard = guard});
  const InstId other = c.call(Op::add_integer, maybe(integer), {count, c.constant(integer, 1)});
  const std::uint32_t unrelated = c.probe({.inst = other});
  const Evaluation found = c.run({root});
  CHECK(show(found.values[0], *c.dataset.pool) == "false false false true false");
  CHECK(found.issues.at(open) == IssueCount{1, 1});
  CHECK_FALSE(found.issues.contains(guarded));
  CHECK_FALSE(found.issues.contains(unrelated));
  CHECK(c.run({other}).issues.at(unrelated) == IssueCount{1, 4});
}

TEST_CASE("a failure of constants alone fails for every row") {
  Customers c;
  const InstId ratio = c.call(Op::divide_integer, maybe(number), {c.constant(integer, 1), c.constant(integer, 0)});
  const std::uint32_t probe = c.probe({.inst = ratio});
  const Evaluation found = c.run({ratio});
  CHECK(show(found.values[0], *c.dataset.pool) == "- - - - -");
  CHECK(found.issues.at(probe) == IssueCount{5, 0});
}

TEST_CASE("lookups: side tables by customer, other tables by key") {
  Customers c;
  const InputId side = c.add_input(InputKind::side, {maybe(integer)});
  const InputId cities = c.add_input(InputKind::lookup, {maybe(text)});
  const InputId levels = c.add_input(InputKind::lookup, {maybe(integer)});
  TextPool& pool = *c.dataset.pool;
  TableData crm{.rows = 2, .columns = {wholes(integer, {10, std::nullopt})}, .row_of_customer = {-1, 0, 1, -1, 0}};
  TableData city{.rows = 1, .columns = {texts(pool, {"east"})}};
  city.row_of_key[pool.intern("上海")] = 0;
  TableData level{.rows = 2, .columns = {wholes(integer, {100, 400})}};
  level.row_of_key = {{1, 0}, {4, 1}};
  c.dataset.inputs.insert(c.dataset.inputs.end(), {crm, city, level});
  CHECK(c.values(c.lookup(side, 0, {})) == "- 10 - - 10");
  CHECK(c.values(c.lookup(cities, 0, {c.column(c.customers, 2)})) == "- east - - east");
  CHECK(c.values(c.lookup(levels, 0, {c.column(c.customers, 0)})) == "100 - - 400 -");
}

TEST_CASE("a stored tag is held from since up to until") {
  Customers c;
  TextPool& pool = *c.dataset.pool;
  const TextCode vip = pool.intern("vip"), care = pool.intern("care");
  c.dataset.tags = {{.customer = 0, .tag = vip},
                    {.customer = 1, .tag = vip, .group = care, .has_group = true},
                    {.customer = 2, .tag = vip, .since = 10},
                    {.customer = 3, .tag = vip, .until = 10}};
  const InstId any_group = c.has_tag("vip"), in_group = c.has_tag("vip", "care"), unknown = c.has_tag("nobody");
  const auto at = [&](InstId inst, Micros as_of) { return show(c.run({inst}, as_of).values[0], pool); };
  CHECK(at(any_group, 9) == "true true false true false");
  CHECK(at(any_group, 10) == "true true true false false");
  CHECK(at(in_group, 10) == "false true false false false");
  CHECK(at(unknown, 10) == "false false false false false");
  Frame frame{.customer = {2, 2, 3, 3}, .as_of = {9, 10, 9, 10}};
  const Evaluation found = evaluate(c.program, c.dataset, frame, std::vector{any_group}, {.zone = utc_rules()});
  CHECK(show(found.values[0], pool) == "false true true false");
}

TEST_CASE("customers are hidden before they exist") {
  Customers c;
  c.dataset.exists_since = {0, 5, 0, 7, 0};
  CHECK(batch_frame(c.dataset, 5).customer == std::vector<std::uint32_t>{0, 1, 2, 4});
  CHECK(show(c.run({c.column(c.customers, 0)}, 4).values[0], *c.dataset.pool) == "1 - 9223372036854775807");
}

TEST_CASE("population aggregates read every customer, numbers in order of id") {
  Customers c;
  const InstId count = c.column(c.customers, 0), amount = c.column(c.customers, 1);
  const auto over = [&](AggregateOp op, InstId value, InstId where, Type type) {
    return c.aggregate({.op = op, .input = c.customers, .value = value, .where = where}, type,
                       InstKind::customer_aggregate);
  };
  const InstId large = c.call(Op::less_integer, condition, {c.constant(integer, 1), count});
  CHECK(c.values(over(AggregateOp::count, {}, large, integer)) == "3 3 3 3 3");
  c.dataset.inputs[0].columns[1] = reals({1, std::nullopt, 1e16, -1e16, 0});  // in the file's order the sum were 0
  CHECK(c.values(over(AggregateOp::sum, amount, {}, maybe(number))) == "1 1 1 1 1");
  CHECK(c.values(over(AggregateOp::max, count, c.logic(InstKind::negation, {large}), maybe(integer))) == "1 1 1 1 1");
  const InstId total = over(AggregateOp::sum, count, {}, maybe(integer));
  const std::uint32_t overflow = c.probe({.inst = total});
  const Evaluation found = c.run({total});
  CHECK(show(found.values[0], *c.dataset.pool) == "- - - - -");
  CHECK(found.issues.at(overflow) == IssueCount{5, 0});
}

TEST_CASE("derived columns are evaluated on an input's own rows") {
  Customers c;
  c.domain = Domain::rows_of(c.customers);
  const InstId twice = c.call(Op::multiply_integer, maybe(integer), {c.column(c.customers, 0), c.constant(integer, 2)});
  const std::uint32_t probe = c.probe({.inst = twice});
  const Evaluation found =
      evaluate_rows(c.program, c.dataset, c.customers, c.dataset.inputs[0], std::vector{twice}, {.zone = utc_rules()});
  CHECK(show(found.values[0], *c.dataset.pool) == "2 4 - 8 -");
  CHECK(found.issues.at(probe) == IssueCount{1, 4});
}

}  // namespace
}  // namespace sop
