#include "cli/option_file.h"

#include <filesystem>
#include <fstream>

namespace sop::cli {

std::expected<std::string, OptionFileFault> read_option_file(const std::string& path) {
  std::error_code fault;
  const auto kind = std::filesystem::status(path, fault).type();
  if (kind == std::filesystem::file_type::not_found)
    return std::unexpected(OptionFileFault{"cannot be read: there is no such file", "无法读取:没有这个文件"});
  if (kind != std::filesystem::file_type::regular)
    return std::unexpected(OptionFileFault{"cannot be read: not a regular file", "无法读取:不是普通文件"});
  std::ifstream in(path, std::ios::binary);
  std::string text(option_file_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad() || !in.is_open()) return std::unexpected(OptionFileFault{"cannot be read", "无法读取"});
  if (text.size() > option_file_bytes) return std::unexpected(OptionFileFault{"is larger than 16 MiB", "超过 16 MiB"});
  return text;
}

}  // namespace sop::cli
