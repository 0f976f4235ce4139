// What needs Arrow's libraries, behind a table of functions. These libraries are large, and loading them takes longer
// than checking a program does: the part is a library of its own (libsop_files.so), loaded when the first Parquet or
// Arrow file is read or written.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "runtime/io/data_files.h"
#include "runtime/io/raw_field.h"
#include "runtime/io/table_builder.h"
#include "runtime/io/write.h"

namespace sop {

// Who looks at a whole file once, column by column.
struct ArrowLook {
  virtual ~ArrowLook() = default;
  virtual void begin(std::vector<std::string> names, std::uint64_t rows) = 0;
  virtual void typed(std::size_t column, TypeKind kind, std::uint64_t known) = 0;   // all values are of this kind
  virtual void texts(std::size_t column, const std::vector<RawField>& fields) = 0;  // some of the values, as written
};

struct ArrowPart {
  std::string version;  // of Arrow
  void (*read)(const InputPlan& plan, const DataFile& file, TableBuilder& builder);
  std::expected<void, std::string> (*look)(const DataFile& file, ArrowLook& into);
  // The values of these rows, from 1, in CSV form.
  std::vector<std::string> (*records)(const DataFile& file, const std::vector<std::int64_t>& rows);
  std::expected<std::unique_ptr<ArrowRows>, WriteFault> (*open)(const OutputTable& first, WholeFile& file,
                                                                OutputFormat format);
  // The rows of each part that can be read by itself; none, where the file can only be read whole.
  std::vector<std::int64_t> (*parts)(const DataFile& file);
  void (*release_memory)();  // what its allocator keeps for later
};

// Or why it cannot be loaded.
std::expected<const ArrowPart*, std::string> arrow_part();
// What its allocator keeps for later goes back, where it was loaded.
void release_arrow_memory();

}  // namespace sop
