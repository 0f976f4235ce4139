// The values of one instruction for the rows of one block: a view of a scratch buffer, of a table's column, or of a
// constant. It owns nothing and lives as long as the block.
#pragma once

#include "compiler/ir/type.h"
#include "runtime/eval/bitmap.h"
#include "runtime/table/text_pool.h"

namespace sop {

struct NarrowColumn;

struct Vector {
  const void* data = nullptr;    // int64, double, TextCode, or words of bits: by physical_of(type)
  const Word* known = nullptr;   // null: no value is missing. What stands in `data` for a missing value is unspecified
  const Word* failed = nullptr;  // null: none. Rows where the op itself failed, its arguments being known
  bool scalar = false;           // data[0] is the value of every row; never for bits
  // The same values in fewer bytes, from this row of it on (runtime/table/narrow.h); null: not at hand.
  const NarrowColumn* narrow = nullptr;
  std::size_t narrow_first = 0;

  template <class T>
  const T* as() const {
    return static_cast<const T*>(data);
  }
  const Word* bits() const { return as<Word>(); }
  bool is_known(std::size_t row) const { return known == nullptr || test(known, row); }
  // The place of a row's value in `data`.
  std::size_t at(std::size_t row) const { return scalar ? 0 : row; }
};

// One value of any type.
struct Scalar {
  std::int64_t whole = 0;
  double real = 0;
  TextCode code = 0;
  bool known = true;
  bool failed = false;
};

inline const void* data_of(const Scalar& scalar, Physical physical) {
  switch (physical) {
    case Physical::whole:
    case Physical::bit: return &scalar.whole;
    case Physical::real: return &scalar.real;
    case Physical::code: return &scalar.code;
  }
  return nullptr;
}

}  // namespace sop
