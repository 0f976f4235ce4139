// Bad rows are few, so their raw text is read again from the files when it is needed, instead of being kept on the way.
#include "runtime/io/quarantine.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <span>

#include "runtime/io/arrow_part.h"
#include "runtime/io/csv_input.h"
#include "runtime/io/csv_records.h"
#include "runtime/io/data_files.h"
#include "runtime/io/file_bytes.h"
#include "runtime/io/output_table.h"
#include "runtime/io/slices.h"
#include "runtime/io/sqlite_rows.h"
#include "runtime/io/write.h"

namespace sop {
namespace {

std::string_view without_line_end(std::string_view record) {
  if (record.ends_with('\n')) record.remove_suffix(1);
  if (record.ends_with('\r')) record.remove_suffix(1);
  return record;
}

// The parts of a file that hold some of these lines or rows, with where the next part begins.
template <class Visit>
void each_part(const DataFile& file, SliceSize size, const std::vector<std::int64_t>& wanted, Visit visit) {
  const std::vector<DataFile> parts = slices_of(file, size);
  auto first = wanted.begin();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto last =
        i + 1 == parts.size() ? wanted.end() : std::upper_bound(first, wanted.end(), parts[i + 1].slice.before);
    if (first != last) visit(parts[i], std::span(first, last));
    first = last;
  }
}

std::vector<std::string> csv_records(const DataFile& file, const std::vector<std::int64_t>& lines) {
  std::vector<std::string> records;
  each_part(file, {}, lines, [&](const DataFile& part, std::span<const std::int64_t> wanted_lines) {
    const auto bytes = FileBytes::open(part.path);
    std::string_view text = bytes ? without_bom(bytes->text()) : std::string_view();
    std::int64_t line = 1;
    if (!part.slice.is_whole() && wanted_lines.front() > part.slice.before) {
      text = text.substr(static_cast<std::size_t>(part.slice.first),
                         static_cast<std::size_t>(part.slice.last - part.slice.first));
      line += part.slice.before;
    }
    for (const std::int64_t wanted : wanted_lines) {
      while (!text.empty() && line <= wanted) {
        const std::string_view record = text.substr(0, first_record_end(text, delimiter_of(part.format)));
        if (line == wanted) records.emplace_back(without_line_end(record));
        line += std::ranges::count(record, '\n');
        text.remove_prefix(record.size());
      }
    }
  });
  records.resize(lines.size());
  return records;
}

std::vector<std::string> arrow_records(const DataFile& file, const std::vector<std::int64_t>& rows) {
  const auto arrow = arrow_part();
  if (!arrow) return std::vector<std::string>(rows.size());
  std::vector<std::string> records;
  each_part(file, {.rows = 1}, rows, [&](const DataFile& part, std::span<const std::int64_t> wanted) {
    std::vector<std::int64_t> in_part;
    for (const std::int64_t row : wanted) in_part.push_back(row - part.slice.before);
    for (std::string& record : (*arrow)->records(part, in_part)) records.push_back(std::move(record));
  });
  return records;
}

std::vector<std::string> sqlite_records(const DataFile& file, const std::vector<std::int64_t>& wanted) {
  std::vector<std::string> records;
  auto rows = SqliteRows::open(file.path, file.query);
  for (std::int64_t row = 1; rows && records.size() < wanted.size(); ++row) {
    const auto batch = rows->next(1);
    if (!batch || batch->rows == 0) break;
    if (row != wanted[records.size()]) continue;
    std::string& record = records.emplace_back();
    for (const std::vector<RawField>& fields : batch->fields) {
      if (&fields != &batch->fields.front()) record += ',';
      if (!fields[0].absent) record += fields[0].text();
    }
  }
  records.resize(wanted.size());
  return records;
}

using RowPlace = std::pair<std::string, std::int64_t>;

struct BadRow {
  std::string columns, reasons;
};

void join(std::string& list, const std::string& item, std::string_view separator) {
  if (item.empty()) return;
  if (!list.empty()) list += separator;
  list += item;
}

std::map<RowPlace, BadRow> rows_of(const std::vector<BadInput>& findings, Language language) {
  std::map<RowPlace, BadRow> rows;
  for (const BadInput& finding : findings) {
    if (!is_row_fault(finding.fault)) continue;
    BadRow& row = rows[{finding.file, finding.line}];
    join(row.columns, finding.column, ";");
    join(row.reasons, text_of(finding, language), "; ");
  }
  return rows;
}

std::map<RowPlace, std::string> raw_rows(const std::map<RowPlace, BadRow>& rows) {
  std::map<std::string, std::vector<std::int64_t>> lines;
  for (const auto& [place, row] : rows) lines[place.first].push_back(place.second);
  std::map<RowPlace, std::string> raw;
  for (const auto& [path, wanted] : lines) {
    const auto records = raw_records(path, wanted);
    for (std::size_t i = 0; i < wanted.size(); ++i) raw[{path, wanted[i]}] = records[i];
  }
  return raw;
}

}  // namespace

std::vector<std::string> raw_records(const std::string& path, const std::vector<std::int64_t>& lines) {
  const auto files = find_data_files({"", path});
  if (!files || files->size() != 1) return std::vector<std::string>(lines.size());
  const DataFile& file = files->front();
  switch (file.format) {
    case FileFormat::csv:
    case FileFormat::tsv: return csv_records(file, lines);
    case FileFormat::parquet:
    case FileFormat::ipc: return arrow_records(file, lines);
    case FileFormat::sqlite: return sqlite_records(file, lines);
  }
  return std::vector<std::string>(lines.size());
}

std::expected<QuarantineCount, WriteFault> write_quarantine(const std::string& folder, const std::string& input,
                                                            const std::vector<BadInput>& findings, Language language) {
  const Type text{TypeKind::text, true, {}};
  OutputRows out(std::make_shared<TextPool>());
  for (const char* name : {"file", "line", "column", "reason", "row"})
    out.add_column(name, std::string_view(name) == "line" ? Type{TypeKind::integer, false, {}} : text);
  const auto rows = rows_of(findings, language);
  const auto raw = raw_rows(rows);
  for (const auto& [place, row] : rows) {
    out.text(0, place.first);
    out.whole(1, place.second);
    if (!row.columns.empty()) out.text(2, row.columns);
    out.text(3, row.reasons);
    out.text(4, raw.at(place));
    out.end_row();
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::string path = (std::filesystem::path(folder) / (input + ".csv")).string();
  if (auto written = write_table(std::move(out).finish({}), path, OutputFormat::csv); !written)
    return std::unexpected(written.error());
  return QuarantineCount{input, rows.size()};
}

}  // namespace sop
