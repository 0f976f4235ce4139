// The vocabulary equals the table of the design document, in both directions, where that document is at hand.
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "grammar/keywords.h"
#include "grammar/keywords_page.h"

namespace sop::tests {
namespace {

std::vector<std::string> split(const std::string& text, const std::string& by) {
  std::vector<std::string> out;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(by, begin);
    out.push_back(text.substr(begin, end == std::string::npos ? end : end - begin));
    if (end == std::string::npos) return out;
    begin = end + by.size();
  }
}

bool is_chinese(const std::string& word) { return static_cast<unsigned char>(word[0]) >= 0xE0; }

std::set<std::string> words_in(std::string_view text) {
  std::string plain;
  if (const std::size_t dots = text.find("…"); dots != std::string_view::npos)
    return words_in(std::string(text.substr(0, dots)) + " " +
                    std::string(text.substr(dots + std::string_view("…").size())));
  for (char c : text) plain += std::string_view("(),/*`|").find(c) == std::string_view::npos ? c : ' ';
  std::set<std::string> out;
  std::istringstream words(plain);
  for (std::string word; words >> word;) out.insert(word);
  return out;
}

bool subset(const std::set<std::string>& some, const std::set<std::string>& all) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

struct Row {
  std::set<std::string> en, zh;
};

std::vector<Row> rows_of_document(const std::string& path) {
  std::ifstream file(path);
  std::vector<Row> out;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| ") || line.starts_with("| en ")) continue;
    std::vector<std::string> cells = split(line, "|");
    for (std::size_t i = 1; i + 1 < cells.size(); i += 2) out.push_back({words_in(cells[i]), words_in(cells[i + 1])});
  }
  return out;
}

// One word for one: the document's units stand for their singular, its `(week, quarter, year)` for the whole phrases.
std::set<std::string> in_the_document(const Keyword& row) {
  static const std::map<std::string, std::string, std::less<>> singular = {
      {"second", "seconds"}, {"minute", "minutes"}, {"hour", "hours"}, {"day", "days"},
      {"week", "weeks"},     {"month", "months"},   {"year", "years"}, {"quarters", "quarter"},
  };
  const auto found = singular.find(row.en);
  return words_in(found == singular.end() ? row.en : std::string_view(found->second));
}

// What the table only hints at with dots (`last month …`, `monday…`) or joins (`每天`), and the periods of reports.
// And in the manner of its 不属于: `not contains` in one word.
bool is_hinted_at(std::string_view zh) {
  static const std::set<std::string, std::less<>> hinted = {
      "上周", "上季", "去年", "月",     "季",     "周一",     "周二",     "周三",   "周四",  "周五",
      "周六", "周日", "每天", "每周一", "不包含", "开头不是", "结尾不是", "不匹配", "不介于"};
  return hinted.contains(zh);
}

bool stands_in(const Keyword& row, const std::vector<Row>& document) {
  return std::any_of(document.begin(), document.end(), [&](const Row& cells) {
    return (subset(in_the_document(row), cells.en) || subset(words_in(row.en), cells.en)) &&
           subset(words_in(row.zh), cells.zh);
  });
}

bool is_keyword(const std::string& zh, const Row& cells) {
  return std::any_of(keywords().begin(), keywords().end(), [&](const Keyword& row) {
    return words_in(row.zh).contains(zh) &&
           (subset(words_in(row.en), cells.en) || subset(in_the_document(row), cells.en));
  });
}

}  // namespace

TEST_CASE("the vocabulary is the table of the design document") {
  const std::string path = std::string(SOP_SOURCE_DIR) + "/../shared/design/keywords.md";
  std::vector<Row> document = rows_of_document(path);
  if (document.empty()) document = rows_of_document(std::string(SOP_SOURCE_DIR) + "/../../shared/design/keywords.md");
  if (document.empty()) {
    WARN("skipped: no design document at " << path);
    return;
  }
  for (const Keyword& row : keywords()) {
    INFO("only in the vocabulary: " << row.en << " = " << row.zh);
    // `tag tags`: a type that the document lacks (docs/decisions.md, "A column of tags").
    CHECK((row.kw == Kw::tags_type || is_hinted_at(row.zh) || stands_in(row, document)));
  }
  for (const Row& cells : document)
    for (const std::string& word : cells.zh) {
      INFO("only in the document: " << word << " for " << *cells.en.begin());
      if (is_chinese(word) && !is_hinted_at(word)) CHECK(is_keyword(word, cells));
    }
}

TEST_CASE("docs/keywords.md is made from the rows: `sopc keywords > docs/keywords.md`") {
  std::ifstream file(std::string(SOP_SOURCE_DIR) + "/docs/keywords.md", std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  const bool up_to_date = text.str() == keywords_page();
  CHECK(up_to_date);
}

}  // namespace sop::tests
