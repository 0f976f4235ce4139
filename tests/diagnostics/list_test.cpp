// All findings of a run: order, limit and count in each form.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/diagnostics/rendered.h"

using namespace sop;
using nlohmann::json;

namespace {

Example many(int count) {
  Example e("a.sop", std::string(200, 'x'));
  for (int i = count; i-- > 0;)
    e.expected("`a`", "`b`", Span{0, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + 1)});
  return e;
}

int times(std::string_view text, std::string_view words) {
  int n = 0;
  for (std::size_t at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("nothing found prints nothing, and is still JSON") {
  Example e("a.sop", "");
  CHECK(render_text(e.found.all(), e.sources, Language::en, false).empty());
  CHECK(render_github(e.found.all(), e.sources, Language::en).empty());
  CHECK(render_json(e.found.all(), e.sources, Language::en) == "{\"version\":1,\"diagnostics\":[],\"total\":0}\n");
}

TEST_CASE("50 are printed, the total always") {
  const Example e = many(51);
  const std::string text = render_text(e.found.all(), e.sources, Language::en, false);
  CHECK(times(text, "error[S1001]") == 50);
  CHECK(text.ends_with("\n51 errors; the first 50 are shown\n"));
  CHECK(render_text(e.found.all(), e.sources, Language::zh, false).ends_with("\n51 个错误;以上为前 50 条\n"));
  const json parsed = json::parse(render_json(e.found.all(), e.sources, Language::en));
  CHECK(parsed["diagnostics"].size() == 50);
  CHECK(parsed["total"] == 51);
  CHECK(times(render_github(e.found.all(), e.sources, Language::en), "::error ") == 50);

  const Example fits = many(50);
  CHECK(render_text(fits.found.all(), fits.sources, Language::en, false).ends_with("\n50 errors\n"));
}

TEST_CASE("no error hides behind warnings") {
  Example e("a.sop", std::string(300, 'x'));
  for (std::uint32_t i = 0; i < 101; ++i) e.found.report(Code::S0100, Span{0, i, i + 1}, {"1", "`a`"});
  e.expected("`late`", "`x`", Span{0, 200, 201});
  const auto& all = e.found.all();
  const std::string text = render_text(all, e.sources, Language::en, false);
  CHECK(text.starts_with("error[S1001]: expected `late`"));
  CHECK(text.ends_with("\n1 error, 101 warnings; 50 are shown, errors first\n"));
  CHECK(render_text(all, e.sources, Language::zh, false).ends_with("\n1 个错误,101 个警告;以上列出 50 条,错误在前\n"));
  const json parsed = json::parse(render_json(all, e.sources, Language::en));
  CHECK(parsed["diagnostics"].size() == 50);
  CHECK(parsed["diagnostics"][0]["severity"] == "error");
  CHECK(parsed["total"] == 102);
  CHECK(times(render_github(all, e.sources, Language::en), "::error ") == 1);
  CHECK(json::parse(render_sarif(all, e.sources, Language::en))["runs"][0]["results"][0]["level"] == "error");
  CHECK(times(render_junit(all, e.sources, Language::en), "<failure ") == 1);
  // Where all are shown they stay by place.
  const std::string few = render_text(std::span(all).last(50), e.sources, Language::en, false);
  CHECK(few.starts_with("warning[S0100]"));
}

TEST_CASE("where memory ends an error takes the place of a warning") {
  Example e("a.sop", "x");
  const auto kept = static_cast<std::size_t>(limits::kept_findings);
  for (std::size_t i = 0; i < kept; ++i) e.found.report(Code::S0100, Span{0, 0, 1}, {std::to_string(i), "`a`"});
  Diagnostics more;
  for (std::size_t i = 0; i < kept; ++i) more.report(Code::S0100, Span{0, 0, 1}, {std::to_string(i), "`b`"});
  more.report(Code::S1001, Span{0, 0, 1}, {"`a`", "`one`"});
  e.found.append(std::move(more));
  e.expected("`a`", "`two`", Span{0, 0, 1});
  CHECK(e.found.all().size() == kept);
  CHECK(e.found.errors() == 2);
  CHECK(std::ranges::count(e.found.all(), Severity::error, &Diagnostic::severity) == 2);
  CHECK(e.found.beyond().warnings == kept + 2);
  CHECK(e.found.beyond().errors == 0);
}

TEST_CASE("a file's name does nothing to a terminal") {
  Example e("a\x1b[31m\n::error::\u202e.sop", "one\n");
  e.expected("`a`", "`b`", e.at("one"));
  const auto& all = e.found.all();
  const std::vector<std::string> forms = {
      render_text(all, e.sources, Language::en, false), render_json(all, e.sources, Language::en),
      render_github(all, e.sources, Language::en), render_sarif(all, e.sources, Language::en),
      render_junit(all, e.sources, Language::en)};
  for (const std::string& form : forms) {
    CAPTURE(form);
    CHECK(form.find('\x1b') == std::string::npos);
    CHECK(form.find("\u202e") == std::string::npos);
    CHECK(form.find("\n::error::") == std::string::npos);
  }
  // In JSON it is still the name.
  CHECK(json::parse(forms[1])["diagnostics"][0]["file"] == e.sources[0].name());
}

TEST_CASE("severities are counted apart") {
  Example e = many(1);
  e.found.report(Code::S0100, Span{}, {"1", "`a`"});
  e.found.report(Code::S0100, Span{}, {"1", "`b`"});
  CHECK(count_of(e.found.all(), Language::en) == "1 error, 2 warnings");
  CHECK(count_of(e.found.all(), Language::zh) == "1 个错误,2 个警告");
}

TEST_CASE("findings are sorted by place whatever the phases' order") {
  Example e("a.sop", "one two\nthree\n");
  e.sources.emplace_back("b.sop", "four\n");
  e.expected("`4`", "`x`", e.at("four", 1, 1));
  e.expected("`3`", "`x`", e.at("three"));
  e.expected("`2`", "`x`", e.at("two"));
  e.expected("`2 again`", "`x`", e.at("two"));
  const json parsed = json::parse(render_json(e.found.all(), e.sources, Language::en));
  std::vector<std::string> messages;
  for (const json& d : parsed["diagnostics"]) messages.push_back(d["message"]);
  CHECK(messages == std::vector<std::string>{"expected `2`, found `x`", "expected `2 again`, found `x`",
                                             "expected `3`, found `x`", "expected `4`, found `x`"});
}

TEST_CASE("the JSON form, field by field") {
  Example e("规则.sop", "如果 a 发送\n");
  Span place = e.at("发送");
  e.expected("`则`", "`发送`", place)
      .relate(e.at("a"), Phrase::declared_here)
      .fix(Phrase::replace_with, {"则"}, {{Span{0, place.begin, place.begin}, "则 "}});
  CHECK(
      render_json(e.found.all(), e.sources, Language::zh) ==
      R"({"version":1,"diagnostics":[{"code":"S1001","severity":"error","file":"规则.sop","line":1,"column":6,"end_line":1,"end_column":8,)"
      R"("message":"此处应为`则`,却是`发送`",)"
      R"("related":[{"file":"规则.sop","line":1,"column":4,"end_line":1,"end_column":5,"message":"在此声明"}],)"
      R"("fixes":[{"message":"改为 `则`","edits":[{"file":"规则.sop","line":1,"column":6,"end_line":1,"end_column":6,"text":"则 "}]}]}],)"
      R"("total":1})"
      "\n");
}

TEST_CASE("JSON is JSON even when the source is no text") {
  Example e("a\xff.sop", "x");
  e.expected("`\xff\x01`", "\"quoted\"", Span{0, 0, 1});
  const json parsed = json::parse(render_json(e.found.all(), e.sources, Language::en));
  CHECK(parsed["diagnostics"][0]["file"] == "a\ufffd.sop");
  CHECK(parsed["diagnostics"][0]["message"] == "expected `‹0xFF›‹U+0001›`, found \"quoted\"");
}

TEST_CASE("the GitHub form escapes what would end a command") {
  Example e("a,b:c.sop", "one 100%\n::error::x\n");
  e.expected("`100%`", "`::`", e.at("100%"));
  e.expected("`a`", "`b`", e.at("100%\n::error"));
  e.found.report(Code::S0100, Span{}, {"1", "x\n::error::y"});
  CHECK(render_github(e.found.all(), e.sources, Language::en) ==
        "::warning title=S0100::taken on trust, because no input is declared: x‹U+000A›::error::y%0Adeclare the "
        "inputs: `sopc init --data "
        "customers=FILE` writes the declarations\n"
        "::error file=a%2Cb%3Ac.sop,line=1,col=5,endColumn=8,title=S1001::expected `100%25`, found `::`\n"
        "::error file=a%2Cb%3Ac.sop,line=1,endLine=2,title=S1001::expected `a`, found `b`\n"
        "2 errors, 1 warning\n");
}
