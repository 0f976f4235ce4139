// The columns of one file on disk: written once, whole or not at all, and read back only if every byte is as it was
// written. Behind a head of 16 bytes lie sections of plain values, in this machine's byte order; at the end a
// directory of them with their checksums, and what the columns were made from. Texts stand once per column.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>

#include "runtime/io/file_bytes.h"
#include "runtime/io/file_identity.h"
#include "runtime/io/table_builder.h"
#include "runtime/io/whole_file.h"

namespace sop {

// What a cache file was made from.
struct CachedFrom {
  FileIdentity file;
  std::uint64_t content = 0;  // checksum of the file's bytes, where the stamps alone do not tell
  bool settled = false;       // they do
  std::string reading;        // reading_text
};

// Writes the rows of one file. `pieces` are in order and without a fault.
Written write_cache(WholeFile& out, const InputPlan& plan, std::span<const PlacedPiece> pieces, const CachedFrom& from);

class CacheFile {
 public:
  // Nothing: no such file, or it is torn, or of another version or byte order.
  static std::optional<CacheFile> open(const std::string& path);

  const CachedFrom& from() const { return from_; }
  std::size_t rows() const { return rows_; }
  // All of it, or nothing where a byte is not what was written.
  std::optional<ReadPiece> load(const InputPlan& plan) const;

 private:
  struct Section {
    std::uint64_t offset, bytes, checksum;
  };

  explicit CacheFile(FileBytes bytes) : bytes_(std::move(bytes)) {}
  bool read_directory();
  std::optional<std::string_view> section(std::size_t number) const;
  bool load_lines(ReadPiece& piece) const;
  bool load_column(const InputPlan& plan, std::size_t rule, ColumnData& column) const;
  bool load_texts(TextPool& pool, std::size_t first_section, ColumnData& column) const;

  FileBytes bytes_;
  CachedFrom from_;
  std::size_t rows_ = 0;
  std::uint64_t first_line_ = 0;
  std::vector<Section> sections_;
};

}  // namespace sop
