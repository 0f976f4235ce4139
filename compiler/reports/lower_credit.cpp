// `credit`: what happened is shared out among the touches of hers before it (language.md 2.9). The facets that name a
// touch are read of it; everything else is read of the event.
#include "compiler/check/lengths.h"
#include "compiler/reports/report_forms.h"

namespace sop {
namespace {

using N = NodeKind;

Credit credit_of(Node node) {
  if (node.has_keyword(Kw::credit_last)) return Credit::last;
  if (node.has_keyword(Kw::credit_first)) return Credit::first;
  if (node.has_keyword(Kw::credit_even)) return Credit::even;
  return Credit::half_life;
}

}  // namespace

// Before the items are read: which touches, and by what of theirs.
void Checker::ReportForms::credit(Node node) {
  const Node clause = node.child(N::credit), by = node.child(N::by_clause);
  report_.credit = credit_of(clause);
  if (report_.credit == Credit::half_life) {
    const Node length = clause.last_child();
    const Value span = c_.expression(length, {});
    const auto known = span.wrong() ? std::nullopt : known_length(c_.build_, span.inst);
    if (!known && !span.wrong()) c_.report(Code::S2012, length.span(), computed_length());
    if (known && known->length.count <= 0) c_.report(Code::S2012, length.span(), computed_length());
    failed_ = failed_ || !known || known->length.count <= 0;
    if (known) report_.half_life = known->inst;
  }
  find_touches(by, clause.span());
}

// `by touches.campaign`: a stream and one of its columns.
bool Checker::ReportForms::is_touched(const Node& path) const {
  if (path.empty()) return false;
  const std::vector<Name> names = c_.names_of(path);
  const auto input = names.size() < 2 ? std::nullopt : c_.input_called(names[0].text);
  return input && c_.program_.inputs[input->index()].kind == InputKind::stream;
}

void Checker::ReportForms::find_touches(Node by, Span asked_by) {
  Measure touch;
  std::vector<Node> touched;
  for (std::size_t i = 0; i < facet_nodes_.size(); ++i) {
    report_.facets[i].touched = is_touched(facet_nodes_[i]);
    if (!report_.facets[i].touched) continue;
    touched.push_back(facet_nodes_[i]);
    const InputId input = *c_.input_called(c_.names_of(facet_nodes_[i])[0].text);
    if (touch.input.exists() && touch.input != input) {
      c_.report(Code::S2032, facet_nodes_[i].span(),
                {"credit", "one stream gets it: name columns of the same stream", "只能归给同一个事件流的列"});
      failed_ = true;
      return;
    }
    touch.input = input;
  }
  if (touched.empty()) {
    c_.report(Code::S2032, by ? by.span() : asked_by,
              {"credit", "say what gets it, a stream and its column: `by touches.campaign`",
               "请写明归给什么(事件流的列):`按 触达.活动`"});
    failed_ = true;
    return;
  }
  for (std::size_t i = 0; i < facet_nodes_.size(); ++i) {
    InstId& own = touch.by.emplace_back();
    InstId& stranger = touch.stranger_by.emplace_back();
    if (!report_.facets[i].touched) continue;
    const Value value = facet_value(facet_nodes_[i], touch.input, asked_by);
    if (value.wrong() || !same_facet(report_.facets[i], value)) {
      failed_ = true;
      continue;
    }
    own = in_frame(value.inst);
    stranger = in_frame(value.inst, true);
  }
  report_.touch = std::move(touch);
}

// Events of other streams than the touches themselves; customers have no touches before them.
bool Checker::ReportForms::shares_out(InputId input) const {
  return report_.credit != Credit::none && report_.touch.input.exists() && input != report_.touch.input &&
         c_.program_.inputs[input.index()].kind == InputKind::stream;
}

// `within 30 days`, of a report with credit: how far before an event.
InstId Checker::ReportForms::look_back_of(Node window) {
  const Node length = window.last_child();
  const Value span = window.has_keyword(Kw::within) ? c_.expression(length, {}) : c_.wrong(window.span());
  const auto known = span.wrong() ? std::nullopt : known_length(c_.build_, span.inst);
  if (known) return known->inst;
  c_.report(Code::S2032, window.span(),
            {c_.one_line(window.span()),
             "behind `credit` stands how far back touches count: `within 30 days`; the window of the report stands "
             "before `credit`",
             "`归因` 后面写回看多久:`近30天`;报表的时间窗口写在 `归因` 之前"});
  failed_ = true;
  return {};
}

}  // namespace sop
