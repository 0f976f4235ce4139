// Patterns may stand in any part of the path (`*` and `?` match inside one part). Folders are walked in full; files
// that start with `.` or `_` and files of other kinds are no data.
#include "runtime/io/data_files.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

namespace sop {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view sqlite_prefix = "sqlite:";

BadInput fault(InputFault kind, const Binding& binding, std::string path) {
  return {.fault = kind, .input = binding.name, .file = std::move(path)};
}

std::optional<FileFormat> format_of(const fs::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".csv") return FileFormat::csv;
  if (extension == ".tsv") return FileFormat::tsv;
  if (extension == ".parquet") return FileFormat::parquet;
  if (extension == ".arrow" || extension == ".feather" || extension == ".ipc") return FileFormat::ipc;
  return std::nullopt;
}

bool is_pattern(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

// Linear in text and pattern: on a mismatch only the latest star takes one more byte.
bool matches(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, star = std::string_view::npos, star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] != '*' && pattern[p] == text[t]))) {
      ++t, ++p;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_hidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return !name.empty() && (name[0] == '.' || name[0] == '_');
}

std::vector<fs::path> expand(const fs::path& pattern) {
  std::vector<fs::path> found{fs::path()};
  for (const fs::path& part : pattern) {
    std::vector<fs::path> next;
    for (const fs::path& base : found) {
      if (!is_pattern(part.string())) {
        next.push_back(base / part);
        continue;
      }
      std::error_code error;
      for (const auto& entry : fs::directory_iterator(base.empty() ? fs::path(".") : base, error)) {
        const std::string name = entry.path().filename().string();
        if (!is_hidden(entry.path()) && matches(name, part.string())) next.push_back(base / name);
      }
    }
    found = std::move(next);
  }
  return found;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(&text[i + 1], &text[i + 1] + 2, byte, 16).ptr == &text[i + 1] + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

DataFile data_file(const fs::path& path, FileFormat format) {
  DataFile file{path.string(), format, {}};
  for (const fs::path& part : path.parent_path()) {
    const std::string text = part.string();
    if (const auto equals = text.find('='); equals != std::string::npos && equals > 0)
      file.partition.emplace_back(text.substr(0, equals), percent_decoded(std::string_view(text).substr(equals + 1)));
  }
  return file;
}

bool is_hidden_below(const fs::path& path, const fs::path& folder) {
  for (const fs::path& part : path.lexically_relative(folder))
    if (is_hidden(part)) return true;
  return false;
}

void add_folder(const fs::path& folder, std::vector<DataFile>& files) {
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const auto format = format_of(it->path());
    if (format && !is_hidden_below(it->path(), folder) && it->is_regular_file(error))
      files.push_back(data_file(it->path(), *format));
  }
}

// `sqlite:FILE#query`
std::expected<std::vector<DataFile>, BadInput> sqlite_file(const Binding& binding) {
  const std::string_view rest = std::string_view(binding.path).substr(sqlite_prefix.size());
  const auto hash = rest.find('#');
  if (hash == std::string_view::npos || hash == 0 ||
      rest.find_first_not_of(" \t\n", hash + 1) == std::string_view::npos)
    return std::unexpected(fault(InputFault::sqlite_without_query, binding, std::string(rest.substr(0, hash))));
  DataFile file{std::string(rest.substr(0, hash)), FileFormat::sqlite, {}, std::string(rest.substr(hash + 1))};
  std::error_code error;
  if (!fs::exists(file.path, error)) return std::unexpected(fault(InputFault::no_such_file, binding, file.path));
  return std::vector{std::move(file)};
}

// An address may hold a password, which belongs into no message.
std::string without_password(const std::string& address) {
  const auto at = address.rfind('@', address.find('#'));
  const auto slashes = address.find("//");
  if (at == std::string::npos || slashes == std::string::npos || at < slashes) return address;
  return address.substr(0, slashes + 2) + "…" + address.substr(at);
}

}  // namespace

std::string source_of(const DataFile& file) {
  return file.format == FileFormat::sqlite ? std::string(sqlite_prefix) + file.path + "#" + file.query : file.path;
}

std::expected<Binding, BadInput> parse_binding(std::string_view argument) {
  const auto equals = argument.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == argument.size())
    return std::unexpected(BadInput{.fault = InputFault::malformed_binding, .input = std::string(argument)});
  return Binding{std::string(argument.substr(0, equals)), std::string(argument.substr(equals + 1))};
}

std::expected<std::vector<DataFile>, BadInput> find_data_files(const Binding& binding) {
  if (binding.path.starts_with(sqlite_prefix)) return sqlite_file(binding);
  if (binding.path.starts_with("postgresql:") || binding.path.starts_with("postgres:"))
    return std::unexpected(fault(InputFault::postgresql, binding, without_password(binding.path)));
  const bool pattern = is_pattern(binding.path);
  std::vector<DataFile> files;
  for (const fs::path& path : pattern ? expand(binding.path) : std::vector<fs::path>{binding.path}) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      add_folder(path, files);
    } else if (!fs::exists(path, error)) {
      if (!pattern) return std::unexpected(fault(InputFault::no_such_file, binding, path.string()));
    } else if (const auto format = format_of(path)) {
      files.push_back(data_file(path, *format));
    } else {
      return std::unexpected(fault(InputFault::unknown_format, binding, path.string()));
    }
  }
  if (files.empty()) return std::unexpected(fault(InputFault::no_files_match, binding, binding.path));
  std::ranges::sort(files, {}, &DataFile::path);
  return files;
}

}  // namespace sop
