// A file for what does not fit in memory: bytes are added at its end and read again by their place. It has no name, so
// that nothing of it is left once the process is gone, however that came.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "runtime/io/whole_file.h"

namespace sop {

struct Extent {
  std::uint64_t at = 0, size = 0;
};

class SpillFile {
 public:
  // In this folder, which is there.
  static std::expected<SpillFile, WriteFault> create(const std::string& folder);
  SpillFile(SpillFile&& other) noexcept;
  SpillFile& operator=(SpillFile&&) = delete;
  ~SpillFile();

  std::expected<Extent, WriteFault> add(std::string_view bytes);
  std::expected<std::string, WriteFault> read(Extent extent) const;
  std::uint64_t size() const { return size_; }

 private:
  explicit SpillFile(std::string folder) : folder_(std::move(folder)) {}
  std::unexpected<WriteFault> fault() const;

  std::string folder_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace sop
