// The words of a declared form of dates and instants, `date format "%Y%m%d"`: %Y %y %m %d %H %I %p %M %S %f (fraction
// of a second) %z %b (Jan..Dec) %F %T %R %%. How they are read: runtime/io/time_format.h.
#pragma once

#include <string_view>

namespace sop {

constexpr std::string_view time_fields = "YymdHIpMSfzb%";  // of one number, word or sign
constexpr std::string_view time_shorts = "FTR";            // of several

constexpr bool is_time_format(std::string_view format) {
  bool any = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    if (++i == format.size()) return false;
    if (!time_fields.contains(format[i]) && !time_shorts.contains(format[i])) return false;
    any = any || format[i] != '%';
  }
  return any;
}

}  // namespace sop
