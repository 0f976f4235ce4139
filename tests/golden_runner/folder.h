// The files of a golden case, written into a folder of their own that goes with the case.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

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
      bindings_.push_back({name, file});
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
};

}  // namespace sop::golden
