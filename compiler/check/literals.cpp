// Literals: exact decimals, money, dates that exist, instants in the project's zone, durations.
#include <charconv>
#include <chrono>

#include "compiler/check/checker.h"
#include "compiler/check/columns.h"
#include "compiler/syntax/unit_names.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

std::int64_t number_at(std::string_view text, std::size_t begin, std::size_t length) {
  std::int64_t value = 0;
  std::from_chars(text.data() + begin, text.data() + std::min(begin + length, text.size()), value);
  return value;
}

std::vector<std::string> parts(const std::string& text, char separator) {
  std::vector<std::string> out(1);
  for (char c : text)
    if (c == separator)
      out.emplace_back();
    else
      out.back() += c;
  return out;
}

bool takes_digits(Decimal& value, std::string_view digits) {
  for (char c : digits) {
    if (c == '_') continue;
    if (__builtin_mul_overflow(value.mantissa, 10, &value.mantissa)) return false;
    if (__builtin_add_overflow(value.mantissa, c - '0', &value.mantissa)) return false;
  }
  return true;
}

double real_of(Decimal value) {
  // Through the decimal text: correctly rounded.
  std::string text = std::to_string(value.mantissa) + "e-" + std::to_string(value.decimals);
  double out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::optional<Days> day_of(const std::string& text) {
  const auto p = parts(text, '-');
  if (p.size() != 3 || p[0].size() != 4 || p[1].size() != 2 || p[2].size() != 2) return std::nullopt;
  using namespace std::chrono;
  const year_month_day ymd{year(static_cast<int>(number_at(text, 0, 4))),
                           month(static_cast<unsigned>(number_at(text, 5, 2))),
                           std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2)))};
  if (!ymd.ok() || ymd.year() < year(1)) return std::nullopt;
  return sys_days(ymd).time_since_epoch().count();
}

std::optional<Micros> time_of_day(const std::string& text) {
  const auto p = parts(text, ':');
  if (p.size() < 2 || p.size() > 3) return std::nullopt;
  for (const std::string& part : p)
    if (part.size() != 2 && !(&part == &p[0] && part.size() == 1)) return std::nullopt;
  const std::int64_t h = number_at(p[0], 0, 2), m = number_at(p[1], 0, 2),
                     s = p.size() == 3 ? number_at(p[2], 0, 2) : 0;
  if (m > 59 || s > 59 || h > 24 || (h == 24 && (m > 0 || s > 0))) return std::nullopt;
  return ((h * 60 + m) * 60 + s) * micros_per_second;
}

}  // namespace

Value Checker::constant(Constant value, Span span) {
  Value out = made(build_.constant(std::move(value), span), span);
  out.literal = true;
  return out;
}

// "1_000", "12.5", "1.5万", "2亿": no leading zeros.
std::optional<Decimal> Checker::decimal_of(const std::string& text, Span span) {
  std::string digits = text;
  int shift = 0;
  for (auto [sign, zeros] : {std::pair<std::string_view, int>{"万", 4}, {"亿", 8}})
    if (digits.ends_with(sign)) {
      digits.resize(digits.size() - sign.size());
      shift = zeros;
    }
  const auto p = parts(digits, '.');
  if (p[0].size() > 1 && p[0][0] == '0') {
    report(Code::S2020, span);
    return std::nullopt;
  }
  Decimal value;
  bool fits = takes_digits(value, p[0]);
  if (p.size() > 1) {
    fits = fits && takes_digits(value, p[1]);
    for (char c : p[1])
      if (c != '_') ++value.decimals;
  }
  for (; shift > 0; --shift)
    if (value.decimals > 0)
      --value.decimals;
    else
      fits = fits && !__builtin_mul_overflow(value.mantissa, 10, &value.mantissa);
  if (!fits) {
    const bool amount = source(span).text(span) != text;  // a sign of money stands with it
    report(Code::S2021, span, {text, amount ? "money" : "an int", amount ? "金额" : "整数"});
    return std::nullopt;
  }
  while (value.decimals > 0 && value.mantissa % 10 == 0) {
    value.mantissa /= 10;
    --value.decimals;
  }
  return value;
}

std::optional<std::int64_t> Checker::money_of(Decimal value, Span span) {
  const bool exact = value.decimals <= 4;
  std::int64_t money = value.mantissa;
  for (int i = value.decimals; i < 4; ++i)
    if (__builtin_mul_overflow(money, 10, &money)) {
      report(Code::S2021, span, {std::string(source(span).text(span)), "money", "金额"});
      return std::nullopt;
    }
  if (!exact) {
    report(Code::S2019, span,
           {"amount of money", std::string(source(span).text(span)), "金额",
            "money has at most 4 decimals, as in `¥1.2345`", "金额最多四位小数,如 `¥1.2345`"});
    return std::nullopt;
  }
  return money;
}

Value Checker::number_literal(Node node) {
  std::string written = text(node);
  const bool percent = node.is(N::percent);
  if (percent) written.resize(written.size() - 1);
  std::optional<Decimal> value = decimal_of(written, node.span());
  if (!value) return wrong(node.span());
  if (percent) value->decimals += 2;
  Constant c;
  // `1.0` is a number; `1.5万` counts whole things.
  const bool point = written.find('.') != std::string::npos && !written.ends_with("万") && !written.ends_with("亿");
  c.type.kind = value->decimals == 0 && !percent && !point ? TypeKind::integer : TypeKind::number;
  if (c.type.is(TypeKind::integer))
    c.whole = value->mantissa;
  else
    c.real = real_of(*value);
  Value out = constant(c, node.span());
  out.number = value;
  return out;
}

Value Checker::money_literal(Node node) {
  std::string written = text(node);
  for (std::string_view sign : {"¥", "￥"})
    if (written.starts_with(sign)) written.erase(0, sign.size());
  if (written.ends_with("元")) written.resize(written.size() - std::string_view("元").size());
  while (!written.empty() && (written.front() == ' ' || written.front() == '\t')) written.erase(0, 1);
  const std::optional<Decimal> value = decimal_of(written, node.span());
  if (!value) return wrong(node.span());
  const std::optional<std::int64_t> money = money_of(*value, node.span());
  if (!money) return wrong(node.span());
  return constant({{TypeKind::money, false, {}}, *money, 0, {}}, node.span());
}

Value Checker::date_literal(Node node) {
  const std::string written = text(node);
  needs_zone(node.span());
  const std::optional<Days> day = day_of(written);
  if (!day) {
    report(Code::S2019, node.span(), {"date", written, "日期", "dates are written 2026-11-09", "日期写作 2026-11-09"});
    return wrong(node.span());
  }
  return constant({{TypeKind::date, false, {}}, *day, 0, {}}, node.span());
}

Value Checker::time_literal(Node node) {
  const std::string written = text(node);
  const std::optional<Micros> time = time_of_day(written);
  if (!time) {
    report(Code::S2019, node.span(),
           {"time of day", written, "时刻", "times are written 09:30, from 00:00 to 24:00",
            "时刻写作 09:30,从 00:00 到 24:00"});
    return wrong(node.span());
  }
  return constant({{TypeKind::time, false, {}}, *time, 0, {}}, node.span());
}

Value Checker::instant_literal(Node node) {
  const std::string written = text(node);
  needs_zone(node.span());
  const std::size_t blank = written.find_first_of(" \tT");
  std::string clock = written.substr(std::min(written.find_first_not_of(" \tT", blank), written.size()));
  const std::optional<Days> day = day_of(written.substr(0, blank));
  const std::optional<Micros> time = time_of_day(clock);
  if (!day || !time) {
    report(Code::S2019, node.span(),
           {"instant", written, "时间点", "instants are written 2026-11-09 20:00", "时间点写作 2026-11-09 20:00"});
    return wrong(node.span());
  }
  if (!zone_known_) return wrong(node.span());
  return constant({{TypeKind::datetime, false, {}}, zone_.instant_of(*day, *time), 0, {}}, node.span());
}

Value Checker::duration_literal(Node node) {
  const Tree& tree = node.tree();
  const SourceBuffer& src = source(node.span());
  if (is_unit_for_a_name(tree.tokens, tree.roles, node.begin() + 1))
    return wrong(node.span());  // told where it was read
  const Token& number = tree.tokens.all[node.begin()];
  const std::optional<Decimal> count = decimal_of(token_value(src, number), node.span());
  if (!count) return wrong(node.span());
  if (count->decimals > 0) {
    report(Code::S2019, node.span(),
           {"duration", std::string(src.text(node.span())), "时长", "durations count whole units: `36 hours`",
            "时长只能是整数个单位:`36小时`"});
    return wrong(node.span());
  }
  Duration d{count->mantissa, DurationUnit::micros};
  std::int64_t factor = 1;
  const Kw unit = tree.roles[node.begin() + 1];
  if (unit == Kw::seconds || unit == Kw::second_unit)
    factor = micros_per_second;
  else if (unit == Kw::minutes || unit == Kw::minute_unit)
    factor = 60 * micros_per_second;
  else if (unit == Kw::hours || unit == Kw::hour_unit)
    factor = micros_per_hour;
  else if (unit == Kw::days_unit || unit == Kw::day_unit)
    d.unit = DurationUnit::days;
  else if (unit == Kw::weeks || unit == Kw::week_unit)
    d.unit = DurationUnit::days, factor = 7;
  else if (unit == Kw::months || unit == Kw::month_unit)
    d.unit = DurationUnit::months;
  else if (unit == Kw::quarter_unit || unit == Kw::quarters)
    d.unit = DurationUnit::months, factor = 3;
  else
    d.unit = DurationUnit::months, factor = 12;
  if (__builtin_mul_overflow(d.count, factor, &d.count) || d.count >= (std::int64_t{1} << 60)) {
    report(Code::S2021, node.span(), {std::string(src.text(node.span())), "a duration", "时长"});
    return wrong(node.span());
  }
  return constant({{TypeKind::duration, false, {}}, pack(d), 0, {}}, node.span());
}

Value Checker::literal(Node node) {
  switch (node.kind()) {
    case N::number:
    case N::percent: return number_literal(node);
    case N::money: return money_literal(node);
    case N::date: return date_literal(node);
    case N::time: return time_literal(node);
    case N::instant: return instant_literal(node);
    case N::duration: return duration_literal(node);
    case N::text: return constant({{TypeKind::text, false, {}}, 0, 0, text(node)}, node.span());
    case N::boolean: return constant({{TypeKind::boolean, false, {}}, is_true(node) ? 1 : 0, 0, {}}, node.span());
    default: return wrong(node.span());
  }
}

void Checker::needs_zone(Span span) {
  if (zone_known_ || zone_reported_ || !program_.project.timezone.empty()) return;
  zone_reported_ = true;
  report(Code::S2028, span);
}

}  // namespace sop
