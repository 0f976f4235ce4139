#include "runtime/io/csv_input.h"

#include <algorithm>

#include "runtime/io/csv_records.h"
#include "runtime/io/file_bytes.h"
#include "runtime/io/parallel_tasks.h"
#include "runtime/io/value_text.h"

namespace sop {
namespace {

constexpr std::size_t piece_bytes = std::size_t{2} << 20;
constexpr std::int32_t from_partition = -1, nowhere = -2;

// Where each read column stands: a slot of the records, the folders' names, or nowhere (all missing).
struct HeaderPlan {
  CsvShape shape;
  std::vector<std::int32_t> slot_of_rule;
  std::vector<RawField> partition_field;  // by rule
  bool good = true;
};

struct PieceResult {
  ReadPiece piece;
  bool utf8 = true;
  std::uint32_t bad_line = 0;  // the first that is no UTF-8
};

bool place_in_partition(const DataFile& file, const ColumnRule& rule, HeaderPlan& plan, std::size_t r) {
  for (const auto& [name, value] : file.partition) {
    if (name != rule.column->file_name) continue;
    plan.slot_of_rule[r] = from_partition;
    plan.partition_field[r] = {value.data(), static_cast<std::uint32_t>(value.size()), true,
                               value == missing_partition};
    return true;
  }
  return false;
}

HeaderPlan plan_header(const InputPlan& plan, const DataFile& file, const std::vector<std::string>& header,
                       TableBuilder& builder) {
  HeaderPlan result{.slot_of_rule = std::vector<std::int32_t>(plan.rules.size(), nowhere),
                    .partition_field = std::vector<RawField>(plan.rules.size())};
  result.shape.delimiter = delimiter_of(file.format);
  result.shape.slot_of_field.assign(header.size(), -1);
  const auto is_there = [&](const ColumnRule& rule) { return rule.column->file_name == header[0]; };
  if (const auto other = other_separator(header); other && std::ranges::none_of(plan.rules, is_there)) {
    builder.add_file_fault({.fault = InputFault::other_separator, .line = 1, .value = *other});
    result.good = false;
    return result;
  }
  for (std::size_t r = 0; r < plan.rules.size(); ++r) {
    const ColumnRule& rule = plan.rules[r];
    const std::string& name = rule.column->file_name;
    const auto found = std::ranges::find(header, name);
    if (found != header.end()) {
      if (std::ranges::count(header, name) > 1) {
        builder.add_file_fault({.fault = InputFault::repeated_header, .line = 1, .column = name});
        result.good = false;
      }
      // Two columns of the program may read one of the file.
      std::int32_t& slot = result.shape.slot_of_field[static_cast<std::size_t>(found - header.begin())];
      if (slot < 0) slot = static_cast<std::int32_t>(result.shape.slots++);
      result.slot_of_rule[r] = slot;
    } else if (!place_in_partition(file, rule, result, r) && !may_be_absent(plan, rule)) {
      builder.add_file_fault({.fault = InputFault::missing_column, .line = 1, .column = name});
      result.good = false;
    }
  }
  for (const std::string& name : unread_columns(plan, file))
    if (std::ranges::find(header, name) == header.end()) {
      builder.add_file_fault({.fault = InputFault::missing_column, .line = 1, .column = name});
      result.good = false;
    }
  return result;
}

InputFault fault_of_record(RecordFault fault) {
  switch (fault) {
    case RecordFault::ragged: return InputFault::ragged_row;
    case RecordFault::stray_quote: return InputFault::stray_quote;
    case RecordFault::open_quote: return InputFault::open_quote;
  }
  return InputFault::ragged_row;
}

void add_bad_records(const CsvRecords& records, std::size_t header_fields, FaultList& faults) {
  for (const BadRecord& bad : records.bad)
    faults.add(
        {-1, bad.line, -1, fault_of_record(bad.fault), std::to_string(bad.fields), std::to_string(header_fields)});
}

std::uint32_t first_bad_line(std::string_view text) {
  std::uint32_t line = 0;
  for (std::size_t begin = 0; begin < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (!is_utf8(text.substr(begin, end - begin))) return line;
    begin = end + 1;
  }
  return line;
}

PieceResult read_piece(const InputPlan& plan, const HeaderPlan& header, std::string_view text, ColumnReaders& readers) {
  PieceResult result;
  result.utf8 = is_utf8(text);
  if (!result.utf8) {
    result.bad_line = first_bad_line(text);
    result.piece = empty_piece(plan, 0);
    return result;
  }
  CsvRecords records = read_records(text, header.shape);
  const std::size_t rows = records.line.size();
  result.piece = empty_piece(plan, rows);
  result.piece.lines = records.lines;
  add_bad_records(records, header.shape.slot_of_field.size(), result.piece.faults.back());
  std::vector<RawField> same;
  for (std::size_t r = 0; r < plan.rules.size(); ++r) {
    const std::int32_t slot = header.slot_of_rule[r];
    if (slot == nowhere) same.assign(rows, RawField{.absent = true});
    if (slot == from_partition) same.assign(rows, header.partition_field[r]);
    const auto& fields = slot < 0 ? same : records.fields[static_cast<std::size_t>(slot)];
    result.piece.columns[static_cast<std::size_t>(plan.rules[r].index)] =
        readers[r]->read(fields, records.line, result.piece.faults[r]);
  }
  result.piece.line = std::move(records.line);
  return result;
}

void add_pieces(std::vector<PieceResult> results, std::string_view text, std::int64_t first_line,
                TableBuilder& builder) {
  for (PieceResult& result : results) {
    if (!result.utf8) {
      builder.add_file_fault({.fault = encoding_fault(text), .line = first_line + result.bad_line});
      return;
    }
    const std::uint32_t lines = result.piece.lines;
    builder.add(std::move(result.piece), first_line);
    first_line += lines;
  }
}

bool is_gb18030(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0; };
  const auto lead = [](int b) { return b >= 0x81 && b <= 0xFE; };
  for (std::size_t i = 0; i < bytes.size();) {
    const int first = at(i), second = at(i + 1);
    if (first < 0x80) {
      ++i;
    } else if (lead(first) && ((second >= 0x40 && second <= 0x7E) || (second >= 0x80 && second <= 0xFE))) {
      i += 2;
    } else if (lead(first) && second >= '0' && second <= '9' && lead(at(i + 2)) && at(i + 3) >= '0' &&
               at(i + 3) <= '9') {
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

InputFault encoding_fault(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return InputFault::utf16;
  return is_gb18030(bytes) ? InputFault::gb18030 : InputFault::not_utf8;
}

std::string_view without_bom(std::string_view text) { return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text; }

void read_csv(const InputPlan& plan, const DataFile& file, TableBuilder& builder) {
  builder.begin_file(file.path);
  const auto bytes = FileBytes::open(file.path);
  if (!bytes) return builder.add_file_fault({.fault = InputFault::unreadable_file, .value = bytes.error()});
  const std::string_view text = without_bom(bytes->text());
  const char delimiter = delimiter_of(file.format);
  const std::size_t header_end = first_record_end(text, delimiter);
  const std::string_view header_text = text.substr(0, header_end);
  if (!is_utf8(header_text)) return builder.add_file_fault({.fault = encoding_fault(text), .line = 1});
  const HeaderPlan header = plan_header(plan, file, fields_of_record(header_text, delimiter), builder);
  if (!header.good) return;
  std::string_view body = text.substr(header_end);
  std::int64_t first_line = 1 + std::ranges::count(header_text, '\n');
  if (!file.slice.is_whole()) {
    body = text.substr(static_cast<std::size_t>(file.slice.first),
                       static_cast<std::size_t>(file.slice.last - file.slice.first));
    first_line = 1 + file.slice.before;
  }
  const auto pieces = split_records(body, delimiter, piece_bytes);
  std::vector<PieceResult> results(pieces.size());
  run_tasks(
      plan.options.threads, pieces.size(), [&] { return column_readers(plan); },
      [&](ColumnReaders& readers, std::size_t i) {
        results[i] = read_piece(plan, header, pieces[i], readers);
        advance_work(plan.options.progress, pieces[i].size(), results[i].piece.rows);
      });
  add_pieces(std::move(results), text, first_line, builder);
}

}  // namespace sop
