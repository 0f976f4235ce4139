// Mutated programs: golden sources with tokens and bytes broken in several places, pieces of two of them put together,
// cut off anywhere. Checking one ends in a program or in findings inside its text, never in anything else; what checks
// clean formats to what says the same, and prints, reads back and verifies. Built with sanitizers it is a fuzzer that
// begins where the language is.
//
// Usage: sop_mutants GOLDEN_FOLDER [--programs N] [--seed S] [--last FILE: where the program at hand is kept]
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "compiler/driver/compile.h"
#include "compiler/format/format.h"
#include "compiler/ir/print.h"
#include "compiler/ir/read.h"
#include "compiler/ir/verify.h"
#include "runtime/io/zone_files.h"
#include "tests/syntax/damage.h"

namespace sop::tests {
namespace {

std::vector<std::string> golden_sources(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
    if (file.path().extension() == ".md") files.push_back(file.path());
  std::ranges::sort(files);
  std::vector<std::string> out;
  for (const auto& path : files) {
    std::ifstream file(path);
    std::stringstream all;
    all << file.rdbuf();
    const std::string text = all.str();
    for (std::size_t at = text.find("```sop\n"); at != std::string::npos; at = text.find("```sop\n", at)) {
      at += 7;
      const std::size_t end = text.find("\n```", at);
      if (end == std::string::npos) break;
      out.push_back(text.substr(at, end + 1 - at));
    }
  }
  return out;
}

class Mutator {
 public:
  Mutator(std::vector<std::string> sources, std::uint64_t seed) : sources_(std::move(sources)), random_(seed) {}

  std::string next() {
    std::string text = any();
    if (one_in(6)) text = text.substr(0, below(text.size() + 1)) + rest_of(any());
    for (std::size_t left = below(4); left > 0 && !text.empty(); --left) text = damage(text, random_).text;
    if (one_in(4)) break_bytes(text);
    if (one_in(10)) text.resize(below(text.size() + 1));
    return text;
  }

 private:
  std::size_t below(std::size_t count) { return count == 0 ? 0 : random_() % count; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  const std::string& any() { return sources_[below(sources_.size())]; }
  std::string rest_of(const std::string& text) { return text.substr(below(text.size() + 1)); }

  void break_bytes(std::string& text) {
    static constexpr const char* pieces[] = {
        "\xFF", "\xE4\xBD", "\0", "{", "}",  "((((", "\"", "\r", "\u202E", "9999999999999999999",
        "-",    "not ",     ".",  "¥", "每", "@",    "\\", "#"};
    for (std::size_t left = 1 + below(3); left > 0; --left) {
      const std::string piece = pieces[below(std::size(pieces))];
      const std::size_t at = below(text.size() + 1);
      text.replace(at, one_in(2) ? 0 : std::min<std::size_t>(below(8), text.size() - at), piece);
    }
  }

  std::vector<std::string> sources_;
  std::mt19937_64 random_;
};

// What is wrong with how a program was taken; empty: nothing.
std::string complaint(const std::string& text) {
  const Sources sources{{"mutant.sop", text}};
  CheckOptions options;
  options.zone = [](const std::string& name) { return load_zone(name); };
  const Compilation found = compile(sources, options);
  for (const Diagnostic& one : found.diagnostics.all())
    if (one.span.end < one.span.begin || one.span.end > text.size()) return "a finding stands outside of the text";
  if (found.diagnostics.errors() > 0) return "";
  const std::string ir = print(found.program);
  const auto again = read(ir);
  if (!again) return "the program does not read back";
  if (print(*again) != ir) return "the program reads back as another";
  if (!verify(*again).empty()) return "the program does not verify";
  if (!format_source(sources[0], FormatLanguage::zh)) return "a clean program does not format";
  return "";
}

}  // namespace
}  // namespace sop::tests

int main(int argc, char** argv) {
  std::string folder, last;
  std::uint64_t programs = 2000, seed = 1;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--programs") == 0 && i + 1 < argc)
      programs = std::stoull(argv[++i]);
    else if (std::strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
      seed = std::stoull(argv[++i]);
    else if (std::strcmp(argv[i], "--last") == 0 && i + 1 < argc)
      last = argv[++i];
    else
      folder = argv[i];
  }
  std::vector<std::string> sources = sop::tests::golden_sources(folder);
  if (sources.size() < 300) return fmt::print(stderr, "no golden sources below {}\n", folder), 2;
  sop::tests::Mutator mutator(std::move(sources), seed);
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 0; i < programs; ++i) {
    const std::string text = mutator.next();
    if (!last.empty()) std::ofstream(last, std::ios::binary) << text;
    const std::string complaint = sop::tests::complaint(text);
    if (complaint.empty()) continue;
    ++wrong;
    fmt::print("{} (seed {}, program {}):\n{}\n", complaint, seed, i, text);
  }
  fmt::print("{} mutated programs, {} taken wrongly\n", programs, wrong);
  return wrong == 0 ? 0 : 1;
}
