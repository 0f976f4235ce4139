#include "compiler/analysis/divisions.h"

#include <algorithm>
#include <set>

#include "compiler/analysis/witness.h"

namespace sop {
namespace {

using N = NodeKind;

bool divides(Builtin builtin) {
  return builtin == Builtin::divide || builtin == Builtin::div || builtin == Builtin::mod;
}

class Divisions {
 public:
  explicit Divisions(Reasoning& reasoning)
      : reasoning_(reasoning), subject_(reasoning.subject()), program_(reasoning.program()) {}

  void run() {
    for (Node node : subject_.parsed.declarations()) exempt(node);
    for (const IssueProbe& probe : program_.probes)
      if (divides(probe.builtin) && program_.at(probe.inst).kind == InstKind::call) look_at(probe);
  }

 private:
  void exempt(Node node) {
    for (N kind : {N::metric, N::report, N::funnel, N::cohort, N::alert, N::compare_decl, N::test, N::module})
      if (node.is(kind)) {
        settled_.push_back(node.span());
        return;
      }
    if (node.is(N::fallback)) settled_.push_back(node.child(std::size_t{0}).span());
    if (node.is(N::rule)) rules_.push_back(node);
    for (Node child : node.children()) exempt(child);
  }

  void look_at(const IssueProbe& probe) {
    const InstId divisor = program_.args_of(probe.inst)[1];
    const Span start{probe.span.file, probe.span.begin, probe.span.begin};
    if (std::ranges::any_of(settled_, [&](Span span) { return inside(start, span); })) return;
    if (told_.contains(probe.span)) return;
    const Domain rows = program_.at(probe.inst).domain;
    std::vector<FormulaId> together{reasoning_.translator().equals(divisor, 0)};
    if (probe.guard.exists()) together.push_back(reasoning_.of(probe.guard));
    if (probe.inside.exists() && probe.after_where)
      if (const InstId where = program_.aggregates[probe.inside.index()].where; where.exists())
        together.push_back(reasoning_.of(where));
    for (InstId where : triggered_where(probe.span)) together.push_back(reasoning_.of(where));
    const Answer zero = reasoning_.ask(together, rows);
    if (!zero.found() || never_counted(divisor)) return;
    told_.insert(probe.span);
    auto& found =
        subject_.diagnostics.report(Code::S3019, probe.span, {quoted(subject_, divisor_place(probe, divisor))});
    show(found, subject_, reasoning_.translator(), zero);
  }

  Span divisor_place(const IssueProbe& probe, InstId divisor) const {
    const Span place = subject_.places.written(divisor, probe.span);
    return place.exists() ? place : probe.span;
  }

  // What the one trigger's `where` has settled about the event.
  std::vector<InstId> triggered_where(Span span) const {
    std::vector<InstId> out;
    for (Node rule : rules_) {
      if (!inside(span, rule.span())) continue;
      const Node triggers = rule.child(N::triggers);
      if (!triggers || triggers.children().size() != 1) continue;
      const Node where = triggers.child(std::size_t{0}).child(N::where_clause);
      if (!where || inside(span, where.span())) continue;
      const InstId asked = subject_.places.condition_at(where.last_child().span());
      if (asked.exists()) out.push_back(asked);
    }
    return out;
  }

  // A column of the trigger's event that the stream's own `where` keeps from being zero.
  bool never_counted(InstId divisor) {
    const Inst& inst = program_.at(divisor);
    if (inst.kind != InstKind::column || !inst.domain.is_frame()) return false;
    const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
    if (input.kind != InputKind::stream || !input.filter.exists()) return false;
    for (std::size_t i = 0; i < program_.insts.size(); ++i) {
      const Inst& row = program_.insts[i];
      if (row.kind == InstKind::column && row.a == inst.a && row.b == inst.b && !row.domain.is_frame())
        return reasoning_.never({reasoning_.translator().equals(InstId(i), 0)}, row.domain);
    }
    return false;
  }

  Reasoning& reasoning_;
  const Subject& subject_;
  const Program& program_;
  std::vector<Span> settled_;
  std::vector<Node> rules_;
  std::set<Span> told_;
};

}  // namespace

void check_divisions(Reasoning& reasoning) { Divisions(reasoning).run(); }

}  // namespace sop
