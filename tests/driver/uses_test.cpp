// Files that join a program: once, beside the file that uses them, inside the project, within the limits.
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>

#include "compiler/driver/compile.h"
#include "compiler/driver/uses.h"
#include "compiler/source/limits.h"

namespace sop {
namespace {

using Files = std::map<std::string, std::string>;

UsedFileReader reader_of(const Files& files) {
  UsedFileReader reader = no_files();
  reader.read = [&files](const std::string& path, const std::string& root) -> std::expected<std::string, UseFault> {
    CHECK(!root.empty());
    const auto found = files.find(path);
    if (found == files.end()) return std::unexpected(UseFault::absent);
    return found->second;
  };
  return reader;
}

Sources joined(const std::string& name, const std::string& main, const Files& files, const std::string& root = ".") {
  Sources sources;
  sources.emplace_back(name, main);
  UsedFileReader reader = reader_of(files);
  reader.root = root;
  join_used_files(sources, reader);
  return sources;
}

std::vector<Code> codes(const Sources& sources) {
  CheckOptions options;
  std::vector<Code> out;
  const Compilation compilation = compile(sources, options);
  for (const Diagnostic& found : compilation.diagnostics.all())
    if (found.severity == Severity::error) out.push_back(found.code);
  return out;
}

// main.sop uses f1.sop, which uses f2.sop, ... up to f`n`.sop.
Sources chain(int n) {
  Files files;
  for (int i = 1; i <= n; ++i)
    files["f" + std::to_string(i) + ".sop"] = i == n ? "# the last" : "use \"f" + std::to_string(i + 1) + ".sop\"";
  return joined("main.sop", "use \"f1.sop\"", files);
}

Sources beside(int n) {
  Files files;
  std::string main;
  for (int i = 1; i <= n; ++i) {
    files["f" + std::to_string(i) + ".sop"] = "# nothing";
    main += "use \"f" + std::to_string(i) + ".sop\"\n";
  }
  return joined("main.sop", main, files);
}

}  // namespace

TEST_CASE("a used file joins once, relative to the file that uses it, in a circle too") {
  const Files files{{"a/b/one.sop", "use \"../two.sop\" use \"one.sop\""},
                    {"a/two.sop", "use \"b/one.sop\" 引用 \"../main.sop\""}};
  const Sources sources = joined("main.sop", "use \"a/b/one.sop\"\nuse \"a/./b/one.sop\"", files);
  REQUIRE(sources.size() == 3);
  CHECK(sources[1].name() == "a/b/one.sop");
  CHECK(sources[2].name() == "a/two.sop");
  CHECK(codes(sources).empty());
}

TEST_CASE("what a file that could not join may declare is no finding of its own") {
  const std::string customers = "table customers key customer_id { customer_id id  visits int }\n";
  const std::string reads = customers + "segment a = regular and visits > 3\nsegment b = visits > \"x\"";
  CHECK(codes(joined("main.sop", "use \"../outside.sop\"\n" + reads, {})) == std::vector{Code::S2057, Code::S2010});
  CHECK(codes(joined("main.sop", "use \"gone.sop\"\n" + reads, {})) == std::vector{Code::S2056, Code::S2010});
  CHECK(codes(joined("main.sop", reads, {})) == std::vector{Code::S2001, Code::S2010});
  const Files joins{{"there.sop", "segment other = visits > 5"}};
  CHECK(codes(joined("main.sop", "use \"there.sop\"\n" + reads, joins)) == std::vector{Code::S2001, Code::S2010});
}

TEST_CASE("paths stay inside the project: the folder of the file with `project`, else the given root") {
  const Files files{{"shared.sop", ""}, {"rules/x.sop", ""}};
  CHECK(codes(joined("rules/main.sop", "use \"../shared.sop\"", files, "rules")) == std::vector{Code::S2057});
  CHECK(codes(joined("rules/main.sop", "use \"../shared.sop\"", files, ".")).empty());
  CHECK(codes(joined("rules/main.sop", "project p { } use \"../shared.sop\"", files, ".")) == std::vector{Code::S2057});
  CHECK(codes(joined("rules/main.sop", "project p { } use \"../rules/x.sop\"", files, ".")).empty());
  CHECK(codes(joined("main.sop", "use \"/etc/passwd\"", files)) == std::vector{Code::S2057});
  CHECK(codes(joined("main.sop", "use \"rules\\x.sop\"", files)) == std::vector{Code::S2057});
}

TEST_CASE("a file that is not there is said where it is used") {
  CHECK(codes(joined("main.sop", "use \"gone.sop\"", {})) == std::vector{Code::S2056});
}

TEST_CASE("files use files 16 deep, not 17") {
  CHECK(chain(15).size() == 16);
  CHECK(chain(16).size() == 17);
  CHECK(codes(chain(15)).empty());
  CHECK(codes(chain(16)).empty());
  CHECK(codes(chain(17)) == std::vector{Code::S6003});
}

TEST_CASE("a program uses 256 files, not 257") {
  CHECK(codes(beside(255)).empty());
  CHECK(beside(256).size() == 257);
  CHECK(codes(beside(256)).empty());
  CHECK(codes(beside(257)) == std::vector{Code::S6004});
}

TEST_CASE("used files keep the limits of one file and of the program") {
  const std::string line = "# " + std::string(1021, 'x') + "\n";
  std::string full;
  for (int i = 0; i < 1024; ++i) full += line;
  REQUIRE(full.size() == limits::source_bytes);
  CHECK(codes(joined("main.sop", "use \"big.sop\"", {{"big.sop", full}})).empty());
  CHECK(codes(joined("main.sop", "use \"big.sop\"", {{"big.sop", full + "\n"}})) == std::vector{Code::S6002});
  Files sixteen;
  std::string main;
  for (int i = 0; i < 16; ++i) {
    sixteen["f" + std::to_string(i) + ".sop"] = full;
    main += "use \"f" + std::to_string(i) + ".sop\"\n";
  }
  CHECK(codes(joined("main.sop", main, sixteen)) == std::vector{Code::S6002});
}

TEST_CASE("a module of the standard library joins without files") {
  Sources sources;
  sources.emplace_back("main.sop", "use std.buying_rhythm(purchases: orders, patience: 2) as r");
  join_used_files(sources, no_files());
  REQUIRE(sources.size() == 2);
  CHECK(sources[1].name() == "std/buying_rhythm.sop");
  CHECK(sources[1].standard);
}

}  // namespace sop
