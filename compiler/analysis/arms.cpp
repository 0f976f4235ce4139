#include "compiler/analysis/arms.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/analysis/arguments.h"
#include "compiler/analysis/effort.h"
#include "compiler/analysis/proof.h"
#include "compiler/analysis/witness.h"
#include "compiler/check/conditions.h"

namespace sop {
namespace {

using N = NodeKind;

bool flagged(Node node, Kw kw) {
  for (Node flag : node.children(N::flag))
    if (flag.keyword() == kw) return true;
  return false;
}

struct Arm {
  std::string name;
  Span place;
  InstId when;
  std::string words = {};  // of its condition
};

class Arms {
 public:
  explicit Arms(Reasoning& reasoning)
      : reasoning_(reasoning), subject_(reasoning.subject()), program_(reasoning.program()) {
    for (const Diagnostic& found : subject_.diagnostics.all())
      if (found.severity == Severity::error && row_of(found.code).id.starts_with("S2")) mistakes_.push_back(found.span);
    std::ranges::sort(mistakes_);
  }

  void declaration(Node node) {
    if (node.is(N::journey)) return branches(node);
    if (mistaken(node)) return;
    if (node.is(N::tier) || (node.is(N::taggroup) && flagged(node, Kw::one_of))) arms_of(node);
    if (node.is(N::bands)) bands(node);
    if (node.is(N::grid)) grid(node);
  }

  // Before anything else is told: an arm that everybody meets is a warning by itself, and here the error.
  void exclusive(Node node) {
    if (!node.is(N::taggroup) || !flagged(node, Kw::one_of) || !flagged(node, Kw::exclusive) || mistaken(node)) return;
    const auto arms = written_arms(node);
    if (arms && arms->size() <= effort::arms) overlaps(*arms, subject_.parsed.name_of(node));
  }

  // `if a then 1 else if b then 2 else 3`: b is asked where a fails.
  void alternatives() {
    const auto judge = [&](const AskedCondition& asked) {
      if (!asked.is_test || asked.given.empty() || asked.declaration.is(N::test)) return;
      if (asked.in_module == subject_.module.empty()) return;
      if (left_to_arguments(asked.inst)) return;
      for (const Given& given : asked.given)
        if (left_to_arguments(given.condition)) return;
      std::vector<FormulaId> together{reasoning_.of(asked.inst)};
      for (const Given& given : asked.given)
        if (!given.earlier)
          together.push_back(given.holds ? reasoning_.of(given.condition) : reasoning_.fails(given.condition));
      const std::string words = quoted(subject_, asked.node.span());
      const OpenQuestion question{asked.node.span(), Phrase::asks_arm, {words}};
      if (reasoning_.told(asked.inst) || !reasoning_.never(together, question, program_.at(asked.inst).domain)) return;
      report(Code::S3013, asked.node.span(), {words});
    };
    if (subject_.module)
      for_each_condition_in(subject_.module, subject_.places, judge);
    else
      for_each_condition(subject_.parsed, subject_.places, judge);
  }

 private:
  // With a mistake in it an arm may be dead only because of it.
  bool mistaken(Node node) const {
    const Span place = node.span();
    const auto first = std::ranges::lower_bound(mistakes_, Span{place.file, place.begin, 0});
    return first != mistakes_.end() && inside(*first, place);
  }

  Diagnostic& report(Code code, Span place, std::vector<std::string> arguments) {
    return subject_.diagnostics.report(code, place, std::move(arguments));
  }

  const Fact* fact_of(Node node) const {
    const Node name = node.child(N::name);
    for (const Fact& fact : program_.facts)
      if (name && fact.span == name.span() && fact.name.starts_with(subject_.scope)) return &fact;
    return nullptr;
  }

  // The choice a fact is, beneath a tier's memory; none: it could not be read, or is none.
  InstId choice_of(Node node) const {
    const Fact* fact = fact_of(node);
    if (fact == nullptr) return {};
    InstId root = fact->root;
    if (program_.at(root).kind == InstKind::history)
      root = program_.histories[static_cast<std::size_t>(program_.at(root).a)].value;
    return program_.at(root).kind == InstKind::choose ? root : InstId{};
  }

  // Those with a condition, in order; nothing: they could not be read.
  std::optional<std::vector<Arm>> written_arms(Node node) const {
    const InstId choice = choice_of(node);
    if (!choice.exists()) return std::nullopt;
    const auto args = program_.args_of(choice);
    std::vector<Arm> arms;
    for (Node arm : node.children(N::arm)) {
      const Node name = arm.child(N::name);
      if (!arm.child(N::when_clause)) continue;
      if (2 * arms.size() + 1 >= args.size()) return std::nullopt;
      arms.push_back({subject_.parsed.text(name), name.span(), args[2 * arms.size()],
                      words_of(subject_, arm.child(N::when_clause).last_child().span())});
    }
    if (arms.empty() || 2 * arms.size() + 1 != args.size()) return std::nullopt;
    return arms;
  }

  void arms_of(Node node) {
    auto arms = written_arms(node);
    if (!arms) return;
    if (arms->size() > effort::arms) return too_many(node);
    const bool exclusive = flagged(node, Kw::exclusive);
    for (const Arm& arm : *arms)
      if (left_to_arguments(arm.when)) return;
    if (!exclusive) dead(*arms, subject_.module ? "" : subject_.parsed.name_of(node));
    Node otherwise;
    for (Node arm : node.children(N::arm))
      if (arm.child(N::otherwise)) otherwise = arm.child(N::name);
    if (otherwise && !exclusive) {
      arms->push_back({subject_.parsed.text(otherwise), otherwise.span(), {}});
      dead_last(*arms);
    } else if (const Node none = node.child(N::otherwise); none && !otherwise) {
      if (exclusive && overlap_told(node)) return;
      arms->push_back({quoted(subject_, none.span()), none.span(), {}});
      dead_last(*arms);
    } else if (!otherwise) {
      gap(node, *arms);
    }
  }

  bool overlap_told(Node node) const {
    return std::ranges::any_of(subject_.diagnostics.all(), [&](const Diagnostic& found) {
      return (found.code == Code::S3015 || found.code == Code::S3016) && inside(found.span, node.span());
    });
  }

  bool left_to_arguments(InstId condition) { return !subject_.module.empty() && arguments_.decide(condition); }

  std::string called(Node node) const { return subject_.scope + subject_.parsed.name_of(node); }

  // ---- What may be left open
  static OpenQuestion asked(const Arm& arm) { return {arm.place, Phrase::asks_arm, {arm.name}}; }
  OpenQuestion asked_of_gap(Node node) const {
    return {header_of(node), Phrase::asks_gap, {subject_.parsed.name_of(node)}};
  }

  void too_many(Node node) {
    reasoning_.leave_open(
        {header_of(node), Phrase::asks_many_arms, {subject_.parsed.name_of(node), std::to_string(effort::arms)}});
  }

  // ---- Dead arms
  bool any_told(const std::vector<Arm>& arms) const {
    return std::ranges::any_of(arms, [&](const Arm& arm) { return arm.when.exists() && reasoning_.told(arm.when); });
  }

  std::vector<FormulaId> none_before(const std::vector<Arm>& arms, std::size_t end) {
    std::vector<FormulaId> out;
    for (std::size_t i = 0; i < end; ++i) out.push_back(reasoning_.fails(arms[i].when));
    return out;
  }

  void dead(const std::vector<Arm>& arms, const std::string& fact_name = "") {
    for (std::size_t i = 1; i < arms.size(); ++i) {
      std::vector<FormulaId> reached = none_before(arms, i);
      reached.push_back(reasoning_.of(arms[i].when));
      if (!reasoning_.told(arms[i].when) && reasoning_.never(reached, asked(arms[i]))) tell_dead(arms, i, fact_name);
    }
  }

  void dead_last(const std::vector<Arm>& arms) {
    if (arms.size() > 1 && !any_told(arms) && reasoning_.never(none_before(arms, arms.size() - 1), asked(arms.back())))
      report(Code::S3013, arms.back().place, {arms.back().name});
  }

  // One arm that takes all of it, where there is one, is shown.
  void tell_dead(const std::vector<Arm>& arms, std::size_t i, const std::string& fact_name) {
    auto& found = report(Code::S3013, arms[i].place, {arms[i].name});
    const FormulaId meant = reasoning_.of(arms[i].when);
    for (std::size_t j = 0; j < i; ++j)
      if (reasoning_.surely_never({meant, reasoning_.fails(arms[j].when)})) {
        found.relate(arms[j].place, Phrase::taken_here);
        break;
      }
    const Answer taken = reasoning_.ask({meant});
    if (taken.verdict != Verdict::yes) return;
    show(found, subject_, reasoning_.translator(), taken);
    if (!fact_name.empty())
      prove(found, reasoning_, taken, {"(" + arms[i].words + ")", "not " + fact_name + " = " + arms[i].name});
  }

  // ---- Gaps and overlaps
  void gap(Node node, const std::vector<Arm>& arms) {
    if (subject_.only_never || any_told(arms) || !node.children(N::error).empty())
      return;  // an arm that could not be read may take them
    const Answer left = reasoning_.ask(none_before(arms, arms.size()));
    if (!reasoning_.shows(left, asked_of_gap(node))) return;
    auto& found = report(Code::S3014, header_of(node), {subject_.parsed.name_of(node)});
    show(found, subject_, reasoning_.translator(), left);
    prove(found, reasoning_, left, {called(node) + " is missing"});
    found.help(node.is(N::taggroup) ? Phrase::otherwise_none : Phrase::otherwise_level);
  }

  // The later of two that overlap is told, once.
  void overlaps(const std::vector<Arm>& arms, const std::string& group) {
    bool gave_up = false;  // of what was not decided the first is told
    for (std::size_t i = 1; i < arms.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const Answer both = reasoning_.ask({reasoning_.of(arms[i].when), reasoning_.of(arms[j].when)});
        if (both.verdict == Verdict::no) continue;
        if (both.verdict == Verdict::undecided && std::exchange(gave_up, true)) return;
        const Code code = both.verdict == Verdict::yes ? Code::S3015 : Code::S3016;
        auto& found = report(code, arms[i].place, {arms[i].name, arms[j].name, group});
        found.relate(arms[j].place, Phrase::overlaps_with);
        if (both.verdict == Verdict::yes) {
          show(found, subject_, reasoning_.translator(), both);
          prove(found, reasoning_, both, {"(" + arms[i].words + ")", "(" + arms[j].words + ")"});
          for (const Arm& arm : {arms[i], arms[j]})
            if (reasoning_.surely_never({reasoning_.fails(arm.when)})) reasoning_.explain(arm.when);
        }
        break;
      }
  }

  // ---- Bands
  void bands(Node node) {
    const Fact* fact = fact_of(node);
    const InstId choice = choice_of(node);
    if (fact == nullptr) return;
    unknown_left_out(node);
    if (!choice.exists()) return;
    if (program_.args_of(choice).size() > 2 * effort::arms) return too_many(node);
    const auto args = program_.args_of(choice);
    const std::vector<Node> written = node.children(N::band);
    const std::size_t first = args.size() / 2 - (written.size() - 1);  // a missing value comes before the bands
    std::vector<Arm> arms;
    for (std::size_t i = 0; i < written.size(); ++i) {
      const Node name = written[i].child(N::name);
      const bool last = i + 1 == written.size();
      arms.push_back({subject_.parsed.text(name), name.span(), last ? InstId{} : args[2 * (first + i)]});
      std::vector<FormulaId> reached = none_before(arms, i);
      if (first == 1) reached.push_back(reasoning_.fails(args[0]));
      if (!last) reached.push_back(reasoning_.of(arms[i].when));
      if (reasoning_.never(reached, asked(arms[i]))) report(Code::S3013, arms[i].place, {arms[i].name});
    }
  }

  // A value that may be missing, and no band for it.
  void unknown_left_out(Node node) {
    InstId value;
    for (Node child : node.children())
      if (const InstId at = subject_.places.value_at(child.span()); at.exists() && !child.is(N::name)) value = at;
    if (subject_.only_never || !value.exists() || node.child(N::missing_band) || !node.children(N::error).empty())
      return;
    const Answer left =
        reasoning_.ask({reasoning_.translator().formulas().negate(reasoning_.translator().known(value))});
    if (!reasoning_.shows(left, asked_of_gap(node))) return;
    auto& found = report(Code::S3014, header_of(node), {subject_.parsed.name_of(node)});
    show(found, subject_, reasoning_.translator(), left);
    prove(found, reasoning_, left, {called(node) + " is missing"});
    found.help(Phrase::missing_band);
  }

  // ---- Cells
  // A cell is dead where more exact ones take all it is for.
  void grid(Node node) {
    constexpr std::size_t most = 10'000;
    std::vector<std::vector<std::string>> axes;
    std::size_t count = 1;
    for (Node axis : node.children(N::path)) {
      const InstId value = subject_.places.value_at(axis.span());
      if (!value.exists() || !program_.at(value).type.is(TypeKind::enumeration)) return;
      axes.push_back(program_.enumerations[program_.at(value).type.enumeration.index()].members);
      axes.back().emplace_back();  // a cell for the unknown is careful, even where nobody is
      count *= axes.back().size();
      if (count > most) return;
    }
    if (fact_of(node) == nullptr) return;
    struct Cell {
      Node keys;
      std::vector<std::string> wanted;  // "*": any
      std::size_t exact = 0;
      bool reached = false;
    };
    std::vector<Cell> cells;
    for (Node cell : node.children(N::cell)) {
      const Node keys = cell.child(N::cell_keys);
      if (!keys) continue;
      Cell& row = cells.emplace_back();
      row.keys = keys;
      for (Node key : keys.children()) {
        row.wanted.push_back(key.is(N::any_cell) ? "*" : key.is(N::missing_word) ? "" : subject_.parsed.text(key));
        row.exact += key.is(N::any_cell) ? 0 : 1;
      }
    }
    for (std::size_t c = 0; c < count; ++c) {
      Cell* best = nullptr;
      for (Cell& cell : cells) {
        bool fits = true;
        for (std::size_t i = 0, rest = c; i < axes.size(); rest /= axes[i].size(), ++i) {
          const std::string& at = axes[i][rest % axes[i].size()];
          fits = fits && (cell.wanted[i] == "*" ? !at.empty() : cell.wanted[i] == at);
        }
        if (fits && (best == nullptr || cell.exact > best->exact)) best = &cell;
      }
      if (best != nullptr) best->reached = true;
    }
    for (const Cell& cell : cells) {
      const bool twice = std::ranges::any_of(cells, [&](const Cell& other) {
        return other.keys.index() != cell.keys.index() && other.wanted == cell.wanted;
      });
      if (!cell.reached && !twice) report(Code::S3013, cell.keys.span(), {quoted(subject_, cell.keys.span())});
    }
  }

  // ---- Branches of journeys
  void branches(Node node) {
    if (node.is(N::branch)) {
      std::vector<Arm> arms;
      for (Node arm : node.children(N::branch_arm)) {
        const Node when = arm.child(N::when_clause);
        if (!when) continue;
        const InstId asked = subject_.places.condition_at(when.last_child().span());
        if (!asked.exists()) {
          arms.clear();
          break;
        }
        arms.push_back({quoted(subject_, when.last_child().span()), when.first_token(), asked});
      }
      if (arms.size() > effort::arms)
        reasoning_.leave_open({node.first_token(),
                               Phrase::asks_many_arms,
                               {quoted(subject_, node.first_token()), std::to_string(effort::arms)}});
      else
        dead(arms);
    }
    for (Node child : node.children()) branches(child);
  }

  Reasoning& reasoning_;
  const Subject& subject_;
  const Program& program_;
  Arguments arguments_{program_, subject_.given};
  std::vector<Span> mistakes_;  // of names and types
};

}  // namespace

void check_exclusive(Reasoning& reasoning) {
  Arms arms(reasoning);
  for (Node node : reasoning.subject().parsed.declarations()) arms.exclusive(node);
}

void check_arms(Reasoning& reasoning) {
  Arms arms(reasoning);
  for (Node node : declarations_of(reasoning.subject())) arms.declaration(node);
  arms.alternatives();
}

}  // namespace sop
