#include "compiler/analysis/divisions.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/analysis/proof.h"
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
    for (Node node : declarations_of(subject_)) exempt(node);
    std::ranges::sort(settled_);
    for (std::size_t i = 0; i < program_.insts.size(); ++i)
      if (const Inst& inst = program_.insts[i]; inst.kind == InstKind::column && !inst.domain.is_frame())
        row_columns_.try_emplace({inst.a, inst.b}, InstId(i));
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
    if (in_some(settled_, start)) return;
    if (subject_.module && !of_this_body(probe)) return;
    if (told_.contains(probe.span)) return;
    const Domain rows = program_.at(probe.inst).domain;
    std::vector<FormulaId> together{reasoning_.translator().equals(divisor, 0)};
    if (probe.guard.exists()) together.push_back(reasoning_.of(probe.guard));
    if (probe.inside.exists() && probe.after_where)
      if (const InstId where = program_.aggregates[probe.inside.index()].where; where.exists())
        together.push_back(reasoning_.of(where));
    for (InstId where : triggered_where(probe.span)) together.push_back(reasoning_.of(where));
    const Answer zero = reasoning_.ask(together, rows);
    if (zero.verdict == Verdict::no || never_counted(divisor)) return;
    const std::string by = quoted(subject_, divisor_place(probe, divisor));
    if (!reasoning_.shows(zero, {probe.span, Phrase::asks_zero, {by}})) return;
    told_.insert(probe.span);
    auto& found = subject_.diagnostics.report(Code::S3019, probe.span, {by});
    show(found, subject_, reasoning_.translator(), zero);
    if (subject_.module.empty() && rows.is_frame() && !probe.inside.exists())
      prove(found, reasoning_, zero, {"(" + words_of(subject_, probe.span) + ") is missing"});
  }

  bool of_this_body(const IssueProbe& probe) const {
    return !subject_.only_never && inside(probe.span, subject_.module.span()) &&
           subject_.places.written(probe.inst, probe.span).exists();
  }

  // Spans in order; one may stand in another, a few deep.
  static bool in_some(const std::vector<Span>& spans, Span place) {
    auto after = std::ranges::upper_bound(spans, Span{place.file, place.begin, UINT32_MAX});
    for (int tries = 0; after != spans.begin() && tries < 8; ++tries)
      if (inside(place, *--after)) return true;
    return false;
  }

  Span divisor_place(const IssueProbe& probe, InstId divisor) const {
    const Span place = subject_.places.written(divisor, probe.span);
    return place.exists() ? place : probe.span;
  }

  // What the one trigger's `where` has settled about the event.
  std::vector<InstId> triggered_where(Span span) const {
    const auto begins = [](Node rule) { return std::pair(rule.span().file, rule.span().begin); };
    const auto after = std::ranges::upper_bound(rules_, std::pair(span.file, span.begin), {}, begins);
    if (after == rules_.begin() || !inside(span, std::prev(after)->span())) return {};
    const Node triggers = std::prev(after)->child(N::triggers);
    if (!triggers || triggers.children().size() != 1) return {};
    const Node where = triggers.child(std::size_t{0}).child(N::where_clause);
    if (!where || inside(span, where.span())) return {};
    const InstId asked = subject_.places.condition_at(where.last_child().span());
    return asked.exists() ? std::vector{asked} : std::vector<InstId>{};
  }

  // A column of the trigger's event that the stream's own `where` keeps from being zero.
  bool never_counted(InstId divisor) {
    const Inst& inst = program_.at(divisor);
    if (inst.kind != InstKind::column || !inst.domain.is_frame()) return false;
    const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
    if (input.kind != InputKind::stream || !input.filter.exists()) return false;
    const auto row = row_columns_.find({inst.a, inst.b});
    return row != row_columns_.end() &&
           reasoning_.surely_never({reasoning_.translator().equals(row->second, 0)}, program_.at(row->second).domain);
  }

  Reasoning& reasoning_;
  const Subject& subject_;
  const Program& program_;
  std::vector<Span> settled_;
  std::vector<Node> rules_;                                              // in the order of the source
  std::map<std::pair<std::int32_t, std::int32_t>, InstId> row_columns_;  // of a stream's rows
  std::set<Span> told_;
};

}  // namespace

void check_divisions(Reasoning& reasoning) { Divisions(reasoning).run(); }

}  // namespace sop
