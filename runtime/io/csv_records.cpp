// One small state machine over the special bytes; the three readers differ only in what they do with a field.
#include "runtime/io/csv_records.h"

#include <algorithm>

#include "runtime/io/special_bytes.h"

namespace sop {
namespace {

struct ScannedField {
  std::size_t begin = 0, end = 0;  // without the quotes
  bool quoted = false;
  bool doubled = false;  // holds doubled quotes
  bool stray = false;    // text after the closing quote
  bool open = false;     // never closed
  bool last = false;     // of its record
};

class FieldScanner {
 public:
  FieldScanner(std::string_view text, char delimiter) : text_(text), special_(text, delimiter) {}

  bool done() const { return at_ >= text_.size(); }
  std::size_t position() const { return at_; }
  std::uint32_t lines() const { return lines_; }

  ScannedField next() {
    ScannedField field{.begin = at_};
    if (at_ < text_.size() && text_[at_] == '"') return quoted_field(field);
    std::size_t stop = special_.next();
    while (stop < text_.size() && text_[stop] == '"') stop = special_.next();
    field.end = stop;
    finish(field, stop);
    return field;
  }

 private:
  ScannedField quoted_field(ScannedField field) {
    field.quoted = true;
    ++field.begin;
    special_.next();  // the opening quote
    field.end = closing_quote(field);
    if (field.open) {
      field.last = true;
      at_ = text_.size();
      return field;
    }
    std::size_t stop = special_.next();
    const std::size_t after = field.end + 1;
    while (stop < text_.size() && text_[stop] == '"') stop = special_.next();
    const bool line_end = stop == text_.size() || text_[stop] == '\n';
    field.stray = stop != after && !(line_end && stop == after + 1 && text_[after] == '\r');
    finish(field, stop);
    return field;
  }

  std::size_t closing_quote(ScannedField& field) {
    for (std::size_t at = special_.next(); at < text_.size(); at = special_.next()) {
      if (text_[at] == '\n') ++lines_;
      if (text_[at] != '"') continue;
      if (at + 1 == text_.size() || text_[at + 1] != '"') return at;
      field.doubled = true;
      special_.next();  // the second of the pair
    }
    field.open = true;
    return text_.size();
  }

  void finish(ScannedField& field, std::size_t stop) {
    at_ = stop + 1;
    field.last = stop >= text_.size() || text_[stop] == '\n';
    if (!field.last) return;
    if (stop < text_.size()) ++lines_;
    if (!field.quoted && field.end > field.begin && text_[field.end - 1] == '\r') --field.end;
  }

  std::string_view text_;
  SpecialBytes special_;
  std::size_t at_ = 0;
  std::uint32_t lines_ = 0;
};

std::string undoubled(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '"') ++i;
  }
  return out;
}

RawField raw_field(std::string_view text, const ScannedField& field, std::deque<std::string>& unescaped) {
  std::string_view value = text.substr(field.begin, field.end - field.begin);
  if (field.doubled) value = unescaped.emplace_back(undoubled(value));
  return {value.data(), static_cast<std::uint32_t>(value.size()), field.quoted, false};
}

// What became of one record.
struct RecordState {
  std::size_t fields = 0;
  bool stray = false, open = false, blank = false;
};

RecordState read_record(std::string_view text, FieldScanner& scanner, const CsvShape& shape, CsvRecords& out) {
  RecordState state;
  for (bool last = false; !last;) {
    const ScannedField field = scanner.next();
    const std::int32_t slot = state.fields < shape.slot_of_field.size() ? shape.slot_of_field[state.fields] : -1;
    if (slot >= 0) out.fields[static_cast<std::size_t>(slot)].push_back(raw_field(text, field, out.unescaped));
    ++state.fields;
    state.stray |= field.stray;
    state.open |= field.open;
    state.blank = state.fields == 1 && field.begin == field.end && !field.quoted;
    last = field.last;
  }
  return state;
}

void drop_record(CsvRecords& records) {
  for (auto& column : records.fields) column.resize(records.line.size());
}

}  // namespace

std::size_t first_record_end(std::string_view text, char delimiter) {
  FieldScanner scanner(text, delimiter);
  while (!scanner.done())
    if (scanner.next().last) break;
  return std::min(scanner.position(), text.size());
}

std::vector<std::string> fields_of_record(std::string_view record, char delimiter) {
  std::vector<std::string> fields;
  std::deque<std::string> unescaped;
  FieldScanner scanner(record, delimiter);
  for (bool last = record.empty(); !last;) {
    const ScannedField field = scanner.next();
    fields.emplace_back(raw_field(record, field, unescaped).text());
    last = field.last;
  }
  return fields;
}

std::optional<std::string> other_separator(const std::vector<std::string>& header) {
  if (header.size() != 1) return std::nullopt;
  if (header[0].find(';') != std::string::npos) return ";";
  if (header[0].find('|') != std::string::npos) return "|";
  if (header[0].find('\t') != std::string::npos) return "TAB";
  return std::nullopt;
}

std::vector<std::string_view> split_records(std::string_view text, char delimiter, std::size_t piece_bytes) {
  std::vector<std::string_view> pieces;
  const bool quotes = text.find('"') != std::string_view::npos;
  while (text.size() > piece_bytes) {
    std::size_t end = 0;
    if (!quotes) {
      end = text.find('\n', piece_bytes);
      end = end == std::string_view::npos ? text.size() : end + 1;
    } else {
      FieldScanner scanner(text, delimiter);
      for (bool whole = false; !scanner.done() && !(whole && scanner.position() >= piece_bytes);)
        whole = scanner.next().last;
      end = std::min(scanner.position(), text.size());
    }
    pieces.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  if (!text.empty()) pieces.push_back(text);
  return pieces;
}

CsvRecords read_records(std::string_view text, const CsvShape& shape) {
  CsvRecords records;
  records.fields.resize(shape.slots);
  FieldScanner scanner(text, shape.delimiter);
  while (!scanner.done()) {
    const std::uint32_t line = scanner.lines();
    const RecordState state = read_record(text, scanner, shape, records);
    const auto fields = static_cast<std::uint32_t>(state.fields);
    if (!state.open && !state.stray && state.fields == shape.slot_of_field.size()) {
      records.line.push_back(line);
      continue;
    }
    drop_record(records);
    if (state.blank) continue;  // an empty line holds no record
    const RecordFault fault = state.open    ? RecordFault::open_quote
                              : state.stray ? RecordFault::stray_quote
                                            : RecordFault::ragged;
    records.bad.push_back({fault, line, fields});
  }
  records.lines = scanner.lines();
  return records;
}

}  // namespace sop
