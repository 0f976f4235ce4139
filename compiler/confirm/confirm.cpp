#include "compiler/confirm/confirm.h"

#include <algorithm>

#include "compiler/confirm/slots.h"
#include "compiler/confirm/truth.h"

namespace sop {
namespace {

using trial::EventPart;
using trial::FormulaTruth;
using trial::free_of_each_other;
using trial::Held;
using trial::Leaves;
using trial::Slot;
using trial::Slots;
using trial::Tried;

constexpr std::int64_t most_tries = 1'500;  // of one question
constexpr std::size_t most_variables = 200;
constexpr std::int64_t weight_of_a_try = 200;  // what is heavier counts as several

class Confirming {
 public:
  Confirming(Translator& translator, FormulaId asked, Domain rows, Answer& answer, std::int64_t& tries, ModelOf model,
             FoundBefore* before)
      : t_(translator),
        program_(translator.program()),
        asked_(asked),
        rows_(rows),
        answer_(answer),
        tries_(tries),
        model_of_(model),
        before_(before) {}

  void run() {
    collect();
    if (variables_.empty() || variables_.size() > most_variables) return;
    trial::LeavesUnder under(program_);
    for (const VariableId id : variables_) {
      under.add(t_.variable(id).value);
      under.add(t_.variable(id).minus);
    }
    for (const AtomId id : atoms_)
      if (const InstId test = t_.formulas().at(id).test; test.exists()) under.add(test);
    leaves_ = std::move(under.found());
    for (const AtomId id : atoms_) mark(t_.formulas().at(id), leaves_.marks);
    if (model_of_ == ModelOf::solver) mark_events();
    cost_ = 1 + leaves_.weight / weight_of_a_try;
    if (cost_ > most_tries / 10) return;
    if (leaves_.beyond || derived_beside_others() || !free_of_each_other(program_, leaves_.given)) return;
    slots_.emplace(t_, leaves_, rows_, answer_, before_ == nullptr ? nullptr : &before_->events());
    truth_.emplace(t_, slots_->latest(), rows_);
    parts_ = t_.formulas().at(asked_).join == Join::all
                 ? std::vector<FormulaId>(t_.formulas().parts(asked_).begin(), t_.formulas().parts(asked_).end())
                 : std::vector<FormulaId>{asked_};
    chosen_.assign(slots_->all().size(), 0);
    if (!as_before() && !search() && !slot_by_slot()) return;
    answer_.verdict = Verdict::yes;
    if (before_ == nullptr) return tell();
    before_->keep(chosen_);
  }

 private:
  // All that the formula asks of.
  void collect() {
    std::vector<FormulaId> open{asked_};
    std::set<FormulaId> seen{asked_};
    while (!open.empty()) {
      const FormulaId id = open.back();
      open.pop_back();
      const Formula& formula = t_.formulas().at(id);
      if (formula.join == Join::atom) {
        const VariableId variable = t_.formulas().at(AtomId(formula.a)).variable;
        atoms_.push_back(AtomId(formula.a));
        if (t_.variable(variable).value.exists() && std::ranges::find(variables_, variable) == variables_.end())
          variables_.push_back(variable);
      }
      if (formula.join == Join::negation && seen.insert(FormulaId(formula.a)).second)
        open.push_back(FormulaId(formula.a));
      for (const FormulaId part : t_.formulas().parts(id))
        if (seen.insert(part).second) open.push_back(part);
    }
  }

  // Where its answer to an atom changes.
  void mark(const Atom& asked, trial::Marks& marks) const {
    const Variable& variable = t_.variable(asked.variable);
    if (!variable.value.exists() || variable.minus.exists()) return;
    const TypeKind kind = program_.at(variable.value).type.kind;
    const auto whole = [&](std::int64_t at) {
      switch (variable.line) {
        case Line::from_today: marks.days_away.insert(at); break;
        case Line::from_now: marks.micros_away.insert(at); break;
        case Line::date: marks.dates.insert(at); break;
        case Line::whole:
          (kind == TypeKind::money      ? marks.money
           : kind == TypeKind::date     ? marks.dates
           : kind == TypeKind::datetime ? marks.instants
           : kind == TypeKind::time     ? marks.times
                                        : marks.integers)
              .insert(at);
          break;
        case Line::missing:
        case Line::truth:
        case Line::real:
        case Line::text: break;
      }
    };
    const auto text = [&](std::int32_t constant) {
      marks.texts.insert(program_.constants[static_cast<std::size_t>(constant)].text);
    };
    switch (asked.asks) {
      case Asks::is_true: break;
      case Asks::below:
      case Asks::at_most:
      case Asks::equal:
        if (variable.line == Line::text && asked.constant >= 0) text(asked.constant);
        if (variable.line == Line::real) marks.numbers.insert(asked.cut.real);
        whole(asked.cut.at);
        break;
      case Asks::one_of:
        for (const Constant& member : program_.constant_sets[static_cast<std::size_t>(asked.set)]) {
          if (variable.line == Line::text) marks.texts.insert(member.text);
          if (variable.line == Line::real) marks.numbers.insert(member.real);
          whole(member.whole);
        }
        break;
      case Asks::test: break;
    }
  }

  // What the model says of aggregates: such events are worth trying.
  void mark_events() {
    trial::Marks& marks = leaves_.marks;
    for (const Known& known : answer_.customer) {
      const Variable& variable = t_.variable(known.variable);
      const Inst& inst = program_.at(variable.value);
      if (inst.kind != InstKind::event_aggregate || variable.line == Line::missing) continue;
      switch (inst.type.kind) {
        case TypeKind::integer: marks.integers.insert(known.pick.whole); break;
        case TypeKind::money: marks.money.insert(known.pick.whole); break;
        case TypeKind::number: marks.numbers.insert(known.pick.real); break;
        case TypeKind::date: marks.days_away.insert(known.pick.whole); break;
        case TypeKind::datetime: marks.micros_away.insert(known.pick.whole); break;
        case TypeKind::text:
        case TypeKind::id: marks.texts.insert(known.pick.text); break;
        default: break;
      }
    }
  }

  // A derived column of hers, read beside what it may be derived from.
  bool derived_beside_others() const {
    for (const auto& [input, column] : leaves_.columns) {
      if (!program_.inputs[static_cast<std::size_t>(input)].columns[static_cast<std::size_t>(column)].derived.exists())
        continue;
      for (const auto& [other, beside] : leaves_.columns)
        if (other == input && beside != column) return true;
    }
    return false;
  }

  // ---- Search

  // How many of the parts hold; all of them: it is she.
  std::size_t score(const std::vector<std::size_t>& chosen) {
    tried_ += cost_;
    tries_ -= cost_;
    if (slots_->made(chosen) == nullptr) return 0;
    truth_->start_over();
    std::size_t held = 0;
    for (const FormulaId part : parts_) held += truth_->holds(part) ? 1 : 0;
    return held;
  }

  bool as_before() {
    if (before_ == nullptr) return false;
    const auto can_be_chosen = [&](const FoundBefore::Choices& choices) {
      for (std::size_t i = 0; i < choices.size(); ++i)
        if (choices[i] >= slots_->all()[i].choices()) return false;
      return true;
    };
    for (const FoundBefore::Choices& choices : before_->of(chosen_.size()))
      if (can_be_chosen(choices) && score(choices) == parts_.size()) {
        chosen_ = choices;
        return true;
      }
    return false;
  }

  bool spent() const { return tried_ >= most_tries || tries_ <= 0; }

  // From the model uphill, one choice after another; then from elsewhere.
  bool search() {
    if (climb(chosen_)) return true;
    std::uint64_t dice = 0x9E3779B97F4A7C15ULL;
    while (!spent()) {
      std::vector<std::size_t> from = chosen_;
      for (std::size_t i = 0; i < from.size(); ++i) {
        dice ^= dice << 13, dice ^= dice >> 7, dice ^= dice << 17;
        if (dice % 3 == 0) from[i] = static_cast<std::size_t>(dice / 3 % slots_->all()[i].choices());
      }
      if (climb(from)) return true;
      if (from.empty()) return false;
    }
    return false;
  }

  // Where there are too many choices to compare all of them before each move: the best of one slot after another, and
  // of events a single one first.
  bool slot_by_slot() {
    tried_ = 0;
    std::vector<std::size_t> at(slots_->all().size(), 0);
    std::size_t best = score(at);
    for (const bool single : {true, false})
      for (std::size_t i = 0; i < at.size(); ++i) {
        const Slot& slot = slots_->all()[i];
        for (std::size_t choice = 0, kept = at[i]; choice < slot.choices() && !spent(); ++choice) {
          if (single && slot.kind == Slot::Kind::events && slot.events->parts[choice].count > 1) continue;
          at[i] = choice;
          if (const std::size_t now = score(at); now > best) best = now, kept = choice;
          at[i] = kept;
          if (best == parts_.size()) {
            chosen_ = at;
            return true;
          }
        }
      }
    return false;
  }

  // Two kinds of events of one stream that are chosen alike: what the second may become the first has been.
  bool like_the_one_before(std::size_t slot, const std::vector<std::size_t>& at) {
    if (slot == 0 || at[slot - 1] != at[slot]) return false;
    const Slot &one = slots_->all()[slot - 1], &other = slots_->all()[slot];
    return one.kind == Slot::Kind::events && other.kind == Slot::Kind::events && one.column == other.column;
  }

  bool climb(std::vector<std::size_t> at) {
    std::size_t best = score(at);
    while (best < parts_.size()) {
      std::size_t better = best, slot = 0, choice = 0;
      for (std::size_t i = 0; i < at.size() && better < parts_.size(); ++i) {
        if (like_the_one_before(i, at)) continue;
        const std::size_t own = at[i];
        for (at[i] = 0; at[i] < slots_->all()[i].choices() && better < parts_.size(); ++at[i]) {
          if (at[i] == own) continue;
          if (spent()) return false;
          if (const std::size_t now = score(at); now > better) better = now, slot = i, choice = at[i];
        }
        at[i] = own;
      }
      if (better == best) return false;
      at[slot] = choice;
      best = better;
    }
    chosen_ = at;
    return true;
  }

  // ---- Told

  void tell() {
    const Tried made = *slots_->made(chosen_);
    trial::Evaluation evaluation(program_, made, rows_);
    std::vector<Known> customer;
    const auto add = [&](VariableId id, const trial::OnLine& value) {
      Pick pick{value.whole, value.real, value.text.get(), false};
      if (std::ranges::none_of(customer, [&](const Known& known) { return known.variable == id; }))
        customer.push_back({id, pick});
    };
    const auto add_missing = [&](InstId value) { add(t_.leaf(value, Line::missing), {true, 1, 0, {}}); };
    for (const VariableId id : asked_first()) {
      const Variable variable = t_.variable(id);
      if (variable.opaque || variable.minus.exists() || variable.line == Line::missing) continue;
      evaluation.sure_again();
      const trial::OnLine value = on_line(t_, variable, made, evaluation);
      if (evaluation.unsure()) continue;
      if (value.known)
        add(id, value);
      else
        add_missing(variable.value);
    }
    for (const VariableId id : asked_first()) {  // what the others are made of
      const Variable variable = t_.variable(id);
      if (!variable.opaque && !variable.minus.exists() && variable.line != Line::missing) continue;
      trial::LeavesUnder under(program_);
      under.add(variable.value);
      under.add(variable.minus);
      for (const InstId leaf : insts_of(under.found())) {
        const bool told = std::ranges::any_of(
            customer, [&](const Known& known) { return t_.variable(known.variable).value == leaf; });
        if (told) continue;
        evaluation.sure_again();
        const Line line = line_of(leaf);
        const trial::OnLine value = on_line(t_, {leaf, {}, line, false}, made, evaluation);
        if (evaluation.unsure()) continue;
        if (value.known)
          add(t_.leaf(leaf, line), value);
        else
          add_missing(leaf);
      }
    }
    answer_.customer = std::move(customer);
    for (const auto& [stream, rows] : made.events) events(stream, rows, made);
  }

  // As the model tells them, so that what it began with is said first.
  std::vector<VariableId> asked_first() const {
    std::vector<VariableId> out;
    for (const Known& known : answer_.customer) out.push_back(known.variable);
    for (const VariableId id : variables_)
      if (std::ranges::find(out, id) == out.end()) out.push_back(id);
    return out;
  }

  Line line_of(InstId id) const {
    switch (program_.at(id).type.kind) {
      case TypeKind::boolean: return Line::truth;
      case TypeKind::number: return Line::real;
      case TypeKind::text:
      case TypeKind::id: return Line::text;
      case TypeKind::date: return Line::date;
      case TypeKind::datetime: return Line::from_now;
      default: return Line::whole;
    }
  }

  // The instructions of columns and whatever else can be said of her; of events what was asked of them.
  std::vector<InstId> insts_of(const Leaves& leaves) const {
    std::vector<InstId> out;
    for (std::size_t i = 0; i < program_.insts.size(); ++i) {
      const Inst& inst = program_.insts[i];
      if (inst.kind == InstKind::column && inst.domain == rows_ &&
          (rows_.is_frame() ? leaves.columns : leaves.row_columns).contains({inst.a, inst.b}))
        out.emplace_back(i);
    }
    out.insert(out.end(), leaves.looked_up.begin(), leaves.looked_up.end());
    out.insert(out.end(), leaves.tags.begin(), leaves.tags.end());
    for (const auto& [stream, asked] : leaves.streams) out.insert(out.end(), asked.forms.begin(), asked.forms.end());
    return out;
  }

  void events(std::int32_t stream, const std::vector<trial::TriedRow>& rows, const Tried& made) {
    const Input& input = program_.inputs[static_cast<std::size_t>(stream)];
    for (const trial::TriedRow& row : rows) {
      ShownEvent& shown = answer_.events.emplace_back();
      shown.input = InputId(stream);
      shown.whole = row.looked_up.empty();
      for (const auto& [column, held] : row.columns) {
        const TypeKind kind = input.columns[static_cast<std::size_t>(column)].type.kind;
        Pick pick{held.whole, held.real, held.text.get(), false};
        Line line = Line::whole;
        if (!held.known)
          line = Line::missing, pick.whole = 1;
        else if (kind == TypeKind::boolean)
          line = Line::truth;
        else if (kind == TypeKind::number)
          line = Line::real;
        else if (kind == TypeKind::text || kind == TypeKind::id)
          line = Line::text;
        else if (kind == TypeKind::date)
          line = Line::date;
        else if (kind == TypeKind::datetime)
          line = Line::from_now, pick.whole -= made.now();
        shown.fields[column] = {line, pick};
      }
    }
  }

  Translator& t_;
  const Program& program_;
  FormulaId asked_;
  Domain rows_;
  Answer& answer_;
  std::int64_t& tries_;
  const ModelOf model_of_;
  FoundBefore* const before_;
  std::int64_t tried_ = 0, cost_ = 1;
  std::vector<VariableId> variables_;
  std::vector<AtomId> atoms_;
  Leaves leaves_;
  std::optional<Slots> slots_;
  std::optional<FormulaTruth> truth_;
  std::vector<FormulaId> parts_;
  std::vector<std::size_t> chosen_;
};

}  // namespace

void FoundBefore::keep(const Choices& choices) {
  constexpr std::size_t most = 8;
  std::vector<Choices>& all = by_slots_[choices.size()];
  const auto same = std::ranges::find(all, choices);
  if (same != all.end())
    std::rotate(all.begin(), same, same + 1);
  else
    all.insert(all.begin(), choices);
  if (all.size() > most) all.pop_back();
}

void confirm(Translator& translator, FormulaId asked, Domain rows, Answer& answer, std::int64_t& tries, ModelOf model,
             FoundBefore* before) {
  if (answer.verdict == Verdict::perhaps && tries > 0)
    Confirming(translator, asked, rows, answer, tries, model, before).run();
}

}  // namespace sop
