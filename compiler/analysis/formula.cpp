#include "compiler/analysis/formula.h"

#include <algorithm>
#include <bit>

namespace sop {

Formulas::Formulas() {
  formulas_.push_back({Join::constant, 0, 0, 0});
  formulas_.push_back({Join::constant, 1, 0, 0});
}

FormulaId Formulas::add(Join kind, std::int32_t a, const std::vector<FormulaId>& parts) {
  std::vector<std::int64_t> key{static_cast<std::int64_t>(kind), a};
  for (FormulaId part : parts) key.push_back(part.value);
  const auto [known, added] = known_.try_emplace(std::move(key), FormulaId(formulas_.size()));
  if (!added) return known->second;
  formulas_.push_back({kind, a, static_cast<std::uint32_t>(parts_.size()), static_cast<std::uint32_t>(parts.size())});
  parts_.insert(parts_.end(), parts.begin(), parts.end());
  return known->second;
}

FormulaId Formulas::atom(const Atom& atom) {
  std::vector<std::int64_t> key{-1,
                                atom.variable.value,
                                static_cast<std::int64_t>(atom.asks),
                                atom.cut.at,
                                atom.cut.low,
                                atom.cut.high,
                                atom.cut.family,
                                atom.cut.step,
                                std::bit_cast<std::int64_t>(atom.cut.real),
                                atom.set,
                                atom.constant,
                                atom.test.value};
  const auto [known, added] = known_.try_emplace(std::move(key), FormulaId(formulas_.size()));
  if (!added) return known->second;
  formulas_.push_back({Join::atom, static_cast<std::int32_t>(atoms_.size()), 0, 0});
  atoms_.push_back(atom);
  return known->second;
}

FormulaId Formulas::negate(FormulaId of) {
  const Formula& formula = at(of);
  if (formula.join == Join::constant) return truth(formula.a == 0);
  if (formula.join == Join::negation) return FormulaId(formula.a);
  return add(Join::negation, of.value, {});
}

FormulaId Formulas::join(Join kind, std::vector<FormulaId> parts) {
  const FormulaId neutral = truth(kind == Join::all), decisive = truth(kind != Join::all);
  std::vector<FormulaId> kept;
  for (FormulaId part : parts) {
    if (part == decisive) return decisive;
    if (part == neutral) continue;
    if (at(part).join == kind) {
      const auto inner = this->parts(part);
      kept.insert(kept.end(), inner.begin(), inner.end());
    } else {
      kept.push_back(part);
    }
  }
  std::vector<FormulaId> sorted = kept;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    std::vector<FormulaId> once;
    for (FormulaId part : kept)
      if (const auto found = std::lower_bound(sorted.begin(), sorted.end(), part);
          found != sorted.end() && *found == part)
        once.push_back(part), sorted.erase(std::remove(sorted.begin(), sorted.end(), part), sorted.end());
    kept = std::move(once);
  }
  if (kept.empty()) return neutral;
  if (kept.size() == 1) return kept[0];
  return add(kind, 0, kept);
}

FormulaId Formulas::choose(FormulaId test, FormulaId yes, FormulaId no) {
  if (yes == no) return yes;
  return any({all({test, yes}), all({negate(test), no})});
}

}  // namespace sop
