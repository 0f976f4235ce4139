// Every finding has a page, both languages, and the same arguments in both.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "compiler/diagnostics/pages.h"

using namespace sop;

namespace {

std::set<char> slots(std::string_view text) {
  std::set<char> out;
  for (std::size_t i = 0; i + 2 < text.size(); ++i)
    if (text[i] == '{' && text[i + 2] == '}') out.insert(text[i + 1]);
  return out;
}

bool has_chinese(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i)
    if (static_cast<unsigned char>(text[i]) >= 0xE4 && static_cast<unsigned char>(text[i]) <= 0xE9) return true;
  return false;
}

// A source in backticks may hold Chinese in both languages: `89元`.
std::string without_source(std::string_view text) {
  std::string out;
  bool source = false;
  for (char c : text) {
    if (c == '`')
      source = !source;
    else if (!source)
      out += c;
  }
  return out;
}

// Where the words differ, the Chinese text has slots of its own: `{0} belongs here` beside `此处应为{2}`.
void check_pair(std::string_view en, std::string_view zh) {
  CAPTURE(en, zh);
  CHECK(en.empty() == zh.empty());
  CHECK(slots(en).size() == slots(zh).size());
  const bool only_a_slot = zh.size() == 3 && slots(zh).size() == 1;
  CHECK((zh.empty() || only_a_slot || has_chinese(zh)));
  CHECK_FALSE(has_chinese(without_source(en)));
  CHECK_FALSE(en.ends_with('.'));
  CHECK_FALSE(zh.ends_with("。"));
}

std::size_t occurrences(std::string_view text, std::string_view words) {
  std::size_t n = 0;
  for (std::size_t at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) ++n;
  return n;
}

constexpr std::pair<std::string_view, std::string_view> phrases[] = {
#define SOP_PHRASE(id, en, zh) {en, zh},
#include "compiler/diagnostics/diagnostics.def"
};

}  // namespace

TEST_CASE("every row says the same in both languages") {
  for (const DiagnosticRow& row : diagnostic_rows()) {
    CAPTURE(row.id);
    CHECK_FALSE(row.headline_en.empty());
    check_pair(row.headline_en, row.headline_zh);
    check_pair(row.label_en, row.label_zh);
    check_pair(row.help_en, row.help_zh);
  }
  for (const auto& [en, zh] : phrases) check_pair(en, zh);
}

TEST_CASE("every row has a page with its meaning and programs, in both languages") {
  for (const DiagnosticRow& row : diagnostic_rows()) {
    CAPTURE(row.id);
    const auto page = diagnostic_page(row.id);
    REQUIRE(page);
    CHECK(page->starts_with("# " + std::string(row.id) + ": "));
    const std::string_view en = part_of_page(*page, Language::en), zh = part_of_page(*page, Language::zh);
    CHECK(occurrences(en, "\n## Bad\n```sop\n") == 1);
    CHECK(occurrences(en, "\n## Good\n```sop\n") == 1);
    CHECK(zh.starts_with("## 中文\n"));
    CHECK(occurrences(zh, "\n### 有问题的写法\n```sop\n") == 1);
    CHECK(occurrences(zh, "\n### 改好的写法\n```sop\n") == 1);
  }
}

TEST_CASE("every page is of a row, and is built in as it stands in the folder") {
  for (const DiagnosticPage& page : diagnostic_pages()) {
    CAPTURE(page.code);
    CHECK(find_code(page.code));
    std::ifstream file(std::filesystem::path(SOP_SOURCE_DIR) / "docs/diagnostics" / (std::string(page.code) + ".md"));
    std::ostringstream text;
    text << file.rdbuf();
    CHECK(page.text == text.str());
  }
  CHECK_FALSE(diagnostic_page("S9999"));
}
