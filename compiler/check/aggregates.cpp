// Aggregates over her events, or over all customers (language.md 2.3): stream, value, `where`, window.
#include "compiler/check/arms/changes_path.h"
#include "compiler/check/checker.h"
#include "compiler/names/fact_kinds.h"
#include "compiler/reports/report_forms.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;
using enum TypeKind;

std::optional<AggregateOp> aggregate_of(Kw kw) {
  switch (kw) {
    case Kw::count: return AggregateOp::count;
    case Kw::sum: return AggregateOp::sum;
    case Kw::avg: return AggregateOp::avg;
    case Kw::min: return AggregateOp::min;
    case Kw::max: return AggregateOp::max;
    case Kw::median: return AggregateOp::median;
    case Kw::mode: return AggregateOp::mode;
    case Kw::distinct: return AggregateOp::distinct;
    case Kw::first: return AggregateOp::first;
    case Kw::last: return AggregateOp::last;
    case Kw::any: return AggregateOp::any;
    case Kw::none: return AggregateOp::none;
    case Kw::days_active: return AggregateOp::days_active;
    case Kw::weeks_active: return AggregateOp::weeks_active;
    case Kw::months_active: return AggregateOp::months_active;
    default: return std::nullopt;
  }
}

bool is_date_time(const Input& input) {
  return input.time >= 0 && input.columns[static_cast<std::size_t>(input.time)].type.is(date);
}

}  // namespace

// The stream an aggregate's argument reads: the first name of its first path.
Node Checker::first_path(Node node) const {
  if (node.is(N::path)) return node;
  for (Node child : node.children())
    if (Node found = first_path(child)) return found;
  return {};
}

Value Checker::aggregate(Node node, const Scope& scope) {
  if (open_report_ != nullptr) return open_report_->measure(node, scope);
  const Node word = node.child(std::size_t{0}), argument = node.child(std::size_t{1});
  const std::optional<AggregateOp> op = aggregate_of(word.keyword());
  if (!op && scope.in_report) return share(node, scope);
  if (!op) {
    report(Code::S2032, word.span(), {text(word), "only reports have it", "仅用于报表"});
    return wrong(node.span());
  }
  if (!scope.domain.is_frame()) {
    report(Code::S2026, node.span());
    return wrong(node.span());
  }
  const Node path = first_path(argument);
  const std::vector<Name> names = path ? names_of(path) : std::vector<Name>{};
  const std::optional<InputId> input = names.empty() ? std::nullopt : stream_named(names, path.span());
  const bool population = input && program_.inputs[input->index()].kind == InputKind::population;
  if (!input || (program_.inputs[input->index()].kind != InputKind::stream && !population))
    return not_a_stream(argument, names);

  Aggregate form;
  form.op = *op;
  form.input = *input;
  Scope rows;
  rows.domain = population ? Domain::frame() : Domain::rows_of(*input);
  rows.rows = *input;
  rows.view = view_called(names[0].text);
  if (!population) {  // other customers have no event, no entry and no row to the left
    rows.outside = &scope;
    rows.event = scope.event;
  }
  const std::size_t outer_probes = open_probes_.size();
  std::vector<Open> guards;
  if (population) std::swap(guards, guards_);
  bool failed = population && !population_takes(node, *op, text(word));
  failed = !select_events(node, rows, form) || failed;
  const std::size_t where_probes = open_probes_.size();

  Value value;
  const std::size_t changes = program_.inputs[input->index()].recorded ? names_to_changes(names) : 0;
  const bool bare = argument.is(N::path) && names.size() == std::max<std::size_t>(changes, 1);
  if (!bare) {
    value = expression(argument, rows);
    if (*op == AggregateOp::min || *op == AggregateOp::max) value = placed(value);
    failed = failed || value.wrong();
    form.value = value.inst;
  }
  if (population) std::swap(guards, guards_);
  if (failed) {
    open_probes_.resize(outer_probes);
    return wrong(node.span());
  }
  Value out = aggregate_result(*op, value, form, node.span(), text(word));
  const AggregateId id = out.wrong() ? AggregateId{} : AggregateId(program_.at(out.inst).a);
  probes_inside(id, outer_probes, where_probes);
  if (!out.wrong() && (*op == AggregateOp::sum || *op == AggregateOp::avg)) probe_aggregate(out);
  return out;
}

// The windows and conditions of an aggregate, a score line or a step of a sequence.
bool Checker::select_events(Node clauses, const Scope& rows, Aggregate& form) {
  bool good = true;
  for (Node clause : clauses.children(N::window)) {
    if (rows.outside == nullptr) continue;  // over all customers: refused already
    Scope frame;
    frame.event = rows.outside->event;
    frame.in_journey = rows.outside->in_journey;
    if (is_date_time(program_.inputs[form.input.index()]) && hours_window(clause)) {
      report(Code::S2023, clause.span());
      good = false;
      continue;
    }
    const WindowBounds bounds = window_bounds(clause, frame);
    const bool twice = form.from.exists() || form.to.exists();
    if (twice) report(Code::S2066, clause.span());
    good = good && !bounds.wrong && !twice;
    form.from = bounds.from;
    form.to = bounds.to;
  }
  if (cell_window_.from.exists() && rows.outside != nullptr && clauses.children(N::window).empty()) {
    form.from = cell_window_.from;
    form.to = cell_window_.to;
  }
  for (Node clause : clauses.children(N::where_clause)) {
    const InstId holds = condition(clause.child(std::size_t{0}), rows);
    good = good && holds.exists();
    if (!holds.exists()) offer_parentheses(clauses, clause);
    if (holds.exists()) form.where = form.where.exists() ? build_.all_of({form.where, holds}, clause.span()) : holds;
  }
  return good;
}

// `sum(visits.n where day within 4 days)`: the window belongs to the aggregate, a date's own stands in parentheses.
void Checker::offer_parentheses(Node clauses, Node where) {
  if (diagnostics_.all().empty()) return;
  Diagnostic& found = diagnostics_.all().back();
  for (Node window : clauses.children(N::window)) {
    const bool behind = window.begin() == where.end() && found.code == Code::S2011 && found.fixes.empty() &&
                        found.span.end == where.span().end;
    if (!behind) continue;
    const Span both = join(found.span, window.span());
    const std::string apart = "(" + std::string(source(both).text(both)) + ")";
    found.fix(Phrase::replace_with, {apart}, {{both, apart}});
  }
}

std::optional<Aggregate> Checker::selected_events(Node path, Node clauses, const Scope& scope) {
  const std::vector<Name> names = names_of(path);
  const std::optional<InputId> input = stream_named(names, path.span());
  if (!input || program_.inputs[input->index()].kind != InputKind::stream) {
    not_a_stream(path, names);
    return std::nullopt;
  }
  Aggregate form;
  form.input = *input;
  Scope rows;
  rows.domain = Domain::rows_of(*input);
  rows.rows = *input;
  rows.view = view_called(names[0].text);
  rows.outside = &scope;
  if (!select_events(clauses, rows, form)) return std::nullopt;
  return form;
}

// Probes made since `outer` watch rows of this aggregate: those made since `in_value` where its `where` holds.
void Checker::probes_inside(AggregateId id, std::size_t outer, std::size_t in_value) {
  const bool population = id.exists() && program_.aggregates[id.index()].input == program_.population;
  for (std::size_t i = outer; i < open_probes_.size(); ++i) {
    IssueProbe& inner = program_.probes[open_probes_[i]];
    if (program_.at(inner.inst).domain.is_frame() && !population) continue;
    inner.inside = id;
    inner.after_where = i >= in_value;
  }
  open_probes_.resize(outer);
}

// The stream a path begins with: an input, or the changes of a fact.
std::optional<InputId> Checker::stream_named(const std::vector<Name>& names, Span span) {
  if (names_to_changes(names) == 3) {
    for (const Symbol& tag : symbols_.find_all(Space::tags, names[1].text))
      if (!tag.arm.empty() && parsed_.name_of(tag.declaration) == names[0].text) return changes_stream(tag, span);
    if (const Symbol* fact = symbols_.find(Space::values, names[0].text); fact && is_fact(fact->declaration.kind())) {
      if (fact->broken) return std::nullopt;
      if (const auto value = changes_of_value({names[0], names[1]}, span)) return value;
      unknown(Space::tags, names[1].text, names[1].span);
      return std::nullopt;
    }
  }
  if (names_to_changes(names) == 2) {
    if (const Symbol* symbol = symbols_.find(Space::values, names[0].text)) return changes_stream(*symbol, span);
    const auto owners = symbols_.find_all(Space::tags, names[0].text);
    if (owners.size() == 1) return changes_stream(owners[0], span);
    std::string groups;
    for (const Symbol& owner : owners) groups += (groups.empty() ? "" : ", ") + parsed_.name_of(owner.declaration);
    if (!owners.empty()) report(Code::S2033, names[0].span, {names[0].text, groups});
    if (!owners.empty()) return std::nullopt;
    if (const auto value = changes_of_value({names[0]}, span)) return value;
  }
  if (const auto declared = input_called(names[0].text)) return declared;
  if (symbols_.find(Space::values, names[0].text) == nullptr) return our_stream(names[0].role);
  return std::nullopt;
}

bool Checker::hours_window(Node window) const {
  if (window.keyword() != Kw::within && window.keyword() != Kw::within_next) return false;
  const Node length = window.last_child();
  if (length.is(N::path) && instance_ != nullptr) {  // a parameter
    const auto given = instance_->values.find(names_of(length)[0].text);
    if (given == instance_->values.end() || !given->second.type.is(duration)) return false;
    const Inst& inst = program_.at(given->second.inst);
    return inst.kind == InstKind::constant &&
           unpack_duration(program_.constants[static_cast<std::size_t>(inst.a)].whole).unit == DurationUnit::micros;
  }
  if (!length.is(N::duration)) return false;
  const Kw unit = length.tree().roles[length.begin() + 1];
  return unit == Kw::hours || unit == Kw::hour_unit || unit == Kw::minutes || unit == Kw::minute_unit ||
         unit == Kw::seconds || unit == Kw::second_unit;
}

namespace {

std::string date_columns_of(const Input& input) {
  std::string out;
  for (const Column& column : input.columns)
    if (column.type.is(date) || column.type.is(datetime)) out += (out.empty() ? "" : ", ") + column.name;
  return out;
}

}  // namespace

Value Checker::not_a_stream(Node argument, const std::vector<Name>& names) {
  if (names.empty()) {
    report(Code::S2014, argument.span(), {std::string(source(argument.span()).text(argument.span()))});
    return wrong(argument.span());
  }
  if (names_to_changes(names) > 0)  // of a fact: what is wrong has been told
    for (Space space : {Space::values, Space::tags})
      if (const Symbol* fact = symbols_.find(space, names[0].text);
          fact != nullptr && is_fact(fact->declaration.kind()))
        return wrong(argument.span());
  if (instance_ != nullptr) return unknown_in_module(names[0]);
  const Symbol* symbol = symbols_.find(Space::values, names[0].text);
  if (symbol != nullptr && symbol->broken) return wrong(argument.span());
  if (stream_of_ours(names[0]))
    return later_value("the stream `" + names[0].text + "`", {error, true, {}}, argument.span()),
           wrong(argument.span());
  if (!declares_inputs_ && options_.inferred.empty() && symbol == nullptr) {
    trusted_.try_emplace(names[0].text, names[0].span);
    return wrong(argument.span());
  }
  if (!program_.population.exists() && input_called(names[0].text)) return wrong(argument.span());  // perhaps that one
  auto& found = report(Code::S2014, names[0].span, {names[0].text});
  const std::string_view everybody =
      program_.population.exists() ? program_.inputs[program_.population.index()].name : std::string_view();
  const std::string_view word = names[0].text;
  if (symbols_.find(Space::calendars, names[0].text) != nullptr) {
    found.help(Phrase::calendar_at, {names[0].text});
    return wrong(argument.span());
  }
  if (!everybody.empty() && word != everybody && (word == "customers" || word == "customer" || word == "客户")) {
    found.fix(Phrase::did_you_mean, {std::string(everybody)}, {{names[0].span, std::string(everybody)}});
    return wrong(argument.span());
  }
  if (symbol != nullptr && symbol->declaration.is(N::segment)) {
    found.help(Phrase::true_or_not, {names[0].text});
    return wrong(argument.span());
  }
  if (const auto input = input_called(names[0].text); input && program_.inputs[input->index()].inferred) {
    const std::string dates = date_columns_of(program_.inputs[input->index()]);
    found.help(Phrase::stream_from_data,
               {names[0].text, dates.empty() ? "none" : dates, dates.empty() ? "0 个" : dates});
    return wrong(argument.span());
  }
  std::vector<std::string_view> candidates;
  for (const Input& input : program_.inputs)
    if (input.kind == InputKind::stream || input.name == everybody) candidates.push_back(input.name);
  suggest(found, names[0].text, candidates, names[0].span);
  return wrong(argument.span());
}

// `sends`, `tasks`, `entries`: what we did is data.
bool Checker::stream_of_ours(const Name& name) const {
  return name.role == Kw::sends || name.role == Kw::tasks || name.role == Kw::entries;
}

// Customers are not events: they have no time, so no window, no first and no last.
bool Checker::population_takes(Node node, AggregateOp op, const std::string& word) {
  bool good = true;
  for (Node window : node.children(N::window)) {
    report(Code::S2032, window.span(),
           {std::string(source(window.span()).text(window.span())), "customers are no events and have no time",
            "客户不是事件,没有时间"});
    good = false;
  }
  if (row_of(op).values != "days" && op != AggregateOp::first && op != AggregateOp::last) return good;
  report(Code::S2032, node.span(), {word, "only events have an order in time", "只有事件才有先后"});
  return false;
}

// The result type, and whether the op takes such a value (semantics A1: sum of no rows is 0, avg missing).
Value Checker::aggregate_result(AggregateOp op, Value value, const Aggregate& form, Span span,
                                const std::string& word) {
  const AggregateRow& row = row_of(op);
  auto finish = [&](Type type) { return made(build_.aggregate(form, type, span), span); };
  auto refuse = [&](std::string_view en, std::string_view zh) {
    report(Code::S2012, value.span,
           {std::string(en), described(value.type, false), std::string(zh), described(value.type, true)});
    return wrong(span);
  };
  const bool has_value = form.value.exists();
  if (row.values == "days") return finish({integer, false, {}});
  if (row.values == "rows") {
    if (op == AggregateOp::distinct && !has_value) return report(Code::S2025, span, {word}), wrong(span);
    return finish(op == AggregateOp::any || op == AggregateOp::none ? Type{boolean, false, {}}
                                                                    : Type{integer, false, {}});
  }
  if (!has_value) {
    if (op == AggregateOp::first || op == AggregateOp::last) return finish({datetime, true, {}});
    report(Code::S2025, span, {word});
    return wrong(span);
  }
  const Type type = value.type.with_nullable(true);
  if (row.values == "same") return finish(type);
  if (row.values == "order") {
    if (type.is(boolean) || type.is(id)) return refuse("a value with an order", "有大小之分的值");
    if (!has_order(type)) {
      report(Code::S2031, value.span,
             {one_line(value.span), described(value.type, false), described(value.type, true)});
      return wrong(span);
    }
    return finish(type);
  }
  if (!type.is(integer) && !type.is(number) && !type.is(money)) return refuse("a number or money", "数值或金额");
  if (row.values == "mean") return finish(type.is(integer) ? Type{number, true, {}} : type);
  return finish(type);  // sum: of no rows 0, beyond the range missing
}

// A total beyond the range of its type is missing, and an issue.
void Checker::probe_aggregate(const Value& value) {
  probe(value.inst, Builtin::add, value.span);
  open_probes_.pop_back();
}

}  // namespace sop
