#include "bindings/c/decider/verdicts/clauses.h"

#include <algorithm>
#include <map>

#include "bindings/c/decider/verdicts/facet_making.h"

namespace sop::embed {
namespace {

constexpr std::size_t most_clauses = 16;  // of what `or` multiplies out
constexpr std::size_t most_literals = 256;
constexpr std::size_t most_choices = 6;  // clauses of more than one literal, of one answer

struct Form {
  Clauses is, is_not;
};

std::size_t literals_of(const Clauses& clauses) {
  std::size_t count = 0;
  for (const Clause& clause : clauses) count += clause.size();
  return count;
}

const Literal* single_literal(const Clauses& clauses) {
  return clauses.size() == 1 && clauses.front().size() == 1 ? &clauses.front().front() : nullptr;
}

class ClauseMaking {
 public:
  ClauseMaking(const PlannedInsts& planned, std::span<const InstId> roots)
      : program_(planned.program), making_(planned), forms_(planned.program.insts.size()), roots_(roots) {}

  AnswerClauses run() {
    need();
    for (std::size_t i = 0; i < forms_.size(); ++i)
      if (needed_[i]) forms_[i] = form_of(InstId(i));
    AnswerClauses out;
    for (const InstId root : roots_) out.answers.push_back(answer(root));
    out.facets = std::move(making_.facets());
    for (const Subject& subject : out.facets.subjects)
      if (!subject.in_row) out.cells.push_back(subject.place);
    for (const Facet& facet : out.facets.all)
      if (facet.kind == FacetKind::whole_from || facet.kind == FacetKind::whole_to) out.cells.push_back(facet.cell);
    return out;
  }

 private:
  static bool is_logic(InstKind kind) {
    return kind == InstKind::all_of || kind == InstKind::any_of || kind == InstKind::negation;
  }

  // An instruction stands behind what it reads.
  void need() {
    needed_.assign(forms_.size(), false);
    for (const InstId root : roots_)
      if (root.exists()) needed_[making_.behind(root).index()] = true;
    for (std::size_t i = forms_.size(); i-- > 0;) {
      if (!needed_[i] || !is_logic(program_.at(InstId(i)).kind)) continue;
      for (const InstId arg : program_.args_of(InstId(i))) needed_[making_.behind(arg).index()] = true;
    }
  }

  Form form_of(InstId id) {
    const Inst& inst = program_.at(id);
    if (!is_logic(inst.kind)) return of_facet(making_.facet_of(id));
    std::vector<const Clauses*> are, are_not;
    for (const InstId arg : program_.args_of(id)) {
      const Form& form = forms_[making_.behind(arg).index()];
      are.push_back(&form.is);
      are_not.push_back(&form.is_not);
    }
    if (inst.kind == InstKind::negation) return {*are_not.front(), *are.front()};
    const bool all = inst.kind == InstKind::all_of;
    auto is = all ? conjoined(are) : disjoined(are);
    if (!is) return of_facet(making_.truth_of(id));
    if (const Literal* single = single_literal(*is)) return {*is, {{Literal{single->facet, !single->wanted}}}};
    auto is_not = all ? disjoined(are_not) : conjoined(are_not);
    if (!is_not) is_not = of_facet(making_.truth_of(id)).is_not;
    return {std::move(*is), std::move(*is_not)};
  }

  static Form of_facet(std::uint32_t facet) { return {{{Literal{facet, true}}}, {{Literal{facet, false}}}}; }

  // Literals of one subject become one facet, so that `within 30 days` is one condition although it has three bounds.
  std::vector<Literal> by_subject(const std::vector<const Clauses*>& parts, FacetKind kind) {
    std::map<std::uint32_t, std::vector<Literal>> groups;
    for (const Clauses* part : parts)
      if (const Literal* single = single_literal(*part)) groups[making_.subject_of(single->facet)].push_back(*single);
    std::vector<Literal> out;
    for (auto& [subject, literals] : groups)
      out.push_back(literals.size() == 1 ? literals.front() : Literal{making_.joined(kind, std::move(literals))});
    return out;
  }

  std::optional<Clauses> conjoined(const std::vector<const Clauses*>& parts) {
    Clauses out;
    for (const Literal& literal : by_subject(parts, FacetKind::all_of)) out.push_back({literal});
    for (const Clauses* part : parts)
      if (single_literal(*part) == nullptr) out.insert(out.end(), part->begin(), part->end());
    if (literals_of(out) > most_literals) return std::nullopt;
    return out;
  }

  std::optional<Clauses> disjoined(const std::vector<const Clauses*>& parts) {
    Clauses out{by_subject(parts, FacetKind::any_of)};
    for (const Clauses* part : parts) {
      if (single_literal(*part) != nullptr) continue;
      if (out.size() * part->size() > most_clauses) return std::nullopt;
      Clauses next;
      for (const Clause& left : out)
        for (const Clause& right : *part) {
          next.push_back(left);
          next.back().insert(next.back().end(), right.begin(), right.end());
        }
      out = std::move(next);
    }
    if (literals_of(out) > most_literals) return std::nullopt;
    return out;
  }

  Clauses answer(InstId root) {
    if (!root.exists()) return {};
    const InstId id = making_.behind(root);
    const Clauses& is = forms_[id.index()].is;
    const auto choices = std::ranges::count_if(is, [](const Clause& clause) { return clause.size() > 1; });
    if (static_cast<std::size_t>(choices) <= most_choices) return is;
    return of_facet(making_.truth_of(id)).is;
  }

  const Program& program_;
  FacetMaking making_;
  std::vector<Form> forms_;
  std::vector<bool> needed_;
  std::span<const InstId> roots_;
};

}  // namespace

AnswerClauses clauses_of(const PlannedInsts& planned, std::span<const InstId> roots) {
  return ClauseMaking(planned, roots).run();
}

}  // namespace sop::embed
