#include "bindings/c/decider/verdicts/facet_making.h"

#include "bindings/c/decider/comparisons.h"

namespace sop::embed {
namespace {

constexpr std::size_t longest_list = 1000;  // a longer one is searched by a step

SubjectKind kind_of_subject(TypeKind type) {
  switch (physical_of(type)) {
    case Physical::whole: return SubjectKind::whole;
    case Physical::real: return SubjectKind::real;
    case Physical::code: return SubjectKind::text;
    case Physical::bit: return SubjectKind::truth;
  }
  return SubjectKind::truth;
}

}  // namespace

InstId FacetMaking::behind(InstId id) const {
  const Program& program = planned_.program;
  for (;;) {
    const Inst& inst = program.at(id);
    if (inst.kind == InstKind::fact) {
      id = program.facts[static_cast<std::size_t>(inst.a)].root;
      continue;
    }
    if (inst.kind != InstKind::column || inst.a != program.population.value) return id;
    const Column& column = program.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
    if (!column.derived.exists()) return id;
    id = column.derived;
  }
}

std::uint32_t FacetMaking::subject(InstId value) {
  value = behind(value);
  const auto [found, is_new] = subjects_.try_emplace(value, static_cast<std::uint32_t>(facets_.subjects.size()));
  if (!is_new) return found->second;
  const Inst& inst = planned_.program.at(value);
  Subject subject{.kind = kind_of_subject(inst.type.kind), .in_row = inst.kind == InstKind::column};
  subject.place =
      subject.in_row ? planned_.place_of_column[static_cast<std::size_t>(inst.b)] : planned_.cell_of[value.index()];
  facets_.subjects.push_back(std::move(subject));
  return found->second;
}

std::uint32_t FacetMaking::add(Facet facet) {
  const auto id = static_cast<std::uint32_t>(facets_.all.size());
  Subject& of = facets_.subjects[facet.subject];
  of.facets.push_back(id);
  of.by_the_day |= facet.kind == FacetKind::whole_from || facet.kind == FacetKind::whole_to;
  facets_.all.push_back(std::move(facet));
  return id;
}

std::uint32_t FacetMaking::truth_of(InstId id) { return add({.kind = FacetKind::truth, .subject = subject(id)}); }

std::uint32_t FacetMaking::joined(FacetKind kind, std::vector<Literal> parts) {
  const std::uint32_t subject = subject_of(parts.front().facet);
  return add({.kind = kind, .subject = subject, .parts = std::move(parts)});
}

std::uint32_t FacetMaking::facet_of(InstId id) {
  const Inst& inst = planned_.program.at(id);
  const auto args = planned_.program.args_of(id);
  std::optional<std::uint32_t> made;
  if (inst.kind == InstKind::is_missing) made = add({.kind = FacetKind::missing, .subject = subject(args[0])});
  if (inst.kind == InstKind::is_true) made = truth_of(args[0]);
  if (inst.kind == InstKind::in_set) made = in_set(inst, args[0]);
  const bool is_condition = inst.type.is(TypeKind::boolean) && !inst.type.nullable;
  if (inst.kind == InstKind::call && args.size() == 2 && is_condition) made = comparison(inst, args[0], args[1]);
  return made ? *made : truth_of(id);
}

bool FacetMaking::is_same_all_day(InstId id) const {
  const std::uint32_t cell = planned_.cell_of[id.index()];
  return cell < planned_.paces.size() && planned_.paces[cell] == RowPace::day;
}

std::optional<std::uint32_t> FacetMaking::comparison(const Inst& inst, InstId first, InstId second) {
  if (is_constant(first) != is_constant(second))
    return is_constant(first) ? with_constant(inst, second, first, true) : with_constant(inst, first, second, false);
  if (is_same_all_day(first) != is_same_all_day(second))
    return is_same_all_day(first) ? with_day(inst, second, first, true) : with_day(inst, first, second, false);
  return std::nullopt;
}

std::optional<std::uint32_t> FacetMaking::with_constant(const Inst& inst, InstId value, InstId constant,
                                                        bool constant_first) {
  const Constant& given = planned_.program.constants[static_cast<std::size_t>(planned_.program.at(constant).a)];
  Facet facet;
  if (const Comparison whole = whole_comparison(inst.op); whole != Comparison::none) {
    facet.kind = FacetKind::whole_within;
    facet.whole = whole_bounds(whole, given.whole, constant_first);
  } else if (const Comparison real = real_comparison(inst.op); real != Comparison::none) {
    facet.kind = FacetKind::real_within;
    facet.real = real_bounds(real, given.real, constant_first);
  } else if (inst.op == Op::equal_text || inst.op == Op::equal_id) {
    facet.kind = FacetKind::texts;
    facet.texts = {given.text};
  } else {
    return std::nullopt;
  }
  facet.subject = subject(value);
  return add(std::move(facet));
}

std::optional<std::uint32_t> FacetMaking::with_day(const Inst& inst, InstId value, InstId bound, bool bound_first) {
  const Comparison whole = whole_comparison(inst.op);
  if (whole != Comparison::less && whole != Comparison::less_equal) return std::nullopt;
  return add({.kind = bound_first ? FacetKind::whole_from : FacetKind::whole_to,
              .strict = whole == Comparison::less,
              .subject = subject(value),
              .cell = planned_.cell_of[bound.index()]});
}

std::optional<std::uint32_t> FacetMaking::in_set(const Inst& inst, InstId value) {
  const auto& members = planned_.program.constant_sets[static_cast<std::size_t>(inst.a)];
  if (members.size() > longest_list) return std::nullopt;
  Facet facet;
  const bool texts = physical_of(planned_.program.at(value).type.kind) == Physical::code;
  facet.kind = texts ? FacetKind::texts : FacetKind::points;
  for (const Constant& member : members)
    if (texts)
      facet.texts.push_back(member.text);
    else
      facet.points.push_back(member.whole);
  facet.subject = subject(value);
  return add(std::move(facet));
}

}  // namespace sop::embed
