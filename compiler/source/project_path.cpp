#include "compiler/source/project_path.h"

#include <filesystem>

namespace sop {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(const std::string& file) {
  const fs::path folder = fs::path(file).lexically_normal().parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

bool is_below(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

std::string project_folder(std::span<const std::string> files) {
  if (files.empty()) return ".";
  fs::path folder = folder_of(files.front());
  for (const std::string& file : files)
    while (!is_below(folder_of(file), folder) && folder.has_relative_path() && folder != ".") {
      folder = folder.parent_path();
      if (folder.empty()) folder = ".";
    }
  return folder.string();
}

std::optional<std::string> project_path(std::span<const std::string> files, std::size_t declaring,
                                        std::string_view written) {
  const fs::path path(written);
  if (written.empty() || path.is_absolute() || declaring >= files.size()) return std::nullopt;
  const fs::path whole = (folder_of(files[declaring]) / path).lexically_normal();
  if (!is_below(whole, fs::path(project_folder(files)))) return std::nullopt;
  return whole.string();
}

bool leads_inside(const std::string& path, const std::string& folder) {
  std::error_code no_path, no_folder;
  const fs::path real = fs::canonical(path, no_path), root = fs::canonical(folder, no_folder);
  return no_path || no_folder || is_below(real, root);
}

}  // namespace sop
