#include "runtime/io/zone_rule.h"

#include <algorithm>
#include <chrono>

#include "runtime/io/value_text.h"

namespace sop {
namespace {

using std::chrono::sys_days;

struct DayRule {
  char form = 'M';  // M: month, week, weekday; J: day 1..365 without February 29; 0: day 0..365 with it
  int month = 0, week = 0, day = 0;
  int seconds = 2 * 3600;  // of local time; may be negative or beyond a day
};

struct ZoneRule {
  int standard = 0, daylight = 0;  // seconds east of UTC
  DayRule start, end;
};

class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : text_(text) {}

  std::optional<ZoneRule> read() {
    ZoneRule rule;
    skip_name();
    rule.standard = -clock();
    skip_name();
    rule.daylight = rule.standard + 3600;
    if (!text_.starts_with(',')) rule.daylight = -clock();
    rule.start = day();
    rule.end = day();
    return good_ && text_.empty() ? std::optional(rule) : std::nullopt;
  }

 private:
  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  void skip_name() {
    const std::size_t before = text_.size();
    if (take('<')) {
      text_.remove_prefix(std::min(text_.find('>'), text_.size()));
      good_ &= take('>');
    } else {
      while (!text_.empty() && ((text_[0] | 0x20) >= 'a' && (text_[0] | 0x20) <= 'z')) text_.remove_prefix(1);
    }
    good_ &= before - text_.size() >= 3;
  }

  int number() {
    int value = 0;
    good_ &= !text_.empty() && is_digit(text_[0]);
    while (!text_.empty() && is_digit(text_[0]) && value < 1000) {
      value = value * 10 + (text_[0] - '0');
      text_.remove_prefix(1);
    }
    return value;
  }

  // [+-]hours[:minutes[:seconds]]
  int clock() {
    const int sign = take('-') ? -1 : 1;
    if (sign > 0) take('+');
    int seconds = number() * 3600;
    if (take(':')) seconds += number() * 60;
    if (take(':')) seconds += number();
    return sign * seconds;
  }

  DayRule day() {
    DayRule rule;
    good_ &= take(',');
    if (take('M')) {
      rule.month = number();
      good_ &= take('.');
      rule.week = number();
      good_ &= take('.');
      rule.day = number();
      good_ &= rule.month >= 1 && rule.month <= 12 && rule.week >= 1 && rule.week <= 5 && rule.day <= 6;
    } else {
      rule.form = take('J') ? 'J' : '0';
      rule.day = number();
    }
    if (take('/')) rule.seconds = clock();
    return rule;
  }

  std::string_view text_;
  bool good_ = true;
};

sys_days day_in(const DayRule& rule, int year) {
  using namespace std::chrono;
  const std::chrono::year y(year);
  if (rule.form == '0') return sys_days(y / 1 / 1) + days(rule.day);
  if (rule.form == 'J') return sys_days(y / 1 / 1) + days(rule.day - 1 + (y.is_leap() && rule.day >= 60));
  const std::chrono::month m(static_cast<unsigned>(rule.month));
  const weekday w(static_cast<unsigned>(rule.day));
  if (rule.week == 5) return sys_days(y / m / w[last]);
  return sys_days(y / m / w[static_cast<unsigned>(rule.week)]);
}

Micros instant_in(const DayRule& rule, int year, int offset_before) {
  const std::int64_t day = day_in(rule, year).time_since_epoch().count();
  return day * micros_per_day + (rule.seconds - offset_before) * micros_per_second;
}

}  // namespace

std::optional<std::vector<OffsetChange>> changes_by_rule(std::string_view text, int first_year, int last_year) {
  if (text.find(',') == std::string_view::npos) return std::nullopt;
  const auto rule = RuleReader(text).read();
  if (!rule) return std::nullopt;
  std::vector<OffsetChange> changes;
  for (int year = first_year; year <= last_year; ++year) {
    changes.push_back({instant_in(rule->start, year, rule->standard), rule->daylight * micros_per_second});
    changes.push_back({instant_in(rule->end, year, rule->daylight), rule->standard * micros_per_second});
  }
  std::ranges::sort(changes, {}, &OffsetChange::at);
  return changes;
}

}  // namespace sop
