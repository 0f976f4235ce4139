#include "compiler/format/spelling.h"

#include <algorithm>

namespace sop {
namespace {

struct UnitRow {
  Kw kw;
  std::string_view one, many, zh, zh_alone;  // zh_alone: without a number
};

constexpr UnitRow units[] = {
    {Kw::seconds, "second", "seconds", "秒", "秒"},
    {Kw::second_unit, "second", "seconds", "秒", "秒"},
    {Kw::minutes, "minute", "minutes", "分钟", "分钟"},
    {Kw::minute_unit, "minute", "minutes", "分钟", "分钟"},
    {Kw::hours, "hour", "hours", "小时", "小时"},
    {Kw::hour_unit, "hour", "hours", "小时", "小时"},
    {Kw::days_unit, "day", "days", "天", "天"},
    {Kw::day_unit, "day", "days", "天", "天"},
    {Kw::day_name, "day", "days", "天", "天"},
    {Kw::weeks, "week", "weeks", "周", "周"},
    {Kw::week_unit, "week", "weeks", "周", "周"},
    {Kw::months, "month", "months", "个月", "月"},
    {Kw::month_unit, "month", "months", "个月", "月"},
    {Kw::month_grain, "month", "months", "个月", "月"},
    {Kw::quarter_unit, "quarter", "quarters", "季", "季"},
    {Kw::quarters, "quarter", "quarters", "季", "季"},
    {Kw::years, "year", "years", "年", "年"},
    {Kw::year_unit, "year", "years", "年", "年"},
};

const UnitRow* unit_row(Kw kw) {
  const auto* found =
      std::find_if(std::begin(units), std::end(units), [kw](const UnitRow& row) { return row.kw == kw; });
  return found == std::end(units) ? nullptr : found;
}

bool is_chinese(std::string_view word) { return !word.empty() && static_cast<unsigned char>(word[0]) >= 0xE0; }

Spelt unit(const SourceBuffer& source, const Tree& tree, std::uint32_t token, const UnitRow& row) {
  const bool counted = token > 0 && tree.tokens.all[token - 1].kind == TokenKind::number;
  const bool one = !counted || token_value(source, tree.tokens.all[token - 1]) == "1";
  return {std::string(one ? row.one : row.many), std::string(counted ? row.zh : row.zh_alone)};
}

}  // namespace

bool is_unit(Kw kw) { return unit_row(kw) != nullptr; }

std::string_view unit_for_one(Kw kw) { return unit_row(kw)->one; }

std::string plain_literal(const SourceBuffer& source, const Token& token) {
  switch (token.kind) {
    case TokenKind::text:
    case TokenKind::quoted_name: return std::string(source.text().substr(token.begin, token.end - token.begin));
    case TokenKind::money: {
      std::string amount = token_value(source, token);
      std::erase_if(amount, [](char c) { return c == ' ' || c == '\t'; });
      return amount;
    }
    case TokenKind::instant: {
      std::string instant = token_value(source, token);
      const std::size_t gap = instant.find_first_of(" \t");
      if (gap != std::string::npos) instant.replace(gap, instant.find_first_not_of(" \t", gap) - gap, " ");
      return instant;
    }
    case TokenKind::word:
    case TokenKind::number:
    case TokenKind::percent:
    case TokenKind::date:
    case TokenKind::time: return token_value(source, token);
    case TokenKind::end:
    case TokenKind::unknown: return {};
    case TokenKind::open_brace:
    case TokenKind::close_brace:
    case TokenKind::open_paren:
    case TokenKind::close_paren:
    case TokenKind::comma:
    case TokenKind::colon:
    case TokenKind::dot:
    case TokenKind::question:
    case TokenKind::equal:
    case TokenKind::not_equal:
    case TokenKind::less:
    case TokenKind::less_equal:
    case TokenKind::greater:
    case TokenKind::greater_equal:
    case TokenKind::plus:
    case TokenKind::minus:
    case TokenKind::star:
    case TokenKind::slash:
    case TokenKind::arrow: return std::string(token_words(token.kind, false));
  }
  return {};
}

Spelt spelt(const SourceBuffer& source, const Tree& tree, std::uint32_t token, bool inside_name,
            const DeclaredNames& declared) {
  const Token& at = tree.tokens.all[token];
  const Kw role = tree.roles[token];
  const std::string written = plain_literal(source, at);
  if (role == no_keyword || role == continued_keyword) return {written, written};

  const bool chinese = is_chinese(written);
  const Keyword& row = row_of(role);
  // Before a parenthesis stands a function of the language, also where a column is called like it.
  const bool call = tree.tokens.all[token + 1].kind == TokenKind::open_paren;
  const auto owned = [&](std::string_view word) { return declared.contains(std::string(word) + (call ? "(" : "")); };
  if (inside_name && (owned(row.en) || owned(row.zh))) return {written, written};
  Spelt out;
  if (const UnitRow* of_unit = unit_row(role))
    out = unit(source, tree, token, *of_unit);
  else
    out = {std::string(row.en), std::string(row.zh)};
  out.chinese = chinese;
  return out;
}

}  // namespace sop
