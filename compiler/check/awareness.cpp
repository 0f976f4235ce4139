#include "compiler/check/awareness.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "compiler/diagnostics/over_limit.h"

namespace sop {
namespace {

// May this value be missing as the author sees it? Overflow is an issue (A3), not something to be aware of.
class Nullable {
 public:
  explicit Nullable(const Program& program) : program_(program), known_(program.insts.size(), 0) {
    for (std::size_t i = 0; i < program.insts.size(); ++i) (*this)(InstId(i));  // operands first: no deep recursion
  }

  // Facts that are checked and not lowered yet have no value to judge.
  void trust_placeholders() { placeholders_known_ = true; }

  // What is known where this condition is true.
  void settle(InstId condition) {
    const Inst& inst = program_.at(condition);
    const auto args = program_.args_of(condition);
    switch (inst.kind) {
      case InstKind::all_of:
        for (InstId arg : args) settle(arg);
        return;
      case InstKind::fact: return settle(program_.facts[static_cast<std::size_t>(inst.a)].root);
      case InstKind::negation:
        if (program_.at(args[0]).kind == InstKind::is_missing) known_[program_.args_of(args[0])[0].index()] = 1;
        return;
      case InstKind::call:
      case InstKind::in_set:
        for (InstId arg : args) {
          known_[arg.index()] = 1;
          if (program_.at(arg).kind == InstKind::call) settle(arg);
        }
        return;
      default: return;
    }
  }

  // By something that may be zero.
  bool divides(const Inst& inst, std::span<const InstId> args) const {
    const Builtin builtin = row_of(inst.op).builtin;
    const bool division = builtin == Builtin::divide || builtin == Builtin::div || builtin == Builtin::mod;
    return division && program_.at(args[1]).kind != InstKind::constant;
  }

  bool operator()(InstId id) {
    char& answer = known_[id.index()];
    if (answer == 0) answer = compute(id) ? 2 : 1;
    return answer == 2;
  }

 private:
  bool any(std::span<const InstId> ids) {
    return std::ranges::any_of(ids, [this](InstId id) { return (*this)(id); });
  }

  bool compute(InstId id) {
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    if (inst.type.is(TypeKind::boolean) && !inst.type.nullable) return false;
    switch (inst.kind) {
      case InstKind::missing:
      case InstKind::lookup: return true;
      case InstKind::column: {
        const Column& column =
            program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
        return column.derived.exists() ? (*this)(column.derived) : column.type.nullable;
      }
      case InstKind::fact: {
        const InstId root = program_.facts[static_cast<std::size_t>(inst.a)].root;
        if (placeholders_known_ && program_.at(root).kind == InstKind::missing) return false;
        return (*this)(root);
      }
      case InstKind::history: {
        const InstId value = program_.histories[static_cast<std::size_t>(inst.a)].value;
        return !(placeholders_known_ && program_.at(value).kind == InstKind::missing) && (*this)(value);
      }
      case InstKind::event_aggregate:
      case InstKind::customer_aggregate:
        return program_.aggregates[static_cast<std::size_t>(inst.a)].op != AggregateOp::sum && inst.type.nullable;
      case InstKind::population: return inst.type.nullable;
      case InstKind::call: return any(args) || divides(inst, args);
      case InstKind::choose:
        for (std::size_t i = 1; i < args.size(); i += 2)
          if (!never_missing(args[i - 1]) && (*this)(args[i])) return true;
        return (*this)(args.back());
      case InstKind::fallback: return (*this)(args[1]);
      default: return any(args);
    }
  }

  // `x is missing` of what never is: an arm nobody takes.
  bool never_missing(InstId condition) {
    return program_.at(condition).kind == InstKind::is_missing && !(*this)(program_.args_of(condition)[0]);
  }

  const Program& program_;
  std::vector<char> known_;
  bool placeholders_known_ = false;
};

// What a condition says about missing values: `is missing`, `is known`, and - where it must be true - comparisons.
using Settled = std::set<InstId>;

class Awareness {
 public:
  Awareness(const Program& program, Diagnostics& diagnostics)
      : program_(program), diagnostics_(diagnostics), nullable_(program) {}

  void root(InstId condition) {
    if (condition.exists() && program_.at(condition).type.is(TypeKind::boolean)) visit(condition, false, {}, {});
  }

  // `forbid … when c` permits whoever c is false for, the unknown ones too: an error.
  void permission(const Guard& guard) {
    forbidding_ = true;
    visit(guard.blocked, true, guard.span, {});
    forbidding_ = false;
  }

  void otherwise(const OtherwiseSite& site) {
    Settled settled;
    for (InstId arm : site.arms) mentions(arm, settled);
    for (InstId arm : site.arms) visit(arm, true, site.span, settled);
  }

  // Arms in order, `if c then a else b`: each condition is asked of those no earlier one has settled.
  void arms(std::span<const InstId> choice) {
    Settled settled;
    for (std::size_t i = 0; i + 1 < choice.size(); i += 2) {
      visit(choice[i], false, {}, settled);
      mentions(choice[i], settled);
    }
  }

  // `suppress opted_out`: a consent that may be missing would let the message through.
  void suppression(const Guard& guard) {
    std::vector<InstId> todo{guard.blocked};
    while (!todo.empty()) {
      const InstId id = todo.back();
      todo.pop_back();
      const Inst& inst = program_.at(id);
      if (const Column* column = consent_column(inst); column != nullptr && column->type.nullable) {
        diagnostics_.report(Code::S3002, guard.span, {column->name}).relate(column->span, Phrase::declared_here);
        return;
      }
      if (inst.kind == InstKind::fact) todo.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root);
      for (InstId arg : program_.args_of(id)) todo.push_back(arg);
    }
  }

 private:
  // `odd`: under an odd number of negations; `place`: where the last one stands.
  void visit(InstId id, bool odd, Span place, const Settled& settled) {
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    switch (inst.kind) {
      case InstKind::negation: {
        const Span here = program_.inst_spans[id.index()];
        return visit(args[0], !odd, odd || !here.exists() ? place : here, settled);
      }
      case InstKind::all_of:
      case InstKind::any_of: {
        Settled inner = settled;
        const bool conjunction = (inst.kind == InstKind::all_of) != odd;
        for (InstId arg : args) {
          mentions(arg, inner);
          if (conjunction && !odd) compared(arg, inner);
        }
        for (InstId arg : args) visit(arg, odd, place, inner);
        return;
      }
      case InstKind::fact: {
        chain_.push_back(program_.facts[static_cast<std::size_t>(inst.a)].name);
        const InstId root = program_.facts[static_cast<std::size_t>(inst.a)].root;
        if (program_.at(root).type.is(TypeKind::boolean) && first_time(root, odd, place, settled))
          visit(root, odd, place, settled);
        chain_.pop_back();
        return;
      }
      case InstKind::history: {
        const History& history = program_.histories[static_cast<std::size_t>(inst.a)];
        if (history.kind != MemoryKind::crossing && program_.at(history.value).type.is(TypeKind::boolean))
          visit(history.value, odd, place, settled);
        return;
      }
      case InstKind::outer: return visit(args[0], odd, place, settled);
      case InstKind::is_missing: return;
      default: return atom(id, odd, place, settled);
    }
  }

  // Facts that many facts read are followed once for what is said about them: a second way there finds nothing new.
  bool first_time(InstId root, bool odd, Span place, const Settled& settled) {
    if (visits_.size() > static_cast<std::size_t>(limits::awareness_steps)) return false;
    const int known = settled_ids_.try_emplace(settled, static_cast<int>(settled_ids_.size())).first->second;
    if (!visits_.emplace(root, odd, odd ? place : Span{}, known, forbidding_).second) return false;
    if (visits_.size() > static_cast<std::size_t>(limits::awareness_steps))
      over_limit(diagnostics_, limits::Id::awareness_steps, program_.inst_spans[root.index()]);
    return true;
  }

  void atom(InstId id, bool odd, Span place, const Settled& settled) {
    if (!odd) return;
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::choose || inst.kind == InstKind::fallback) return;
    const auto args = program_.args_of(id);
    for (InstId arg : args)
      if (nullable_(arg) && !known_by(arg, settled)) report(arg, place);
  }

  // Computed of nothing but what is settled: `days_since(x)` where x is known.
  bool known_by(InstId value, const Settled& settled) {
    constexpr std::size_t far_enough = 1000;
    std::vector<InstId> todo{stripped(value)};
    std::set<InstId> seen;
    while (!todo.empty()) {
      const InstId id = stripped(todo.back());
      todo.pop_back();
      if (settled.contains(id) || !nullable_(id) || !seen.insert(id).second) continue;
      const Inst& inst = program_.at(id);
      const auto args = program_.args_of(id);
      if (settled.empty() || seen.size() > far_enough) return false;
      if (inst.kind == InstKind::fact)
        todo.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root);
      else if (inst.kind == InstKind::call && !nullable_.divides(inst, args))
        todo.insert(todo.end(), args.begin(), args.end());
      else
        return false;
    }
    return true;
  }

  InstId stripped(InstId id) const {
    while (program_.at(id).kind == InstKind::outer) id = program_.args_of(id)[0];
    return id;
  }

  void mentions(InstId id, Settled& settled) const {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::is_missing) settled.insert(stripped(program_.args_of(id)[0]));
    if (inst.kind == InstKind::negation) mentions(program_.args_of(id)[0], settled);
  }

  // A comparison that must be true makes its operands known.
  void compared(InstId id, Settled& settled) {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::all_of)
      for (InstId arg : program_.args_of(id)) compared(arg, settled);
    if (inst.kind == InstKind::call || inst.kind == InstKind::in_set || inst.kind == InstKind::is_true)
      for (InstId arg : program_.args_of(id)) known(arg, settled);
  }

  // A value that is there, and so everything it is computed of.
  void known(InstId value, Settled& settled) {
    std::vector<InstId> todo{value};
    while (!todo.empty()) {
      const InstId id = stripped(todo.back());
      todo.pop_back();
      if (!nullable_(id) || !settled.insert(id).second) continue;
      const Inst& inst = program_.at(id);
      const auto args = program_.args_of(id);
      if (inst.kind == InstKind::fact) todo.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root);
      if (inst.kind == InstKind::call) todo.insert(todo.end(), args.begin(), args.end());
    }
  }

  const Column* consent_column(const Inst& inst) const {
    if (inst.kind != InstKind::column && inst.kind != InstKind::lookup) return nullptr;
    const Column& column = program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
    return column.consent ? &column : nullptr;
  }

  // Down to what is missing: a column, a lookup, an aggregate of no rows.
  InstId source_of(InstId id, std::vector<std::string>& way) {
    for (;;) {
      const Inst& inst = program_.at(id);
      if (inst.kind == InstKind::fact) {
        way.push_back(program_.facts[static_cast<std::size_t>(inst.a)].name);
        id = program_.facts[static_cast<std::size_t>(inst.a)].root;
        continue;
      }
      const auto args = program_.args_of(id);
      const auto next = std::ranges::find_if(args, [this](InstId arg) { return nullable_(arg); });
      if (inst.kind == InstKind::column || inst.kind == InstKind::lookup || next == args.end()) return id;
      id = *next;
    }
  }

  std::string word_for(InstId id) const {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::column || inst.kind == InstKind::lookup)
      return program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)].name;
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate) {
      const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
      return std::string(row_of(form.op).en) + "(" + program_.inputs[form.input.index()].name + ")";
    }
    if (inst.kind == InstKind::population)
      return std::string(row_of(program_.populations[static_cast<std::size_t>(inst.a)].op).en);
    return inst.kind == InstKind::call ? std::string(row_of(row_of(inst.op).builtin).en) : "value";
  }

  // A segment is never missing: what the author can settle is the column below it.
  bool may_be_missing(const std::string& name) const {
    return std::ranges::any_of(program_.facts,
                               [&](const Fact& fact) { return fact.name == name && fact.type.nullable; });
  }

  void report(InstId operand, Span place) {
    std::vector<std::string> way = chain_;
    const InstId source = source_of(operand, way);
    const bool direct = way.empty();
    const std::string name = direct || !may_be_missing(way.back()) ? word_for(source) : way.back();
    if (!reported_.insert({place, source}).second) return;
    auto& found = diagnostics_.report(Code::S3001, place, {name});
    const bool consent = consent_column(program_.at(source)) != nullptr;
    if (forbidding_ || consent) found.severity = Severity::error;
    // Who has not said yes is never asked to count as one who has.
    found.help(consent       ? Phrase::settle_consent
               : forbidding_ ? Phrase::settle_forbidden
                             : Phrase::settle_missing,
               {name});
    if (direct) return;
    std::string chain;
    for (const std::string& step : way) chain += step + " → ";
    found.note(Phrase::missing_through, {chain + word_for(source)});
  }

  const Program& program_;
  Diagnostics& diagnostics_;
  Nullable nullable_;
  std::vector<std::string> chain_;
  std::set<std::pair<Span, InstId>> reported_;
  bool forbidding_ = false;
  std::set<std::tuple<InstId, bool, Span, int, bool>> visits_;
  std::map<Settled, int> settled_ids_;
};

}  // namespace

bool missing_where(const Program& program, InstId value, InstId holds) {
  Nullable nullable(program);
  nullable.trust_placeholders();
  if (holds.exists()) nullable.settle(holds);
  return nullable(value);
}

bool may_be_missing(const Program& program, InstId value) { return missing_where(program, value, {}); }

void check_awareness(const Program& program, const std::vector<OtherwiseSite>& sites, Diagnostics& diagnostics) {
  Awareness awareness(program, diagnostics);
  for (const Input& input : program.inputs) awareness.root(input.filter);
  for (const Fact& fact : program.facts) awareness.root(fact.root);
  for (const History& history : program.histories) {
    awareness.root(history.value);
    awareness.root(history.release);
  }
  for (const Aggregate& form : program.aggregates) awareness.root(form.where);
  for (const Population& form : program.populations) awareness.root(form.among);
  for (std::size_t i = 0; i < program.insts.size(); ++i)
    if (program.insts[i].kind == InstKind::choose) awareness.arms(program.args_of(InstId(i)));
  for (const Rule& rule : program.rules) {
    for (const Trigger& trigger : rule.triggers) awareness.root(trigger.where);
    awareness.root(rule.condition);
  }
  for (const Cap& cap : program.contacts.caps) awareness.root(cap.where);
  for (const OtherwiseSite& site : sites) awareness.otherwise(site);
  for (const Guard& guard : program.guards) {
    if (guard.kind == GuardKind::suppress) {
      awareness.root(guard.blocked);
      awareness.suppression(guard);
    } else {
      awareness.permission(guard);
    }
  }
}

}  // namespace sop
