// The files of a golden case, written into a folder of their own that goes with the case.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "runtime/io/data_files.h"
#include "tests/golden_runner/case.h"

namespace sop::golden {

class Folder {
 public:
  explicit Folder(const Case& golden) {
    static int number = 0;  // several cases may be open at once
    path_ = std::filesystem::temp_directory_path() / fmt::format("sop-golden-{}-{}", ::getpid(), ++number);
    std::filesystem::create_directories(path_);
    for (const auto& [name, text] : golden.tables()) {
      const std::string file = (path_ / (name + ".csv")).string();
      std::ofstream(file, std::ios::binary) << text;
      const std::size_t blank = std::min(name.find(' '), name.size());
      if (blank == name.size())
        bindings_.push_back({name, file});
      else
        later_.push_back({std::stoul(name.substr(blank)), {name.substr(0, blank), file}});
    }
    for (const auto& [name, text] : golden.files()) {
      const std::filesystem::path file = path_ / name;
      std::filesystem::create_directories(file.parent_path());
      std::ofstream(file, std::ios::binary) << text;
    }
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::vector<Binding>& bindings() const { return bindings_; }
  bool changes() const { return !later_.empty(); }
  // What is given to a run of several, the first is 1: `## DATA orders 3` holds from the third on.
  std::vector<Binding> bindings_of_run(std::size_t run) const {
    std::vector<Binding> out = bindings_;
    for (const auto& [from, binding] : later_) {
      if (from > run) continue;
      std::erase_if(out, [&](const Binding& other) { return other.name == binding.name; });
      out.push_back(binding);
    }
    return out;
  }
  std::string project() const { return path_.string() + "/"; }

  // Messages name files by their place; the folder is another one in every run.
  std::string without_folder(std::string text) const {
    const std::string prefix = path_.string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at))
      text.erase(at, prefix.size());
    return text;
  }

 private:
  std::filesystem::path path_;
  std::vector<Binding> bindings_;
  std::vector<std::pair<std::size_t, Binding>> later_;
};

}  // namespace sop::golden
