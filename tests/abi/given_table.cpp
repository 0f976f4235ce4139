#include "given_table.h"

#include <cstring>
#include <stdexcept>

namespace abi {
namespace {

struct ColumnMemory {
  std::vector<unsigned char> known;
  std::vector<std::int64_t> wholes;
  std::vector<double> reals;
  std::vector<std::int32_t> offsets;
  std::string letters;
  std::vector<const void*> buffers;
};

struct TableMemory {
  std::vector<ColumnMemory> columns;
  std::vector<ArrowArray> arrays;
  std::vector<ArrowArray*> places;
  const void* buffers[1] = {nullptr};
  Releases* releases = nullptr;
};

struct SchemaMemory {
  std::vector<std::string> names;
  std::vector<ArrowSchema> schemas;
  std::vector<ArrowSchema*> places;
  Releases* releases = nullptr;
};

struct StreamMemory {
  GivenTable table;
  int left = 0;
  Releases* releases = nullptr;
};

template <class Values, class Put>
void fill(const Values& values, ColumnMemory& memory, Put put) {
  memory.known.assign(values.size() / 8 + 1, 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i]) memory.known[i / 8] = static_cast<unsigned char>(memory.known[i / 8] | 1u << (i % 8));
    put(values[i]);
  }
}

void fill_column(const GivenColumn& column, ColumnMemory& memory) {
  if (const auto* texts = std::get_if<Texts>(&column.values)) {
    memory.offsets.push_back(0);
    fill(*texts, memory, [&](const auto& text) {
      memory.letters += text.value_or("");
      memory.offsets.push_back(static_cast<std::int32_t>(memory.letters.size()));
    });
    memory.buffers = {memory.known.data(), memory.offsets.data(), memory.letters.data()};
  } else if (const auto* wholes = std::get_if<Wholes>(&column.values)) {
    fill(*wholes, memory, [&](const auto& value) { memory.wholes.push_back(value.value_or(0)); });
    memory.wholes.push_back(0);
    memory.buffers = {memory.known.data(), memory.wholes.data()};
  } else {
    fill(std::get<Reals>(column.values), memory, [&](const auto& value) { memory.reals.push_back(value.value_or(0)); });
    memory.reals.push_back(0);
    memory.buffers = {memory.known.data(), memory.reals.data()};
  }
}

std::int64_t rows_of(const GivenColumn& column) {
  return std::visit([](const auto& values) { return static_cast<std::int64_t>(values.size()); }, column.values);
}

const char* format_of(const GivenColumn& column) {
  constexpr const char* formats[] = {"u", "l", "g"};
  return formats[column.values.index()];
}

template <class Structure>
void release_child(Structure* structure) {
  structure->release = nullptr;
}

void release_schema(ArrowSchema* schema) {
  auto* memory = static_cast<SchemaMemory*>(schema->private_data);
  ++memory->releases->schemas;
  delete memory;
  schema->release = nullptr;
}

void release_array(ArrowArray* array) {
  auto* memory = static_cast<TableMemory*>(array->private_data);
  ++memory->releases->arrays;
  delete memory;
  array->release = nullptr;
}

StreamMemory& memory_of(ArrowArrayStream* stream) { return *static_cast<StreamMemory*>(stream->private_data); }

int stream_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  make_schema(memory_of(stream).table, *memory_of(stream).releases, *out);
  return 0;
}

int stream_next(ArrowArrayStream* stream, ArrowArray* out) {
  *out = {};
  if (memory_of(stream).left-- > 0) make_array(memory_of(stream).table, *memory_of(stream).releases, *out);
  return 0;
}

const char* stream_error(ArrowArrayStream*) { return nullptr; }

void release_stream(ArrowArrayStream* stream) {
  auto* memory = static_cast<StreamMemory*>(stream->private_data);
  ++memory->releases->streams;
  delete memory;
  stream->release = nullptr;
}

std::string cell(const ArrowSchema& schema, const ArrowArray& array, std::int64_t row) {
  const auto* known = static_cast<const unsigned char*>(array.buffers[0]);
  if (known != nullptr && (known[row / 8] >> (row % 8) & 1) == 0) return "-";
  const std::string format = schema.format;
  if (format == "U") {
    const auto* offsets = static_cast<const std::int64_t*>(array.buffers[1]);
    return std::string(static_cast<const char*>(array.buffers[2]) + offsets[row],
                       static_cast<std::size_t>(offsets[row + 1] - offsets[row]));
  }
  if (format == "b")
    return (static_cast<const unsigned char*>(array.buffers[1])[row / 8] >> (row % 8) & 1) != 0 ? "true" : "false";
  if (format == "g") return std::to_string(static_cast<const double*>(array.buffers[1])[row]);
  if (format == "tdD") return std::to_string(static_cast<const std::int32_t*>(array.buffers[1])[row]);
  if (format.starts_with("d:")) return std::to_string(static_cast<const std::int64_t*>(array.buffers[1])[2 * row]);
  return std::to_string(static_cast<const std::int64_t*>(array.buffers[1])[row]);
}

}  // namespace

void make_schema(const GivenTable& table, Releases& releases, ArrowSchema& out) {
  auto memory = std::make_unique<SchemaMemory>();
  memory->releases = &releases;
  for (const GivenColumn& column : table) memory->names.push_back(column.name);
  memory->schemas.resize(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    ArrowSchema& child = memory->schemas[i];
    child = {};
    child.format = format_of(table[i]);
    child.name = memory->names[i].c_str();
    child.flags = ARROW_FLAG_NULLABLE;
    child.release = release_child<ArrowSchema>;
    memory->places.push_back(&child);
  }
  out = {};
  out.format = "+s";
  out.name = "";
  out.n_children = static_cast<std::int64_t>(table.size());
  out.children = memory->places.data();
  out.release = release_schema;
  out.private_data = memory.release();
}

void make_array(const GivenTable& table, Releases& releases, ArrowArray& out) {
  auto memory = std::make_unique<TableMemory>();
  memory->releases = &releases;
  memory->columns.resize(table.size());
  memory->arrays.resize(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    fill_column(table[i], memory->columns[i]);
    ArrowArray& child = memory->arrays[i];
    child = {};
    child.length = rows_of(table[i]);
    child.null_count = -1;
    child.n_buffers = static_cast<std::int64_t>(memory->columns[i].buffers.size());
    child.buffers = memory->columns[i].buffers.data();
    child.release = release_child<ArrowArray>;
    memory->places.push_back(&child);
  }
  out = {};
  out.length = table.empty() ? 0 : rows_of(table[0]);
  out.n_buffers = 1;
  out.buffers = memory->buffers;
  out.n_children = static_cast<std::int64_t>(table.size());
  out.children = memory->places.data();
  out.release = release_array;
  out.private_data = memory.release();
}

void make_stream(const GivenTable& table, int batches, Releases& releases, ArrowArrayStream& out) {
  auto memory = std::make_unique<StreamMemory>();
  *memory = {table, batches, &releases};
  out = {stream_schema, stream_next, stream_error, release_stream, memory.release()};
}

std::vector<std::vector<std::string>> cells_of(ArrowArrayStream& stream) {
  std::vector<std::vector<std::string>> out;
  ArrowSchema schema{};
  if (stream.get_schema(&stream, &schema) != 0) throw std::runtime_error("no schema");
  for (;;) {
    ArrowArray array{};
    if (stream.get_next(&stream, &array) != 0) throw std::runtime_error("no batch");
    if (array.release == nullptr) break;
    for (std::int64_t row = 0; row < array.length; ++row) {
      out.emplace_back();
      for (std::int64_t i = 0; i < array.n_children; ++i)
        out.back().push_back(cell(*schema.children[i], *array.children[i], row));
    }
    array.release(&array);
  }
  schema.release(&schema);
  stream.release(&stream);
  return out;
}

}  // namespace abi
