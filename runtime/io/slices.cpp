#include "runtime/io/slices.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "runtime/io/arrow_part.h"
#include "runtime/io/csv_input.h"

namespace sop {
namespace {

DataFile slice_of(const DataFile& file, std::int64_t first, std::int64_t last, std::int64_t before) {
  DataFile slice = file;
  slice.slice = {first, last, before};
  return slice;
}

std::vector<DataFile> arrow_slices(const DataFile& file, std::uint64_t most_rows) {
  const auto arrow = arrow_part();
  const std::vector<std::int64_t> parts = arrow ? (*arrow)->parts(file) : std::vector<std::int64_t>();
  std::vector<DataFile> slices;
  std::int64_t before = 0, rows = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    rows += parts[i];
    const bool is_last = i + 1 == parts.size();
    if (!is_last && static_cast<std::uint64_t>(rows + parts[i + 1]) <= most_rows) continue;
    slices.push_back(slice_of(file, static_cast<std::int64_t>(first), static_cast<std::int64_t>(i + 1), before));
    before += rows;
    rows = 0;
    first = i + 1;
  }
  return slices.empty() ? std::vector{file} : slices;
}

// Where records end, by the same rules as FieldScanner (csv_records.cpp), over bytes that come in blocks.
class RecordEnds {
 public:
  explicit RecordEnds(char delimiter) : delimiter_(delimiter) {}

  // Does a record end with this byte?
  bool ends_with(char c) {
    if (c == '\n') ++lines_;
    if (state_ == State::quoted) {
      if (c == '"') state_ = State::closed;
      return false;
    }
    if (c == '\n') {
      state_ = State::start;
      return true;
    }
    if (c == delimiter_) {
      state_ = State::start;
    } else if (c == '"' && (state_ == State::start || state_ == State::closed)) {
      state_ = State::quoted;
    } else {
      state_ = State::plain;
    }
    return false;
  }
  std::int64_t lines() const { return lines_; }

 private:
  enum class State : std::uint8_t { start, plain, quoted, closed };
  const char delimiter_;
  State state_ = State::start;
  std::int64_t lines_ = 0;
};

// Read block by block and not mapped: pages of a mapped file count as this process's memory.
class CsvCutter {
 public:
  CsvCutter(const DataFile& file, std::uint64_t bytes) : file_(file), bytes_(bytes), ends_(delimiter_of(file.format)) {}

  std::vector<DataFile> slices() {
    const int descriptor = ::open(file_.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return {file_};
    std::vector<char> block(std::size_t{1} << 20);
    bool good = true, is_first = true;
    for (;;) {
      const ssize_t got = ::read(descriptor, block.data(), block.size());
      if (got < 0 && errno == EINTR) continue;
      good = got >= 0;
      if (got <= 0) break;
      std::string_view text(block.data(), static_cast<std::size_t>(got));
      if (std::exchange(is_first, false)) text = without_bom(text);
      take(text);
    }
    ::close(descriptor);
    if (!good || !has_header_) return {file_};
    if (at_ > first_) end_slice();
    return slices_.empty() ? std::vector{file_} : std::move(slices_);
  }

 private:
  void take(std::string_view text) {
    for (const char c : text) {
      ++at_;
      if (!ends_.ends_with(c)) continue;
      if (!has_header_) {
        has_header_ = true;
        begin_slice();
      } else if (static_cast<std::uint64_t>(at_ - first_) >= bytes_) {
        end_slice();
        begin_slice();
      }
    }
  }
  void begin_slice() {
    first_ = at_;
    before_ = ends_.lines();
  }
  void end_slice() { slices_.push_back(slice_of(file_, first_, at_, before_)); }

  const DataFile& file_;
  const std::uint64_t bytes_;
  RecordEnds ends_;
  std::vector<DataFile> slices_;
  bool has_header_ = false;
  std::int64_t at_ = 0, first_ = 0, before_ = 0;
};

}  // namespace

std::vector<DataFile> slices_of(const DataFile& file, SliceSize size) {
  switch (file.format) {
    case FileFormat::csv:
    case FileFormat::tsv: return CsvCutter(file, size.bytes).slices();
    case FileFormat::parquet:
    case FileFormat::ipc: return arrow_slices(file, size.rows);
    case FileFormat::sqlite: return {file};
  }
  return {file};
}

}  // namespace sop
