// Tiers and bands (language.md 2.4, 2.10): enumerations that compare by order.
#include <algorithm>

#include "compiler/check/arms/rising_edges.h"
#include "compiler/check/checker.h"
#include "compiler/check/lengths.h"
#include "compiler/syntax/unit_names.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

Value Checker::tier(const Symbol& symbol) {
  const Node node = symbol.declaration;
  check_arm_names(node.children(N::arm));
  History history;
  bool failed = false;
  written_once(node, {N::fall});
  const Node fall = node.child(N::fall);
  if (fall) {
    const Value span = expression(fall.child(std::size_t{0}), {});
    const bool is_length = !span.wrong() && span.type.is(TypeKind::duration);
    const auto known = is_length ? known_length(build_, span.inst) : std::nullopt;
    if (!span.wrong() && !known)
      report(Code::S2012, span.span,
             span.type.is(TypeKind::duration)
                 ? computed_length()
                 : std::vector<std::string>{"a duration such as `7 days`", described(span.type, false), "时长,如 `7天`",
                                            described(span.type, true)});
    if (known && positive_length(span)) history.span = known->inst;
    const Node unless = fall.child(std::size_t{1});
    if (unless) history.release = condition(unless, {});
    failed = !history.span.exists() || (unless && !history.release.exists());
  }
  const Value level = arms_as_choice(node, symbol.name, true);
  if (!fall || level.wrong() || failed) return failed ? wrong(node.span()) : level;
  history.name = symbol.name;
  history.kind = MemoryKind::fall;
  history.type = level.type;
  history.value = level.inst;
  history.place = symbol.span;
  return made(build_.held(remember(std::move(history)), node.span()), node.span());
}

// Each edge opens the next band; low to high. A missing value has no band unless one is declared for it.
Value Checker::bands(const Symbol& symbol) {
  const Node node = symbol.declaration;
  const std::vector<Node> bands = node.children(N::band);
  Value value;
  for (Node child : node.children())
    if (!child.is(N::name) && !child.is(N::label) && !child.is(N::band) && !child.is(N::missing_band) &&
        !child.is(N::error))
      value = expression(child, {});
  Enumeration e;
  e.name = symbol.name;
  e.ordered = true;
  for (Node band : bands) e.add(text(band.child(N::name)), parsed_.label_of(band));
  const Node missing = node.child(N::missing_band);
  written_once(node, {N::missing_band});
  std::vector<Node> named = bands;
  if (missing) named.push_back(missing);
  check_arm_names(named);
  if (missing) e.add(text(missing.child(N::name)), parsed_.label_of(missing));
  e.missing_band = bool(missing);
  const Type type{TypeKind::enumeration, false, EnumId(program_.enumerations.size())};
  program_.enumerations.push_back(e);
  if (value.wrong()) return wrong(symbol.span);
  // What a module is used with is not known to its author.
  if (missing && !value.type.nullable && instance_ == nullptr)
    report(Code::S3013, missing.child(N::name).span(), {text(missing.child(N::name))});

  std::vector<InstId> choice;
  const auto member = [&](std::size_t i) {
    return constant({type, static_cast<std::int64_t>(i), 0, {}}, symbol.span).inst;
  };
  bool failed = false;
  Edges before;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const Node edge =
        bands[i].last_child().is(N::name) || bands[i].last_child().is(N::label) ? Node{} : bands[i].last_child();
    if (!edge) {
      if (i + 1 < bands.size()) report_band_edge(bands[i], false);
      continue;
    }
    if (i + 1 == bands.size() && edge.is(N::duration) && !value.type.is(TypeKind::duration)) {
      report_unit_for_name(source(edge.span()), edge.tree().tokens, edge.begin() + 1, diagnostics_);
      failed = true;
      continue;
    }
    if (i + 1 == bands.size() && node.children(N::error).empty()) report_band_edge(bands[i], true);
    const Value limit = expression(edge, {});
    const Value below = comparison(TokenKind::less, edge.span(), value, limit, edge.span());
    failed = failed || below.wrong();
    if (below.wrong()) continue;
    check_increasing(below, edge, before);
    choice.insert(choice.end(), {below.inst, member(i)});
  }
  if (failed || bands.empty()) return wrong(symbol.span);
  const InstId unknown_band = missing ? member(bands.size()) : build_.missing(type);
  if (value.type.nullable) choice.insert(choice.begin(), {build_.is_missing(value.inst), unknown_band});
  choice.push_back(member(bands.size() - 1));
  const bool nullable = value.type.nullable && !missing;
  return made(build_.choose(choice, type.with_nullable(nullable), symbol.span), symbol.span);
}

void Checker::report_band_edge(Node band, bool last) {
  const std::string name = parsed_.name_of(band);
  if (last)
    report(Code::S2041, band.span(), {name});
  else
    report(Code::S2017, band.span(),
           {name, "below", "低于", "every band but the last has an upper edge", "除最后一档外,每档都要写上限"});
}

// `below` is less(value, edge): its second argument is the edge.
void Checker::check_increasing(const Value& below, Node edge, Edges& before) {
  const InstId value = program_.args_of(below.inst)[1];
  if (!before.rise_to(program_, value, {zone_known_ ? &zone_ : nullptr, program_.project.week_start}))
    report(Code::S2042, edge.span());
}

}  // namespace sop
