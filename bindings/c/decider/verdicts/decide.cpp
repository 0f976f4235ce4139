// The look-ups of one row, and their rows of bits joined.
#include <algorithm>
#include <cstring>

#include "bindings/c/decider/verdicts/fill_rows.h"
#include "bindings/c/include/sop.h"
#include "runtime/eval/vectorised.h"

namespace sop::embed {
namespace {

struct FromRow {
  const unsigned char* row;

  template <class Value>
  Value read(const VerdictLook& look) const {
    Value out;
    std::memcpy(&out, row + look.offset, sizeof out);
    return out;
  }
  bool is_known(const VerdictLook& look) const { return row[look.known_offset] != 0; }
  std::int64_t whole(const VerdictLook& look) const { return read<std::int64_t>(look); }
  double real(const VerdictLook& look) const { return read<double>(look); }
  std::string_view text(const VerdictLook& look) const {
    const auto given = read<sop_text>(look);
    return given.data == nullptr ? std::string_view() : std::string_view(given.data, given.size);
  }
};

struct FromCells {
  const Cell* cells;

  bool is_known(const VerdictLook& look) const { return cells[look.offset].known; }
  std::int64_t whole(const VerdictLook& look) const { return cells[look.offset].whole; }
  double real(const VerdictLook& look) const { return cells[look.offset].real; }
  std::string_view text(const VerdictLook& look) const { return cells[look.offset].text; }
};

// Without a branch: whether a value is missing cannot be guessed.
std::uint32_t only_if(bool condition, std::uint32_t value) { return value & (0U - (condition ? 1U : 0U)); }

// How many cuts are no greater than the value. Without a branch that depends on it.
template <class Value>
std::uint32_t cuts_up_to(const Value* cuts, std::uint32_t width, Value value) {
  const auto among = [&](const Value* of, auto count) {
    std::uint32_t passed = 0;
    for (std::uint32_t i = 0; i < count; ++i) passed += of[i] <= value ? 1 : 0;
    return passed;
  };
  if (width == 2) return among(cuts, std::integral_constant<std::uint32_t, 2>());
  if (width == 4) return among(cuts, std::integral_constant<std::uint32_t, 4>());
  const Value* at = cuts;
  for (; width > 8; width /= 2) at += at[width / 2 - 1] <= value ? width / 2 : 0;
  return static_cast<std::uint32_t>(at - cuts) + among(at, std::integral_constant<std::uint32_t, 8>());
}

template <class From>
const std::uint64_t** look_up(const VerdictTables& tables, const VerdictLooks& looks, const From from,
                              const std::uint64_t** out) {
  const std::uint64_t* const rows = tables.rows.data();
  const std::size_t words = tables.words;
  for (const VerdictLook& look : looks.truths) {
    const std::uint32_t row = only_if(from.is_known(look), 1U + (from.whole(look) != 0 ? 1U : 0U));
    *out++ = rows + look.first_row + row * words;
  }
  for (const VerdictLook& look : looks.wholes) {
    const std::uint32_t passed = cuts_up_to(tables.whole_cuts.data() + look.cuts, look.width, from.whole(look));
    const std::uint32_t row = only_if(from.is_known(look), 1 + std::min(passed, look.cut_count));
    *out++ = rows + look.first_row + row * words;
  }
  for (const VerdictLook& look : looks.reals) {
    const double value = from.real(look);
    const std::uint32_t passed = cuts_up_to(tables.real_cuts.data() + look.cuts, look.width, value);
    const std::uint32_t row = 1 + only_if(value == value, 1 + std::min(passed, look.cut_count));
    *out++ = rows + look.first_row + only_if(from.is_known(look), row) * words;
  }
  for (const VerdictLook& look : looks.texts) {
    const bool known = from.is_known(look);
    const std::uint32_t row = tables.codes[look.cuts].row_of(known ? from.text(look) : std::string_view());
    *out++ = rows + look.first_row + only_if(known, row) * words;
  }
  return out;
}

// A few words of all rows at a time, so that they stay in registers.
using FourWords [[gnu::vector_size(32)]] = std::uint64_t;

template <std::size_t fours>
void join(const VerdictTables& tables, std::size_t from, std::uint64_t* joined) {
  FourWords bits[fours];
  std::memcpy(bits, tables.start.data() + from, sizeof bits);
  for (const std::uint64_t* at : tables.found)
    for (std::size_t i = 0; i < fours; ++i) {
      FourWords row;
      std::memcpy(&row, at + from + 4 * i, sizeof row);
      bits[i] |= row;
    }
  std::memcpy(joined + from, bits, sizeof bits);
}

}  // namespace

void begin_day(VerdictTables& tables, const Cell* cells) {
  for (const VerdictTables::Moving& moving : tables.moving) {
    VerdictLooks& looks = moving.in_row ? tables.in_row : tables.in_cells;
    fill_wholes(tables, tables.facets.subjects[moving.subject], looks.wholes[moving.look], cells);
  }
}

SOP_VECTORISED void decide_by_tables(VerdictTables& tables, const unsigned char* row, const Cell* cells,
                                     std::uint64_t* answers) {
  const std::uint64_t** const behind = look_up(tables, tables.in_row, FromRow{row}, tables.found.data());
  look_up(tables, tables.in_cells, FromCells{cells}, behind);
  std::uint64_t* const joined = tables.joined.data();
  std::size_t word = 0;
  for (; word + 8 <= tables.words; word += 8) join<2>(tables, word, joined);
  if (word < tables.words) join<1>(tables, word, joined);
  for (std::size_t i = 0; i < tables.answer_words; ++i) answers[i] = ~joined[i];
  const std::uint64_t* fulfilled = joined + tables.answer_words;
  for (const std::uint32_t of : tables.clause_of) answers[of] &= *fulfilled++;
}

}  // namespace sop::embed
