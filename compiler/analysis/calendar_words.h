// Times as findings tell them: a cap's window, an hour of a day, a day of the week.
#pragma once

#include <string>

#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"

namespace sop {

std::string window_words(Duration window, bool zh);
std::string hour_words(Micros at);  // `10:00`
// `weekday`: 1 is Monday.
std::string weekday_words(int weekday, bool zh);
std::string day_words(std::int64_t day, bool zh);     // `day 2`, the first one is 1
std::string later_words(std::int64_t days, bool zh);  // `that day`, `2 days later`

}  // namespace sop
