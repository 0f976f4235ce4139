#include "bindings/c/arrow/table_out.h"

#include <cerrno>
#include <cstring>
#include <memory>

#include "runtime/io/value_print.h"

namespace sop::embed {
namespace {

// One column laid out as Arrow wants it; shared by all that were exported of it.
struct Layout {
  std::string name, format;
  bool nullable = false;
  std::size_t rows = 0;
  std::int64_t nulls = 0;
  ColumnData column;                // whole, real, bits and known are used in place
  std::vector<std::int32_t> days;   // dates
  std::vector<std::int64_t> pairs;  // decimals: low and high half
  std::vector<std::int64_t> offsets;
  std::string letters;

  const void* values() const {
    if (!offsets.empty()) return offsets.data();
    if (!days.empty()) return days.data();
    if (!pairs.empty()) return pairs.data();
    if (!column.real.empty()) return column.real.data();
    if (!column.bits.empty()) return column.bits.data();
    return column.whole.data();
  }
  bool is_text() const { return format == "U"; }
};

struct Laid {
  std::size_t rows = 0;
  std::vector<std::shared_ptr<const Layout>> columns;
};

std::string format_of(Type type, const ZoneRules& zone) {
  switch (type.kind) {
    case TypeKind::boolean: return "b";
    case TypeKind::integer: return "l";
    case TypeKind::number: return "g";
    case TypeKind::money: return "d:19,4";
    case TypeKind::date: return "tdD";
    case TypeKind::time: return "ttu";
    case TypeKind::datetime: return "tsu:" + zone.name;
    case TypeKind::text:
    case TypeKind::id:
    case TypeKind::duration:
    case TypeKind::enumeration:
    case TypeKind::error: return "U";
  }
  return "U";
}

void lay_texts(const OutputTable& table, const std::vector<std::string>& members, Layout& layout) {
  const PrintContext context{table.pool.get(), &table.zone, &members};
  layout.offsets.reserve(layout.rows + 1);
  layout.offsets.push_back(0);
  for (std::size_t row = 0; row < layout.rows; ++row) {
    print_value(layout.column, row, context, layout.letters);
    layout.offsets.push_back(static_cast<std::int64_t>(layout.letters.size()));
  }
}

std::shared_ptr<const Layout> lay(const OutputTable& table, OutputColumn& source) {
  auto layout = std::make_shared<Layout>();
  layout->name = source.name;
  layout->nullable = source.data.type.nullable;
  layout->column = std::move(source.data);
  ColumnData& column = layout->column;
  layout->rows = column.rows;
  layout->format = format_of(column.type, table.zone);
  for (std::size_t row = 0; row < column.rows; ++row) layout->nulls += column.is_known(row) ? 0 : 1;
  if (layout->is_text()) {
    lay_texts(table, source.members, *layout);
  } else if (column.type.is(TypeKind::date)) {
    for (const std::int64_t day : column.whole) layout->days.push_back(static_cast<std::int32_t>(day));
  } else if (column.type.is(TypeKind::money)) {
    for (const std::int64_t units : column.whole) {
      layout->pairs.push_back(units);
      layout->pairs.push_back(units < 0 ? -1 : 0);
    }
  }
  return layout;
}

// ---- What is given out. A child lives on its own: the receiver may take it from its parent.

struct GivenColumn {
  std::shared_ptr<const Layout> layout;
  const void* buffers[3] = {};
};

struct GivenTable {
  std::shared_ptr<const Laid> laid;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> places;
  const void* buffers[1] = {};
};

struct GivenSchema {
  std::shared_ptr<const Laid> laid;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> places;
};

using GivenField = std::shared_ptr<const Layout>;

void release_column(ArrowArray* array) {
  delete static_cast<GivenColumn*>(array->private_data);
  array->release = nullptr;
}

void release_table(ArrowArray* array) {
  auto* given = static_cast<GivenTable*>(array->private_data);
  for (ArrowArray& child : given->children)
    if (child.release != nullptr) child.release(&child);
  delete given;
  array->release = nullptr;
}

void release_field(ArrowSchema* schema) {
  delete static_cast<GivenField*>(schema->private_data);
  schema->release = nullptr;
}

void release_schema(ArrowSchema* schema) {
  auto* given = static_cast<GivenSchema*>(schema->private_data);
  for (ArrowSchema& child : given->children)
    if (child.release != nullptr) child.release(&child);
  delete given;
  schema->release = nullptr;
}

void give_column(std::shared_ptr<const Layout> layout, ArrowArray& out) {
  static constexpr char nothing[16] = {};
  auto given = std::make_unique<GivenColumn>();
  given->layout = std::move(layout);
  const Layout& of = *given->layout;
  given->buffers[0] = of.nulls > 0 ? of.column.known.data() : nullptr;
  given->buffers[1] = of.values() != nullptr ? of.values() : nothing;
  given->buffers[2] = of.letters.data();
  out = {};
  out.length = static_cast<std::int64_t>(of.rows);
  out.null_count = of.nulls;
  out.n_buffers = of.is_text() ? 3 : 2;
  out.buffers = given->buffers;
  out.release = release_column;
  out.private_data = given.release();
}

void give_table(std::shared_ptr<const Laid> laid, ArrowArray& out) {
  auto given = std::make_unique<GivenTable>();
  given->laid = std::move(laid);
  given->children.resize(given->laid->columns.size());
  try {
    for (std::size_t i = 0; i < given->children.size(); ++i) {
      give_column(given->laid->columns[i], given->children[i]);
      given->places.push_back(&given->children[i]);
    }
  } catch (...) {
    for (ArrowArray& child : given->children)
      if (child.release != nullptr) child.release(&child);
    throw;
  }
  out = {};
  out.length = static_cast<std::int64_t>(given->laid->rows);
  out.n_buffers = 1;
  out.buffers = given->buffers;
  out.n_children = static_cast<std::int64_t>(given->places.size());
  out.children = given->places.data();
  out.release = release_table;
  out.private_data = given.release();
}

void give_field(const std::shared_ptr<const Layout>& layout, ArrowSchema& out) {
  auto given = std::make_unique<GivenField>(layout);
  out = {};
  out.format = layout->format.c_str();
  out.name = layout->name.c_str();
  out.flags = layout->nullable ? ARROW_FLAG_NULLABLE : 0;
  out.release = release_field;
  out.private_data = given.release();
}

void give_schema(std::shared_ptr<const Laid> laid, ArrowSchema& out) {
  auto given = std::make_unique<GivenSchema>();
  given->laid = std::move(laid);
  given->children.resize(given->laid->columns.size());
  try {
    for (std::size_t i = 0; i < given->children.size(); ++i) {
      give_field(given->laid->columns[i], given->children[i]);
      given->places.push_back(&given->children[i]);
    }
  } catch (...) {
    for (ArrowSchema& child : given->children)
      if (child.release != nullptr) child.release(&child);
    throw;
  }
  out = {};
  out.format = "+s";
  out.name = "";
  out.n_children = static_cast<std::int64_t>(given->places.size());
  out.children = given->places.data();
  out.release = release_schema;
  out.private_data = given.release();
}

// ---- The stream

struct GivenStream {
  std::shared_ptr<const Laid> laid;
  bool given = false;
};

GivenStream& of(ArrowArrayStream* stream) { return *static_cast<GivenStream*>(stream->private_data); }

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  try {
    give_schema(of(stream).laid, *out);
    return 0;
  } catch (...) {
    return ENOMEM;
  }
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  *out = {};
  if (of(stream).given) return 0;
  try {
    give_table(of(stream).laid, *out);
    of(stream).given = true;
    return 0;
  } catch (...) {
    return ENOMEM;
  }
}

const char* last_error(ArrowArrayStream*) { return nullptr; }

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<GivenStream*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

void export_table(OutputTable table, ArrowArrayStream& out) {
  auto laid = std::make_shared<Laid>();
  laid->rows = table.rows;
  for (OutputColumn& column : table.columns) laid->columns.push_back(lay(table, column));
  auto given = std::make_unique<GivenStream>();
  given->laid = std::move(laid);
  out = {get_schema, get_next, last_error, release_stream, given.release()};
}

}  // namespace sop::embed
