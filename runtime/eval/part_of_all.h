// What some of the customers have to say to one question that is asked of all: their part of a distribution, or of an
// aggregate over the population. Parts of any pieces of the customers are merged in any order, and what follows from
// all of them is what follows from all customers at once, to the bit: what the order of customers shows in travels with
// their ids.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/column.h"
#include "stdlib/ops/exact.h"

namespace sop {

// What must be known of the customers who count.
enum class PartShape : std::uint8_t {
  count,      // how many they are
  total,      // and the exact sum of whole numbers
  values,     // which values there are, and how often
  customers,  // who has which: ties are split by id, numbers are added up in order of ids
};

struct PartOfAll {
  // PartShape::values: each that occurs once, ascending, and `times`. PartShape::customers: one per customer, with
  // `ids`, in their order. By physical type; a condition is 0 or 1.
  std::vector<std::int64_t> whole;
  std::vector<double> real;
  std::vector<std::string> text;
  std::vector<std::uint64_t> times;
  std::vector<std::string> ids;
  std::vector<std::string> ids_without;  // of those without a value, where the place among them is asked
  std::uint64_t count = 0;               // who have a value
  std::uint64_t count_without = 0;       // who count without one
  Int128 total = 0;
};

PartShape shape_of(const Population& form, Type x);
// Of an aggregate over the population. Not for those that need an order in time, which customers have not.
PartShape shape_of(const Aggregate& form, Type value);
bool has_parts(const Aggregate& form);

// `type`: of the values.
void merge(Type type, PartOfAll& into, PartOfAll from);

// The values as a column, one row per customer: by id where ids are known, else ascending.
ColumnData column_of(Type type, const PartOfAll& all, TextPool& pool);

// Fills a part from rows of a column, which have values: `rows` by value, or in order of the customers' ids.
template <class Values>
void add_values(const Values& values, const std::vector<std::uint32_t>& rows, PartOfAll& part) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || values.key(rows[i - 1]) < values.key(rows[i])) {
      Values::kept(part).push_back(values.at(rows[i]));
      part.times.push_back(0);
    }
    ++part.times.back();
  }
}

template <class Values, class IdOf>
void add_customers(const Values& values, const std::vector<std::uint32_t>& rows, IdOf id_of, PartOfAll& part) {
  for (const std::uint32_t row : rows) {
    Values::kept(part).push_back(values.at(row));
    part.ids.push_back(id_of(row));
  }
}

}  // namespace sop
