// Every file of the corpus through its target, without libFuzzer: what was found once stays mended, in every build and
// under the sanitizers. sop_fuzz_replay CORPUS [TARGET...]; CORPUS/TARGET/ holds the files, CORPUS/shared/ those for
// the targets that read programs.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/targets.h"

namespace {

struct Target {
  const char* name;
  void (*run)(std::string_view);
  bool reads_whole_programs;
};

constexpr Target targets[] = {
    {"check", sop::fuzz::fuzz_check, true},    {"format", sop::fuzz::fuzz_format, true},
    {"run", sop::fuzz::fuzz_run, false},       {"patterns", sop::fuzz::fuzz_patterns, false},
    {"tables", sop::fuzz::fuzz_tables, false}, {"store", sop::fuzz::fuzz_store, false},
    {"abi", sop::fuzz::fuzz_abi, false},
};

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> out;
  if (std::filesystem::is_directory(folder))
    for (const auto& file : std::filesystem::directory_iterator(folder))
      if (file.is_regular_file()) out.push_back(file.path());
  std::ranges::sort(out);
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return fmt::print(stderr, "usage: sop_fuzz_replay CORPUS [TARGET...]\n"), 2;
  const std::filesystem::path corpus = argv[1];
  for (const Target& target : targets) {
    const bool named =
        std::any_of(argv + 2, argv + argc, [&](const char* name) { return target.name == std::string_view(name); });
    if (argc > 2 && !named) continue;
    std::vector<std::filesystem::path> files = files_of(corpus / target.name);
    if (target.reads_whole_programs) std::ranges::copy(files_of(corpus / "shared"), std::back_inserter(files));
    if (files.empty()) return fmt::print(stderr, "no corpus for {}\n", target.name), 1;
    for (const auto& path : files) {
      std::ifstream file(path, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      fmt::print(stderr, "{} {}\r", target.name, path.filename().string());  // the last one, where it ends here
      target.run(bytes);
    }
    fmt::print("{}: {} inputs\n", target.name, files.size());
  }
  return 0;
}
