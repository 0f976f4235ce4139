// One aggregate of an item: what it asks of every event or customer, in which group each falls.
#include "compiler/reports/report_forms.h"

namespace sop {
namespace {

using N = NodeKind;

bool same_measure(const Measure& a, const Measure& b) {
  return a.op == b.op && a.input == b.input && a.value == b.value && a.where == b.where && a.from == b.from &&
         a.to == b.to && a.own_window == b.own_window && a.share == b.share && a.overall == b.overall &&
         a.running == b.running && a.funnel == b.funnel && a.step == b.step && a.open == b.open && a.by == b.by;
}

}  // namespace

Value Checker::ReportForms::measure(Node node, const Scope& scope) {
  ReportForms* const outside = std::exchange(c_.open_report_, nullptr);
  const std::size_t probes = c_.program_.probes.size(), open = c_.open_probes_.size();
  std::vector<Open> guards;
  std::swap(guards, c_.guards_);
  Value out = c_.wrong(node.span());
  if (node.child(std::size_t{0}).keyword() == Kw::share) {
    out = share(node);
  } else {
    const Node path = c_.first_path(node.child(std::size_t{1}));
    const auto names = path ? c_.names_of(path) : std::vector<Name>{};
    const auto input = names.empty() ? std::nullopt : c_.stream_named(names, path.span());
    const bool customers = input && *input == c_.program_.population;
    if (customers) open_cell_window();
    Scope plain = scope;
    plain.in_report = false;
    const Value found = c_.aggregate(node, plain);
    c_.cell_window_ = {};
    const bool overridden = windowed_ && node.children(N::window).empty();
    if (customers && overridden)
      c_.later("a window around an aggregate over customers", node.span()), failed_ = true;
    else if (!found.wrong()) {
      const Aggregate form = c_.program_.aggregates[static_cast<std::size_t>(c_.program_.at(found.inst).a)];
      Measure made;
      made.op = form.op;
      made.input = form.input;
      made.value = in_frame(form.value);
      made.where = in_frame(form.where);
      if (!customers) {
        made.stranger_value = in_frame(form.value, true);
        made.stranger_where = in_frame(form.where, true);
        made.own_window = overridden || !node.children(N::window).empty();
        made.from = overridden ? window_.from : form.from;
        made.to = overridden ? window_.to : form.to;
      }
      take_probes(probes);
      Type type = found.type;
      if (!customers && splits() && shares_out(made.input)) {
        if (made.op != AggregateOp::count && made.op != AggregateOp::sum && made.op != AggregateOp::avg) {
          c_.report(
              Code::S2032, node.span(),
              {std::string(row_of(made.op).en), "shared credit adds up counts and sums only; `credit last` takes it",
               "分摊只适用于计数、求和、平均,其他请用 `归因 最后`"});
          failed_ = true;
        }
        if (type.is(TypeKind::integer)) type.kind = TypeKind::number;
      }
      out = added(std::move(made), type, node.span());
    }
  }
  c_.program_.probes.resize(probes);
  c_.open_probes_.resize(open);
  std::swap(guards, c_.guards_);
  c_.open_report_ = outside;
  return out;
}

// `share(c)`, `share(customers where c)`.
Value Checker::ReportForms::share(Node node) {
  const Node what = node.child(std::size_t{1}), where = node.child(N::where_clause);
  const bool of_customers =
      where && what.is(N::path) && c_.input_called(c_.names_of(what)[0].text) == c_.program_.population;
  const std::size_t probes = c_.program_.probes.size();
  open_cell_window();
  const InstId holds = c_.condition(of_customers ? where.last_child() : what, {});
  c_.cell_window_ = {};
  if (!holds.exists() || windowed_) {
    if (windowed_) c_.later("a window around an aggregate over customers", node.span());
    failed_ = true;
    return c_.wrong(node.span());
  }
  Measure made;
  made.share = true;
  made.input = c_.program_.population;
  made.where = holds;
  take_probes(probes);
  return added(std::move(made), {TypeKind::number, true, {}}, node.span());
}

std::optional<Value> Checker::ReportForms::step_of(const Symbol& symbol, const std::string& step, Span span) {
  const auto found = funnels_.find(&symbol);
  if (found == funnels_.end()) return std::nullopt;
  const Funnel& funnel = c_.program_.funnels[found->second];
  for (std::size_t i = 0; i < funnel.steps.size(); ++i) {
    if (funnel.steps[i].name != step) continue;
    if (report_.credit != Credit::none) c_.later("a funnel in a report with `credit`", span), failed_ = true;
    Measure made;
    made.input = funnel.steps[0].input;
    made.funnel = static_cast<std::int32_t>(found->second);
    made.step = static_cast<std::int32_t>(i);
    made.own_window = windowed_;
    made.from = window_.from;
    made.to = window_.to;
    ReportForms* const outside = std::exchange(c_.open_report_, nullptr);
    const Value value = added(std::move(made), {TypeKind::integer, false, {}}, span);
    c_.open_report_ = outside;
    return value;
  }
  return std::nullopt;
}

Value Checker::ReportForms::metric(const Symbol& symbol) {
  const MetricReading reading{&symbol, overall_, running_, windowed_, window_.from, window_.to};
  if (const auto found = metrics_.find(reading); found != metrics_.end()) return found->second;
  const Value value = c_.metric_in_its_module(symbol);
  return metrics_[reading] = value;
}

// `overall(m)`: m without the `by`.
Value Checker::ReportForms::overall(Node argument, const Scope& scope) {
  const bool before = std::exchange(overall_, true);
  const Value value = c_.expression(argument, scope);
  overall_ = before;
  return value;
}

Value Checker::ReportForms::within(Node inner, Node window, const Scope& scope) {
  const WindowBounds bounds = c_.window_bounds(window, {});
  if (bounds.wrong) return c_.wrong(inner.span());
  const auto before = std::pair(window_, windowed_);
  window_ = bounds;
  windowed_ = true;
  const Value value = c_.expression(inner, scope);
  std::tie(window_, windowed_) = before;
  return value;
}

Value Checker::ReportForms::added(Measure measure, Type type, Span span) {
  measure.overall = overall_;
  measure.running = running_ && !measure.own_window;
  if (!overall_) group(measure, span);
  for (const Measure& known : report_.measures)
    if (same_measure(known, measure))
      return c_.made(c_.build_.add({.kind = InstKind::kept, .type = type, .a = known.kept}, {}, span), span);
  measure.kept = static_cast<std::int32_t>(c_.program_.kept.size());
  c_.program_.kept.push_back({type, {}});
  const InstId read = c_.build_.add({.kind = InstKind::kept, .type = type, .a = measure.kept}, {}, span);
  report_.measures.push_back(std::move(measure));
  return c_.made(read, span);
}

// The names of `by` are looked up in every aggregate.
void Checker::ReportForms::group(Measure& measure, Span span) {
  for (std::size_t i = 0; i < facet_nodes_.size(); ++i) {
    InstId& by = measure.by.emplace_back();
    InstId& stranger = measure.stranger_by.emplace_back();
    if (facet_nodes_[i].empty()) continue;
    if (report_.facets[i].touched && shares_out(measure.input)) {
      measure.credited = true;
      continue;
    }
    if (report_.facets[i].touched && measure.input != report_.touch.input) {
      // One of them is told already where the touches are not known.
      if (report_.touch.input.exists())
        c_.report(Code::S2032, span,
                  {c_.one_line(span), "credit is shared out for events; customers have no touches before them",
                   "归因只针对事件,客户没有之前的触达"});
      failed_ = true;
      continue;
    }
    const Value value = facet_value(facet_nodes_[i], measure.input, span);
    if (value.wrong() || !same_facet(report_.facets[i], value)) {
      failed_ = true;
      continue;
    }
    by = in_frame(value.inst);
    stranger = in_frame(value.inst, true);
  }
}

Value Checker::ReportForms::facet_value(const Node& path, InputId input, Span asked_by) {
  const Inside outside(c_, nullptr);  // not what a module calls so
  const bool customers = input == c_.program_.population;
  const Scope frame;
  Scope rows;
  if (!customers) {
    rows.domain = Domain::rows_of(input);
    rows.rows = input;
    rows.outside = &frame;
  }
  const std::size_t before = c_.diagnostics_.all().size();
  const Value value = c_.path(path, rows);
  auto& all = c_.diagnostics_.all();
  if (!value.wrong() || all.size() == before) return value;
  // Told once for each name, with the stream that lacks it.
  const Span place = path.span();
  const auto told = [&](const Diagnostic& found) { return found.span.file == place.file && found.span == place; };
  const bool again = std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(before), told);
  const bool unknown = all.back().code == Code::S2001;
  if (!unknown && !again) return value;
  all.resize(before, all.front());
  const std::string quoted = "`" + c_.program_.inputs[input.index()].name + "`";
  if (!again) {
    auto& found = c_.report(Code::S2030, place, {c_.program_.inputs[input.index()].name, c_.names_of(path)[0].text});
    found.relate(asked_by, Phrase::this_is, {quoted, quoted});
    help_with_tag(path, found);
  }
  return value;
}

// Tags are no values: what to group by instead.
void Checker::ReportForms::help_with_tag(const Node& path, Diagnostic& found) const {
  const Name name = c_.names_of(path).back();
  const std::span<const Symbol> tags = c_.symbols_.find_all(Space::tags, name.text);
  if (tags.empty()) {
    if (name.role == Kw::tag_noun) found.help(Phrase::group_by_which_tag, {});
    return;
  }
  const Symbol& tag = tags.front();
  const bool one_of = !tag.arm.empty() && std::ranges::any_of(tag.declaration.children(N::flag),
                                                              [](Node flag) { return flag.keyword() == Kw::one_of; });
  if (one_of)
    found.help(Phrase::group_by_group, {name.text, c_.parsed_.name_of(tag.declaration)});
  else
    found.help(Phrase::group_by_held, {name.text});
}

bool Checker::ReportForms::same_facet(Facet& facet, const Value& value) {
  if (facet.type.is(TypeKind::error)) {
    facet.type = value.type.with_nullable(true);
    return true;
  }
  const auto is_word = [](const Type& type) { return type.is(TypeKind::text) || type.is(TypeKind::id); };
  if (is_word(facet.type) && is_word(value.type)) {
    if (!facet.type.is(value.type.kind)) facet.type.kind = TypeKind::text;
    return true;
  }
  const auto members = [&](const Type& type) { return c_.program_.enumerations[type.enumeration.index()].members; };
  if (facet.type.is(value.type.kind) &&
      (!value.type.is(TypeKind::enumeration) || members(facet.type) == members(value.type)))
    return true;
  c_.report_mismatch(facet.type, value.type, value.span, value.span, "by", value.span, "按");
  return false;
}

// Aggregates without a window, within a condition on customers, take the period of the cell.
void Checker::ReportForms::open_cell_window() {
  const Type instant{TypeKind::datetime, false, {}};
  for (std::int32_t* bound : {&report_.cell_from, &report_.cell_to}) {
    if (*bound >= 0) continue;
    *bound = static_cast<std::int32_t>(c_.program_.kept.size());
    c_.program_.kept.push_back({instant, {}});
  }
  const auto read = [&](std::int32_t index) {
    return c_.build_.add({.kind = InstKind::kept, .type = instant, .a = index}, {}, {});
  };
  c_.cell_window_ = {read(report_.cell_from), read(report_.cell_to), false};
}

InstId Checker::ReportForms::in_frame(InstId id, bool stranger) {
  if (!id.exists()) return id;
  if (const auto found = lifted_.find({id, stranger}); found != lifted_.end()) return found->second;
  const Inst inst = c_.program_.at(id);
  InstId out = id;
  if (inst.kind == InstKind::outer)
    out = in_frame(c_.program_.args_of(id)[0], stranger);
  else if (!inst.domain.is_frame() || stranger)
    out = stranger ? of_stranger(id) : copied(id, false);
  lifted_[{id, stranger}] = out;
  return out;
}

InstId Checker::ReportForms::copied(InstId id, bool stranger) {
  Inst inst = c_.program_.at(id);
  if (inst.kind == InstKind::constant || inst.kind == InstKind::missing) return id;
  std::vector<InstId> args;
  bool changed = false;
  const std::vector<InstId> written(c_.program_.args_of(id).begin(), c_.program_.args_of(id).end());
  for (const InstId arg : written) {
    args.push_back(in_frame(arg, stranger));
    changed = changed || c_.program_.at(args.back()).type != c_.program_.at(arg).type;
  }
  inst.domain = Domain::frame();
  if (changed && !is_condition(inst.type)) inst.type.nullable = true;
  return c_.build_.add(inst, args, c_.program_.inst_spans[id.index()]);
}

// What is read of the customer is missing; what is read of the event, the clock and everybody stays.
InstId Checker::ReportForms::of_stranger(InstId id) {
  const Inst& inst = c_.program_.at(id);
  const bool of_hers = (inst.kind == InstKind::column && (inst.a == c_.program_.population.value)) ||
                       (inst.kind == InstKind::lookup && inst.args_count == 0) || inst.kind == InstKind::fact ||
                       inst.kind == InstKind::event_aggregate || inst.kind == InstKind::has_tag ||
                       inst.kind == InstKind::history || inst.kind == InstKind::kept ||
                       inst.kind == InstKind::population || inst.kind == InstKind::pick_row;
  if (!of_hers) return copied(id, true);
  if (is_condition(inst.type)) return c_.build_.truth(false);
  return c_.build_.missing(inst.type.with_nullable(true));
}

// Issues of what an event is asked are counted where the event is.
void Checker::ReportForms::take_probes(std::size_t from) {
  for (std::size_t i = from; i < c_.program_.probes.size(); ++i) {
    IssueProbe probe = c_.program_.probes[i];
    const InstKind kind = c_.program_.at(probe.inst).kind;
    if (kind == InstKind::customer_aggregate || kind == InstKind::event_aggregate) continue;
    probe.inst = in_frame(probe.inst);
    probe.guard = in_frame(probe.guard);
    probe.inside = {};
    const auto same = [&](const IssueProbe& known) {
      return known.inst == probe.inst && known.guard == probe.guard && known.span == probe.span;
    };
    if (std::ranges::none_of(probes_, same) && std::ranges::none_of(c_.program_.probes, same)) probes_.push_back(probe);
  }
}

}  // namespace sop
