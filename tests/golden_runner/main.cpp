// sop_golden [--update] PATH...: runs golden cases, files or folders of them. Exit 1 when one fails; --update rewrites
// the expected sections instead, for a person to read the difference.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/golden_runner/producers.h"

namespace {

namespace fs = std::filesystem;
using sop::golden::Outcome;

std::vector<std::string> case_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path))
      if (entry.path().extension() == ".md") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Why it fails; empty when it does not.
std::string run_file(const std::string& path, bool update) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fmt::format("{}: cannot be read\n", path);
  std::ostringstream text;
  text << in.rdbuf();
  const auto golden = sop::golden::read_case(path, text.str());
  if (!golden) return golden.error() + "\n";
  const Outcome outcome = run_case(*golden, sop::golden::producers());
  fmt::print("{}", outcome.skipped);
  if (!update) return outcome.missing + outcome.difference;
  if (outcome.text != golden->text) {
    std::ofstream(path, std::ios::binary) << outcome.text;
    fmt::print("updated {}\n", path);
  }
  return outcome.missing;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> paths(argv + 1, argv + argc);
  const bool update = std::erase(paths, "--update") > 0;
  if (paths.empty()) {
    fmt::print(stderr, "usage: sop_golden [--update] PATH...\n");
    return 2;
  }
  const std::vector<std::string> files = case_files(paths);
  std::size_t failed = 0;
  for (const std::string& file : files) {
    const std::string failure = run_file(file, update);
    if (failure.empty()) continue;
    fmt::print("{}", failure);
    ++failed;
  }
  fmt::print("golden: {} passed, {} failed\n", files.size() - failed, failed);
  return failed == 0 && !files.empty() ? 0 : 1;
}
