#include "runtime/eval/output.h"

#include <algorithm>

namespace sop {
namespace {

template <class T>
void paste(const Vector& values, std::size_t rows, T* to) {
  if (values.scalar)
    std::fill_n(to, rows, values.as<T>()[0]);
  else
    std::copy_n(values.as<T>(), rows, to);
  if (values.known == nullptr) return;
  for (std::size_t w = 0; w < word_count(rows); ++w)
    for (Word missing = ~values.known[w] & rows_in_word(rows, w); missing != 0; missing &= missing - 1)
      to[64 * w + static_cast<std::size_t>(std::countr_zero(missing))] = T{};
}

void paste_condition(const Vector& values, std::size_t rows, std::size_t first, BitWords& out) {
  if (values.known == nullptr) return paste_bits(values.bits(), rows, out.data(), first);
  if (first % 64 == 0) {
    for (std::size_t w = 0; w < word_count(rows); ++w) out[first / 64 + w] = values.bits()[w] & values.known[w];
    return;
  }
  std::vector<Word> known(word_count(rows));
  for (std::size_t w = 0; w < known.size(); ++w) known[w] = values.bits()[w] & values.known[w];
  paste_bits(known.data(), rows, out.data(), first);
}

}  // namespace

// Values may be missing although the type says never: where an op failed.
ColumnData start_output(Type type, std::size_t rows) {
  ColumnData column = unset_column(type, rows);
  if (!is_condition(type)) column.known.assign(words_for(rows), 0);
  return column;
}

// Missing values are written as zero: results are the same bytes however they were computed.
void paste_output(const Vector& values, std::size_t rows, std::size_t first, ColumnData& column) {
  switch (physical_of(column.type.kind)) {
    case Physical::whole: paste(values, rows, column.whole.data() + first); break;
    case Physical::real: paste(values, rows, column.real.data() + first); break;
    case Physical::code: paste(values, rows, column.codes.data() + first); break;
    case Physical::bit: paste_condition(values, rows, first, column.bits); break;
  }
  if (column.known.empty()) return;
  if (values.known != nullptr) return paste_bits(values.known, rows, column.known.data(), first);
  std::vector<Word> all(word_count(rows));
  put_all(all.data(), rows);
  paste_bits(all.data(), rows, column.known.data(), first);
}

void finish_output(ColumnData& column) {
  if (!column.type.nullable &&
      count_bits(column.known.data(), 0, column.known.empty() ? 0 : column.rows) == column.rows)
    column.known.clear();
}

}  // namespace sop
