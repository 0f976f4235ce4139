// The phase in one place: names, schema, formulas, facts, then what acts on them.
#include "compiler/check/check.h"

#include "compiler/check/awareness.h"
#include "compiler/check/checker.h"
#include "compiler/check/one_sided_dates.h"
#include "compiler/check/size.h"
#include "compiler/ir/verify.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

Checker::Checker(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics)
    : parsed_(parsed), options_(options), diagnostics_(diagnostics), build_(program_) {}

Program Checker::run(TestSuite* suite) {
  symbols_ = collect_symbols(parsed_, diagnostics_);
  for (const SourceBuffer& file : *parsed_.sources) {
    program_.file_names.push_back(file.name());
    program_.line_starts_begin.push_back(static_cast<std::uint32_t>(program_.line_starts.size()));
    program_.line_starts.insert(program_.line_starts.end(), file.line_starts().begin(), file.line_starts().end());
  }
  declare_project();
  declare_inputs();
  declare_identities();
  check_uses();
  check_modules();
  open_instances();
  check_shared_names();
  check_formulas();
  check_facts();
  check_calendars();
  check_roles();
  check_channels();
  check_coupons();
  check_templates();
  check_policies();
  check_rules();
  check_journeys();
  check_priorities();
  check_steps_functions();
  check_assumptions();
  check_tests(suite);
  check_reports();
  if (diagnostics_.errors() == 0) lower_reports();
  close_places();
  // What is meant wrongly is told beside what is written wrongly, as long as what could be read makes a program.
  if (small_enough(program_, diagnostics_) && (diagnostics_.errors() == 0 || verify(program_).empty())) {
    check_consent();
    check_contact_zone();
    check_awareness(parsed_, program_, places_, diagnostics_);
    check_one_sided_dates(parsed_, program_, places_, diagnostics_);
  }
  drop_repeated_findings(0);
  mark_accounts();
  mark_whole_rows();
  report_trust();
  return std::move(program_);
}

// Columns of the population, facts and streams share one name space: a bare name means one thing.
void Checker::check_shared_names() {
  if (!program_.population.exists()) return;
  const Input& population = program_.inputs[program_.population.index()];
  if (population.inferred) return;
  for (const Column& column : population.columns) {
    const Symbol* symbol = symbols_.find(Space::values, column.name);
    if (symbol == nullptr || symbol->broken || !column.span.exists()) continue;
    if (symbol->declaration.is(N::table) || symbol->declaration.is(N::staff)) continue;
    const bool fact_is_later = column.span < symbol->span;
    report(Code::S2002, fact_is_later ? symbol->span : column.span, {column.name})
        .relate(fact_is_later ? column.span : symbol->span, Phrase::first_declared_here);
  }
}

void Checker::check_assumptions() {
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::assume)) continue;
    const InstId holds = condition(node.last_child(), {});
    if (holds.exists()) program_.assumptions.push_back({where_known(holds, node.span()), node.span()});
  }
}

// `assume age >= 0` says what an age is, not that everybody has told hers; `age is known` would.
InstId Checker::where_known(InstId assumed, Span place) {
  std::vector<InstId> either{assumed};
  std::set<InstId> seen, asked_whether_known;
  std::vector<InstId> todo{assumed};
  while (!todo.empty()) {
    const InstId id = todo.back();
    todo.pop_back();
    if (!seen.insert(id).second) continue;
    const Inst inst = program_.at(id);
    if (inst.kind == InstKind::fact) todo.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root);
    for (const InstId arg : program_.args_of(id)) {
      if (inst.kind == InstKind::is_missing) asked_whether_known.insert(arg);
      todo.push_back(arg);
    }
  }
  for (const InstId id : seen)
    if (program_.at(id).kind == InstKind::column && program_.at(id).type.nullable && !asked_whether_known.contains(id))
      either.push_back(build_.is_missing(id, place));
  return either.size() == 1 ? assumed : build_.any_of(either, place);
}

// What an `id` names, and which of two events at one instant comes first, is told by all declared columns (semantics
// A7, A8): a stream that is read is read whole, so that its meaning does not depend on who else reads it.
void Checker::mark_whole_rows() {
  std::vector<bool> read(program_.inputs.size(), false);
  for (const Aggregate& form : program_.aggregates) read[form.input.index()] = true;
  for (const Rule& rule : program_.rules)
    for (const Trigger& trigger : rule.triggers)
      if (trigger.stream.exists()) read[trigger.stream.index()] = true;
  for (const Journey& journey : program_.journeys) {
    for (const JourneyEntry& entry : journey.entries)
      if (entry.trigger.stream.exists()) read[entry.trigger.stream.index()] = true;
    for (const JourneyStep& step : journey.steps)
      for (const StepArm& arm : step.arms)
        if (arm.stream.exists()) read[arm.stream.index()] = true;
  }
  for (const History& history : program_.histories)
    for (InputId stream : history.streams) read[stream.index()] = true;
  for (const Funnel& funnel : program_.funnels)
    for (const FunnelStep& step : funnel.steps) read[step.input.index()] = true;
  for (const ReportForm& form : program_.reports) {
    for (const Measure& measure : form.measures) read[measure.input.index()] = true;
    if (form.cohort_stream.exists()) read[form.cohort_stream.index()] = true;
    if (form.credit != Credit::none) read[form.touch.input.index()] = true;
  }
  for (Input& input : program_.inputs) {
    if (input.keys_from.exists()) read[input.keys_from.index()] = true;
  }
  for (std::size_t i = 0; i < read.size(); ++i) {
    Input& input = program_.inputs[i];
    if (!read[i] || input.kind != InputKind::stream || input.inferred) continue;
    for (Column& column : input.columns)
      if (!column.file_name.empty() && !column.derived.exists()) column.used = true;
  }
}

// Without declarations and without data nothing is known about the names: one warning names them all.
void Checker::report_trust() {
  if (trusted_.empty()) return;
  std::string names;
  Span first;
  for (const auto& [name, span] : trusted_) {
    names += (names.empty() ? "`" : ", `") + name + "`";
    if (!first.exists() || span < first) first = span;
  }
  report(Code::S0100, first, {std::to_string(trusted_.size()), names});
}

void Checker::close_places() {
  for (Node node : parsed_.declarations()) {
    places_.add_declaration(node.span());
    for (Node inner : node.is(N::module) ? node.children() : std::vector<Node>{}) places_.add_declaration(inner.span());
  }
  places_.close();
  for (auto& [scope, places] : body_places_) {
    for (Node inner : instances_[scope].module.children()) places.add_declaration(inner.span());
    places.close();
  }
}

Program check(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics, TestSuite* suite,
              Places* places, ModuleBodies* bodies) {
  Checker checker(parsed, options, diagnostics);
  Program program = checker.run(suite);
  if (places != nullptr) *places = checker.take_places();
  if (bodies != nullptr) *bodies = checker.take_bodies();
  return program;
}

}  // namespace sop
