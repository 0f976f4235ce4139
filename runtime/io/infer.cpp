// Each column starts with every type possible and loses those that a value contradicts.
#include "runtime/io/infer.h"

#include <utf8proc.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_set>

#include "runtime/io/arrow_part.h"
#include "runtime/io/csv_input.h"
#include "runtime/io/csv_records.h"
#include "runtime/io/file_bytes.h"
#include "runtime/io/sqlite_rows.h"
#include "runtime/io/time_text.h"
#include "runtime/io/value_text.h"

namespace sop {
namespace {

constexpr std::size_t inferred_at_once = std::size_t{4} << 20;

bool has_leading_zero(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && is_digit(text[1]);
}

// More digits than a double keeps: a name, not a number.
bool is_long_digits(std::string_view text) { return text.size() > 18 && std::ranges::all_of(text, is_digit); }

// 20261111, in the years that a shop has records of.
bool is_compact_date(std::string_view text) {
  if (text.size() != 8 || !std::ranges::all_of(text, is_digit)) return false;
  const auto number = [&](std::size_t at, std::size_t size) { return std::stoi(std::string(text.substr(at, size))); };
  const int year = number(0, 4);
  return year >= 1900 && year < 2100 && days_of(year, number(4, 2), number(6, 2)).has_value();
}

struct Possible {
  bool boolean = true, integer = true, number = true, date = true, datetime = true, compact_date = true;
  std::uint64_t known = 0;

  void see(std::string_view text) {
    ++known;
    boolean = boolean && boolean_of(text).has_value();
    number = number && !has_leading_zero(text) && !is_long_digits(text) && number_of(text).has_value();
    integer = integer && number && integer_of(text).has_value();
    date = date && date_of(text).has_value();
    compact_date = compact_date && is_compact_date(text);
    datetime = datetime && moment_of(text).has_value();
  }

  TypeKind kind() const {
    if (known == 0) return TypeKind::text;
    if (boolean) return TypeKind::boolean;
    if (integer) return TypeKind::integer;
    if (number) return TypeKind::number;
    if (date) return TypeKind::date;
    if (datetime) return TypeKind::datetime;
    return TypeKind::text;
  }
};

struct Scan {
  std::vector<std::string> header;
  std::vector<Possible> columns;
  std::uint64_t rows = 0;
  std::size_t key = 0;
  using Values = std::unordered_set<std::string>;
  std::vector<std::shared_ptr<Values>> values;  // of the key and of columns called like an id

  void start(std::vector<std::string> names) {
    if (!header.empty()) return;
    header = std::move(names);
    columns.resize(header.size());
    const auto found = std::ranges::find(header, "customer_id");
    key = found == header.end() ? 0 : static_cast<std::size_t>(found - header.begin());
    values.resize(header.size());
    for (std::size_t c = 0; c < header.size(); ++c)
      if (c == 0 || c == key || is_called_like_an_id(header[c])) values[c] = std::make_shared<Values>();
  }

  void see(std::size_t column, std::span<const RawField> fields) {
    for (const RawField& field : fields) {
      if (field.absent || (field.size == 0 && !field.quoted)) continue;
      columns[column].see(field.text());
      if (values[column] != nullptr) values[column]->emplace(field.text());
    }
  }
};

using Scanned = std::expected<void, BadInput>;

std::unexpected<BadInput> failed(const DataFile& file, InputFault fault, std::int64_t line = 0,
                                 std::string value = {}) {
  return std::unexpected(BadInput{.fault = fault, .file = file.path, .line = line, .value = std::move(value)});
}

Scanned scan_pieces(const DataFile& file, std::string_view text, std::int64_t line, Scan& scan) {
  CsvShape shape{.delimiter = delimiter_of(file.format), .slots = scan.columns.size()};
  for (std::size_t c = 0; c < scan.columns.size(); ++c) shape.slot_of_field.push_back(static_cast<std::int32_t>(c));
  for (const std::string_view piece : split_records(text, shape.delimiter, inferred_at_once)) {
    if (!is_utf8(piece)) return failed(file, encoding_fault(text));
    const CsvRecords records = read_records(piece, shape);
    if (!records.bad.empty()) {
      auto fault =
          failed(file, InputFault::ragged_row, line + records.bad[0].line, std::to_string(records.bad[0].fields));
      fault.error().detail = std::to_string(scan.columns.size());
      return fault;
    }
    for (std::size_t c = 0; c < scan.columns.size(); ++c) scan.see(c, records.fields[c]);
    scan.rows += records.line.size();
    line += records.lines;
  }
  return {};
}

Scanned scan_csv(const DataFile& file, Scan& scan) {
  const auto bytes = FileBytes::open(file.path);
  if (!bytes) return failed(file, InputFault::unreadable_file, 0, bytes.error());
  const std::string_view text = without_bom(bytes->text());
  const char delimiter = delimiter_of(file.format);
  const std::size_t header_end = first_record_end(text, delimiter);
  if (!is_utf8(text.substr(0, header_end))) return failed(file, encoding_fault(text), 1);
  auto header = fields_of_record(text.substr(0, header_end), delimiter);
  for (std::size_t c = 0; c < header.size(); ++c)
    if (header[c].empty()) return failed(file, InputFault::nameless_column, 1, std::to_string(c + 1));
  if (const auto other = other_separator(header)) return failed(file, InputFault::other_separator, 1, *other);
  for (const std::string& name : header) {
    if (std::ranges::count(header, name) == 1) continue;
    auto fault = failed(file, InputFault::repeated_header, 1);
    fault.error().column = name;
    return fault;
  }
  const std::int64_t line = 1 + std::ranges::count(text.substr(0, header_end), '\n');
  scan.start(std::move(header));
  return scan_pieces(file, text.substr(header_end), line, scan);
}

void narrow_to(TypeKind kind, std::uint64_t known, Possible& possible) {
  possible.known += known;
  possible.boolean = possible.integer = false;
  possible.number &= kind == TypeKind::number;
  possible.date &= kind == TypeKind::date;
  possible.datetime &= kind == TypeKind::date || kind == TypeKind::datetime;
}

class ArrowScan : public ArrowLook {
 public:
  explicit ArrowScan(Scan& scan) : scan_(scan) {}

  void begin(std::vector<std::string> names, std::uint64_t rows) override {
    scan_.start(std::move(names));
    scan_.rows += rows;
  }
  void typed(std::size_t column, TypeKind kind, std::uint64_t known) override {
    if (column < scan_.columns.size()) narrow_to(kind, known, scan_.columns[column]);
  }
  void texts(std::size_t column, const std::vector<RawField>& fields) override {
    if (column < scan_.columns.size()) scan_.see(column, fields);
  }

 private:
  Scan& scan_;
};

Scanned scan_arrow(const DataFile& file, Scan& scan) {
  const auto part = arrow_part();
  if (!part) return failed(file, InputFault::unreadable_file, 0, part.error());
  ArrowScan into(scan);
  const auto looked = (*part)->look(file, into);
  return looked ? Scanned{} : failed(file, InputFault::unreadable_file, 0, looked.error());
}

// Texts and numbers alike are judged by how they are written.
Scanned scan_sqlite(const DataFile& file, Scan& scan) {
  auto rows = SqliteRows::open(file.path, file.query);
  if (!rows) return failed(file, InputFault::unreadable_file, 0, rows.error());
  scan.start(rows->columns());
  while (true) {
    const auto batch = rows->next(sqlite_batch_rows);
    if (!batch) return failed(file, InputFault::unreadable_file, 0, batch.error());
    if (batch->rows == 0) return {};
    for (std::size_t c = 0; c < scan.columns.size(); ++c) scan.see(c, batch->fields[c]);
    scan.rows += batch->rows;
  }
}

Scanned scan_file(const DataFile& file, Scan& scan) {
  switch (file.format) {
    case FileFormat::csv:
    case FileFormat::tsv: return scan_csv(file, scan);
    case FileFormat::parquet:
    case FileFormat::ipc: return scan_arrow(file, scan);
    case FileFormat::sqlite: return scan_sqlite(file, scan);
  }
  return {};
}

bool is_letter(utf8proc_int32_t c) {
  const auto category = utf8proc_category(c);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool is_full_width(utf8proc_int32_t c) { return c >= 0xFF01 && c <= 0xFF5E; }

// The header in letters, digits and `_` alone.
std::string plain_name_of(std::string_view header) {
  std::string name;
  const auto* p = reinterpret_cast<const utf8proc_uint8_t*>(header.data());
  auto left = static_cast<utf8proc_ssize_t>(header.size());
  while (left > 0) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t length = std::max<utf8proc_ssize_t>(utf8proc_iterate(p, left, &c), 1);
    const bool digit = c >= '0' && c <= '9';
    if (digit && name.empty()) name += '_';
    if (c == '_' || digit || (is_letter(c) && !is_full_width(c)))
      name.append(reinterpret_cast<const char*>(p), static_cast<std::size_t>(length));
    else
      name += '_';
    p += length;
    left -= length;
  }
  return name.empty() ? "_" : name;
}

std::string unique_name(std::string name, const std::vector<InferredColumn>& others) {
  const auto taken = [&](const std::string& n) {
    return std::ranges::find(others, n, &InferredColumn::name) != others.end();
  };
  for (int number = 2; taken(name); ++number) {
    const auto underscore = name.find_last_of('_');
    if (number > 2) name.erase(underscore);
    name += '_' + std::to_string(number);
  }
  return name;
}

InferredInput described(const Binding& binding, const Scan& scan, const std::vector<DataFile>& files) {
  InferredInput input{.name = binding.name, .rows = scan.rows};
  for (std::size_t c = 0; c < scan.header.size(); ++c) {
    const std::string& header = scan.header[c];
    const Possible& found = scan.columns[c];
    input.columns.push_back({unique_name(name_of_header(header), input.columns), header, found.kind(), found.known,
                             found.compact_date && found.known > 0, scan.values[c]});
    if (is_called_tags(header)) input.tags = static_cast<int>(c);
  }
  for (const auto& [name, value] : files.front().partition)
    if (std::ranges::find(scan.header, name) == scan.header.end())
      input.columns.push_back({unique_name(name_of_header(name), input.columns), name,
                               date_of(value) ? TypeKind::date : TypeKind::text, scan.rows});
  if (input.columns.empty()) return input;
  input.key = static_cast<int>(scan.key);
  input.unique_keys = input.columns[scan.key].unique();
  input.key_is_named = scan.header[scan.key] == "customer_id";
  input.columns[scan.key].kind = TypeKind::id;
  if (input.tags >= 0) input.columns[static_cast<std::size_t>(input.tags)].kind = TypeKind::text;
  return input;
}

int column_named(const InferredInput& input, const std::string& file_name) {
  const auto found = std::ranges::find(input.columns, file_name, &InferredColumn::file_name);
  return found == input.columns.end() ? -1 : static_cast<int>(found - input.columns.begin());
}

void arrange_beside(const std::string& key, InferredInput& input) {
  const int same = column_named(input, key);
  if (same < 0) return;
  const auto is_date = [](const InferredColumn& column) {
    return column.kind == TypeKind::date || column.kind == TypeKind::datetime;
  };
  const bool moved = input.key != same;
  if (std::ranges::count_if(input.columns, is_date) == 1) {
    input.kind = InputKind::stream;
    input.time = static_cast<int>(std::ranges::find_if(input.columns, is_date) - input.columns.begin());
  } else if (!moved && input.unique_keys) {
    input.kind = InputKind::side;
  } else {
    return;
  }
  input.key = same;
  input.columns[static_cast<std::size_t>(same)].kind = TypeKind::id;
}

}  // namespace

bool is_called_like_an_id(std::string_view header) {
  for (const std::string_view end :
       {"_id", "_ID", "ID", "Id", "_no", "No", "NO", "_code", "Code", "_upc", "_sku", "_key", "编号", "号"})
    if (header.ends_with(end)) return true;
  return header == "id" || header == "sku" || header == "code";
}

std::string name_of_header(std::string_view header) {
  return header.find_first_of("`\n\r") == std::string_view::npos ? std::string(header) : plain_name_of(header);
}

std::string as_written(const std::string& name) { return plain_name_of(name) == name ? name : "`" + name + "`"; }

std::expected<InferredInput, BadInput> infer_input(const Binding& binding) {
  const auto files = find_data_files(binding);
  if (!files) return std::unexpected(files.error());
  Scan scan;
  for (const DataFile& file : *files) {
    if (auto scanned = scan_file(file, scan); !scanned) {
      scanned.error().input = binding.name;
      return std::unexpected(scanned.error());
    }
  }
  return described(binding, scan, *files);
}

void arrange_inputs(std::vector<InferredInput>& inputs) {
  if (inputs.empty()) return;
  auto population = std::ranges::find(inputs, "customers", &InferredInput::name);
  if (population == inputs.end()) population = std::ranges::find(inputs, true, &InferredInput::unique_keys);
  if (population == inputs.end()) population = inputs.begin();
  population->kind = InputKind::population;
  if (population->key < 0) return;
  const std::string key = population->columns[static_cast<std::size_t>(population->key)].file_name;
  for (InferredInput& input : inputs)
    if (input.kind != InputKind::population) arrange_beside(key, input);
}

}  // namespace sop
