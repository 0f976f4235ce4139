#include "values.h"

#include "stdlib/time/duration.h"

namespace sop::random_tests {
namespace {

constexpr Days first_date = -719'162, last_date = 2'932'896;  // years 1 to 9999

std::int64_t random_integer(Dice& dice) {
  switch (dice.below(8)) {
    case 0: return dice.pick({INT64_MIN, INT64_MIN + 1, INT64_MAX, INT64_MAX - 1});
    case 1: return dice.pick<std::int64_t>({(1LL << 53) + 1, -(1LL << 53) - 1, 1LL << 31, 1LL << 61, 3'037'000'500});
    case 2: return static_cast<std::int64_t>(dice.bits());
    case 3: return 0;
    default: return dice.between(-12, 30);
  }
}

double random_number(Dice& dice) {
  switch (dice.below(7)) {
    case 0: return dice.pick({1e308, -1.7e308, 5e-324, 1e-10, 9.3e18, -9223372036854775808.0, 0x1p63, 1e22, 3e-16});
    case 1: return dice.pick({0.5, -0.5, 1.5, 2.5, 0.1, 0.3, 0.28, 1e15 + 0.5, 2.675, 0.49999999999999994});
    case 2: return static_cast<double>(dice.between(-1'000'000'000, 1'000'000'000)) * 1.0000001e-3;
    case 3: return 0;
    default: return static_cast<double>(dice.between(-40, 40)) / 4;
  }
}

std::int64_t random_money(Dice& dice) {
  switch (dice.below(6)) {
    case 0: return dice.pick({INT64_MIN, INT64_MAX, INT64_MAX - 4'999, INT64_MIN + 5'000});
    case 1: return dice.pick<std::int64_t>({0, 1, -1, 5, -5, 5'000, -5'000, 15'000, 25'000});
    case 2: return static_cast<std::int64_t>(dice.bits() >> 20);
    default: return dice.between(-100, 400) * 2'500;
  }
}

std::string random_text(Dice& dice) {
  static constexpr const char* texts[] = {
      "",       "a",  "A",    "ab",     "aB",        "b", " a ",        "\xE3\x80\x80x\xE3\x80\x80",
      "优惠券", "优", "上海", "Straße", "İstanbul",  "ǅ", "\U0001F600", "a\nb",
      "coupon", "up", "1",    "a1",     "\xC2\xA0z", "ſ"};
  return texts[dice.below(std::size(texts))];
}

Micros random_time_of_day(Dice& dice) {
  if (dice.one_in(4)) return dice.pick<Micros>({0, 1, micros_per_day - 1, micros_per_day / 2});
  return dice.between(0, 95) * (micros_per_day / 96);
}

std::int64_t random_duration(Dice& dice) {
  if (dice.one_in(8)) return pack({dice.between(-4'000'000, 4'000'000), DurationUnit::days});
  if (dice.one_in(8)) return pack({dice.between(-130'000, 130'000), DurationUnit::months});
  if (dice.one_in(8)) return pack({dice.between(-(1LL << 58), 1LL << 58), DurationUnit::micros});
  if (dice.one_in(2)) return pack({dice.between(-3, 40) * micros_per_hour, DurationUnit::micros});
  if (dice.one_in(2)) return pack({dice.between(-2, 14), DurationUnit::months});
  return pack({dice.between(-3, 60), DurationUnit::days});
}

// Northern summer time for the years 2023 to 2027, by a fixed shift of an hour or of half an hour.
ZoneRules summer_time_zone(Micros standard, Micros shift) {
  ZoneRules zone{.name = "Summer", .version = "test", .since = {INT64_MIN}, .offset_us = {standard}};
  for (int year = 0; year < 5; ++year) {
    const Micros start_of_year = (19'358 + year * 365) * micros_per_day;
    zone.since.push_back(start_of_year + 84 * micros_per_day + 2 * micros_per_hour - standard);
    zone.offset_us.push_back(standard + shift);
    zone.since.push_back(start_of_year + 303 * micros_per_day + 3 * micros_per_hour - standard - shift);
    zone.offset_us.push_back(standard);
  }
  return zone;
}

}  // namespace

Days random_date(Dice& dice) {
  const Days base = base_instant / micros_per_day;
  switch (dice.below(8)) {
    case 0: return dice.pick<Days>({first_date, first_date + 1, last_date, last_date - 1});
    case 1: return dice.pick<Days>({11'016, 19'782, 19'783, 18'321, 0, -1, 20'453, 20'454});  // leap days, year ends
    case 2: return dice.between(first_date, last_date);
    case 3: return dice.between(-20'000, 22'000);
    default: return base + dice.between(-70, 40);
  }
}

Micros random_instant(Dice& dice) {
  switch (dice.below(8)) {
    case 0: return dice.pick({first_date + 2, last_date - 2}) * micros_per_day + random_time_of_day(dice);
    case 1: return dice.between(-20'000, 22'000) * micros_per_day + random_time_of_day(dice);
    case 2: return (19'358 + 84 + 365 * dice.between(0, 4)) * micros_per_day + random_time_of_day(dice);
    case 3: return (19'358 + 303 + 365 * dice.between(0, 4)) * micros_per_day + random_time_of_day(dice);
    case 4: return base_instant + dice.between(-1, 1);
    default: return base_instant + dice.between(-60, 3) * micros_per_day + dice.between(0, 5) * micros_per_hour;
  }
}

Constant random_value(Dice& dice, const Program& program, Type type) {
  Constant value{.type = type.with_nullable(false)};
  switch (type.kind) {
    case TypeKind::error: break;
    case TypeKind::boolean: value.whole = static_cast<std::int64_t>(dice.below(2)); break;
    case TypeKind::integer: value.whole = random_integer(dice); break;
    case TypeKind::number: value.real = random_number(dice); break;
    case TypeKind::money: value.whole = random_money(dice); break;
    case TypeKind::text:
    case TypeKind::id: value.text = random_text(dice); break;
    case TypeKind::date: value.whole = random_date(dice); break;
    case TypeKind::time: value.whole = random_time_of_day(dice); break;
    case TypeKind::datetime: value.whole = random_instant(dice); break;
    case TypeKind::duration: value.whole = random_duration(dice); break;
    case TypeKind::enumeration:
      value.whole =
          static_cast<std::int64_t>(dice.below(program.enumerations[type.enumeration.index()].members.size()));
      break;
  }
  return value;
}

ZoneRules random_zone(Dice& dice) {
  switch (dice.below(4)) {
    case 0: return {.name = "Etc/UTC", .version = "test", .since = {INT64_MIN}, .offset_us = {0}};
    case 1:
      return {.name = "East",
              .version = "test",
              .since = {INT64_MIN, -2'177'481'943'000'000},
              .offset_us = {29'143 * micros_per_second, 8 * micros_per_hour}};
    case 2: return summer_time_zone(-5 * micros_per_hour, micros_per_hour);
    default: return summer_time_zone(21 * micros_per_hour / 2, micros_per_hour / 2);
  }
}

}  // namespace sop::random_tests
