#include "compiler/analysis/written_length.h"

#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

// `7 days`, from its tokens.
std::optional<std::int64_t> of_tokens(const Subject& subject, Node node) {
  if (!node.is(N::duration)) return std::nullopt;
  const Tree& tree = node.tree();
  std::int64_t count = 0;
  std::int64_t unit = 0;
  constexpr std::int64_t hour = 3'600'000'000, day = 24 * hour;
  for (std::uint32_t i = node.begin(); i < node.end(); ++i) {
    if (tree.tokens.all[i].kind == TokenKind::number)
      for (char c : (*subject.parsed.sources)[static_cast<std::size_t>(tree.tokens.file)].text(tree.tokens.span(i)))
        if (c >= '0' && c <= '9' && count < 1'000'000) count = count * 10 + (c - '0');
    switch (tree.roles[i]) {
      case Kw::seconds:
      case Kw::second_unit: unit = hour / 3600; break;
      case Kw::minutes:
      case Kw::minute_unit: unit = hour / 60; break;
      case Kw::hours:
      case Kw::hour_unit: unit = hour; break;
      case Kw::days_unit:
      case Kw::day_unit: unit = day; break;
      case Kw::weeks:
      case Kw::week_unit: unit = 7 * day; break;
      case Kw::months:
      case Kw::month_unit:
      case Kw::month_grain: unit = 30 * day; break;
      case Kw::years:
      case Kw::year_unit: unit = 360 * day; break;
      default: break;
    }
  }
  return unit == 0 ? std::nullopt : std::optional(count * unit);
}

}  // namespace

std::optional<std::int64_t> written_length(const Subject& subject, Node node) {
  const Program& program = subject.program;
  const InstId value = subject.places.value_at(node.span());
  if (value.exists() && program.at(value).kind == InstKind::constant && program.at(value).type.is(TypeKind::duration))
    return nominal_micros(unpack_duration(program.constants[static_cast<std::size_t>(program.at(value).a)].whole));
  return of_tokens(subject, node);
}

}  // namespace sop
