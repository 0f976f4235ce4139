#include "runtime/io/cache_file.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>

#include "runtime/io/checksum.h"
#include "runtime/io/column_rows.h"
#include "runtime/io/parallel_tasks.h"

namespace sop {
namespace {

constexpr std::uint32_t cache_version = 1;  // of the layout; what values mean is reading_version's
constexpr std::uint32_t our_byte_order = 0x0A0B0C0D;
constexpr std::uint32_t without_text = UINT32_MAX;  // of a row without a value
// Lines, then per column: which values are known, the values, and of texts where each ends and their bytes.
constexpr std::size_t sections_per_column = 4;

struct CacheHead {
  char magic[8] = {'s', 'o', 'p', 'c', 'o', 'l', 's', '\n'};
  std::uint32_t byte_order = our_byte_order;
  std::uint32_t version = cache_version;
};

struct CacheTail {
  std::uint64_t directory_offset = 0, directory_bytes = 0, directory_checksum = 0;
  std::uint64_t file_bytes = 0;
};

struct DirectoryHead {
  FileIdentity file;
  std::uint64_t content = 0, settled = 0;
  std::uint64_t rows = 0, first_line = 0;
  std::uint64_t sections = 0, reading_bytes = 0;
};

template <class Values>
std::string_view bytes_of_values(const Values& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(typename Values::value_type)};
}

template <class Value>
std::string_view bytes_of_one(const Value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// The bytes as values, if there are exactly so many.
template <class Values>
bool take_values(std::string_view bytes, std::size_t count, Values& out) {
  if (bytes.size() != count * sizeof(typename Values::value_type)) return false;
  out.resize(count);
  if (count > 0) std::memcpy(out.data(), bytes.data(), bytes.size());
  return true;
}

// ---- Writing

// One column's texts, numbered in the order in which they first stand.
struct NumberedTexts {
  std::vector<std::uint32_t> numbers;  // per row
  std::vector<std::uint64_t> ends;     // per text, into `bytes`
  std::string bytes;
};

// By code of the run's pool: the text's number in the column at hand. As large as the pool, so that it is made once.
class TextNumbers {
 public:
  NumberedTexts of(const ColumnData& column, const TextPool& pool) {
    if (number_of_.size() < pool.size()) number_of_.resize(pool.size(), without_text);
    NumberedTexts out;
    out.numbers.resize(column.rows, without_text);
    for (std::size_t row = 0; row < column.rows; ++row) {
      if (!column.is_known(row)) continue;
      std::uint32_t& number = number_of_[column.codes[row]];
      if (number == without_text) {
        number = static_cast<std::uint32_t>(used_.size());
        used_.push_back(column.codes[row]);
        out.bytes += pool.text(column.codes[row]);
        out.ends.push_back(out.bytes.size());
      }
      out.numbers[row] = number;
    }
    for (const TextCode code : used_) number_of_[code] = without_text;
    used_.clear();
    return out;
  }

 private:
  std::vector<std::uint32_t> number_of_;
  std::vector<TextCode> used_;
};

class CacheWriter {
 public:
  CacheWriter(WholeFile& out, const InputPlan& plan, std::span<const PlacedPiece> pieces)
      : out_(out), plan_(plan), pieces_(pieces) {}

  Written write(const CachedFrom& from) {
    put(bytes_of_one(CacheHead{}));
    directory_.file = from.file;
    directory_.content = from.content;
    directory_.settled = from.settled ? 1 : 0;
    put_lines();
    for (const ColumnRule& rule : plan_.rules) put_column(rule);
    put_directory(from.reading);
    return written_;
  }

 private:
  struct Section {
    std::uint64_t offset, bytes, checksum;
  };

  void put(std::string_view bytes) {
    if (written_) written_ = out_.write(bytes);
    at_ += bytes.size();
  }
  void put_section(std::string_view bytes) {
    sections_.push_back({at_, bytes.size(), checksum_of(bytes)});
    put(bytes);
  }

  // Lines that follow one another are told by the first.
  void put_lines() {
    std::vector<std::uint32_t> lines;
    for (const PlacedPiece& placed : pieces_)
      for (const std::uint32_t line : placed.piece.line)
        lines.push_back(static_cast<std::uint32_t>(placed.first_line + line));
    directory_.rows = lines.size();
    if (!lines.empty()) directory_.first_line = lines.front();
    bool in_a_row = true;
    for (std::size_t i = 0; in_a_row && i < lines.size(); ++i) in_a_row = lines[i] == lines[0] + i;
    if (in_a_row) lines.clear();
    put_section(bytes_of_values(lines));
  }

  void put_column(const ColumnRule& rule) {
    const auto index = static_cast<std::size_t>(rule.index);
    ColumnData joined;
    const ColumnData* column = pieces_.size() == 1 ? &pieces_[0].piece.columns[index] : &joined;
    if (pieces_.size() != 1) {
      joined = make_column(rule.column->type, 0);
      for (const PlacedPiece& placed : pieces_) append_rows(joined, placed.piece.columns[index]);
    }
    put_section(bytes_of_values(column->known));
    NumberedTexts texts;
    switch (physical_of(column->type.kind)) {
      case Physical::whole: put_section(bytes_of_values(column->whole)); break;
      case Physical::real: put_section(bytes_of_values(column->real)); break;
      case Physical::bit: put_section(bytes_of_values(column->bits)); break;
      case Physical::code:
        texts = numbers_.of(*column, *plan_.pool);
        put_section(bytes_of_values(texts.numbers));
        break;
    }
    put_section(bytes_of_values(texts.ends));
    put_section(texts.bytes);
  }

  void put_directory(const std::string& reading) {
    directory_.sections = sections_.size();
    directory_.reading_bytes = reading.size();
    std::string bytes(bytes_of_one(directory_));
    bytes += bytes_of_values(sections_);
    bytes += reading;
    const CacheTail tail{at_, bytes.size(), checksum_of(bytes), at_ + bytes.size() + sizeof(CacheTail)};
    put(bytes);
    put(bytes_of_one(tail));
  }

  WholeFile& out_;
  const InputPlan& plan_;
  std::span<const PlacedPiece> pieces_;
  DirectoryHead directory_;
  std::vector<Section> sections_;
  TextNumbers numbers_;
  std::uint64_t at_ = 0;
  Written written_;
};

}  // namespace

Written write_cache(WholeFile& out, const InputPlan& plan, std::span<const PlacedPiece> pieces,
                    const CachedFrom& from) {
  return CacheWriter(out, plan, pieces).write(from);
}

// ---- Reading

std::optional<CacheFile> CacheFile::open(const std::string& path) {
  auto bytes = FileBytes::open(path);
  if (!bytes) return std::nullopt;
  CacheFile file(std::move(*bytes));
  if (!file.read_directory()) return std::nullopt;
  return file;
}

bool CacheFile::read_directory() {
  const std::string_view all = bytes_.text();
  const CacheHead expected;
  if (all.size() < sizeof(CacheHead) + sizeof(CacheTail)) return false;
  if (all.substr(0, sizeof expected) != bytes_of_one(expected)) return false;
  CacheTail tail;
  std::memcpy(&tail, all.data() + all.size() - sizeof tail, sizeof tail);
  const std::uint64_t end = all.size() - sizeof tail;
  if (tail.file_bytes != all.size() || tail.directory_offset > end ||
      tail.directory_bytes != end - tail.directory_offset)
    return false;
  std::string_view directory = all.substr(tail.directory_offset, tail.directory_bytes);
  DirectoryHead head;
  if (checksum_of(directory) != tail.directory_checksum || directory.size() < sizeof head) return false;
  std::memcpy(&head, directory.data(), sizeof head);
  directory.remove_prefix(sizeof head);
  if (head.reading_bytes > directory.size()) return false;
  const std::size_t places = directory.size() - head.reading_bytes;
  if (head.sections != places / sizeof(Section) || !take_values(directory.substr(0, places), head.sections, sections_))
    return false;
  from_ = {head.file, head.content, head.settled != 0, std::string(directory.substr(places))};
  rows_ = head.rows;
  first_line_ = head.first_line;
  return rows_ < std::numeric_limits<std::uint32_t>::max();
}

std::optional<std::string_view> CacheFile::section(std::size_t number) const {
  const std::string_view all = bytes_.text();
  const Section& place = sections_[number];
  if (place.offset > all.size() || place.bytes > all.size() - place.offset) return std::nullopt;
  const std::string_view bytes = all.substr(place.offset, place.bytes);
  if (checksum_of(bytes) != place.checksum) return std::nullopt;
  return bytes;
}

bool CacheFile::load_lines(ReadPiece& piece) const {
  const auto lines = section(0);
  if (!lines) return false;
  if (!lines->empty()) return take_values(*lines, rows_, piece.line);
  piece.line.resize(rows_);
  for (std::size_t row = 0; row < rows_; ++row) piece.line[row] = static_cast<std::uint32_t>(first_line_ + row);
  return true;
}

bool CacheFile::load_texts(TextPool& pool, std::size_t first_section, ColumnData& column) const {
  const auto places = section(first_section), bytes = section(first_section + 1);
  std::vector<std::uint64_t> ends;
  if (!places || !bytes || !take_values(*places, places->size() / sizeof(std::uint64_t), ends)) return false;
  std::vector<TextCode> codes(ends.size());
  constexpr std::size_t at_once = 65'536;
  std::vector<TextQuery> queries;
  std::uint64_t begin = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (ends[i] < begin || ends[i] > bytes->size()) return false;
    const std::string_view text = bytes->substr(begin, ends[i] - begin);
    queries.push_back({text, TextPool::hash_of(text), static_cast<std::uint32_t>(i)});
    begin = ends[i];
    if (queries.size() < at_once && i + 1 < ends.size()) continue;
    pool.intern_all(queries);
    for (const TextQuery& query : queries) codes[query.tag] = query.code;
    queries.clear();
  }
  for (TextCode& code : column.codes) {
    if (code != without_text && code >= codes.size()) return false;
    code = code == without_text ? 0 : codes[code];
  }
  return true;
}

bool CacheFile::load_column(const InputPlan& plan, std::size_t rule, ColumnData& column) const {
  const std::size_t first = 1 + rule * sections_per_column;
  column.type = plan.rules[rule].column->type;
  column.rows = rows_;
  const auto known = section(first), values = section(first + 1);
  if (!known || !values) return false;
  if (!take_values(*known, column.type.nullable ? words_for(rows_) : 0, column.known)) return false;
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return take_values(*values, rows_, column.whole);
    case Physical::real: return take_values(*values, rows_, column.real);
    case Physical::bit: return take_values(*values, words_for(rows_), column.bits);
    case Physical::code: return take_values(*values, rows_, column.codes) && load_texts(*plan.pool, first + 2, column);
  }
  return false;
}

std::optional<ReadPiece> CacheFile::load(const InputPlan& plan) const {
  if (sections_.size() != 1 + plan.rules.size() * sections_per_column) return std::nullopt;
  ReadPiece piece = empty_piece(plan, rows_);
  std::atomic<bool> good = load_lines(piece);
  run_tasks(
      plan.options.threads, plan.rules.size(), [] { return 0; },
      [&](int&, std::size_t rule) {
        if (!load_column(plan, rule, piece.columns[static_cast<std::size_t>(plan.rules[rule].index)])) good = false;
      });
  if (!good) return std::nullopt;
  return piece;
}

}  // namespace sop
