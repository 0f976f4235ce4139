#include "compiler/analysis/contradictions.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/analysis/arguments.h"
#include "compiler/analysis/strangers.h"
#include "compiler/analysis/triggers.h"
#include "compiler/check/conditions.h"
#include "stdlib/time/zone.h"

namespace sop {
namespace {

using N = NodeKind;

// Kept, because what an asked condition refers to lives as long as the walk.
struct Asked {
  InstId inst;
  Span place;
  Span declaration;
  bool of_figures;  // of a metric, or what reads metrics: events of strangers count too
  bool decides;     // of a rule or a journey
};

class Contradictions {
 public:
  explicit Contradictions(Reasoning& reasoning)
      : reasoning_(reasoning), subject_(reasoning.subject()), program_(reasoning.program()), triggers_(subject_) {}

  void run() {
    std::vector<Asked> all;
    const auto add = [&](const AskedCondition& asked) {
      if (!asked.declaration.is(N::test) && asked.in_module == !subject_.module.empty())
        all.push_back({asked.inst, asked.node.span(), subject_.places.declaration_around(asked.node.span()),
                       is_figure(asked.declaration),
                       asked.declaration.is(N::rule) || asked.declaration.is(N::journey)});
    };
    if (subject_.module) {
      for_each_condition_in(subject_.module, subject_.places, add);
    } else {
      collect_audiences();
      for_each_condition(subject_.parsed, subject_.places, add);
    }
    add_attributes(all);
    order(all);
    for (const Asked& asked : all) root(asked);
    if (subject_.module) return;
    for (Node node : subject_.parsed.declarations()) everybody_by_the_clock(node);
  }

 private:
  // `attribute young = age < 18` is a condition too.
  void add_attributes(std::vector<Asked>& all) const {
    for (const Fact& fact : program_.facts) {
      if (fact.kind != FactKind::attribute || !fact.type.is(TypeKind::boolean) || !of_this_part(fact)) continue;
      const Span declaration = subject_.places.declaration_around(fact.span);
      if (const Span place = subject_.places.written(fact.root, declaration); place.exists())
        all.push_back({fact.root, place, declaration, false, false});
    }
  }

  bool of_this_part(const Fact& fact) const {
    return fact.name.starts_with(subject_.scope) && !fact.name.substr(subject_.scope.size()).contains('.');
  }

  // Facts before what reads them, each in the order of the program's facts; then all others as written.
  void order(std::vector<Asked>& all) const {
    std::map<Span, std::size_t> turn;
    for (const Fact& fact : program_.facts)
      turn.try_emplace(subject_.places.declaration_around(fact.span), turn.size());
    const auto turn_of = [&](const Asked& asked) {
      const auto found = turn.find(asked.declaration);
      return found == turn.end() ? turn.size() : found->second;
    };
    std::stable_sort(all.begin(), all.end(), [&](const Asked& a, const Asked& b) { return turn_of(a) < turn_of(b); });
  }

  static bool is_figure(Node declaration) {
    switch (declaration.kind()) {
      case N::metric:
      case N::report:
      case N::cohort:
      case N::funnel:
      case N::alert:
      case N::compare_decl: return true;
      default: return false;
    }
  }

  void root(const Asked& asked) {
    of_figures_ = asked.of_figures;
    // What the author takes for granted is not judged by itself.
    if (is_assumption(asked.place)) return;
    const bool audience = audiences_.contains(asked.place);
    if (asked.decides && literal(asked, audience)) return;
    if (visit(asked.inst, asked.place, audience) || !audience) return;
    const bool is_known = is_always_by_name(asked.inst);  // told where the fact is written; here it is everybody
    if (is_known || always(asked.inst, asked.place)) tell(Code::S3017, asked.inst, asked.place);
  }

  // `where false`, `while true`: the word itself says it. A segment may be called so: it is a name for everybody.
  bool literal(const Asked& asked, bool audience) {
    InstId id = asked.inst;
    while (program_.at(id).kind == InstKind::outer) id = program_.args_of(id)[0];
    const Inst& inst = program_.at(id);
    if (inst.kind != InstKind::constant) return false;
    const bool holds = program_.constants[static_cast<std::size_t>(inst.a)].whole != 0;
    if (reported_.insert(asked.place).second)
      subject_.diagnostics.report(!holds     ? Code::S3011
                                  : audience ? Code::S3017
                                             : Code::S3012,
                                  asked.place, {quoted(subject_, asked.place)});
    return true;
  }

  // A fact of which it was told that it is always true.
  bool is_always_by_name(InstId id) const {
    while (program_.at(id).kind == InstKind::outer) id = program_.args_of(id)[0];
    if (program_.at(id).kind != InstKind::fact) return false;
    const auto root = told_.find(program_.facts[static_cast<std::size_t>(program_.at(id).a)].root);
    return root != told_.end() && root->second != Code::S3011;
  }

  bool is_assumption(Span place) const {
    return std::ranges::any_of(program_.assumptions,
                               [&](const Assumption& known) { return inside(place, known.span); });
  }

  // Has something been told in here? `whole`: an audience, for which "always" has a finding of its own.
  bool visit(InstId id, Span at, bool whole) {
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    if (inst.kind == InstKind::outer) return visit(args[0], at, whole);
    if (inst.kind == InstKind::constant || inst.kind == InstKind::fact || up_to_midnight(id)) return false;
    bool told = false;
    const bool joins = inst.kind == InstKind::all_of || inst.kind == InstKind::any_of;
    if (joins || inst.kind == InstKind::negation)
      for (InstId arg : args)
        if (const Span place = subject_.places.written(arg, at); place.exists())
          told = visit(arg, place, false) || told;
    if (inst.kind == InstKind::negation && subject_.places.written(args[0], at).exists()) return told;
    return judge(id, subject_.places.of(id, at), whole) || told;
  }

  // `time_of(t) < 24:00`: a written end, not a slip.
  bool up_to_midnight(InstId id) const {
    const Inst& inst = program_.at(id);
    if (inst.kind != InstKind::call || inst.op != Op::less_time) return false;
    const Inst& end = program_.at(program_.args_of(id)[1]);
    return end.kind == InstKind::constant &&
           program_.constants[static_cast<std::size_t>(end.a)].whole == micros_per_day;
  }

  bool judge(InstId id, Span at, bool whole) {
    if (subject_.module && arguments_.decide(id)) return false;
    if (const auto before = told_.find(id); before != told_.end()) {
      if (!strangers_allow(id, before->second != Code::S3011)) return false;
      tell(before->second, id, at);
      return true;
    }
    if (strangers_allow(id, false) &&
        reasoning_.never({reasoning_.of(id)}, asked(Phrase::asks_anybody, at), rows_of(id)))
      return tell(Code::S3011, id, at);
    if (!arguments_.read_by(id) && strangers_allow(id, true) && always(id, at))
      return tell(whole ? Code::S3017 : Code::S3012, id, at);
    return false;
  }

  bool always(InstId id, Span at) {
    return reasoning_.never({reasoning_.fails(id)}, asked(Phrase::asks_everybody, at), rows_of(id));
  }

  OpenQuestion asked(Phrase what, Span at) const { return {at, what, {quoted(subject_, at)}}; }

  // In a metric "always" and "never" are claims about events of strangers too.
  bool strangers_allow(InstId id, bool claim) const {
    const Domain rows = program_.at(id).domain;
    if (!of_figures_ || rows.is_frame() ||
        program_.inputs[static_cast<std::size_t>(rows.input)].kind != InputKind::stream)
      return true;
    return !reads_customer(program_, id) || holds_for_strangers(program_, id) == claim;
  }

  // What makes a row count is not judged by itself.
  Domain rows_of(InstId id) const {
    const Domain rows = program_.at(id).domain;
    if (rows.is_frame()) return rows;
    const InstId filter = program_.inputs[static_cast<std::size_t>(rows.input)].filter;
    return filter.exists() && stands_in(filter, id) ? Domain::frame() : rows;
  }

  bool stands_in(InstId whole, InstId part) const {
    if (whole == part) return true;
    return std::ranges::any_of(program_.args_of(whole), [&](InstId arg) { return stands_in(arg, part); });
  }

  bool tell(Code code, InstId id, Span at) {
    told_.try_emplace(id, code);
    reasoning_.tell(id);
    if (reasoning_.explained(id)) return true;
    if (reported_.insert(at).second) subject_.diagnostics.report(code, at, {quoted(subject_, at)});
    return true;
  }

  // ---- Audiences
  void collect_audiences() {
    for (Node node : subject_.parsed.declarations()) {
      if (node.is(N::rule) && !by_event(node))
        if (const Node test = node.child(N::if_clause)) audiences_.insert(test.last_child().span());
      if (!node.is(N::journey)) continue;
      for (Node entry : node.children(N::enter_clause)) {
        if (by_event(entry)) continue;
        for (N kind : {N::when_clause, N::if_clause})
          if (const Node test = entry.child(kind)) audiences_.insert(test.last_child().span());
      }
    }
  }

  // Started by something that happened to her, or on a day of hers: not everybody.
  bool by_event(Node node) const {
    for (Node triggers : node.children(N::triggers))
      for (Node trigger : triggers.children())
        if (trigger.is(N::event_trigger) || trigger.is(N::crossing_trigger) || triggers_.on_a_day_of_hers(trigger))
          return true;
    return false;
  }

  // `every monday at 10:00 then send x`: nobody is left out.
  void everybody_by_the_clock(Node node) {
    if (node.is(N::rule)) {
      if (node.child(N::triggers) && !by_event(node) && !node.child(N::if_clause) && contacts(node))
        tell_everybody(node, node.child(N::name) ? header_of(node) : node.child(N::triggers).span());
    } else if (node.is(N::journey)) {
      for (Node entry : node.children(N::enter_clause))
        if (entry.child(N::triggers) && !by_event(entry) && !entry.child(N::if_clause))
          tell_everybody(entry, entry.first_token());
    }
  }

  void tell_everybody(Node node, Span at) {
    subject_.diagnostics.report(Code::S3017, at, {quoted(subject_, node.child(N::triggers).span())});
  }

  bool contacts(Node node) const {
    for (Node child : node.children()) {
      if (child.is(N::action)) {
        const Node verb = child.child(std::size_t{0});
        for (N kind : {N::send, N::send_next, N::invite, N::enter, N::call, N::task, N::grant})
          if (verb.is(kind)) return true;
      }
      if (child.is(N::actions) && contacts(child)) return true;
    }
    return false;
  }

  Reasoning& reasoning_;
  const Subject& subject_;
  const Program& program_;
  const Triggers triggers_;
  bool of_figures_ = false;
  Arguments arguments_{program_, subject_.given};
  std::set<Span> audiences_, reported_;
  std::map<InstId, Code> told_;
};

}  // namespace

void find_contradictions(Reasoning& reasoning) { Contradictions(reasoning).run(); }

}  // namespace sop
