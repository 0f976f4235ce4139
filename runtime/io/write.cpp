#include "runtime/io/write.h"

#include <utility>

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

TableFile::TableFile(WholeFile file, std::string path, OutputFormat format, WriteOptions options)
    : file_(std::move(file)), path_(std::move(path)), format_(format), options_(options) {}
TableFile::TableFile(TableFile&&) noexcept = default;
TableFile::~TableFile() = default;

std::expected<TableFile, WriteFault> TableFile::create(const std::string& path, OutputFormat format,
                                                       WriteOptions options) {
  auto file = WholeFile::create(path);
  if (!file) return std::unexpected(file.error());
  return TableFile(std::move(*file), path, format, options);
}

Written TableFile::placed(Written written) const {
  if (!written) written.error().path = path_;
  return written;
}

Written TableFile::add(const OutputTable& table) {
  const Sink sink = [&](std::string_view bytes, std::size_t rows) {
    advance_work(options_.progress, rows, rows);
    return file_.write(bytes);
  };
  const bool with_head = !std::exchange(begun_, true);
  switch (format_) {
    case OutputFormat::csv: return placed(write_csv(table, options_, sink, with_head));
    case OutputFormat::jsonl: return placed(write_jsonl(table, sink));
    case OutputFormat::parquet:
    case OutputFormat::arrow: return placed(add_arrow(table));
  }
  return {};
}

Written TableFile::add_arrow(const OutputTable& table) {
  if (!arrow_) {
    const auto part = arrow_part();
    if (!part) return std::unexpected(WriteFault{"", part.error()});
    auto opened = (*part)->open(table, file_, format_);
    if (!opened) return std::unexpected(opened.error());
    arrow_ = std::move(*opened);
  }
  if (table.rows == 0) return {};
  auto written = arrow_->add(table);
  advance_work(options_.progress, table.rows, table.rows);
  return written;
}

Written TableFile::commit() {
  if (arrow_)
    if (auto closed = placed(arrow_->close()); !closed) return closed;
  return file_.commit();
}

Written write_table(const OutputTable& table, const std::string& path, OutputFormat format, WriteOptions options) {
  begin_work(options.progress, Work::writing, table.rows);
  auto file = TableFile::create(path, format, options);
  if (!file) return std::unexpected(file.error());
  if (auto added = file->add(table); !added) return added;
  return file->commit();
}

}  // namespace sop
