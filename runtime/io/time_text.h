// Strict readings of dates, times of day, instants and durations in ISO form (semantics A9, B6). Forms declared with
// `format` are in time_format.h.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/io/local_clock.h"
#include "stdlib/time/duration.h"

namespace sop {

// What a text says about a point in time, before a zone is asked.
struct LocalTime {
  Days date = 0;
  Micros time = 0;
  bool has_offset = false;
  Micros offset_us = 0;
};

// No such day: nothing. Years 1 to 9999.
std::optional<Days> days_of(int year, int month, int day);

std::optional<Days> date_of(std::string_view text);          // YYYY-MM-DD
std::optional<Micros> time_of(std::string_view text);        // HH:MM[:SS[.ffffff]]
std::optional<LocalTime> moment_of(std::string_view text);   // date[(T| )time[Z|+HH:MM|+HHMM|+HH]]
std::optional<Duration> duration_of(std::string_view text);  // `7 days`, `24 hours`, `3个月`

Micros instant_of(const LocalTime& moment, LocalClock& clock);

// "+08:00", "+0800", "+08" or "Z" at the start of `text`, removed from it.
std::optional<Micros> take_offset(std::string_view& text);
// The digits after a decimal point, as microseconds; digits beyond the sixth must be 0.
std::optional<Micros> fraction_micros(std::string_view digits);

}  // namespace sop
