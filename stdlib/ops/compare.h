// Comparison, larger and smaller. Text compares by code point, which is the order of its UTF-8 bytes; an enumeration by
// its member's index; durations by their nominal length.
#pragma once

#include <string_view>

#include "stdlib/ops/context.h"
#include "stdlib/time/duration.h"

namespace sop::ops {

template <class T>
struct equal_values {
  static bool apply(const OpContext&, T a, T b) { return a == b; }
};
template <class T>
struct less_values {
  static bool apply(const OpContext&, T a, T b) { return a < b; }
};
template <class T>
struct less_equal_values {
  static bool apply(const OpContext&, T a, T b) { return a <= b; }
};
template <class T>
struct larger_value {
  static T apply(const OpContext&, T a, T b) { return a < b ? b : a; }
};
template <class T>
struct smaller_value {
  static T apply(const OpContext&, T a, T b) { return b < a ? b : a; }
};

struct equal_boolean : equal_values<bool> {};
struct equal_integer : equal_values<std::int64_t> {};
struct equal_number : equal_values<double> {};
struct equal_money : equal_values<std::int64_t> {};
struct equal_text : equal_values<std::string_view> {};
struct equal_id : equal_values<std::string_view> {};
struct equal_date : equal_values<std::int64_t> {};
struct equal_time : equal_values<std::int64_t> {};
struct equal_datetime : equal_values<std::int64_t> {};
struct equal_enumeration : equal_values<std::int64_t> {};
struct equal_duration {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t b) {
    return nominal_micros(unpack_duration(a)) == nominal_micros(unpack_duration(b));
  }
};

struct less_integer : less_values<std::int64_t> {};
struct less_number : less_values<double> {};
struct less_money : less_values<std::int64_t> {};
struct less_text : less_values<std::string_view> {};
struct less_date : less_values<std::int64_t> {};
struct less_time : less_values<std::int64_t> {};
struct less_datetime : less_values<std::int64_t> {};
struct less_enumeration : less_values<std::int64_t> {};
struct less_duration {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t b) {
    return nominal_micros(unpack_duration(a)) < nominal_micros(unpack_duration(b));
  }
};

struct less_equal_integer : less_equal_values<std::int64_t> {};
struct less_equal_number : less_equal_values<double> {};
struct less_equal_money : less_equal_values<std::int64_t> {};
struct less_equal_text : less_equal_values<std::string_view> {};
struct less_equal_date : less_equal_values<std::int64_t> {};
struct less_equal_time : less_equal_values<std::int64_t> {};
struct less_equal_datetime : less_equal_values<std::int64_t> {};
struct less_equal_enumeration : less_equal_values<std::int64_t> {};
struct less_equal_duration {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t b) {
    return nominal_micros(unpack_duration(a)) <= nominal_micros(unpack_duration(b));
  }
};

struct larger_integer : larger_value<std::int64_t> {};
struct larger_number : larger_value<double> {};
struct larger_money : larger_value<std::int64_t> {};
struct larger_date : larger_value<std::int64_t> {};
struct larger_time : larger_value<std::int64_t> {};
struct larger_datetime : larger_value<std::int64_t> {};

struct smaller_integer : smaller_value<std::int64_t> {};
struct smaller_number : smaller_value<double> {};
struct smaller_money : smaller_value<std::int64_t> {};
struct smaller_date : smaller_value<std::int64_t> {};
struct smaller_time : smaller_value<std::int64_t> {};
struct smaller_datetime : smaller_value<std::int64_t> {};

}  // namespace sop::ops
