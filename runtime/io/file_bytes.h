// The bytes of a file, mapped where the system allows it, else read. Read only; lives as long as the object.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace sop {

class FileBytes {
 public:
  // The error is the system's own text.
  static std::expected<FileBytes, std::string> open(const std::string& path);

  FileBytes(FileBytes&& other) noexcept;
  FileBytes& operator=(FileBytes&&) = delete;
  ~FileBytes();

  std::string_view text() const { return mapped_ ? std::string_view(mapped_, size_) : std::string_view(read_); }

 private:
  FileBytes() = default;
  const char* mapped_ = nullptr;
  std::size_t size_ = 0;
  std::string read_;
};

}  // namespace sop
