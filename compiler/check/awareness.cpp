#include "compiler/check/awareness.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "compiler/check/nullable.h"
#include "compiler/check/otherwise.h"
#include "compiler/diagnostics/over_limit.h"

namespace sop {
namespace {

using N = NodeKind;

// What a condition says about missing values: `is missing`, `is known`, and - where it must be true - comparisons.
using Settled = std::set<InstId>;

// What one negation lets through.
struct Negation {
  std::vector<std::string> names;
  bool consent = false, forbidding = false;
  std::vector<std::string> chains;
};

class Awareness {
 public:
  Awareness(const Program& program, const Places& places, const Sources& sources, Diagnostics& diagnostics)
      : program_(program), places_(places), sources_(sources), diagnostics_(diagnostics), nullable_(program) {}

  void asked(const AskedCondition& asked) {
    Settled settled;
    for (const Given& given : asked.given) learn(given.condition, given.holds, settled);
    visit(asked.inst, asked.node.span(), false, {}, settled);
  }

  // `forbid … when c` permits whoever c is false for, the unknown ones too: an error.
  void permission(const Guard& guard) {
    forbidding_ = true;
    visit(guard.blocked, guard.span, true, guard.span, {});
    forbidding_ = false;
  }

  void otherwise(const OtherwiseSite& site) {
    Settled settled;
    for (const auto& [arm, place] : site.arms) learn(arm, false, settled);
    for (const auto& [arm, place] : site.arms) visit(arm, place, true, site.span, settled);
    if (site.of.exists() && nullable_(site.of)) report(site.of, site.span);
  }

  // `suppress opted_out`: a consent that may be missing would let the message through; so would one that is looked up,
  // for whoever has no row there. `default true` says what missing means.
  void suppression(const Guard& guard) {
    const Column* column = unknown_consent(guard.blocked, false);
    if (column == nullptr) return;
    diagnostics_.report(Code::S3002, guard.span, {column->name}).relate(column->span, Phrase::declared_here);
    std::erase_if(found_, [&](const auto& told) {  // one cause, one finding
      const Span place = told.first;
      return place.file == guard.span.file && place.begin >= guard.span.begin && place.end <= guard.span.end;
    });
  }

  void tell() {
    for (const auto& [place, found] : found_) tell(place, found);
  }

 private:
  // `at`: where this condition is written; `odd`: under an odd number of negations; `place`: where the last one stands.
  void visit(InstId id, Span at, bool odd, Span place, const Settled& settled) {
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    switch (inst.kind) {
      case InstKind::negation: {
        const Span here = places_.of(id, at);
        return visit(args[0], here, !odd, odd ? place : here, settled);
      }
      case InstKind::all_of:
      case InstKind::any_of: {
        Settled inner = settled;
        const bool conjunction = (inst.kind == InstKind::all_of) != odd;
        for (InstId arg : args) {
          mentions(arg, inner);
          if (conjunction && !odd) compared(arg, inner);
        }
        for (InstId arg : args) visit(arg, places_.of(arg, at), odd, place, inner);
        return;
      }
      case InstKind::fact: {
        const Fact& fact = program_.facts[static_cast<std::size_t>(inst.a)];
        chain_.push_back(fact.name);
        if (program_.at(fact.root).type.is(TypeKind::boolean) && first_time(fact.root, odd, place, settled))
          visit(fact.root, places_.declaration_around(fact.span), odd, place, settled);
        chain_.pop_back();
        return;
      }
      case InstKind::history: {
        const History& history = program_.histories[static_cast<std::size_t>(inst.a)];
        if (history.kind != MemoryKind::crossing && program_.at(history.value).type.is(TypeKind::boolean))
          visit(history.value, places_.declaration_around(history.place), odd, place, settled);
        return;
      }
      case InstKind::outer: return visit(args[0], at, odd, place, settled);
      case InstKind::is_missing: return;
      case InstKind::choose:
        if (odd && is_false(args.back()))  // `not (if c then true else false)` is `not c`
          for (std::size_t i = 0; i + 1 < args.size(); i += 2)
            visit(args[i], places_.of(args[i], at), odd, place, settled);
        return;
      case InstKind::call:
        if (const InstId condition = held_against(inst, args); condition.exists()) {  // `at_risk = false`
          const bool negated = is_false(args[0]) || is_false(args[1]);
          return visit(condition, places_.of(id, at), odd != negated, negated ? places_.of(id, at) : place, settled);
        }
        return atom(id, odd, place, settled);
      default: return atom(id, odd, place, settled);
    }
  }

  // The condition that is compared with `true` or `false`. A column or a value that may be missing is no condition.
  InstId held_against(const Inst& inst, std::span<const InstId> args) {
    if (inst.op != Op::equal_boolean || nullable_(args[0]) || nullable_(args[1])) return {};
    for (const std::size_t i : {0U, 1U})
      if (program_.at(args[i]).kind == InstKind::constant) return args[1 - i];
    return {};
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
    if (inst.kind == InstKind::fallback || ends_a_tag(inst, id)) return;
    if (inst.kind == InstKind::has_tag) return;  // whose tag it is: a role always names somebody
    const auto args = program_.args_of(id);
    for (InstId arg : args)
      if (nullable_(arg) && !known_by(arg, settled)) report(arg, place);
  }

  bool is_false(InstId id) const {
    const Inst& inst = program_.at(id);
    return inst.kind == InstKind::constant && program_.constants[static_cast<std::size_t>(inst.a)].whole == 0;
  }

  // `ttl` over the events of a stream asks when it ends: without an event the tag is not held, nothing is missing.
  bool ends_a_tag(const Inst& inst, InstId id) const {
    if (inst.kind != InstKind::call || inst.op != Op::less_datetime) return false;
    const Inst& now = program_.at(program_.args_of(id)[0]);
    return now.kind == InstKind::context && static_cast<ContextValue>(now.a) == ContextValue::as_of;
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
      else if (inst.kind == InstKind::kept && kept_of_all_entries(inst))
        append(todo, program_.kept[static_cast<std::size_t>(inst.a)].values);
      else if (inst.kind == InstKind::call && !nullable_.divides(inst, args))
        append(todo, args);
      else if (const InstId bands = without_order(inst, args); bands.exists() && banded(bands).exists())
        todo.push_back(banded(bands));
      else
        return false;
    }
    return true;
  }

  static void append(std::vector<InstId>& todo, std::span<const InstId> more) {
    todo.insert(todo.end(), more.begin(), more.end());
  }

  bool kept_of_all_entries(const Inst& inst) const {
    return std::ranges::all_of(program_.kept[static_cast<std::size_t>(inst.a)].values, &InstId::exists);
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

  // What a condition around says where it holds, or where it fails.
  void learn(InstId id, bool holds, Settled& settled) {
    const Inst& inst = program_.at(id);
    mentions(id, settled);
    if (inst.kind == InstKind::negation) return learn(program_.args_of(id)[0], !holds, settled);
    if (inst.kind == (holds ? InstKind::all_of : InstKind::any_of))
      for (InstId arg : program_.args_of(id)) learn(arg, holds, settled);
    else if (holds)
      compared(id, settled);
  }

  const Column* consent_column(const Inst& inst) const {
    if (inst.kind != InstKind::column && inst.kind != InstKind::lookup) return nullptr;
    const Column& column = program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
    return column.consent ? &column : nullptr;
  }

  // The first consent that may be missing without holding the message back. `odd`: under an odd number of negations.
  const Column* unknown_consent(InstId id, bool odd) const {
    const Inst& inst = program_.at(id);
    if (const Column* column = consent_column(inst))
      return column->type.nullable || inst.kind == InstKind::lookup ? column : nullptr;
    if (inst.kind == InstKind::fact) return unknown_consent(program_.facts[static_cast<std::size_t>(inst.a)].root, odd);
    const auto args = program_.args_of(id);
    if (inst.kind == InstKind::fallback) {
      const Inst& instead = program_.at(args[1]);
      if (instead.kind == InstKind::constant &&
          (program_.constants[static_cast<std::size_t>(instead.a)].whole != 0) != odd)
        return nullptr;
    }
    for (InstId arg : args)
      if (const Column* column = unknown_consent(arg, odd != (inst.kind == InstKind::negation))) return column;
    return nullptr;
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
      if (const InstId asked = asked_missing(inst, args); asked.exists()) {
        id = asked;
        continue;
      }
      const auto next = std::ranges::find_if(args, [this](InstId arg) { return nullable_(arg); });
      if (inst.kind == InstKind::column || inst.kind == InstKind::lookup || next == args.end()) return id;
      id = *next;
    }
  }

  // Bands of a value that may be missing: the value; what is missing where it is in no order (Checker::placed): that.
  InstId asked_missing(const Inst& inst, std::span<const InstId> args) {
    if (inst.kind != InstKind::choose) return {};
    if (const InstId band = without_order(inst, args); band.exists()) return band;
    for (const InstId arg : args)
      if (program_.at(arg).kind == InstKind::is_missing && nullable_(program_.args_of(arg)[0]))
        return program_.args_of(arg)[0];
    return {};
  }

  InstId without_order(const Inst& inst, std::span<const InstId> args) const {
    const bool placed = inst.kind == InstKind::choose && program_.at(args[0]).kind == InstKind::in_set &&
                        program_.at(args[1]).kind == InstKind::missing;
    return placed ? program_.args_of(args[0])[0] : InstId{};
  }

  // The value whose bands these are, where a missing one has a band.
  InstId banded(InstId bands) {
    InstId id = stripped(bands);
    while (program_.at(id).kind == InstKind::fact)
      id = stripped(program_.facts[static_cast<std::size_t>(program_.at(id).a)].root);
    return asked_missing(program_.at(id), program_.args_of(id));
  }

  std::string word_for(InstId id) const {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::lookup)  // with the way there: `st.region`
      if (const std::string written = as_written(program_.inst_spans[id.index()]);
          written.find('.') != std::string::npos)
        return written;
    if (inst.kind == InstKind::column || inst.kind == InstKind::lookup)
      return program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)].name;
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate) {
      const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
      return std::string(row_of(form.op).en) + "(" + program_.inputs[form.input.index()].name + ")";
    }
    if (inst.kind == InstKind::population)
      return std::string(row_of(program_.populations[static_cast<std::size_t>(inst.a)].op).en);
    return as_written(program_.inst_spans[id.index()]);
  }

  std::string as_written(Span span) const {
    constexpr std::size_t most = 60;
    if (!span.exists()) return "value";
    const std::string_view text = sources_[static_cast<std::size_t>(span.file)].text(span);
    return text.size() > most || text.find('\n') != std::string_view::npos ? "value" : std::string(text);
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
    Negation& found = found_[place];
    found.consent = found.consent || consent_column(program_.at(source)) != nullptr;
    found.forbidding = found.forbidding || forbidding_;
    if (std::ranges::find(found.names, name) != found.names.end()) return;
    found.names.push_back(name);
    if (direct) return;
    std::string chain;
    for (const std::string& step : way) chain += step + " → ";
    found.chains.push_back(chain + word_for(source));
  }

  static std::string listed(const std::vector<std::string>& names, std::string_view last) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) out += i + 1 == names.size() ? last : "`, `";
      out += names[i];
    }
    return out;
  }

  // A name as it is written in a program: `「a b」 is known`.
  static std::string in_code(const std::string& name) {
    const bool plain = std::ranges::all_of(name, [](char c) {
      return c == '_' || c == '.' || (c & 0x80) != 0 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
             (c >= 'A' && c <= 'Z');
    });
    const bool name_with_blanks = !plain && name.find_first_of("(){}+-*/<>=\"`") == std::string::npos;
    return name_with_blanks || is_reserved(spelling_of(name)) ? "「" + name + "」" : name;
  }

  void tell(Span place, const Negation& negation) {
    auto& found =
        diagnostics_.report(Code::S3001, place, {listed(negation.names, "` or `"), listed(negation.names, "` 或 `")});
    if (negation.forbidding || negation.consent) found.severity = Severity::error;
    // Who has not said yes is never asked to count as one who has.
    for (const std::string& name : negation.names)
      found.help(negation.consent      ? Phrase::settle_consent
                 : negation.forbidding ? Phrase::settle_forbidden
                                       : Phrase::settle_missing,
                 {in_code(name)});
    for (const std::string& chain : negation.chains) found.note(Phrase::missing_through, {chain});
    for (const std::string& name : negation.names) found.witness.push_back({name, WitnessValue::missing, ""});
  }

  const Program& program_;
  const Places& places_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  Nullable nullable_;
  std::vector<std::string> chain_;
  std::map<Span, Negation> found_;
  bool forbidding_ = false;
  std::set<std::tuple<InstId, bool, Span, int, bool>> visits_;
  std::map<Settled, int> settled_ids_;
};

// A `test` asks what is so; an `assume` says it; what `forbid` asks counts towards the permission.
bool of_its_own_kind(const AskedCondition& asked) {
  if (asked.declaration.is(N::test) || asked.declaration.is(N::assume)) return true;
  const Span place = asked.node.span();
  for (Node item : asked.declaration.is(N::policy) ? asked.declaration.children(N::forbid) : std::vector<Node>{})
    if (item.span().begin <= place.begin && place.end <= item.span().end) return true;
  return false;
}

}  // namespace

void check_awareness(const ParsedProgram& parsed, const Program& program, const Places& places,
                     Diagnostics& diagnostics) {
  Awareness awareness(program, places, *parsed.sources, diagnostics);
  for_each_condition(parsed, places, [&](const AskedCondition& asked) {
    if (!of_its_own_kind(asked)) awareness.asked(asked);
  });
  for (const OtherwiseSite& site : otherwise_sites(parsed, program, places)) awareness.otherwise(site);
  for (const Guard& guard : program.guards) {
    if (guard.kind == GuardKind::suppress) awareness.suppression(guard);
    if (guard.kind == GuardKind::forbid) awareness.permission(guard);
  }
  awareness.tell();
}

}  // namespace sop
