// One field as it stands in a file. Points into the file's bytes (or into text unescaped from them).
#pragma once

#include <cstdint>
#include <string_view>

namespace sop {

struct RawField {
  const char* data = nullptr;
  std::uint32_t size = 0;
  bool quoted = false;  // CSV: `""` is an empty text, an empty unquoted field is missing (semantics A6)
  bool absent = false;  // Parquet and Arrow: null

  std::string_view text() const { return {data, size}; }
};

}  // namespace sop
