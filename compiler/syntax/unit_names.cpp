#include "compiler/syntax/unit_names.h"

#include <algorithm>

#include "compiler/source/source.h"
#include "compiler/syntax/parse_state.h"

namespace sop {
namespace {

constexpr Kw units[] = {Kw::seconds,  Kw::minutes,   Kw::hours,       Kw::days_unit,   Kw::weeks,
                        Kw::months,   Kw::years,     Kw::second_unit, Kw::minute_unit, Kw::hour_unit,
                        Kw::day_unit, Kw::week_unit, Kw::month_unit,  Kw::year_unit};

bool compares(TokenKind kind) { return kind >= TokenKind::equal && kind <= TokenKind::greater_equal; }

}  // namespace

// The number ends a condition or an edge, and behind the unit an arm goes on.
bool is_unit_for_a_name(const Tokens& tokens, const std::vector<Kw>& roles, std::size_t unit) {
  const auto& all = tokens.all;
  if (unit < 2 || unit + 1 >= all.size() || all[unit].kind != TokenKind::word || all[unit].spelling == 0) return false;
  if (all[unit - 1].kind != TokenKind::number || all[unit + 1].kind != TokenKind::word) return false;
  ParseState words;
  words.tokens = &all;
  if (std::ranges::none_of(units, [&](Kw kw) { return words.spells(unit, kw) > 0; })) return false;
  const bool behind_edge = roles[unit - 2] == Kw::below_edge;
  if (!behind_edge && !compares(all[unit - 2].kind) && words.spells(unit - 2, Kw::and_) == 0) return false;
  if (behind_edge) return words.spells(unit + 1, Kw::below_edge) > 0;
  if (words.spells(unit + 1, Kw::when) > 0) return true;
  const std::size_t otherwise = words.spells(unit + 1, Kw::otherwise);
  return otherwise > 0 && words.spells(unit + 1 + otherwise, Kw::otherwise_none) == 0;
}

void report_unit_for_name(const SourceBuffer& source, const Tokens& tokens, std::size_t unit,
                          Diagnostics& diagnostics) {
  const Span place = tokens.span(unit);
  const std::string word(source.text(place));
  const std::string read = std::string(source.text(tokens.span(unit - 1))) + (tokens.all[unit].glued ? "" : " ") + word;
  diagnostics.report(Code::S1018, place, {word, read}).fix(Phrase::quote_name, {}, {{place, "`" + word + "`"}});
}

void report_units_for_names(const SourceBuffer& source, const Tokens& tokens, const std::vector<Kw>& roles,
                            Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < tokens.all.size(); ++i)
    if (is_unit_for_a_name(tokens, roles, i)) report_unit_for_name(source, tokens, i, diagnostics);
}

}  // namespace sop
