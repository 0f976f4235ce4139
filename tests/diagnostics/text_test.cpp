// The text form of one finding, letter by letter.
#include <catch2/catch.hpp>

#include "tests/diagnostics/rendered.h"

using namespace sop;

TEST_CASE("headline, place, excerpt, label") {
  Example e("rules.sop", "tag a manual\nif a > 3 send x\n");
  e.expected("`then`", "`send`", e.at("send"));
  CHECK(e.text() == R"(
error[S1001]: expected `then`, found `send`
 --> rules.sop:2:10
  |
2 | if a > 3 send x
  |          ^^^^ `then` belongs here
)");
}

TEST_CASE("the same in Chinese, carets below wide characters") {
  Example e("规则.sop", "如果 消费额 > 500 发送 优惠券提醒\n");
  e.expected("`则`", "`发送`", e.at("发送"));
  CHECK(e.text(Language::zh) == R"(
错误[S1001]: 此处应为`则`,却是`发送`
 --> 规则.sop:1:14
  |
1 | 如果 消费额 > 500 发送 优惠券提醒
  |                   ^^^^ 此处应为`则`
)");
}

TEST_CASE("columns of full-width, combining, emoji and tabs") {
  Example e("a.sop", "（x）\te\u0301 👩\u200d👧 here");
  e.expected("`a`", "`b`", e.at("here"));
  CHECK(e.text() == std::string(R"(
error[S1001]: expected `a`, found `b`
 --> a.sop:1:12
  |
1 | （x）    )") + "e\u0301 👩\u200d👧 here\n" +
                        R"(  |               ^^^^ `a` belongs here
)");
}

TEST_CASE("an insertion point and the end of the file get one caret") {
  Example e("a.sop", "if a");
  e.expected("`then`", "the end", Span{0, 4, 4});
  CHECK(e.text() == R"(
error[S1001]: expected `then`, found the end
 --> a.sop:1:5
  |
1 | if a
  |     ^ `then` belongs here
)");
}

TEST_CASE("labels on one line hang below each other, right to left") {
  Example e("a.sop", "segment s = tag = vip and tag = vop or x\n");
  e.expected("`a`", "`b`", e.at("vip"))
      .relate(e.at("vop"), Phrase::declared_here)
      .relate(e.at("segment"), Phrase::declared_here);
  CHECK(e.text() == R"(
error[S1001]: expected `a`, found `b`
 --> a.sop:1:19
  |
1 | segment s = tag = vip and tag = vop or x
  | -------           ^^^           --- declared here
  | |                 |
  | |                 `a` belongs here
  | declared here
)");
}

TEST_CASE("labels on other lines, with the gap left out") {
  Example e("a.sop", "tag a manual\n\ntag b manual\n\n\n\n\n\n\ntag a manual\n");
  e.expected("`x`", "`y`", e.at("a", 4)).relate(e.at("a"), Phrase::declared_here);
  e.found.all()[0].span = e.at("tag a", 2);
  CHECK(e.text() == R"(
error[S1001]: expected `x`, found `y`
  --> a.sop:10:1
   |
 1 | tag a manual
   |  - declared here
...
10 | tag a manual
   | ^^^^^ `x` belongs here
)");
}

TEST_CASE("a place in another file has its own heading") {
  Example e("a.sop", "tag a manual\n");
  e.sources.emplace_back("b.sop", "# two\n\ntag a manual\n");
  e.expected("`x`", "`y`", e.at("a", 4, 1)).relate(e.at("a"), Phrase::declared_here);
  e.found.all()[0].span = e.at("tag a", 1, 1);
  CHECK(e.text() == R"(
error[S1001]: expected `x`, found `y`
 --> b.sop:3:1
  |
3 | tag a manual
  | ^^^^^ `x` belongs here
 ::: a.sop:1:2
  |
1 | tag a manual
  |  - declared here
)");
}

TEST_CASE("a span over several lines has a bar beside it") {
  Example e("a.sop", "rule r {\n  on x\n  if a\n  then b\n  c\n  d\n}\n");
  const Span whole = e.at("rule r {\n  on x\n  if a\n  then b\n  c\n  d\n}");
  e.expected("`x`", "`y`", whole);
  CHECK(e.text() == R"(
error[S1001]: expected `x`, found `y`
 --> a.sop:1:1
  |
1 | / rule r {
2 | |   on x
... |
6 | |   d
7 | | }
  | |_^ `x` belongs here
)");
}

TEST_CASE("a span over several lines that begins within one") {
  Example e("a.sop", "tag a when b and\n  c\n");
  e.expected("`x`", "`y`", e.at("b and\n  c")).relate(e.at("tag"), Phrase::declared_here);
  CHECK(e.text() == R"(
error[S1001]: expected `x`, found `y`
 --> a.sop:1:12
  |
1 |   tag a when b and
  |   --- declared here
  |  ____________^
2 | |   c
  | |___^ `x` belongs here
)");
}

TEST_CASE("two spans over several lines have two bars") {
  Example e("a.sop", "rule r {\n  if a {\n    b\n  }\n}\n");
  e.expected("`x`", "`y`", e.at("rule r {\n  if a {\n    b\n  }\n}"))
      .relate(e.at("if a {\n    b\n  }"), Phrase::declared_here);
  CHECK(e.text() == R"(
error[S1001]: expected `x`, found `y`
 --> a.sop:1:1
  |
1 | /  rule r {
2 | |/   if a {
3 | ||     b
4 | ||   }
  | ||___- declared here
5 | |  }
  | |__^ `x` belongs here
)");
}

TEST_CASE("a span that ends with the line end stays on its line") {
  Example e("a.sop", "tag a\r\ntag b\r\n");
  e.expected("`x`", "`y`", e.at("tag a\r\n"));
  CHECK(e.text() == R"(
error[S1001]: expected `x`, found `y`
 --> a.sop:1:1
  |
1 | tag a
  | ^^^^^ `x` belongs here
)");
}

TEST_CASE("notes, helps and fixes stand apart") {
  Example e("a.sop", "if a > 3 send x\nif b == 2 then y\n");
  Span before = e.at("send");
  before.end = before.begin;
  e.expected("`then`", "`send`", e.at("send"))
      .note(Phrase::declared_here)
      .help(Phrase::did_you_mean, {"then"})
      .fix(Phrase::replace_with, {"then"}, {{before, "then "}})
      .fix(Phrase::replace_with, {"="}, {{e.at("=="), "="}, {e.at("if b"), "if c"}});
  CHECK(e.text() == R"(
error[S1001]: expected `then`, found `send`
 --> a.sop:1:10
  |
1 | if a > 3 send x
  |          ^^^^ `then` belongs here
  |
  = note: declared here
  = help: did you mean `then`?
fix: write `then`
  |
1 | if a > 3 then send x
  |          +++++
fix: write `=`
  |
2 | if c = 2 then y
  | ~~~~ ~
)");
}

TEST_CASE("a fix over several lines shows the new lines") {
  Example e("a.sop", "one\ntwo three\nfour\n");
  e.expected("`x`", "`y`", e.at("two"))
      .fix(Phrase::replace_with, {"…"}, {{e.at("two"), "rule r {\n  2"}, {e.at("four"), "}"}});
  CHECK(e.text() == R"(
error[S1001]: expected `x`, found `y`
 --> a.sop:2:1
  |
2 | two three
  | ^^^ `x` belongs here
fix: write `…`
  |
2 | rule r {
  | ~~~~~~~~
3 |   2 three
  | ~~~
4 | }
  | ~
)");
}

TEST_CASE("the row's help in both languages, and no place") {
  Example e("a.sop", "");
  e.found.report(Code::S0100, Span{}, {"2", "`a`, `b`"});
  CHECK(e.text() == R"(
warning[S0100]: taken on trust, because no input is declared: `a`, `b`
  = help: declare the inputs: `sopc init --data customers=FILE` writes the declarations
)");
  CHECK(e.text(Language::zh) == R"(
警告[S0100]: 没有声明输入,以下名称按原样采信:`a`, `b`
  = 帮助: 声明输入:`sopc init --data customers=文件` 会写出声明
)");
}

TEST_CASE("a hostile source comes out neutral") {
  Example e("a\x1b.sop", "if \u202Eadmin\x1b[2J = 1\n");
  e.expected("`x`", "`\x1b[31m`", e.at("admin"));
  CHECK(e.text() == R"(
error[S1001]: expected `x`, found `‹U+001B›[31m`
 --> a‹U+001B›.sop:1:5
  |
1 | if ‹U+202E›admin‹U+001B›[2J = 1
  |            ^^^^^ `x` belongs here
)");
}

TEST_CASE("a very long line is cut around its mark") {
  Example e("a.sop", std::string(3000, 'a') + " here " + std::string(3000, 'b'));
  e.expected("`x`", "`y`", e.at("here"));
  const std::string text = e.text();
  CHECK(text == "\nerror[S1001]: expected `x`, found `y`\n --> a.sop:1:3002\n  |\n1 | …" + std::string(39, 'a') +
                    " here " + std::string(75, 'b') + "…\n  | " + std::string(41, ' ') + "^^^^ `x` belongs here\n");
}

TEST_CASE("colours wrap the same text") {
  Example e("a.sop", "if a > 3 send x\n");
  e.expected("`then`", "`send`", e.at("send")).fix(Phrase::replace_with, {"then"}, {{e.at("send"), "then"}});
  std::string text = render_text(e.found.all().front(), e.sources, Language::en, true);
  CHECK(text.find("\x1b[1;31merror[S1001]\x1b[0m") == 0);
  for (std::size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b'))
    text.erase(at, text.find('m', at) - at + 1);
  CHECK("\n" + text == e.text());
}
