// Reports and cohorts: facets, window, items.
#include "compiler/check/lengths.h"
#include "compiler/reports/report_forms.h"

namespace sop {
namespace {

using N = NodeKind;

Grain grain_of(Kw kw) {
  switch (kw) {
    case Kw::day_unit: return Grain::day;
    case Kw::week_unit: return Grain::week;
    case Kw::month_unit:
    case Kw::month_grain: return Grain::month;
    case Kw::quarter_unit: return Grain::quarter;
    case Kw::year_unit: return Grain::year;
    default: return Grain::none;
  }
}

constexpr const char* grain_names[] = {"", "day", "week", "month", "quarter", "year"};

bool has_flag(Node node, Kw kw) {
  for (Node flag : node.children(N::flag))
    if (flag.keyword() == kw) return true;
  return false;
}

}  // namespace

void Checker::lower_reports() { ReportForms(*this).run(); }

void Checker::ReportForms::run() {
  const Places before = std::exchange(c_.places_, {});
  for (Node node : c_.parsed_.declarations())
    if (node.is(N::funnel)) funnel(node);
  for (Node node : c_.parsed_.declarations()) {
    if (node.is(N::report)) report(node);
    if (node.is(N::cohort)) cohort(node);
    if (node.is(N::compare_decl)) compare(node);
    if (node.is(N::list_decl) && !node.child(N::list_file)) list(node);
    if (node.is(N::alert)) alert(node);
  }
  c_.places_ = before;
}

void Checker::ReportForms::begin(Node node, ReportKind kind) {
  report_ = {};
  report_.kind = kind;
  report_.name = c_.parsed_.name_of(node);
  if (const Node label = node.child(N::label)) report_.label = c_.text(label);
  report_.span = node.first_token();
  facet_nodes_.clear();
  probes_.clear();
  metrics_.clear();
  failed_ = false;
}

void Checker::ReportForms::report(Node node) {
  const std::size_t errors = c_.diagnostics_.errors();
  begin(node, ReportKind::report);
  report_.against_others = has_flag(node, Kw::against_others);
  if (const Node by = node.child(N::by_clause)) facets(by);
  // A window behind `credit` says how far before an event its touches may lie; one before it is the report's.
  bool behind_credit = false;
  for (Node part : node.children()) {
    if (part.is(N::credit)) behind_credit = true;
    if (!part.is(N::window)) continue;
    if (behind_credit)
      report_.look_back = look_back_of(part);
    else
      window_of(part);
  }
  if (node.child(N::credit)) credit(node);
  items(node);
  finish(node, errors);
}

void Checker::ReportForms::facets(Node by) {
  for (Node facet : by.children()) {
    if (facet.is(N::grain)) {
      const bool second = std::ranges::any_of(report_.facets, [](const Facet& f) { return f.grain != Grain::none; });
      if (second) return c_.later("`by` of two periods", facet.span());
      const Grain grain = grain_of(facet.keyword());
      c_.needs_zone(facet.span());
      report_.facets.push_back({grain_names[static_cast<std::size_t>(grain)], {TypeKind::date, true, {}}, grain});
      facet_nodes_.push_back({});
      continue;
    }
    report_.facets.push_back({c_.names_of(facet).back().text, {TypeKind::error, true, {}}, Grain::none});
    facet_nodes_.push_back(facet);
  }
  const bool only_periods = std::ranges::all_of(report_.facets, [](const Facet& f) { return f.grain != Grain::none; });
  if (report_.against_others && only_periods) {
    c_.report(Code::S2032, by.span(),
              {"against others", "a period has no others; name what customers or events are grouped by",
               "时间没有“其余”,请写按什么分组"});
    failed_ = true;
  }
}

void Checker::ReportForms::window_of(Node window) {
  const WindowBounds bounds = c_.window_bounds(window, {});
  failed_ = failed_ || bounds.wrong;
  report_.windowed = true;
  report_.from = bounds.from;
  report_.to = bounds.to;
}

void Checker::ReportForms::items(Node node) {
  for (Node item : node.children(N::report_item)) {
    const Node what = item.child(std::size_t{0});
    running_ = has_flag(item, Kw::running);
    const Value value = item_value(what);
    running_ = false;
    std::string name = c_.one_line(what.span()), label;
    if (what.is(N::path))
      if (const Symbol* metric = c_.symbols_.find(Space::metrics, name); metric != nullptr)
        if (const Node written = metric->declaration.child(N::label)) label = c_.text(written);
    for (Node flag : item.children(N::flag)) {
      name += " " + c_.text(flag);
      if (!label.empty()) label += " " + c_.text(flag);
    }
    add_item(std::move(name), std::move(label), value, what.span());
  }
}

Value Checker::ReportForms::item_value(Node what) {
  Scope scope;
  scope.in_report = true;
  const std::size_t probes = c_.program_.probes.size(), open = c_.open_probes_.size();
  ReportForms* const outside = std::exchange(c_.open_report_, this);
  const Value value = c_.expression(what, scope);
  c_.open_report_ = outside;
  // What an item computes from its measures raises no issues: a ratio without a denominator is missing.
  c_.program_.probes.resize(probes);
  c_.open_probes_.resize(open);
  return value;
}

void Checker::ReportForms::add_item(std::string name, std::string label, Value value, Span span) {
  if (value.wrong()) {
    failed_ = true;
    return;
  }
  std::string own = name;
  const auto taken = [&](const std::string& word) {
    return std::ranges::any_of(report_.items, [&](const ReportItem& item) { return item.name == word; }) ||
           std::ranges::any_of(report_.facets, [&](const Facet& facet) { return facet.name == word; });
  };
  for (int n = 2; taken(own); ++n) own = name + " " + std::to_string(n);
  report_.items.push_back({std::move(own), std::move(label), value.inst});
  (void)span;
}

// Nothing is left out in silence: what could not be read is either an error or refused by name.
void Checker::ReportForms::finish(Node node, std::size_t errors) {
  for (const IssueProbe& probe : probes_) c_.program_.probes.push_back(probe);
  c_.program_.reads_time = true;
  if (!failed_) {
    for (Facet& facet : report_.facets)
      if (facet.type.is(TypeKind::error)) facet.type = {TypeKind::text, true, {}};
    c_.program_.reports.push_back(std::move(report_));
    return;
  }
  if (c_.diagnostics_.errors() == errors) c_.later("the report `" + c_.parsed_.name_of(node) + "`", node.first_token());
}

// `cohort buyers from orders where nth = 1 by month up to 12 months { … }`: a table of cohorts and ages.
void Checker::ReportForms::cohort(Node node) {
  const std::size_t errors = c_.diagnostics_.errors();
  begin(node, ReportKind::cohort);
  const Node by = node.child(N::by_clause);
  if (!by || by.children().size() != 1 || !by.child(N::grain)) {
    if (by && by.child(N::grain)) return c_.later("a cohort by more than a period", by.span());
    c_.report(Code::S2017, node.first_token(),
              {report_.name, "by", "按", "say how long a cohort collects its customers: `by month`",
               "写明同期的长度:`按 月`"});
    return;
  }
  facets(by);
  const auto start = c_.selected_events(node.child(N::from_name).child(N::path), node, {});
  if (!start) {
    failed_ = true;
    return finish(node, errors);
  }
  report_.cohort_stream = start->input;
  report_.cohort_where = in_frame(start->where);
  if (const Node span = node.child(N::up_to)) {
    const Value length = c_.expression(span.last_child(), {});
    const auto known = length.wrong() ? std::nullopt : known_length(c_.build_, length.inst);
    failed_ = failed_ || !known || known->length.unit == DurationUnit::micros;
    if (known) report_.cohort_span = known->inst;
  }
  items(node);
  finish(node, errors);
}

}  // namespace sop
