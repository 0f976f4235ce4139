// A file that appears whole or not at all: written beside its place under another name, flushed to the disk, then
// renamed.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace sop {

struct WriteFault {
  std::string path;
  std::string reason;  // the system's own text
};

using Written = std::expected<void, WriteFault>;

enum class FileRights : std::uint8_t {
  usual,       // those any new file would have
  owner_only,  // nobody else reads it
};

class WholeFile {
 public:
  static std::expected<WholeFile, WriteFault> create(const std::string& path, FileRights rights = FileRights::usual);

  WholeFile(WholeFile&& other) noexcept;
  WholeFile& operator=(WholeFile&&) = delete;
  ~WholeFile();  // without commit: nothing is left

  Written write(std::string_view bytes);
  Written commit();
  int descriptor() const { return descriptor_; }

 private:
  WholeFile() = default;
  WriteFault fault() const;

  std::string path_, temporary_;
  int descriptor_ = -1;
};

Written write_whole_file(const std::string& path, std::string_view bytes);

}  // namespace sop
