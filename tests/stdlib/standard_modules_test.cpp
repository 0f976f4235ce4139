// The standard library as text: every file is in the one style, sound by itself, and described on a page in both
// languages, whose programs compile.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/driver/compile.h"
#include "compiler/driver/uses.h"
#include "compiler/format/format.h"
#include "compiler/syntax/parse.h"
#include "runtime/io/zone_files.h"
#include "stdlib/modules.h"
#include "stdlib/time/civil.h"
#include "tests/project_files.h"

namespace sop {
namespace {

using tests::text_of;

namespace fs = std::filesystem;

const fs::path pages = fs::path(SOP_SOURCE_DIR) / "docs" / "stdlib";

Compilation compiled(Sources& sources) {
  CheckOptions options;
  options.zone = [](const std::string& name) { return load_zone(name); };
  options.today = days_of({2026, 11, 22});
  join_used_files(sources, no_files());
  return compile(sources, options);
}

// The pages of std.rfm and its two sisters are one.
std::string page_of(std::string_view module) {
  return text_of(pages / (std::string(module.starts_with("rfm") ? "rfm" : module) + ".md"));
}

std::vector<std::string> programs_in(const std::string& page) {
  std::vector<std::string> out;
  const std::string opening = "\n```sop\n";
  for (std::size_t at = page.find(opening); at != std::string::npos; at = page.find(opening, at)) {
    at += opening.size();
    out.push_back(page.substr(at, page.find("\n```", at) + 1 - at));
  }
  return out;
}

}  // namespace

TEST_CASE("every standard file is written in the one style") {
  for (const StandardModule& module : standard_modules()) {
    CAPTURE(module.name);
    const std::string text(module.text);
    CHECK(text_of(fs::path(SOP_SOURCE_DIR) / "stdlib" / (std::string(module.name) + ".sop")) == text);
    const auto formatted = format_source(SourceBuffer("std.sop", text), FormatLanguage::keep);
    REQUIRE(formatted);
    CHECK(*formatted == text);
  }
}

TEST_CASE("every standard file is sound by itself: no finding, not even a warning") {
  for (const StandardModule& module : standard_modules()) {
    CAPTURE(module.name);
    Sources sources;
    sources.emplace_back("main.sop",
                         "project p { timezone \"Asia/Shanghai\" currency CNY }\n"
                         "table customers key customer_id { customer_id id }\n");
    sources.emplace_back("std/" + std::string(module.name) + ".sop", std::string(module.text));
    sources.back().standard = true;
    const Compilation result = compiled(sources);
    std::string codes;
    for (const Diagnostic& found : result.diagnostics.all()) codes += std::string(row_of(found.code).id) + " ";
    CHECK(codes.empty());
  }
}

TEST_CASE("every name a standard file declares stands on its page, and the page is in both languages") {
  for (const StandardModule& module : standard_modules()) {
    const std::string page = page_of(module.name);
    CAPTURE(module.name);
    CHECK(page.find("std." + std::string(module.name)) != std::string::npos);
    CHECK(page.find("\n## 中文\n") != std::string::npos);
    const SourceBuffer source("std.sop", std::string(module.text));
    Diagnostics unheard;
    const Tree tree = parse(source, 0, unheard);
    std::vector<Node> declared = tree.root().children();
    if (const Node body = tree.root().child(NodeKind::module)) declared = body.children();
    for (Node node : declared) {
      if (!node.child(NodeKind::name)) continue;
      const std::string name(source.text(node.child(NodeKind::name).span()));
      CAPTURE(name);
      CHECK((page.find("`" + name) != std::string::npos || page.find(" " + name + " ") != std::string::npos));
    }
  }
}

TEST_CASE("the programs on the pages of the standard library compile") {
  int programs = 0;
  for (const auto& entry : fs::directory_iterator(pages)) {
    CAPTURE(entry.path().filename());
    for (const std::string& program : programs_in(text_of(entry.path()))) {
      CAPTURE(program);
      Sources sources;
      sources.emplace_back("page.sop", program);
      const Compilation result = compiled(sources);
      CHECK(result.diagnostics.errors() == 0);
      ++programs;
    }
  }
  CHECK(programs >= 2 * 8);
}

}  // namespace sop
