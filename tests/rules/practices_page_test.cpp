// docs/practices.md: every practice has its row, every file a row names is there, every golden case of a practice
// stands in its row, and the programs of those cases are cut out of the examples word for word.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "tests/project_files.h"

namespace {

using sop::tests::project_root;
using sop::tests::text_of;

namespace fs = std::filesystem;

// Row by id; several of one id are joined, so that they are found out.
std::map<std::string, std::vector<std::string>> practice_rows() {
  std::map<std::string, std::vector<std::string>> out;
  std::istringstream page(text_of(project_root / "docs/practices.md"));
  const std::regex row("\\| ([A-E][0-9]+) \\|.*");
  std::smatch match;
  for (std::string line; std::getline(page, line);)
    if (std::regex_match(line, match, row)) out[match[1]].push_back(line);
  return out;
}

std::vector<std::string> files_in(const std::string& row) {
  std::vector<std::string> out;
  const std::regex file("`([a-z0-9_/]+\\.(sop|md))`");
  for (std::sregex_iterator at(row.begin(), row.end(), file), end; at != end; ++at) out.push_back((*at)[1]);
  return out;
}

std::string squeezed(const std::string& text) {
  std::string out;
  for (char c : text)
    if (c != ' ' && c != '\n') out += c;
  return out;
}

// Statements begin in the first column; what goes on is indented or a closing brace.
std::vector<std::string> statements(const std::string& program) {
  std::vector<std::string> out;
  std::istringstream lines(program);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] != ' ' && line[0] != '}')
      out.push_back(line);
    else if (!out.empty())
      out.back() += line;
  }
  return out;
}

// Inputs are cut down in the cases; the rest is the example's.
bool is_input(const std::string& statement) {
  for (const char* word : {"project ", "table ", "events ", "staff ", "项目 ", "表 ", "事件 ", "员工 "})
    if (statement.starts_with(word)) return true;
  return statement.find("# only here") != std::string::npos;
}

std::string program_of(const std::string& golden) {
  const std::size_t begin = golden.find("```sop\n") + 7;
  return golden.substr(begin, golden.find("```", begin) - begin);
}

// A letter's practices may stand in several folders.
std::string example_for(char letter) {
  static const std::map<char, std::vector<std::string>> folders = {{'a', {"a_tag_system"}},
                                                                   {'b', {"b_repurchase_chain"}},
                                                                   {'c', {"c_tagged_sop"}},
                                                                   {'d', {"d_people_goods_scene", "d_one_id"}},
                                                                   {'e', {"e_tiers"}}};
  std::string out;
  for (const std::string& folder : folders.at(letter))
    for (const auto& entry : fs::directory_iterator(project_root / "examples" / folder))
      if (entry.path().extension() == ".sop") out += text_of(entry.path()) + "\n";
  return out;
}

}  // namespace

TEST_CASE("every practice has one row, and says what runs it or that nothing does") {
  const auto all = practice_rows();
  for (const auto& [letter, count] : std::map<char, int>{{'A', 16}, {'B', 14}, {'C', 10}, {'D', 14}, {'E', 14}})
    for (int i = 1; i <= count; ++i) {
      const std::string id = letter + std::to_string(i);
      CAPTURE(id);
      REQUIRE(all.contains(id));
      REQUIRE(all.at(id).size() == 1);
      const std::string& row = all.at(id)[0];
      const bool program = row.find("`examples/") != std::string::npos;
      CHECK(program != (row.find("| not yet |") != std::string::npos));
    }
  CHECK(all.size() == 16 + 14 + 10 + 14 + 14);
}

TEST_CASE("every file that a practice names is there") {
  for (const auto& [id, lines] : practice_rows())
    for (const std::string& file : files_in(lines[0])) {
      CAPTURE(id, file);
      CHECK(fs::exists(project_root / (file.ends_with(".sop") ? fs::path(file) : "tests/golden" / fs::path(file))));
    }
}

TEST_CASE("every golden case of a practice stands in its row, and its program in the example") {
  const auto all = practice_rows();
  std::map<char, std::string> examples;
  for (const auto& entry : fs::directory_iterator(project_root / "tests/golden/practices")) {
    const std::string name = entry.path().stem().string();
    std::string id = name.substr(0, name.find('_'));  // a7, and a7_recall beside it
    id[0] = static_cast<char>(std::toupper(id[0]));
    CAPTURE(id);
    REQUIRE(all.contains(id));
    CHECK(all.at(id)[0].find("`practices/" + name + ".md`") != std::string::npos);
    std::string& example = examples[name[0]];
    if (example.empty()) example = squeezed(example_for(name[0]));
    for (const std::string& statement : statements(program_of(text_of(entry.path())))) {
      CAPTURE(statement);
      CHECK((is_input(statement) || example.find(squeezed(statement)) != std::string::npos));
    }
  }
}
