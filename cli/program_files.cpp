#include "cli/program_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "compiler/diagnostics/width.h"
#include "compiler/driver/uses.h"
#include "compiler/source/limits.h"
#include "compiler/source/project_path.h"

namespace sop::cli {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> files_below(const std::string& path) {
  std::error_code fault;
  if (!fs::is_directory(path, fault)) return {path};
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, fault))
    if (entry.is_regular_file(fault) && entry.path().extension() == ".sop") out.push_back(entry.path().string());
  std::sort(out.begin(), out.end());
  return out;
}

// Up to the limit and a byte more, as files are: the compiler says what is too long.
std::string read_pipe(std::istream& in) {
  std::string text(limits::source_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

std::expected<std::string, FileFault> read_file(const std::string& path) {
  std::error_code fault;
  const auto kind = fs::status(path, fault).type();
  if ((kind == fs::file_type::not_found && path == "-") || (kind != fs::file_type::regular && path == "/dev/stdin"))
    return std::unexpected(FileFault{visible(path),
                                     "not a file: `sopc check --stdin` and `sopc fmt --stdin` read from a pipe",
                                     "不是文件:要从管道读取,请用 `sopc check --stdin` 或 `sopc fmt --stdin`"});
  if (kind == fs::file_type::not_found)
    return std::unexpected(FileFault{visible(path), "no such file", "没有这个文件"});
  if (kind != fs::file_type::regular) return std::unexpected(FileFault{visible(path), "not a file", "不是文件"});
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::unexpected(FileFault{visible(path), std::strerror(errno), std::strerror(errno)});
  return read_pipe(in);
}

std::string identity_of(const std::string& path) {
  std::error_code fault;
  const fs::path found = fs::weakly_canonical(path, fault);
  return fault ? path : found.string();
}

std::expected<std::string, UseFault> read_used(const std::string& path, const std::string& root) {
  std::error_code fault;
  const auto kind = fs::status(path, fault).type();
  if (kind == fs::file_type::not_found) return std::unexpected(UseFault::absent);
  if (!leads_inside(path, root)) return std::unexpected(UseFault::outside);
  if (kind != fs::file_type::regular) return std::unexpected(UseFault::no_file);
  if (limits::exceeded(fs::file_size(path, fault), limits::source_bytes)) return std::unexpected(UseFault::file_size);
  auto text = read_file(path);
  if (!text) return std::unexpected(UseFault::unreadable);
  return *text;
}

}  // namespace

std::expected<Sources, FileFault> read_files(const std::vector<std::string>& paths) {
  Sources sources;
  std::size_t bytes = 0;
  for (const std::string& path : paths) {
    const std::vector<std::string> files = files_below(path);
    if (files.empty())
      return std::unexpected(FileFault{visible(path), "no .sop file in this folder", "此文件夹里没有 .sop 文件"});
    for (const std::string& file : files) {
      auto text = read_file(file);
      if (!text) return std::unexpected(text.error());
      bytes += text->size();
      if (limits::exceeded(bytes, limits::program_bytes))
        return std::unexpected(
            FileFault{visible(file), "the program is larger than 16 MiB (S6002)", "程序超过 16 MiB(S6002)"});
      sources.emplace_back(file, std::move(*text));
    }
  }
  return sources;
}

std::expected<Sources, FileFault> read_program(const std::vector<std::string>& paths, bool from_stdin) {
  auto sources = read_files(paths);
  if (!sources) return sources;
  if (from_stdin) sources->emplace_back("<stdin>", read_pipe(std::cin));
  UsedFileReader reader;
  std::error_code fault;
  if (!paths.empty())
    reader.root = fs::is_directory(paths[0], fault) ? paths[0] : fs::path(paths[0]).parent_path().string();
  reader.identity = identity_of;
  reader.read = read_used;
  join_used_files(*sources, reader);
  return sources;
}

}  // namespace sop::cli
