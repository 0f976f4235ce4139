#include "compiler/diagnostics/suggest.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using sop::did_you_mean;

namespace {

std::string meant(std::string_view word, std::vector<std::string_view> known) {
  const std::string there(did_you_mean(word, known).value_or("nothing"));
  std::reverse(known.begin(), known.end());
  CHECK(did_you_mean(word, known).value_or("nothing") == there);  // whatever the order
  return there;
}

}  // namespace

TEST_CASE("near words are found") {
  CHECK(meant("spend_30", {"spend_30d", "order_count", "city"}) == "spend_30d");
  CHECK(meant("oder_count", {"spend_30d", "order_count"}) == "order_count");
  CHECK(meant("ctiy", {"city", "unit"}) == "city");  // one swap
  CHECK(meant("标鉴", {"标签", "客户"}) == "标签");
  CHECK(meant("新客高销费", {"新客高消费", "新客低消费"}) == "新客高消费");
  CHECK(meant("VIP", {"vip", "vop"}) == "vip");
  CHECK(meant("order_since_days", {"days_since_order", "day"}) == "days_since_order");
}

TEST_CASE("far words are not") {
  CHECK(meant("city", {"spend", "orders", "cost"}) == "nothing");
  CHECK(meant("a", {"b", "c"}) == "nothing");
  CHECK(meant("标签", {"客户", "订单"}) == "nothing");
  CHECK(meant("ab", {"cd", "a_long_name"}) == "nothing");
  CHECK(meant("age", {"gap", "ago_x"}) == "nothing");
  CHECK(meant("x", {}) == "nothing");
  CHECK(meant("", {"a"}) == "nothing");
}

TEST_CASE("the nearest wins, then the case, then the order of letters") {
  CHECK(meant("order_coun", {"order_count", "order_county"}) == "order_count");
  CHECK(meant("orders", {"Order", "order"}) == "order");
  CHECK(meant("cat1", {"cat3", "cat2"}) == "cat2");
}

TEST_CASE("meant is never the opposite of what was written") {
  CHECK(meant("非会员", {"会员"}) == "nothing");
  CHECK(meant("会员", {"非会员"}) == "nothing");
  CHECK(meant("inactive", {"active"}) == "nothing");
  CHECK(meant("unsubscribed", {"subscribed"}) == "nothing");
  CHECK(meant("not_vip", {"no_vip", "vip"}) == "no_vip");
  CHECK(meant("非会圆", {"非会员", "会员"}) == "非会员");
  CHECK(meant("unsubscribd", {"unsubscribed", "subscribed"}) == "unsubscribed");
}

TEST_CASE("long words cost little") {
  const std::string word(255, 'a');
  std::string known = word;
  known[100] = 'b';
  CHECK(meant(word, {known}) == known);
  CHECK(meant(word, {std::string_view(known).substr(0, 240)}) == "nothing");
}
