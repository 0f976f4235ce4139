#include "compiler/analysis/solve.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "compiler/analysis/exists.h"

namespace sop {
namespace {

enum class Truth : std::uint8_t { no, yes, open };

// What is chosen: a class of a variable, or the truth of one atom alone.
struct Slot {
  VariableId variable;
  AtomId alone;  // of a loose variable, or a test of an unnamed text
  std::size_t choices = 2;
};

// A part of the formula: its children, or for an atom the number of its reading.
struct Part {
  Join join;
  std::int32_t a;
  std::uint32_t begin, count;
};

struct AskedOf {  // a variable
  std::vector<AtomId> atoms;
  std::vector<std::size_t> parts;  // each atom is one part
};

struct Reading {  // of an atom
  std::int32_t slot = -1;
  const Classes* classes = nullptr;
  std::size_t index = 0;      // among the atoms of its variable
  std::int32_t further = -1;  // the slot that answers for an unnamed text
};

class Question {
 public:
  Question(Translator& translator, const effort::Steps& limit, std::int64_t& steps, ClassesSeen& seen, bool anybody)
      : t_(translator), formulas_(translator.formulas()), limit_(limit), steps_(steps), seen_(seen), anybody_(anybody) {
    constexpr std::size_t most_seen = 256;
    if (seen_.size() > most_seen) seen_.clear();
  }

  Answer ask(FormulaId root) {
    Answer out;
    const Formula& formula = formulas_.at(root);
    if (formula.join == Join::constant) {
      out.verdict = formula.a != 0 ? Verdict::yes : Verdict::no;
      return out;
    }
    root_ = root;
    if (!collect()) return out;
    if (const auto ordered = in_order(); ordered.size() > 1) {
      root_ = t_.formulas().all(ordered);
      if (!collect()) return out;
    }
    if (!sort_out()) return out;
    chosen_.assign(slots_.size(), -1);
    search();
    if (first_.found()) return first_;
    out.verdict = given_up_ ? Verdict::undecided : Verdict::no;
    return out;
  }

 private:
  const std::optional<Classes>& classes_among(VariableId variable, const std::vector<AtomId>& atoms) {
    const auto [found, is_new] = seen_.try_emplace({variable, atoms});
    if (is_new) found->second = classes_of(t_, variable, atoms);
    return found->second;
  }

  // All parts of the formula, children first, by numbers of their own.
  bool collect() {
    parts_.clear();
    kids_.clear();
    asked_.clear();
    std::vector<FormulaId> all{root_};
    std::unordered_set<FormulaId> seen;  // of a long question; in a short one they are looked for
    constexpr std::size_t few = 24;
    const auto visit = [&](FormulaId child) {
      if (all.size() > few && seen.empty()) seen.insert(all.begin(), all.end());
      const bool is_new = all.size() > few ? seen.insert(child).second : std::ranges::find(all, child) == all.end();
      if (is_new) all.push_back(child);
    };
    for (std::size_t next = 0; next < all.size(); ++next) {
      if (all.size() > static_cast<std::size_t>(effort::question_parts)) return false;
      const FormulaId id = all[next];
      if (formulas_.at(id).join == Join::negation) visit(FormulaId(formulas_.at(id).a));
      for (FormulaId child : formulas_.parts(id)) visit(child);
    }
    std::sort(all.begin(), all.end());
    const auto number = [&](FormulaId id) {
      return static_cast<std::int32_t>(std::lower_bound(all.begin(), all.end(), id) - all.begin());
    };
    for (FormulaId id : all) {
      const Formula& formula = formulas_.at(id);
      Part part{formula.join, formula.a, static_cast<std::uint32_t>(kids_.size()), formula.count};
      if (formula.join == Join::negation) part.a = number(FormulaId(formula.a));
      for (FormulaId child : formulas_.parts(id)) kids_.push_back(number(child));
      if (formula.join == Join::atom) {
        AskedOf& of = asked_[formulas_.at(AtomId(formula.a)).variable];
        of.atoms.emplace_back(formula.a);
        of.parts.push_back(parts_.size());
      }
      parts_.push_back(part);
    }
    top_ = static_cast<std::size_t>(number(root_));
    values_.resize(parts_.size());
    return true;
  }

  // The formula, and with it what is known of cuts whose order depends on the day: who is before the first of this
  // month is before today.
  std::vector<FormulaId> in_order() {
    std::vector<FormulaId> out{root_};
    for (const auto& [variable, of] : asked_) {
      const std::vector<AtomId>& atoms = of.atoms;
      const auto moves = [&](AtomId id) { return formulas_.at(id).cut.family != 0; };
      if (atoms.size() > effort::windows || std::ranges::none_of(atoms, moves)) continue;
      const std::optional<Classes>& classes = classes_among(variable, atoms);
      if (!classes || !classes->loose) continue;
      for (const AtomId a : atoms)
        for (const AtomId b : atoms) {
          const Atom before = formulas_.at(a), after = formulas_.at(b);
          if (a == b || before.asks != Asks::below || after.asks != Asks::below) continue;
          if (never_after(before.cut, after.cut))
            out.push_back(
                t_.formulas().any({t_.formulas().negate(t_.formulas().atom(before)), t_.formulas().atom(after)}));
        }
    }
    return out;
  }

  bool sort_out() {
    for (const auto& [variable, of] : asked_) {
      const std::vector<AtomId>& atoms = of.atoms;
      const std::optional<Classes>& classes = classes_among(variable, atoms);
      if (!classes) return false;
      const Classes& kept = *classes;
      classes_.emplace(variable, &kept);
      steps_ += static_cast<std::int64_t>(atoms.size() * (kept.picks.size() + 1));
      const auto own = static_cast<std::int32_t>(slots_.size());
      if (!kept.loose) slots_.push_back({variable, {}, kept.picks.size()});
      for (std::size_t i = 0; i < atoms.size(); ++i) {
        const bool alone = kept.loose || formulas_.at(atoms[i]).asks == Asks::test;
        Reading reading{kept.loose ? -1 : own, &kept, i, -1};
        if (alone) {
          reading.further = static_cast<std::int32_t>(slots_.size());
          slots_.push_back({variable, atoms[i], 2});
        }
        parts_[of.parts[i]].a = static_cast<std::int32_t>(readings_.size());
        readings_.push_back(reading);
      }
    }
    return true;
  }

  // ---- Search
  void search() {
    if (given_up_ || done_) return;
    const Truth truth = evaluate();
    if (truth == Truth::no || given_up_) return;
    if (truth == Truth::yes) return keep();
    const std::int32_t slot = open_slot();
    for (std::size_t choice = 0; choice < slots_[static_cast<std::size_t>(slot)].choices && !done_; ++choice) {
      chosen_[static_cast<std::size_t>(slot)] = static_cast<std::int32_t>(choice);
      search();
    }
    chosen_[static_cast<std::size_t>(slot)] = -1;
  }

  // A customer who surely can exist is better than one who perhaps can; a few are looked at.
  void keep() {
    Answer found;
    found.verdict = Verdict::perhaps;
    if (anybody_) {
      first_ = found;
      done_ = true;
      return;
    }
    bool alone = false;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (chosen_[i] < 0) continue;
      alone = alone || slots_[i].alone.exists();
      if (slots_[i].alone.exists()) continue;
      found.customer.push_back(
          {slots_[i].variable, classes_.at(slots_[i].variable)->picks[static_cast<std::size_t>(chosen_[i])]});
    }
    const bool any_text = std::ranges::any_of(found.customer, [](const Known& known) { return known.pick.any_text; });
    if ((alone || any_text) && !name_texts(found)) {
      if (!first_.found()) first_ = found;
    } else if (surely_exists(t_, found.customer)) {
      found.verdict = Verdict::yes;
      first_ = found;
      done_ = true;
    } else if (!first_.found()) {
      first_ = found;
    }
    if (++models_ >= effort::models) done_ = true;
  }

  // A text that passes the tests it was said to pass, and fails the others.
  bool name_texts(Answer& found) {
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (slots_[i].alone.exists() && chosen_[i] >= 0 && t_.variable(slots_[i].variable).line != Line::text)
        return false;
    for (Known& known : found.customer) {
      if (!known.pick.any_text) continue;
      std::vector<std::pair<InstId, bool>> tests;
      for (std::size_t i = 0; i < slots_.size(); ++i)
        if (slots_[i].variable == known.variable && slots_[i].alone.exists() && chosen_[i] >= 0)
          tests.emplace_back(formulas_.at(slots_[i].alone).test, chosen_[i] == 1);
      const auto text = tests.empty() ? unnamed_text(known.variable) : text_passing(t_.program(), tests);
      if (!text || is_named(known.variable, *text)) return false;
      known.pick.text = *text;
      known.pick.any_text = false;
    }
    return true;
  }

  bool is_named(VariableId variable, const std::string& text) {
    return std::ranges::any_of(classes_.at(variable)->picks,
                               [&](const Pick& pick) { return !pick.any_text && pick.text == text; });
  }

  std::optional<std::string> unnamed_text(VariableId variable) {
    for (const char* text : {"another", "yet another", "something else"})
      if (!is_named(variable, text)) return text;
    return std::nullopt;
  }

  Truth evaluate() {
    steps_ += static_cast<std::int64_t>(parts_.size());
    own_steps_ += static_cast<std::int64_t>(parts_.size());
    if (own_steps_ > limit_.question || steps_ > limit_.program) given_up_ = true;
    for (std::size_t i = 0; i < parts_.size(); ++i) values_[i] = truth_of(parts_[i]);
    return values_[top_];
  }

  std::span<const std::int32_t> kids(const Part& part) const {
    return std::span(kids_).subspan(part.begin, part.count);
  }
  Truth value(std::int32_t part) const { return values_[static_cast<std::size_t>(part)]; }

  Truth truth_of(const Part& part) const {
    switch (part.join) {
      case Join::constant: return part.a != 0 ? Truth::yes : Truth::no;
      case Join::atom: return atom_truth(part.a).first;
      case Join::negation: {
        const Truth inner = value(part.a);
        return inner == Truth::open ? Truth::open : inner == Truth::yes ? Truth::no : Truth::yes;
      }
      case Join::all:
      case Join::any: {
        const Truth decisive = part.join == Join::all ? Truth::no : Truth::yes;
        bool open = false;
        for (std::int32_t kid : kids(part)) {
          if (value(kid) == decisive) return decisive;
          open = open || value(kid) == Truth::open;
        }
        return open ? Truth::open : decisive == Truth::no ? Truth::yes : Truth::no;
      }
    }
    return Truth::open;
  }

  // And, while it is open, the slot to choose for.
  std::pair<Truth, std::int32_t> atom_truth(std::int32_t number) const {
    const Reading& reading = readings_[static_cast<std::size_t>(number)];
    if (reading.slot >= 0) {
      const std::int32_t chosen = chosen_[static_cast<std::size_t>(reading.slot)];
      if (chosen < 0) return {Truth::open, reading.slot};
      const char answer = reading.classes->answers[static_cast<std::size_t>(chosen)][reading.index];
      if (answer != 2) return {answer == 1 ? Truth::yes : Truth::no, -1};
    }
    const std::int32_t chosen = chosen_[static_cast<std::size_t>(reading.further)];
    if (chosen < 0) return {Truth::open, reading.further};
    return {chosen == 1 ? Truth::yes : Truth::no, -1};
  }

  std::int32_t open_slot() const {
    std::size_t at = top_;
    for (;;) {
      const Part& part = parts_[at];
      if (part.join == Join::atom) return atom_truth(part.a).second;
      if (part.join == Join::negation) {
        at = static_cast<std::size_t>(part.a);
        continue;
      }
      for (std::int32_t kid : kids(part))
        if (value(kid) == Truth::open) {
          at = static_cast<std::size_t>(kid);
          break;
        }
    }
  }

  Translator& t_;
  const Formulas& formulas_;
  const effort::Steps& limit_;
  std::int64_t& steps_;
  ClassesSeen& seen_;
  const bool anybody_;  // whoever it is, she is not told
  std::int64_t own_steps_ = 0;
  FormulaId root_;
  std::size_t top_ = 0;
  std::vector<Part> parts_;
  std::map<VariableId, AskedOf> asked_;
  std::vector<std::int32_t> kids_;
  std::vector<Truth> values_;
  std::map<VariableId, const Classes*> classes_;
  std::vector<Reading> readings_;
  std::vector<Slot> slots_;
  std::vector<std::int32_t> chosen_;
  std::size_t models_ = 0;
  bool given_up_ = false, done_ = false;
  Answer first_;
};

}  // namespace

Answer Solver::ask(FormulaId formula) {
  if (steps_ > limit_.program) return {};
  return Question(t_, limit_, steps_, seen_, false).ask(formula);
}

Verdict Solver::whether(FormulaId formula) {
  if (steps_ > limit_.program) return Verdict::undecided;
  return Question(t_, limit_, steps_, seen_, true).ask(formula).verdict;
}

}  // namespace sop
