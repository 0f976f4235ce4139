// docs/hazards.md is kept complete: every code it names exists at the level it says, every golden case is there and
// shows the code, and every warning or error of meaning has a row.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "compiler/diagnostics/diagnostic.h"
#include "tests/project_files.h"

namespace fs = std::filesystem;
using namespace sop;

namespace {

using tests::project_root;
using tests::text_of;

struct Row {
  std::string code, level;
  std::vector<std::string> cases;
};

std::vector<Row> rows() {
  std::vector<Row> out;
  std::istringstream page(text_of(project_root / "docs/hazards.md"));
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| ") || line.starts_with("| hazard")) continue;
    std::vector<std::string> cells;
    std::istringstream row(line.substr(1));
    for (std::string cell; std::getline(row, cell, '|');) {
      const std::size_t begin = cell.find_first_not_of(' '), end = cell.find_last_not_of(' ');
      if (begin != std::string::npos) cells.push_back(cell.substr(begin, end - begin + 1));
    }
    REQUIRE(cells.size() == 5);
    Row& made = out.emplace_back(Row{cells[1], cells[2], {}});
    std::istringstream cases(cells[4]);
    for (std::string one; cases >> one;) made.cases.push_back(one);
  }
  return out;
}

}  // namespace

TEST_CASE("every hazard of the page has its code, its level and golden cases that show it") {
  for (const Row& row : rows()) {
    CAPTURE(row.code, row.level);
    const DiagnosticRow* known = find_code(row.code);
    REQUIRE(known != nullptr);
    const char* level = known->severity == Severity::error  ? "error"
                        : known->severity == Severity::note ? "note"
                                                            : "warning";
    CHECK(row.level.starts_with(level));
    REQUIRE_FALSE(row.cases.empty());
    for (const std::string& one : row.cases) {
      CAPTURE(one);
      const fs::path path = project_root / "tests/golden" / one;
      REQUIRE(fs::exists(path));
      CHECK(text_of(path).find("[" + row.code + "]") != std::string::npos);
    }
  }
}

TEST_CASE("every finding of meaning, writing and platforms has a row on the page") {
  std::set<std::string> named;
  for (const Row& row : rows()) named.insert(row.code);
  for (const DiagnosticRow& row : diagnostic_rows())
    if (row.id.starts_with("S3") || row.id.starts_with("S4")) {
      CAPTURE(row.id);
      CHECK(named.contains(std::string(row.id)));
    }
}
