#include "compiler/analysis/classes.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "compiler/analysis/effort.h"
#include "compiler/analysis/ranges.h"
#include "stdlib/ops/text.h"

namespace sop {
namespace {

class Sorting {
 public:
  Sorting(Translator& translator, VariableId id, const std::vector<AtomId>& atoms)
      : t_(translator), program_(translator.program()), variable_(translator.variable(id)), atoms_(atoms) {}

  Classes sort() {
    switch (variable_.line) {
      case Line::missing:
      case Line::truth: truths(); break;
      case Line::real: reals(); break;
      case Line::text: texts(); break;
      case Line::whole:
      case Line::date:
      case Line::from_today:
      case Line::from_now:
        if (!consistent()) return loose();
        wholes();
    }
    tell_apart();
    return std::move(out_);
  }

 private:
  const Atom& atom(AtomId id) const { return t_.formulas().at(id); }
  std::span<const Constant> set(const Atom& asked) const {
    return program_.constant_sets[static_cast<std::size_t>(asked.set)];
  }

  static Classes loose() {
    Classes out;
    out.loose = true;
    return out;
  }

  void truths() {
    for (std::int64_t value : {0, 1}) {
      Pick pick;
      pick.whole = value;
      candidates_.push_back(pick);
    }
  }

  // ---- Whole values
  bool consistent() const {
    std::vector<const Cut*> moving, all;
    for (AtomId id : atoms_) {
      all.push_back(&atom(id).cut);
      if (atom(id).cut.family != 0) moving.push_back(all.back());
    }
    for (const Cut* a : moving)
      for (const Cut* b : all)
        if (!order(*a, *b)) return false;
    return true;
  }

  WholeRange range() const {
    if (variable_.minus.exists()) return {};
    switch (variable_.line) {
      case Line::from_today:
      case Line::from_now: return {INT64_MIN, may_lie_ahead(program_, variable_.value) ? INT64_MAX : 0};
      case Line::date: return {};
      default: return whole_range(program_, variable_.value);
    }
  }

  void wholes() {
    const WholeRange between = range();
    std::set<std::int64_t> starts;  // where some answer may change
    const auto add = [&](std::int64_t at) {
      if (between.low < at && at <= between.high) starts.insert(at);
    };
    for (AtomId id : atoms_) {
      const Atom& asked = atom(id);
      if (asked.asks == Asks::below) add(asked.cut.at);
      if (asked.asks == Asks::equal) {
        add(asked.cut.at);
        if (asked.cut.at != INT64_MAX) add(asked.cut.at + 1);
      }
      if (asked.asks != Asks::one_of) continue;
      for (const Constant& member : set(asked)) {
        add(member.whole);
        if (member.whole != INT64_MAX) add(member.whole + 1);
      }
    }
    std::int64_t low = between.low;
    const std::int64_t unit = program_.at(variable_.value).type.is(TypeKind::money) ? money_scale : 1;
    const auto between_ends = [&](std::int64_t high) {
      Pick pick;  // the one nearest to zero; of money a whole amount, if there is one
      pick.whole = low > 0 ? low : high < 0 ? high : 0;
      const std::int64_t rest = pick.whole % unit, round = pick.whole > 0 ? unit - rest : -unit - rest;
      std::int64_t rounded = 0;
      if (rest != 0 && !__builtin_add_overflow(pick.whole, round, &rounded) && low <= rounded && rounded <= high)
        pick.whole = rounded;
      candidates_.push_back(pick);
    };
    for (std::int64_t start : starts) {
      between_ends(start - 1);
      low = start;
    }
    between_ends(between.high);
    sort_by_size([](const Pick& pick) { return std::abs(static_cast<double>(pick.whole)); });
  }

  // ---- Numbers
  void reals() {
    std::set<double> cuts;
    for (AtomId id : atoms_) {
      const Atom& asked = atom(id);
      if (asked.asks != Asks::one_of) cuts.insert(asked.cut.real);
      if (asked.asks == Asks::one_of)
        for (const Constant& member : set(asked)) cuts.insert(member.real);
    }
    const RealRange between = variable_.minus.exists() ? RealRange{} : real_range(program_, variable_.value);
    std::vector<double> values{0};
    double before = 0;
    bool first = true;
    for (double cut : cuts) {
      values.push_back(first ? cut - 1 : before + (cut - before) / 2);
      values.push_back(cut);
      before = cut;
      first = false;
    }
    values.push_back(before + 1);
    if (between.low) values.push_back(*between.low);
    if (between.high) values.push_back(*between.high);
    for (double value : values) {
      if ((between.low && value < *between.low) || (between.high && value > *between.high)) continue;
      Pick pick;
      pick.real = value;
      candidates_.push_back(pick);
    }
    sort_by_size([](const Pick& pick) { return std::abs(pick.real); });
  }

  template <typename Size>
  void sort_by_size(Size size) {
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [&](const Pick& a, const Pick& b) { return size(a) < size(b); });
  }

  // ---- Texts
  void texts() {
    std::set<std::string> named;
    for (AtomId id : atoms_) {
      const Atom& asked = atom(id);
      if (asked.asks == Asks::equal) named.insert(program_.constants[static_cast<std::size_t>(asked.constant)].text);
      if (asked.asks == Asks::one_of)
        for (const Constant& member : set(asked)) named.insert(member.text);
    }
    for (const std::string& text : named) {
      Pick pick;
      pick.text = text;
      candidates_.push_back(pick);
    }
    Pick other;
    other.any_text = true;
    candidates_.push_back(other);
  }

  char text_test(const Atom& asked, const Pick& pick) const {
    if (pick.any_text) return 2;
    const Inst& test = program_.at(asked.test);
    InstId argument = program_.args_of(asked.test)[1];
    while (program_.at(argument).kind == InstKind::fact)
      argument = program_.facts[static_cast<std::size_t>(program_.at(argument).a)].root;
    if (program_.at(argument).kind == InstKind::outer) argument = program_.args_of(argument)[0];
    const std::string& part = program_.constants[static_cast<std::size_t>(program_.at(argument).a)].text;
    switch (row_of(test.op).builtin) {
      case Builtin::contains: return pick.text.find(part) != std::string::npos;
      case Builtin::starts_with: return pick.text.starts_with(part);
      case Builtin::ends_with: return pick.text.ends_with(part);
      default: return ops::matches_text::apply({}, pick.text, part);
    }
  }

  // ---- Answers
  char answer(const Atom& asked, const Pick& pick) const {
    const bool real = variable_.line == Line::real, text = variable_.line == Line::text;
    switch (asked.asks) {
      case Asks::is_true: return pick.whole != 0;
      case Asks::below: return real ? pick.real < asked.cut.real : pick.whole < asked.cut.at;
      case Asks::at_most: return pick.real <= asked.cut.real;
      case Asks::equal:
        if (text)
          return !pick.any_text && pick.text == program_.constants[static_cast<std::size_t>(asked.constant)].text;
        return real ? pick.real == asked.cut.real : pick.whole == asked.cut.at;
      case Asks::one_of: return !pick.any_text && in_set(asked, pick);
      case Asks::test: return text_test(asked, pick);
    }
    return 0;
  }

  // The members are sorted by (whole, real, text).
  bool in_set(const Atom& asked, const Pick& pick) const {
    const auto less = [](const Constant& member, const Pick& value) {
      return std::tie(member.whole, member.real, member.text) < std::tie(value.whole, value.real, value.text);
    };
    const auto found = std::lower_bound(set(asked).begin(), set(asked).end(), pick, less);
    return found != set(asked).end() && found->whole == pick.whole && found->real == pick.real &&
           found->text == pick.text;
  }

  void tell_apart() {
    std::set<std::vector<char>> seen;
    for (const Pick& pick : candidates_) {
      std::vector<char> answers;
      for (AtomId id : atoms_) answers.push_back(answer(atom(id), pick));
      if (!seen.insert(answers).second) continue;
      out_.picks.push_back(pick);
      out_.answers.push_back(std::move(answers));
    }
  }

  Translator& t_;
  const Program& program_;
  const Variable variable_;
  const std::vector<AtomId>& atoms_;
  std::vector<Pick> candidates_;
  Classes out_;
};

}  // namespace

std::optional<Classes> classes_of(Translator& translator, VariableId variable, const std::vector<AtomId>& atoms) {
  std::size_t members = 1;
  for (AtomId id : atoms)
    if (const std::int32_t set = translator.formulas().at(id).set; set >= 0)
      members += translator.program().constant_sets[static_cast<std::size_t>(set)].size();
  if ((2 * atoms.size() + 2 * members) * atoms.size() > static_cast<std::size_t>(effort::question_atoms))
    return std::nullopt;
  return Sorting(translator, variable, atoms).sort();
}

}  // namespace sop
