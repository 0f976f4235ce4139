// The one style, rule by rule; and what is refused.
#include <catch2/catch.hpp>

#include "compiler/format/format.h"

namespace sop::tests {
namespace {

std::string kept(const std::string& text, FormatLanguage language = FormatLanguage::keep) {
  const auto out = format_source(SourceBuffer("case", text), language);
  return out ? *out : "PROBLEM: " + out.error().message;
}

std::string zh(const std::string& text) { return kept(text, FormatLanguage::zh); }
std::string en(const std::string& text) { return kept(text, FormatLanguage::en); }

}  // namespace

TEST_CASE("blanks, full-width signs and digits become plain; texts and comments stay") {
  CHECK(kept("attribute  a=count( orders )+－１２ ＃ 说 明，") == "attribute a = count(orders) + -12  ＃ 说 明，\n");
  CHECK(kept("segment s = x in（1、 2，3） and y≥￥ 5") == "segment s = x in (1, 2, 3) and y >= ¥5\n");
  CHECK(kept("segment s = t = “全角，（不动）”") == "segment s = t = “全角，（不动）”\n");
  CHECK(kept("attribute a = - - 1") == "attribute a = - -1\n");
}

TEST_CASE("blocks keep one line when the author wrote one and it fits") {
  CHECK(kept("group g{capacity 200}") == "group g { capacity 200 }\n");
  CHECK(kept("group g{\ncapacity 200}") == "group g {\n  capacity 200\n}\n");
  CHECK(kept("group g {  }") == "group g {}\n");
  CHECK(kept("table t key k { aaaaaaaaaaaaaaaaaaaaaaaaaaaaa text bbbbbbbbbbbbbbbbbbbbbbbbbbbb text ccccccccccccccccccc "
             "text }") ==
        "table t key k {\n  aaaaaaaaaaaaaaaaaaaaaaaaaaaaa text\n  bbbbbbbbbbbbbbbbbbbbbbbbbbbb text\n  "
        "ccccccccccccccccccc text\n}\n");
}

TEST_CASE("one empty line between groups at most, none at the ends of a block") {
  CHECK(kept("\n\nuse \"a\"\n\n\n\nuse \"b\" use \"c\"\n\n") == "use \"a\"\n\nuse \"b\"\nuse \"c\"\n");
  CHECK(kept("rule r {\n\n if x\n\n\n then stop\n\n}") == "rule r {\n  if x\n\n  then stop\n}\n");
}

TEST_CASE("comments stay where they are") {
  CHECK(kept("use \"a\" # behind\n# above\nuse \"b\"\n# end") == "use \"a\"  # behind\n# above\nuse \"b\"\n# end\n");
  CHECK(kept("## said of b\n\nuse \"b\"") == "## said of b\nuse \"b\"\n");
  CHECK(kept("use \"a\"    # one\n           # two\nuse \"b\"") == "use \"a\"  # one\n         # two\nuse \"b\"\n");
  CHECK(kept("segment s = a # why\n and b") == "segment s = a  # why\n    and b\n");
}

TEST_CASE("long conditions break before their words") {
  const std::string name(30, 'x');
  CHECK(kept("segment s = " + name + " and " + name + " or " + name + " and " + name) ==
        "segment s = " + name + " and " + name + "\n    or " + name + " and " + name + "\n");
  const std::string shorter(28, 'x');
  CHECK(kept("if " + shorter + " and " + shorter + " and " + shorter + " then send a_template_of_that_name") ==
        "if " + shorter + " and " + shorter + " and " + shorter + "\n    then send a_template_of_that_name\n");
}

TEST_CASE("units by their number, Chinese ones joined to it") {
  CHECK(en("attribute a = count(o within 1days) + count(o within 30天)") ==
        "attribute a = count(o within 1 day) + count(o within 30 days)\n");
  CHECK(zh("attribute a = count(o within 1 day) + count(o last 6 months)") ==
        "属性 a = 计数(o 近 1天) + 计数(o 前 6个月)\n");
  CHECK(zh("channel c direct { quota 1 per month per customer }") == "渠道 c 直发 { 配额 1 每月 每客户 }\n");
}

TEST_CASE("the constructs with another word order") {
  CHECK(zh("tier t { fall one level per 7 days unless x }") == "分层 t { 每 7天 降 一级 除非 x }\n");
  CHECK(zh("on 3 days before c at 10:00 then stop") == "逢 c 前 3天 于 10:00 则 结束\n");
  CHECK(zh("every month on 8 at 9:00 then stop") == "每月 8日 于 9:00 则 结束\n");
  CHECK(zh("journey j { on day 3 at 15:00 past skip send x  wait for r up to 1 day }") ==
        "旅程 j { 第 3天 于 15:00 已过 跳过 发送 x  等待 r 最多 1天 }\n");
  CHECK(zh("segment s = x is missing and not y is known") == "分群 s = x 未知 且 非 y 已知\n");
}

TEST_CASE("a comment between the words of a wait stands before the event, in both languages and back") {
  const std::string wait = "journey j {\n  wait for  # why\n      r up to 1 day\n}\n";
  CHECK(en("journey j {\n  wait # why\n    for r up to 1 day\n}") == wait);
  const std::string chinese = zh(wait);
  CHECK(chinese == "旅程 j {\n  等待  # why\n      r 最多 1天\n}\n");
  CHECK(en(chinese) == wait);
}

TEST_CASE("a noun of the language is translated unless the file declares it") {
  CHECK(zh("segment s = tag = vip") == "分群 s = 标签 = vip\n");
  CHECK(zh("table customers key id { tag text }\nsegment s = tag = vip") ==
        "表 customers 主键 id { tag 文本 }\n分群 s = tag = vip\n");
}

TEST_CASE("a text with syntax errors is refused with its findings") {
  const auto out = format_source(SourceBuffer("case", "attribute = 1"), FormatLanguage::keep);
  REQUIRE(!out);
  CHECK(out.error().kind == FormatProblem::Kind::syntax);
  CHECK(out.error().findings.errors() == 1);
}

TEST_CASE("a function of the language is translated where a column is called like it, the column is not") {
  const std::string text =
      "events e key k time at {\n  k id\n  at datetime\n  count int?\n}\n\nattribute a = count(e) + last(e.count) "
      "default 0\n";
  CHECK(zh(text).find("属性 a = 计数(e) + 最近(e.count) 默认 0") != std::string::npos);
  CHECK(en(zh(text)) == text);
  const std::string role =
      "role last(x: text) = reps where store = x else \"E1\"\n\nif a then notify last(\"s\") \"x\"\n";
  CHECK(zh(role).find("通知 last(") != std::string::npos);
}

}  // namespace sop::tests
