#include "compiler/driver/uses.h"

#include <filesystem>
#include <map>
#include <set>

#include "compiler/names/symbols.h"
#include "compiler/source/limits.h"
#include "compiler/syntax/parse.h"
#include "stdlib/modules.h"

namespace sop {
namespace {

namespace fs = std::filesystem;
using N = NodeKind;

// Without the word no `use` can stand in the text; most files are not parsed a second time.
bool may_use(const SourceBuffer& source) {
  return source.text().find("use") != std::string_view::npos || source.text().find("引用") != std::string_view::npos;
}

bool may_hold_project(const SourceBuffer& source) {
  return source.text().find("project") != std::string_view::npos ||
         source.text().find("项目") != std::string_view::npos;
}

class Joining {
 public:
  Joining(Sources& sources, const UsedFileReader& reader) : sources_(sources), reader_(reader), depth_(sources.size()) {
    for (const SourceBuffer& source : sources_) {
      seen_.insert(reader_.identity(source.name()));
      bytes_ += source.text().size();
    }
    root_ = fs::path(project_folder()).lexically_normal();
  }

  void run() {
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (sources_[i].standard || !may_use(sources_[i])) continue;
      Diagnostics unheard;
      ParsedProgram parsed;
      parsed.sources = &sources_;
      const Tree tree = parse(sources_[i], static_cast<std::int32_t>(i), unheard);
      std::vector<std::string> files, modules;
      for (Node use : tree.root().children(N::use)) {
        if (const Node file = use.child(N::text)) files.push_back(parsed.text(file));
        if (const Node path = use.child(N::path)) {
          const std::vector<Node> names = path.children(N::name);
          if (names.size() == 2 && parsed.text(names[0]) == "std") modules.push_back(parsed.text(names[1]));
        }
      }
      for (const std::string& file : files)
        if (const auto fault = join_file(i, file)) sources_[i].absent_uses.push_back({file, *fault});
      for (const std::string& module : modules) join_module(module);
    }
  }

 private:
  // The folder of the file that holds the `project` declaration; else what the caller said.
  std::string project_folder() const {
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (!may_hold_project(sources_[i])) continue;
      Diagnostics unheard;
      const Tree tree = parse(sources_[i], static_cast<std::int32_t>(i), unheard);
      if (tree.root().child(N::project)) return fs::path(sources_[i].name()).parent_path().string();
    }
    return reader_.root;
  }

  bool outside(const fs::path& file) const {
    const fs::path way = file.lexically_relative(root_.empty() ? fs::path(".") : root_);
    return way.empty() || *way.begin() == "..";
  }

  std::optional<UseFault> join_file(std::size_t from, const std::string& written) {
    const fs::path path(written);
    if (path.is_absolute() || written.find('\\') != std::string::npos) return UseFault::outside;
    const fs::path file = (fs::path(sources_[from].name()).parent_path() / path).lexically_normal();
    if (outside(file)) return UseFault::outside;
    if (seen_.contains(reader_.identity(file.string()))) return std::nullopt;
    if (depth_[from] >= limits::use_depth) return UseFault::depth;
    if (used_ >= limits::used_files) return UseFault::count;
    auto text = reader_.read(file.string(), root_.empty() ? "." : root_.string());
    if (!text) return text.error();
    if (limits::exceeded(text->size(), limits::source_bytes)) return UseFault::file_size;
    bytes_ += text->size();
    if (limits::exceeded(bytes_, limits::program_bytes)) return UseFault::program_size;
    ++used_;
    seen_.insert(reader_.identity(file.string()));
    sources_.emplace_back(file.string(), std::move(*text));
    depth_.push_back(depth_[from] + 1);
    return std::nullopt;
  }

  void join_module(const std::string& name) {
    const StandardModule* module = standard_module(name);
    if (module == nullptr || !seen_.insert("std." + name).second) return;
    sources_.emplace_back("std/" + name + ".sop", std::string(module->text));
    sources_.back().standard = true;
    depth_.push_back(0);
  }

  Sources& sources_;
  const UsedFileReader& reader_;
  std::vector<int> depth_;  // parallel to sources
  std::set<std::string> seen_;
  fs::path root_;
  int used_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

UsedFileReader no_files() {
  UsedFileReader reader;
  reader.read = [](const std::string&, const std::string&) { return std::unexpected(UseFault::absent); };
  reader.identity = [](const std::string& path) { return fs::path(path).lexically_normal().string(); };
  return reader;
}

void join_used_files(Sources& sources, const UsedFileReader& reader) { Joining(sources, reader).run(); }

}  // namespace sop
