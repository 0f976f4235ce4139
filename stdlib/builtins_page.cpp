#include "stdlib/builtins_page.h"

#include <fmt/format.h>

#include "stdlib/builtins.h"

namespace sop {
namespace {

struct Chapter {
  BuiltinForm form;
  std::string_view en, zh;
};

constexpr Chapter chapters[] = {
    {BuiltinForm::infix, "Between two values", "两个值之间"},
    {BuiltinForm::prefix, "Before a value", "值之前"},
    {BuiltinForm::test, "Tests of a text", "文本判断"},
    {BuiltinForm::call, "Functions", "函数"},
};

constexpr std::string_view head =
    R"(# Builtins

Made from `stdlib/builtins.def` by `sopc builtins > docs/builtins.md`; a test fails while it is not up to date. The examples
are evaluated by a test at 2026-11-22 10:00 in Asia/Shanghai, a Sunday, in both languages.

A missing argument gives a missing value; a test of a missing value is false (semantics A1). Where a result does not exist
(division by zero, overflow, an impossible date) it is missing and an issue is counted (A3): such rows are marked *may fail*.

由 `stdlib/builtins.def` 生成。参数未知时结果未知,判断则为假;结果不存在(除以零、溢出、不可能的日期)时为未知,并计入问题,此类标有 *may fail*。
)";

constexpr std::string_view aggregates_head =
    R"(
## Aggregates 聚合

`agg(stream[.expr] [where condition] [window])` over her events, `agg(customers[.expr] [where condition])` over everybody who exists
at the instant.

| en | zh | takes | meaning | 含义 |
|---|---|---|---|---|
)";

// The clock, or the customer's key: arguments the author does not write.
std::size_t hidden_parameters(Builtin builtin) {
  switch (builtin) {
    case Builtin::days_since:
    case Builtin::days_until:
    case Builtin::years_since:
    case Builtin::hours_since:
    case Builtin::hash_bucket: return 1;
    default: return 0;
  }
}

std::string types_of(const OverloadRow& row) {
  std::string out = "(";
  for (const TypeKind kind : row.parameter_types().first(row.parameter_count - hidden_parameters(row.builtin)))
    out += (out.size() > 1 ? ", " : "") + std::string(type_word(kind));
  return fmt::format("{}) → {}{}", out, type_word(row.result), row.may_fail ? ", *may fail*" : "");
}

std::string overloads_of(Builtin builtin) {
  std::string out;
  for (const OverloadRow& row : overload_rows())
    if (row.builtin == builtin) out += (out.empty() ? "" : "<br>") + types_of(row);
  return out;
}

void add_chapter(const Chapter& chapter, std::string& out) {
  out += fmt::format(
      "\n## {} {}\n\n| en | zh | takes and gives | meaning | 含义 | example | gives |\n|---|---|---|---|---|---|---|\n",
      chapter.en, chapter.zh);
  for (const BuiltinRow& row : builtin_rows())
    if (row.form == chapter.form && !row.example.empty())
      out += fmt::format("| `{}` | `{}` | {} | {} | {} | `{}` | `{}` |\n", row.en, row.zh, overloads_of(row.builtin),
                         row.summary_en, row.summary_zh, row.example, row.gives);
}

std::string_view values_of(std::string_view how) {
  if (how == "rows") return "nothing, or any value";
  if (how == "same") return "any value; gives its type";
  if (how == "sum") return "int, number, money; gives the same";
  if (how == "mean") return "int (gives number), number, money";
  if (how == "order") return "what has an order; gives the same";
  return "nothing";
}

}  // namespace

std::string builtins_page() {
  std::string out(head);
  for (const Chapter& chapter : chapters) add_chapter(chapter, out);
  out += aggregates_head;
  for (const AggregateRow& row : aggregate_rows())
    out += fmt::format("| `{}` | `{}` | {} | {} | {} |\n", row.en, row.zh, values_of(row.values), row.summary_en,
                       row.summary_zh);
  return out;
}

}  // namespace sop
