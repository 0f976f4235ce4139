#include "grammar/keywords_page.h"

#include <map>
#include <utility>

#include "grammar/keywords.h"

namespace sop {
namespace {

constexpr const char* head = R"(# Keywords · 关键字

Every keyword in English and in Chinese; a program may mix them, and `sopc fmt --lang en|zh` translates. A word that stands in
several rows means one thing or the other by its place. **R**: reserved everywhere, so a column of that name is written in quotes
(`` `in` ``, `「属于」`); all others are keywords only where a declaration, a clause or a step may begin. What calls and tests mean is in
[builtins.md](builtins.md).

每个关键字的英文与中文写法;可以混用,`sopc fmt --lang en|zh` 互译。同一个词出现在多行时,含义由位置决定。**R**:处处保留,同名的列须加引号;其余只在
声明、子句或步骤可以开始的地方才是关键字。

| English | 中文 | |
|---|---|---|
)";

const char* mark_of(Reserve reserve) {
  switch (reserve) {
    case Reserve::R: return "**R**";
    case Reserve::Z: return "**R** (中文)";
    case Reserve::C: return "";
  }
  return "";
}

}  // namespace

std::string keywords_page() {
  std::map<std::pair<std::string_view, std::string_view>, Reserve> rows;
  for (const Keyword& row : keywords()) {
    const auto [at, fresh] = rows.try_emplace({row.en, row.zh}, row.reserve);
    if (!fresh && row.reserve == Reserve::R) at->second = Reserve::R;
  }
  std::string out = head;
  for (const auto& [words, reserve] : rows) {
    out += "| `" + std::string(words.first) + "` | ";
    out += words.second.empty() ? "" : "`" + std::string(words.second) + "`";
    out += std::string(" | ") + mark_of(reserve) + " |\n";
  }
  return out;
}

}  // namespace sop
