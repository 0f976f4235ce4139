// A column of the Arrow C data interface, checked before anything is read: as many buffers as its type has, none
// missing, texts and dictionary indexes inside their bounds. How long a buffer is the interface does not say; that is
// the one thing a host is trusted with.
#pragma once

#include <cstring>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "bindings/c/arrow/column_type.h"

namespace sop::embed {

class ColumnView {
 public:
  // `first`, `rows`: of the table, in rows of this column counted from its own offset.
  static std::expected<ColumnView, std::string> over(const ArrowType& type, const ArrowSchema& schema,
                                                     const ArrowArray& array, std::int64_t first, std::int64_t rows);

  const ArrowType& type() const { return type_; }
  std::int64_t rows() const { return rows_; }
  bool is_null(std::int64_t row) const {
    return type_.kind == ArrowKind::none || (known_ != nullptr && !bit(known_, row));
  }

  template <class Value>
  Value value(std::int64_t row) const {
    Value out;  // buffers need not be aligned
    std::memcpy(&out, static_cast<const char*>(values_) + (first_ + row) * std::int64_t{sizeof(Value)}, sizeof out);
    return out;
  }
  const unsigned char* bytes_at(std::int64_t row) const {
    return static_cast<const unsigned char*>(values_) + (first_ + row) * type_.bytes;
  }
  bool truth(std::int64_t row) const { return bit(static_cast<const unsigned char*>(values_), row); }
  // Of a text column that is no dictionary.
  std::string_view text(std::int64_t row) const;
  // A whole number of any width, as its bits; of a sign when the type has one.
  std::int64_t whole(std::int64_t row) const { return whole_at(type_.bytes, type_.is_signed, row); }
  std::int64_t index(std::int64_t row) const { return whole_at(type_.index_bytes, type_.index_is_signed, row); }
  const ColumnView& words() const { return *words_; }

 private:
  bool bit(const unsigned char* bits, std::int64_t row) const {
    const std::int64_t at = first_ + row;
    return (bits[at / 8] >> (at % 8) & 1) != 0;
  }
  std::int64_t whole_at(int bytes, bool is_signed, std::int64_t row) const;
  std::string check_buffers(const ArrowArray& array);
  std::string check_texts(const ArrowArray& array);
  std::string check_views(const ArrowArray& array);
  template <class Offset>
  std::string check_offsets() const;

  ArrowType type_;
  std::int64_t first_ = 0, rows_ = 0;
  const unsigned char* known_ = nullptr;
  const void* values_ = nullptr;
  const char* letters_ = nullptr;
  const void* const* pieces_ = nullptr;  // of text views
  std::shared_ptr<const ColumnView> words_;
};

}  // namespace sop::embed
