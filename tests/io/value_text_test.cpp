#include "runtime/io/value_text.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace sop;

TEST_CASE("A9: whole numbers are digits and nothing else", "[io]") {
  CHECK(integer_of("0") == 0);
  CHECK(integer_of("-17") == -17);
  CHECK(integer_of("007") == 7);
  CHECK(integer_of("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(integer_of("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  for (const char* bad : {"", " 1", "1 ", "+1", "1.0", "1e3", "1,000", "0x10", "9223372036854775808", "--1", "１"})
    CHECK_FALSE(integer_of(bad).has_value());
}

TEST_CASE("A9: numbers are finite decimals; NaN is told apart", "[io]") {
  CHECK(number_of("0.1") == 0.1);
  CHECK(number_of("-1e3") == -1000.0);
  CHECK(number_of("17850.0") == 17850.0);
  CHECK(std::isnan(*number_of("NaN")));
  for (const char* bad : {"", "inf", "-Infinity", "1e999", " 1", "1 ", "+1", "1,5", "0x1p3", "1.2.3", "abc"})
    CHECK_FALSE(number_of(bad).has_value());
}

TEST_CASE("A9: money has at most 4 decimals and no exponent", "[io]") {
  CHECK(money_of("12") == 120000);
  CHECK(money_of("-0.0001") == -1);
  CHECK(money_of("12.3400") == 123400);
  CHECK(money_of("922337203685477.5807") == std::numeric_limits<std::int64_t>::max());
  for (const char* bad : {"", "-", ".", "1.", ".5", "1.23456", "1e2", "1,234", "¥5", "5元", " 5", "+5",
                          "922337203685477.5808", "99999999999999999999", "1.-5", "--1"})
    CHECK_FALSE(money_of(bad).has_value());
}

TEST_CASE("A9: thousands commas only where the format says so, every three digits", "[io]") {
  CHECK(money_of("1,234,567.5", true) == 12345675000);
  CHECK(money_of("1234.5", true) == 12345000);
  for (const char* bad : {"1,23", "12,34,567", ",123", "1,234,", "1234,567", "1,,234"})
    CHECK_FALSE(money_of(bad, true).has_value());
}

TEST_CASE("A9: booleans are true and false in any case", "[io]") {
  CHECK(boolean_of("true") == true);
  CHECK(boolean_of("FALSE") == false);
  CHECK(boolean_of("True") == true);
  for (const char* bad : {"", "1", "0", "yes", "t", "true ", "truе"}) CHECK_FALSE(boolean_of(bad).has_value());
}

TEST_CASE("A10: UTF-8 is checked byte for byte", "[io]") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("plain ascii, longer than eight bytes"));
  CHECK(is_utf8("上海 and 🍵 and é"));
  for (const char* bad :
       {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xB8", "12345678\xFF", "\x80", "\xE0\x80\x80"})
    CHECK_FALSE(is_utf8(bad));
}
