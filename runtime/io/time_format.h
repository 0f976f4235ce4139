// Dates and instants in a declared form: `date format "%Y%m%d"`. A form is checked once and then read per row. Its
// words stand in stdlib/time/time_words.h; other characters stand for themselves. A number next to another number has
// its full width; elsewhere month, day and hour may have one digit.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "runtime/io/time_text.h"

namespace sop {

class TimeFormat {
 public:
  // Nothing: an unknown `%` word.
  static std::optional<TimeFormat> parse(std::string_view format);

  // Nothing: the text does not fit. Without a date in the format the date is 1970-01-01.
  std::optional<LocalTime> read(std::string_view text) const;

  struct Part {
    char what = 0;  // the letter after `%`, or 0 for a literal
    char literal = 0;
    bool fixed = false;  // the full width, no fewer digits
  };

 private:
  std::vector<Part> parts_;
};

}  // namespace sop
