#include "runtime/io/write.h"

#include "runtime/io/arrow_part.h"

namespace sop {
namespace {

template <class Write>
std::string collected(Write write) {
  std::string text;
  write([&](std::string_view bytes, std::size_t) {
    text += bytes;
    return Written();
  });
  return text;
}

}  // namespace

std::optional<OutputFormat> output_format_of(std::string_view word) {
  if (word == "csv") return OutputFormat::csv;
  if (word == "jsonl") return OutputFormat::jsonl;
  if (word == "parquet") return OutputFormat::parquet;
  if (word == "arrow") return OutputFormat::arrow;
  return std::nullopt;
}

std::string_view extension_of(OutputFormat format) {
  switch (format) {
    case OutputFormat::csv: return ".csv";
    case OutputFormat::jsonl: return ".jsonl";
    case OutputFormat::parquet: return ".parquet";
    case OutputFormat::arrow: return ".arrow";
  }
  return "";
}

std::string csv_text(const OutputTable& table, WriteOptions options) {
  return collected([&](const Sink& sink) { return write_csv(table, options, sink); });
}

std::string jsonl_text(const OutputTable& table) {
  return collected([&](const Sink& sink) { return write_jsonl(table, sink); });
}

Written write_table(const OutputTable& table, const std::string& path, OutputFormat format, WriteOptions options) {
  auto file = WholeFile::create(path);
  if (!file) return std::unexpected(file.error());
  begin_work(options.progress, Work::writing, table.rows);
  const Sink sink = [&](std::string_view bytes, std::size_t rows) {
    advance_work(options.progress, rows, rows);
    return file->write(bytes);
  };
  Written written;
  switch (format) {
    case OutputFormat::csv: written = write_csv(table, options, sink); break;
    case OutputFormat::jsonl: written = write_jsonl(table, sink); break;
    case OutputFormat::parquet:
    case OutputFormat::arrow:
      if (const auto part = arrow_part())
        written = (*part)->write(table, *file, format);
      else
        written = std::unexpected(WriteFault{"", part.error()});
      break;
  }
  if (written) return file->commit();
  written.error().path = path;
  return written;
}

}  // namespace sop
