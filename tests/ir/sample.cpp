#include "sample.h"

#include <catch2/catch.hpp>

#include "compiler/ir/read.h"

namespace sop::ir_tests {

std::string sample_text() {
  return R"(project "shop" week_start sunday timezone "Asia/Shanghai" currency "CNY" guard_cap 50 guard_factor 2.5 max_staleness 3 @0:0-7
file "main.sop" lines 0 12 40
file "more \"x\".sop" lines 0
enumeration level ordered members ("S", "A", "B")
enumeration kind members ("红", "c d")
enumeration kind members ("other")
input customers population label "客户" key customer_id since joined_at keys_from orders
  column customer_id id used
  column joined_at datetime? from "Joined At" missing ("", "null") format "%Y%m%d" used @0:3-9
  column age int? used range high 120
  column vip bool consent used
  column city text? pii used
  column level one_of(level)? used member_from "1" "S" member_from "2" "A"
  column favourite id? lookup products used
  column birthday date? used
input orders stream key customer_id time at id order_id filter %34 lateness 13
  column customer_id id used
  column order_id id used
  column at datetime used
  column amount money used
  column sku id? lookup products used
  column quantity number? used range low_number 0.5 high_number 10
  column twice money? derived %37 used
input products lookup key sku inferred
  column sku id used
  column price money? used
  column "a name" text used
input profile side key customer_id origin "system"
  column customer_id id used
  column score number? used
population customers reads_time
fact attribute age int? = %1 label "年龄" @0:12-15
fact segment buyers bool = %23
fact attribute spend money? = %26
rule big_spender per_duration label "大客户" if %23 once_duration %47 @0:20-30
  on orders where %40
  on orders
  do send object "coupon" channel "sms" due %47 expires %6 param amount %26 param "the city" %15
  do declared word "call" object "x" staff %30 at_us 36000000000 expires_today @1:3-4
rule each_order per_column once_column %46
  on orders
  do tag object "vip" group "g"
guard forbid blocked %17 object "coupon" reason "unknown city" @1:0-2
guard suppress blocked %22 channel "sms"
guard suppress class marketing blocked %17
channel sms direct retry label "短信" rate 100 rate_window 1000000 micros @1:0-3
channel "私 聊" staff_task park staff %30
  quota 1 customer window 1 days @1:1-2
  quota 60 staff window 2 months
  channel_hours from 09:00:00 to 12:30:00
  channel_hours from 13:00:00 to raw:86400000000
channel moments broadcast park
template hello service label "hi" channel "sms" @1:2-3
  template_hours from 22:00:00 to 06:00:00
template explain marketing for_staff
cap 1 any defer policy "contact" window 1 days channel "sms" where %22 up_to 2 days @1:3-4
cap 3 marketing exit policy "contact" window 86400000000 micros
quiet service policy "contact" from 21:00:00 to 09:00:00 channel "sms" limited up_to 3600000000 micros
quiet any policy "p" from 20:00:00 to 00:00:00 skip
holdout "contact" 500000 @1:4-5
priority of ("a", "b c")
later "journeys" @1:5-9
aggregate a0 = sum(orders) value %10 where %12 from %7 to %4
aggregate a1 = any(orders)
aggregate a2 = avg(customers) value %28
aggregate a3 = last(orders)
aggregate a4 = days_active(orders) where %36
%0 int? frame = column age of customers @0:1-2
%1 int? frame = negate_integer(%0)
%2 int frame = constant 0
%3 bool frame = less_integer(%2, %1)
%4 datetime frame = context as_of
%5 date frame = context today
%6 duration frame = constant 3 days
%7 datetime? frame = subtract_datetime_duration(%4, %6)
%8 money orders = column amount of orders
%9 int orders = constant 3
%10 money? orders = divide_money_integer(%8, %9)
%11 money orders = constant 12.5
%12 bool orders = less_money(%11, %8)
%13 money? frame = event_aggregate a0
%14 bool frame = event_aggregate a1
%15 text? frame = column city of customers
%16 bool frame = in_set(%15) of text { "上海", "深\\\"\n\x01" }
%17 bool frame = is_missing(%15)
%18 bool frame = not(%17)
%19 bool frame = all_of(%3, %16, %18)
%20 bool frame = any_of(%19, %14)
%21 bool frame = has_tag "vip" group "g"
%22 bool frame = column vip of customers
%23 bool frame = any_of(%20, %21, %22)
%24 money frame = constant -0.0001
%25 money frame = fallback(%13, %24)
%26 money? frame = choose(%23, %25, %13)
%27 int? frame = fact age
%28 int? customers = outer(%27)
%29 number? frame = customer_aggregate a2
%30 id? frame = column favourite of customers
%31 money? frame = lookup(%30) price of products
%32 number? frame = lookup score of profile
%33 money orders = constant 1
%34 bool orders = less_money(%33, %8)
%35 int? orders = outer(%27)
%36 bool orders = less_integer(%9, %35)
%37 money? orders = add_money(%8, %8)
%38 one_of(level) frame = constant S
%39 text frame = constant "券$"
%40 bool frame = matches_text(%15, %39)
%41 bool? frame = missing
%42 bool frame = is_true(%41)
%43 one_of(level)? frame = column level of customers
%44 bool frame = equal_enumeration(%43, %38)
%45 datetime? frame = event_aggregate a3
%46 id frame = column order_id of orders
%47 duration frame = constant 7 days
%48 int frame = event_aggregate a4
%49 one_of(#1) frame = constant "c d"
%50 text? frame = lookup(%30) "a name" of products
%51 bool frame = in_set(%0) { }
probe negate %1 guard %18 @0:5-6
probe divide %10 guard %12 inside a0 after_where @0:7-9
probe add %13
)";
}

Program read_or_fail(const std::string& text) {
  auto program = read(text);
  if (!program) FAIL(program.error());
  return std::move(*program);
}

Program sample_program() { return read_or_fail(sample_text()); }

Program sample_with(const std::string& part, const std::string& replacement) {
  std::string text = sample_text();
  const std::size_t at = text.find(part);
  REQUIRE(at != std::string::npos);
  return read_or_fail(text.replace(at, part.size(), replacement));
}

}  // namespace sop::ir_tests
