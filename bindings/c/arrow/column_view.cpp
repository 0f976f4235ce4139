#include "bindings/c/arrow/column_view.h"

namespace sop::embed {
namespace {

constexpr std::int64_t most_rows = std::int64_t{1} << 40;
constexpr std::int64_t most_text_bytes = INT32_MAX;

// A text of up to 12 bytes stands in its view, a longer one in a piece.
struct TextView {
  std::int32_t size;
  char prefix_or_text[4];
  std::int32_t piece;
  std::int32_t begin;
};
static_assert(sizeof(TextView) == 16);
constexpr std::int32_t inline_bytes = 12;

}  // namespace

std::int64_t ColumnView::whole_at(int bytes, bool is_signed, std::int64_t row) const {
  switch (bytes) {
    case 1: return is_signed ? std::int64_t{value<std::int8_t>(row)} : std::int64_t{value<std::uint8_t>(row)};
    case 2: return is_signed ? std::int64_t{value<std::int16_t>(row)} : std::int64_t{value<std::uint16_t>(row)};
    case 4: return is_signed ? std::int64_t{value<std::int32_t>(row)} : std::int64_t{value<std::uint32_t>(row)};
    default: return value<std::int64_t>(row);
  }
}

std::string_view ColumnView::text(std::int64_t row) const {
  switch (type_.form) {
    case TextForm::offsets32: {
      const auto begin = value<std::int32_t>(row), end = value<std::int32_t>(row + 1);
      return {letters_ + begin, static_cast<std::size_t>(end - begin)};
    }
    case TextForm::offsets64: {
      const auto begin = value<std::int64_t>(row), end = value<std::int64_t>(row + 1);
      return {letters_ + begin, static_cast<std::size_t>(end - begin)};
    }
    case TextForm::views: {
      const auto view = value<TextView>(row);
      const auto size = static_cast<std::size_t>(view.size);
      if (view.size <= inline_bytes)
        return {static_cast<const char*>(values_) + (first_ + row) * std::int64_t{sizeof view} + 4, size};
      return {static_cast<const char*>(pieces_[view.piece]) + view.begin, size};
    }
  }
  return {};
}

template <class Offset>
std::string ColumnView::check_offsets() const {
  Offset last = value<Offset>(0);
  if (last < 0) return "a text begins before its letters";
  for (std::int64_t row = 1; row <= rows_; ++row) {
    const auto next = value<Offset>(row);
    if (next < last) return "a text ends before it begins";
    if (next - last > most_text_bytes) return "a text of more than 2 GiB";
    last = next;
  }
  return last > 0 && letters_ == nullptr ? "texts without letters" : "";
}

std::string ColumnView::check_views(const ArrowArray& array) {
  const std::int64_t pieces = array.n_buffers - 3;
  const auto* sizes = static_cast<const std::int64_t*>(array.buffers[array.n_buffers - 1]);
  pieces_ = array.buffers + 2;
  for (std::int64_t row = 0; row < rows_; ++row) {
    if (is_null(row)) continue;
    const auto view = value<TextView>(row);
    if (view.size < 0) return "a text of less than no bytes";
    if (view.size <= inline_bytes) continue;
    const bool has_piece = view.piece >= 0 && view.piece < pieces && sizes != nullptr && pieces_[view.piece] != nullptr;
    if (!has_piece || view.begin < 0 || sizes[view.piece] < std::int64_t{view.begin} + view.size)
      return "a text lies outside its letters";
  }
  return "";
}

std::string ColumnView::check_texts(const ArrowArray& array) {
  if (rows_ == 0) return "";
  if (type_.form == TextForm::views) return check_views(array);
  letters_ = static_cast<const char*>(array.buffers[2]);
  return type_.form == TextForm::offsets32 ? check_offsets<std::int32_t>() : check_offsets<std::int64_t>();
}

std::string ColumnView::check_buffers(const ArrowArray& array) {
  const bool is_text = type_.kind == ArrowKind::text && !type_.in_dictionary;
  const bool views = is_text && type_.form == TextForm::views;
  const std::int64_t wanted = type_.kind == ArrowKind::none ? 0 : is_text ? 3 : 2;
  if (views ? array.n_buffers < 3 : array.n_buffers != wanted) return "the wrong number of buffers";
  if (array.n_buffers == 0) return "";
  if (array.buffers == nullptr) return "no buffers";
  known_ = static_cast<const unsigned char*>(array.buffers[0]);
  values_ = array.buffers[1];
  if (rows_ > 0 && values_ == nullptr) return "values without a buffer";
  return is_text ? check_texts(array) : "";
}

std::expected<ColumnView, std::string> ColumnView::over(const ArrowType& type, const ArrowSchema& schema,
                                                        const ArrowArray& array, std::int64_t first,
                                                        std::int64_t rows) {
  if (array.release == nullptr) return std::unexpected("a column that is released already");
  if (array.offset < 0 || array.length < 0 || array.offset > most_rows || array.length > most_rows)
    return std::unexpected("a length or an offset that no column has");
  if (type.kind == ArrowKind::other) return std::unexpected("a type that no declared column can hold");
  if (array.length < first + rows) return std::unexpected("a column shorter than its table");
  ColumnView view;
  view.type_ = type;
  view.first_ = array.offset + first;
  view.rows_ = rows;
  if (const std::string wrong = view.check_buffers(array); !wrong.empty()) return std::unexpected(wrong);
  if (!type.in_dictionary) return view;
  if (array.dictionary == nullptr) return std::unexpected("a dictionary that is not there");
  ArrowType of_words = type;
  of_words.in_dictionary = false;
  auto words = over(of_words, *schema.dictionary, *array.dictionary, 0, array.dictionary->length);
  if (!words) return words;
  view.words_ = std::make_shared<const ColumnView>(std::move(*words));
  for (std::int64_t row = 0; row < rows; ++row)
    if (!view.is_null(row) && (view.index(row) < 0 || view.index(row) >= view.words_->rows()))
      return std::unexpected("an index outside its dictionary");
  return view;
}

}  // namespace sop::embed
