#include "runtime/io/read_list.h"

#include <filesystem>
#include <unordered_set>

#include "compiler/source/project_path.h"
#include "runtime/io/csv_input.h"
#include "runtime/io/csv_records.h"
#include "runtime/io/file_bytes.h"
#include "runtime/io/value_text.h"

namespace sop {
namespace {

namespace fs = std::filesystem;

bool is_header(const Program& program, std::string_view first) {
  const Input& population = program.inputs[program.population.index()];
  if (population.key < 0) return false;
  const Column& key = population.columns[static_cast<std::size_t>(population.key)];
  return first == key.name || first == key.file_name;
}

// The first line that is no UTF-8, from 0.
std::int64_t bad_line(std::string_view text) {
  std::int64_t line = 0;
  for (std::size_t begin = 0; begin < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (!is_utf8(text.substr(begin, end - begin))) break;
    begin = end + 1;
  }
  return line;
}

class ListReader {
 public:
  ListReader(const Program& program, const Input& list, TextPool& pool) : program_(program), list_(list), pool_(pool) {
    table_.given = true;
    table_.columns.resize(list.columns.size());
  }

  ReadTable read(const std::string& path, const std::string& project) {
    path_ = path;
    table_.files.push_back({path, 0});
    if (!leads_inside(path, project)) return fail({.fault = InputFault::outside_project});
    std::error_code fault;
    if (fs::exists(path, fault) && !fs::is_regular_file(path, fault))
      return fail({.fault = InputFault::unreadable_file, .value = "not a regular file"});
    const auto bytes = FileBytes::open(path);
    if (!bytes) return fail({.fault = InputFault::unreadable_file, .value = bytes.error()});
    const std::string_view text = without_bom(bytes->text());
    if (!is_utf8(text)) return fail({.fault = encoding_fault(text), .line = bad_line(text) + 1});
    read_rows(text, path.ends_with(".tsv") ? '\t' : ',');
    return finish();
  }

 private:
  void add(BadInput finding) {
    finding.input = list_.name;
    finding.file = path_;
    ++table_.findings.total;
    if (table_.findings.kept.size() < shown_findings) table_.findings.kept.push_back(std::move(finding));
  }

  ReadTable fail(BadInput finding) {
    add(std::move(finding));
    return finish();
  }

  void read_rows(std::string_view text, char delimiter) {
    const auto first = fields_of_record(text.substr(0, first_record_end(text, delimiter)), delimiter);
    CsvShape shape{.delimiter = delimiter, .slots = 1};
    shape.slot_of_field.assign(std::max<std::size_t>(first.size(), 1), -1);
    shape.slot_of_field[0] = 0;
    const CsvRecords records = read_records(text, shape);
    for (const BadRecord& bad : records.bad)
      add({.fault = bad.fault == RecordFault::ragged        ? InputFault::ragged_row
                    : bad.fault == RecordFault::stray_quote ? InputFault::stray_quote
                                                            : InputFault::open_quote,
           .line = std::int64_t{bad.line} + 1,
           .value = std::to_string(bad.fields),
           .detail = std::to_string(first.size())});
    for (std::size_t i = 0; i < records.line.size(); ++i) {
      const RawField& field = records.fields[0][i];
      const std::string_view id(field.data, field.size);
      if (id.empty() || (records.line[i] == 0 && is_header(program_, id))) continue;
      if (!seen_.insert(pool_.intern(id)).second) continue;
      codes_.push_back(pool_.intern(id));
      table_.line.push_back(records.line[i] + 1);
    }
  }

  ReadTable finish() {
    table_.rows = codes_.size();
    table_.columns[0] = make_column(list_.columns[0].type, table_.rows);
    table_.columns[0].codes = std::move(codes_);
    table_.bad_rows.assign(words_for(table_.rows), 0);
    table_.bad_records = table_.findings.total;
    return std::move(table_);
  }

  const Program& program_;
  const Input& list_;
  TextPool& pool_;
  std::string path_;
  ReadTable table_;
  ColumnValues<TextCode> codes_;
  std::unordered_set<TextCode> seen_;
};

}  // namespace

ReadTable read_list(const Program& program, const Input& list, const std::string& folder, TextPool& pool) {
  const auto declaring = static_cast<std::size_t>(list.span.file);
  const auto path = project_path(program.file_names, declaring, list.list_file);
  return ListReader(program, list, pool)
      .read(folder + path.value_or(list.list_file), folder + project_folder(program.file_names));
}

}  // namespace sop
