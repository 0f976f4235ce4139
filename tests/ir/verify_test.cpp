// Every rule of verify() has a program that breaks it: the sample with one change.
#include "compiler/ir/verify.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "sample.h"

using namespace sop;
using namespace sop::ir_tests;

namespace {

struct Break {
  std::string part, replacement, finding;
};

bool has(const std::vector<std::string>& findings, const std::string& finding) {
  return std::ranges::find(findings, finding) != findings.end();
}

void check_breaks(const std::vector<Break>& breaks) {
  for (const Break& change : breaks) {
    CAPTURE(change.part, change.replacement);
    const auto findings = verify(sample_with(change.part, change.replacement));
    CAPTURE(findings);
    CHECK(has(findings, change.finding));
  }
}

void check_change(void (*change)(Program&), const std::string& finding) {
  Program program = sample_program();
  change(program);
  const auto findings = verify(program);
  CAPTURE(findings, finding);
  CHECK(has(findings, finding));
}

}  // namespace

TEST_CASE("the sample keeps every rule") { CHECK(verify(sample_program()) == std::vector<std::string>{}); }

TEST_CASE("structure: arguments come first and have the right number") {
  check_breaks({
      {"less_integer(%2, %1)", "less_integer(%2, %3)", "%3: argument %3 does not come before it"},
      {"less_integer(%2, %1)", "less_integer(%2, %99)", "%3: argument %99 does not come before it"},
      {"less_integer(%2, %1)", "less_integer(%2)", "%3: it has 1 arguments"},
      {"choose(%23, %25, %13)", "choose(%23, %25)", "%26: it has 2 arguments"},
      {"fallback(%13, %24)", "fallback(%13)", "%25: it has 1 arguments"},
      {"not(%17)", "not(%17, %17)", "%18: it has 2 arguments"},
      {"missing\n", "missing(%2)\n", "%41: it has 1 arguments"},
      {"sum(orders) value %10", "sum(orders) value %34", "%13: part %34 of its aggregate does not come before it"},
  });
}

TEST_CASE("structure: ids name what exists") {
  check_breaks({
      {"column age of", "column #99 of", "%0: what it names does not exist"},
      {"fact age\n", "fact #9\n", "%27: what it names does not exist"},
      {"event_aggregate a3", "event_aggregate a9", "%45: what it names does not exist"},
      {"negate_integer(%0)", "call(%0)", "%1: what it names does not exist"},
      {"%44 bool frame", "%44 one_of(#7) frame", "%44: its type does not exist"},
      {"%0 int?", "%0 error?", "%0: its type does not exist"},
      {"column city text?", "column city one_of(#9)?", "customers.city: its type does not exist"},
      {"%9 int orders", "%9 int #8", "%9: its domain does not exist"},
      {"= %26", "= %99", "spend: %99 does not exist"},
      {"if %23", "if %99", "big_spender: %99 does not exist"},
      {"on orders where %40", "on #9 where %40", "big_spender: a trigger's stream does not exist"},
      {"blocked %17", "blocked %99", "guard: %99 does not exist"},
      {"filter %34", "filter %99", "orders: %99 does not exist"},
      {"derived %37", "derived %99", "orders: %99 does not exist"},
      {"favourite id? lookup products", "favourite id? lookup #9", "customers.favourite: its lookup does not exist"},
      {"key customer_id time at", "key #9 time at", "orders: a key, time, id or since column does not exist"},
      {"a4 = days_active(orders)", "a4 = days_active(#9)", "a4: its input does not exist"},
      {"to %4\n", "to %99\n", "a0: %99 does not exist"},
      {"probe negate %1", "probe negate %99", "probe: %99 does not exist"},
      {"inside a0", "inside a9", "probe: its aggregate does not exist"},
      {"population customers", "population #9", "the population does not exist"},
  });
  check_change([](Program& p) { p.inst_spans.pop_back(); }, "spans are not parallel to instructions");
  check_change([](Program& p) { p.insts[3].args_begin = 1000; }, "%3: its arguments are out of range");
  check_change([](Program& p) { p.facts[0].root = InstId{}; }, "age: it has no root");
  check_change([](Program& p) { p.probes[0].inst = InstId{}; }, "probe: it watches nothing");
}

TEST_CASE("types: calls fit their overload") {
  check_breaks({
      {"less_integer(%2, %1)", "less_money(%2, %1)", "%3: argument %2 is int, less_money takes money"},
      {"%3 bool frame = less_integer", "%3 bool? frame = less_integer", "%3: a test is never missing"},
      {"%1 int? frame = neg", "%1 int frame = neg", "%1: an argument may be missing, but it is not nullable"},
      {"%1 int? frame = neg", "%1 money? frame = neg", "%1: negate_integer gives int"},
      {"%38 one_of(level) frame = constant S", "%38 one_of(#1) frame = constant 红",
       "%44: it compares two enumerations"},
      {"constant \"券$\"", "constant \"(\"", "%40: its pattern does not compile"},
      {"matches_text(%15, %39)", "matches_text(%15, %15)", "%40: its pattern is not a constant"},
  });
}

TEST_CASE("types: conditions are non-nullable booleans") {
  check_breaks({
      {"all_of(%3, %16, %18)", "all_of(%3, %15, %18)", "%19: %15 is not a condition"},
      {"%20 bool frame", "%20 bool? frame", "%20: it is not typed as a condition"},
      {"choose(%23,", "choose(%22, %25, %15,", "%26: %15 is not a condition"},
      {"%16 bool frame", "%16 bool? frame", "%16: it is not typed as a condition"},
      {"%17 bool frame", "%17 bool? frame", "%17: it is not typed as a condition"},
      {"%42 bool frame", "%42 bool? frame", "%42: it is not typed as a condition"},
      {"%21 bool frame", "%21 bool? frame", "%21: it is not typed as a condition"},
      {"is_true(%41)", "is_true(%15)", "%42: its argument is no boolean"},
      {"where %12 from", "where %8 from", "a0: its `where` is not a condition"},
      {"if %23", "if %15", "big_spender: %15 is not a condition"},
      {"blocked %17", "blocked %15", "guard: %15 is not a condition"},
      {"filter %34", "filter %8", "orders: %8 is not a condition"},
      {"%1 guard %18", "%1 guard %15", "probe 0: its guard is not a condition"},
  });
}

TEST_CASE("types: values, columns and lookups") {
  check_breaks({
      {"choose(%23, %25, %13)", "choose(%23, %25, %15)", "%26: %15 has another type"},
      {"%26 money? frame", "%26 money frame", "%26: %13 may be missing, it may not"},
      {"fallback(%13, %24)", "fallback(%13, %13)", "%25: %13 may be missing, it may not"},
      {"%0 int? frame", "%0 int frame", "%0: the column may be missing, it may not"},
      {"%22 bool frame = column vip", "%22 int frame = column vip", "%22: the column has another type"},
      {"%31 money? frame", "%31 money frame", "%31: a lookup may always be missing"},
      {"%31 money? frame", "%31 int? frame", "%31: the column has another type"},
      {"lookup(%30) price", "lookup(%15) price", "%31: its key has another type than the table's"},
      {"lookup(%30) price", "lookup price", "%31: a lookup without key is of a side table"},
      {"products lookup key sku", "products lookup", "%31: its table has no key"},
      {"%27 int? frame", "%27 int frame", "%27: the fact has another type"},
      {"%28 int? customers", "%28 int customers", "%28: its argument has another type"},
      {"%5 date frame", "%5 datetime frame", "%5: it is a date or an instant"},
      {"%41 bool? frame", "%41 bool frame", "%41: a missing value is nullable"},
      {"in_set(%15)", "in_set(%0)", "%16: its set has members of another type"},
  });
  check_change([](Program& p) { p.insts[2].type.kind = TypeKind::money; }, "%2: the constant has another type");
  check_change([](Program& p) { p.constants[static_cast<std::size_t>(p.insts[21].a)].type.kind = TypeKind::id; },
               "%21: tag and group are not texts");
}

TEST_CASE("domains: only `outer` leads into the frame") {
  check_breaks({
      {"add_money(%8, %8)", "add_money(%13, %8)", "%37: %13 is in another domain"},
      {"less_integer(%9, %35)", "less_integer(%9, %27)", "%36: %27 is in another domain"},
      {"%35 int? orders", "%35 int? frame", "%35: `outer` in the frame"},
      {"%35 int? orders = outer(%27)", "%35 int orders = outer(%9)", "%35: `outer` of what is not in the frame"},
      {"%8 money orders = column amount of orders", "%8 money orders = lookup price of products",
       "%8: a lookup without key is of a side table"},
      {"%8 money orders", "%8 money customers", "%8: a column of another input's rows"},
      {"%46 id frame = column order_id of orders", "%46 id frame = column sku of products",
       "%46: only the population and the event have a row in the frame"},
  });
}

TEST_CASE("aggregates: values, windows, results") {
  check_breaks({
      {"a1 = any(orders)", "a1 = sum(orders)", "a1: it needs a value"},
      {"a4 = days_active(orders)", "a4 = days_active(orders) value %8", "a4: it takes no value"},
      {"a0 = sum(orders) value %10", "a0 = sum(orders) value %12", "a0: it does not take values of this type"},
      {"a0 = sum(orders) value %10", "a0 = max(orders) value %12", "a0: it does not take values of this type"},
      {"a0 = sum(orders) value %10", "a0 = sum(orders) value %0", "a0: %0 is not of its input's rows"},
      {"where %12 from %7", "where %12 from %8", "a0: a bound of its window is not in the frame"},
      {"where %12 from %7", "where %12 from %5", "a0: a bound of its window is no instant"},
      {"a3 = last(orders)", "a3 = last(products)", "%45: it is not over a stream"},
      {"customer_aggregate a2", "customer_aggregate a0", "%29: it is not over the population"},
      {"a2 = avg(customers) value %28", "a2 = avg(customers) value %28 from %4", "%29: the population has no window"},
      {"a2 = avg(customers)", "a2 = last(customers)", "%29: only events have a first, a last and days"},
      {"%13 money? frame", "%13 int? frame", "%13: the aggregate gives another type"},
      {"%29 number? frame", "%29 int? frame", "%29: the aggregate gives another type"},
      {"%14 bool frame", "%14 int frame", "%14: the aggregate gives another type"},
      {"%45 datetime? frame", "%45 datetime frame", "%45: the aggregate gives another type"},
      {"%48 int frame", "%48 int? frame", "%48: the aggregate gives another type"},
  });
}

TEST_CASE("declarations: facts, rules, inputs and sets") {
  check_breaks({
      {"buyers bool = %23", "buyers bool = %12", "buyers: its root is not in the frame"},
      {"spend money? =", "spend money =", "spend: its root has another type"},
      {"age int? = %1", "age int? = %27", "%27: its fact's root does not come before it"},
      {"age int? = %1 label \"年龄\" @0:12-15\nfact segment buyers bool = %23\nfact attribute spend money? = %26",
       "buyers bool = %23\nfact attribute later int? = %27\nfact attribute age int? = %1",
       "later: it reads a fact that comes later"},
      {"where %40", "where %12", "big_spender: %12 is in another domain"},
      {"  on orders where", "  on products where", "big_spender: a trigger is no stream"},
      {"param amount %26", "param amount %8", "big_spender: %8 is not in the frame"},
      {"big_spender per_duration", "big_spender once", "big_spender: `once per` and its duration disagree"},
      {"once_column %46", "", "each_order: `once per` and its column disagree"},
      {"guard suppress blocked %22", "guard suppress", "guard: it has no condition"},
      {"filter %34", "filter %3", "orders: %3 is in another domain"},
      {"derived %37", "derived %26", "orders.twice: it is not derived from its own rows"},
      {"derived %37", "derived %9", "orders.twice: its expression has another type"},
      {"column twice money?", "column twice money", "orders.twice: its expression may be missing"},
      {"{ \"上海\", ", "{ \"龙\", ", "set 0: it is not sorted"},
      {"population customers", "population products", "the population is another kind of input"},
  });
}

TEST_CASE("probes: they watch what can fail, where it stands") {
  check_breaks({
      {"probe negate %1", "probe negate %3", "probe 0: what it watches cannot fail"},
      {"probe add %13", "probe add %14", "probe 2: what it watches cannot fail"},
      {"%1 guard %18", "%1 guard %12", "probe 0: its guard is in another domain"},
      {"inside a0 after_where", "after_where", "probe 1: `after_where` of no aggregate"},
      {"inside a0", "inside a2", "probe 1: its aggregate is over other rows"},
      {"%1 guard %18", "%1 guard %18 inside a0", "probe 0: its aggregate is over other rows"},
  });
}

TEST_CASE("contacts: lengths, hours, shares and conditions") {
  check_breaks({
      {"quota 60 staff window 2 months", "quota 60 staff", "私 聊: a length without any time"},
      {"from 09:00:00 to 12:30:00", "from 09:00:00 to 09:00:00", "私 聊: its hours are none of a day"},
      {"from 22:00:00 to 06:00:00", "from raw:86400000000 to 06:00:00", "hello: its hours are none of a day"},
      {"template explain marketing", "template explain any", "explain: it is of no class"},
      {"channel \"sms\" where %22 up_to 2 days", "channel \"sms\" where %22", "cap: a length without any time"},
      {"channel \"sms\" where %22 up_to", "channel \"sms\" where %15 up_to",
       "cap: its `where` is no condition of the frame"},
      {"channel \"sms\" where %22 up_to", "channel \"sms\" where %99 up_to", "cap: %99 does not exist"},
      {"limited up_to 3600000000 micros", "limited", "quiet: a length without any time"},
      {"holdout \"contact\" 500000", "holdout \"contact\" 10000001", "holdout: its share is none of a whole"},
      {"rate 100 rate_window 1000000 micros", "rate 100", "sms: a length without any time"},
      {"staff_task park staff %30", "staff_task park staff %8", "私 聊: who works it is not in the frame"},
  });
}
