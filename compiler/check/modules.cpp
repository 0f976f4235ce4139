// Modules (language.md 2.10). Every body is checked alone, used or not, with its parameters as declared; a `use` then
// makes an instance, whose facts and metrics are ordinary ones called `v30.spend`. A body sees its parameters, its own
// names and all customers, nothing else of the program: what it needs is passed.
#include <algorithm>

#include "compiler/check/awareness.h"
#include "compiler/check/checker.h"
#include "compiler/check/size.h"
#include "compiler/diagnostics/over_limit.h"
#include "compiler/names/standard_files.h"
#include "stdlib/modules.h"

namespace sop {
namespace {

using N = NodeKind;

std::optional<Space> space_in_module(NodeKind kind) {
  switch (kind) {
    case N::attribute:
    case N::segment:
    case N::score:
    case N::tier:
    case N::bands:
    case N::grid:
    case N::set: return Space::values;
    case N::metric: return Space::metrics;
    default: return std::nullopt;
  }
}

bool is_header(NodeKind kind) {
  return kind == N::name || kind == N::label || kind == N::parameter || kind == N::error;
}

Column column_of(std::string name, Type type) {
  Column column;
  column.name = std::move(name);
  column.type = type;
  return column;
}

bool damaged(Node module) { return !module.children(N::error).empty(); }

}  // namespace

// ---- Bodies, each alone --------------------------------------------------------------------------------------------

void Checker::check_modules() {
  const auto all = parsed_.declarations();
  if (std::none_of(all.begin(), all.end(), [](Node node) { return node.is(N::module); })) return;
  Diagnostics heard;
  Checker alone(parsed_, options_, heard);
  alone.check_bodies_alone();
  for (const Diagnostic& found : heard.all()) {
    if (!in_module(found.span)) continue;
    diagnostics_.all().push_back(found);
    if (found.severity != Severity::error) continue;
    for (Node node : all)
      if (node.is(N::module) && node.span().file == found.span.file && node.span().begin <= found.span.begin &&
          found.span.begin < node.span().end)
        broken_modules_.insert(module_name(parsed_, node));
  }
  if (heard.errors() > 0 || !small_enough(alone.program_, heard)) return;
  bodies_.alone = alone.bodies_made();
  bodies_.program_alone = std::move(alone.program_);
}

void Checker::check_bodies_alone() {
  symbols_ = collect_symbols(parsed_, diagnostics_);
  declare_project();
  declare_inputs();
  diagnostics_ = {};
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::module)) continue;
    ModuleInstance instance;
    instance.module = node;
    instance.scope = module_name(parsed_, node) + ".";
    instance.state = ModuleInstance::bound;
    Input parameters;
    parameters.name = instance.scope;
    std::set<std::string> seen;
    const InputId own(program_.inputs.size());
    program_.inputs.push_back({});
    for (Node parameter : node.children(N::parameter)) {
      const Node name = parameter.child(N::name);
      if (!seen.insert(text(name)).second) report(Code::S2002, name.span(), {text(name)});
      placeholder(instance, parameter, parameters);
    }
    program_.inputs[own.index()] = parameters;
    for (std::size_t i = 0; i < parameters.columns.size(); ++i) {
      const Span span = parameters.columns[i].span;
      instance.values[parameters.columns[i].name] =
          made(build_.column(Domain::frame(), own, static_cast<int>(i), span), span);
    }
    ModuleInstance& kept = instances_[instance.scope] = std::move(instance);
    add_body(kept, true);
  }
  check_facts();
  for (const auto& [scope, instance] : instances_)
    for (Node node : instance.module.children(N::metric))
      if (const Symbol* symbol = symbols_.find(Space::metrics, scope + parsed_.name_of(node))) metric_value(*symbol);
  close_places();
  if (diagnostics_.errors() == 0) check_awareness(parsed_, program_, places_, diagnostics_);
}

// What a parameter stands for while its module is checked alone: a stream with these columns, a value of this type.
void Checker::placeholder(ModuleInstance& instance, Node parameter, Input& parameters) {
  const std::string name = parsed_.name_of(parameter);
  const Node stream = parameter.child(N::stream_type);
  if (!stream) {
    Column column = column_of(name, {});
    column.span = parameter.child(N::name).span();
    column.type = declared_type(parameter.child(N::type), column);
    parameters.columns.push_back(std::move(column));
    return;
  }
  Input input;
  input.name = name;
  input.kind = InputKind::stream;
  std::map<std::string, Span> seen;
  for (Node node : stream.children(N::column)) {
    Column column = column_of(parsed_.name_of(node), {});
    column.span = node.child(N::name).span();
    const auto [first, added] = seen.try_emplace(column.name, column.span);
    if (!added) report(Code::S2002, column.span, {column.name}).relate(first->second, Phrase::first_declared_here);
    column.type = declared_type(node.child(N::type), column);
    input.columns.push_back(std::move(column));
  }
  const std::size_t declared = input.columns.size();
  input.key = static_cast<int>(declared);
  input.columns.push_back(column_of(" key", {TypeKind::id, false, {}}));
  input.time = static_cast<int>(declared + 1);
  input.columns.push_back(column_of(" time", {TypeKind::datetime, false, {}}));
  add_stream_columns(input);
  const InputId id(program_.inputs.size());
  program_.inputs.push_back(input);
  StreamView& view = instance.streams[name];
  view.input = id;
  for (std::size_t i = 0; i < declared; ++i)
    view.columns[input.columns[i].name] =
        made(build_.column(Domain::rows_of(id), id, static_cast<int>(i)), input.columns[i].span);
}

// ---- Instances -----------------------------------------------------------------------------------------------------

// The names of every instance; what they stand for is checked when they are read.
void Checker::open_instances() {
  for (Node use : parsed_.declarations()) {
    if (!use.is(N::use) || !use.child(N::path)) continue;
    if (joins_declarations(parsed_, use)) {
      if (use.children().size() > 1)
        report(Code::S2050, use.child(std::size_t{1}).span(), {text(use.child(N::path).last_child())});
      continue;
    }
    const Node path = use.child(N::path);
    std::string name;
    for (Node part : path.children(N::name)) name += (name.empty() ? "" : ".") + text(part);
    const Symbol* module = symbols_.find(Space::modules, name);
    const Node written = use.child(N::name) ? use.child(N::name) : path.children(N::name).back();
    const Symbol* alias = symbols_.find(Space::values, text(written));
    const bool repeated = alias == nullptr || alias->span != written.span();
    ModuleInstance instance;
    instance.use = use;
    instance.scope = text(written) + ".";
    if (module == nullptr) {
      auto& found = unknown(Space::modules, name, path.span());
      std::vector<std::string> known;
      for (const StandardModule& row : standard_modules()) known.push_back("std." + std::string(row.name));
      const std::vector<std::string_view> candidates(known.begin(), known.end());
      if (found.fixes.empty()) suggest(found, name, candidates, path.span());
    }
    if (module == nullptr || module->broken || broken_modules_.contains(name)) {
      instance.state = ModuleInstance::broken;
      if (module != nullptr && !module->broken) instance.module = module->declaration;
    } else {
      instance.module = module->declaration;
    }
    if (repeated) continue;
    ModuleInstance& kept = instances_[instance.scope] = std::move(instance);
    if (kept.module) add_body(kept, false);
  }
}

// `first`: the body is checked alone, and what is wrong with its names is said here.
void Checker::add_body(const ModuleInstance& instance, bool first) {
  for (Node node : instance.module.children()) {
    if (is_header(node.kind())) continue;
    const Node name = node.child(N::name);
    const std::optional<Space> space = space_in_module(node.kind());
    if (!space) {
      const bool tags = node.is(N::tag) || node.is(N::taggroup);
      if (first)
        report(tags ? Code::S2052 : Code::S2051, node.first_token(),
               {std::string(source(node.first_token()).text(node.first_token()))});
      continue;
    }
    const std::string whole = instance.scope + text(name);
    const Symbol* before = symbols_.find(*space, whole);
    const bool parameter = instance.values.contains(text(name)) || instance.streams.contains(text(name));
    if (first && (before != nullptr || parameter)) {
      auto& found = report(Code::S2002, name.span(), {text(name)});
      if (before != nullptr) found.relate(before->span, Phrase::first_declared_here);
    }
    if (before == nullptr) symbols_.add({whole, *space, node, {}, name.span(), false, instance.scope});
  }
}

bool Checker::in_module(Span span) const {
  for (Node node : parsed_.declarations())
    if (node.is(N::module) && node.span().file == span.file && node.span().begin <= span.begin &&
        span.end <= node.span().end)
      return true;
  return false;
}

// Of a body it is noted twice: for whoever walks the whole program, and for its instance alone.
void Checker::note_value(Span span, InstId inst) {
  places_.add_value(span, inst);
  if (instance_ != nullptr) body_places_[instance_->scope].add_value(span, inst);
}

void Checker::note_condition(Span span, InstId inst) {
  places_.add_condition(span, inst);
  if (instance_ != nullptr) body_places_[instance_->scope].add_condition(span, inst);
}

std::vector<ModuleBody> Checker::bodies_made() {
  std::vector<ModuleBody> out;
  for (const auto& [scope, instance] : instances_) {
    if (instance.state != ModuleInstance::bound || damaged(instance.module)) continue;
    ModuleBody& body = out.emplace_back();
    body.module = instance.module;
    body.use = instance.use;
    body.scope = scope;
    for (const auto& [name, value] : instance.values)
      if (!value.wrong()) body.given.push_back(value.inst);
    body.places = std::move(body_places_[scope]);
  }
  std::ranges::sort(out, {}, [](const ModuleBody& body) {
    return (body.use ? body.use : body.module).span();
  });
  return out;
}

ModuleBodies Checker::take_bodies() {
  bodies_.used = bodies_made();
  return std::move(bodies_);
}

// What is wrong in a body only for these arguments shows the `use` that passes them.
void Checker::relate_to_use(const ModuleInstance& instance, std::size_t begin) {
  if (!instance.use) return;
  const Span body = instance.module.span();
  for (std::size_t i = begin; i < diagnostics_.all().size(); ++i) {
    Diagnostic& found = diagnostics_.all()[i];
    if (found.span.file == body.file && body.begin <= found.span.begin && found.span.end <= body.end)
      found.relate(instance.use.first_token(), Phrase::used_here);
  }
}

// A finding in a body is said once, however many instances it has.
void Checker::drop_repeated_findings(std::size_t begin) {
  if (instances_.empty()) return;
  std::set<std::pair<Code, Span>> said;
  auto& all = diagnostics_.all();
  const auto repeated = [&](const Diagnostic& found) {
    return !said.insert({found.code, found.span}).second && in_module(found.span);
  };
  all.erase(std::remove_if(all.begin() + static_cast<std::ptrdiff_t>(begin), all.end(), repeated), all.end());
}

// ---- Names ---------------------------------------------------------------------------------------------------------

const StreamView* Checker::view_called(std::string_view name) const {
  if (instance_ == nullptr) return nullptr;
  const auto found = instance_->streams.find(std::string(name));
  return found == instance_->streams.end() ? nullptr : &found->second;
}

// What a module calls the stream it was given.
std::string Checker::view_name(const StreamView& view) const {
  for (const auto& [parameter, given] : instance_->streams)
    if (&given == &view) return parameter;
  return program_.inputs[view.input.index()].name;
}

// Declared in the body by something that may not stand there: told once, where it stands (S2051).
bool Checker::refused_in_module(const std::string& name) const {
  for (Node child : instance_->module.children()) {
    if (is_header(child.kind()) || space_in_module(child.kind())) continue;
    const std::vector<Node> names = child.children(N::name);
    if (std::ranges::any_of(names, [&](Node one) { return text(one) == name; })) return true;
    const Node path = child.child(N::path);
    if (names.empty() && path && text(path.children(N::name).back()) == name) return true;
  }
  return false;
}

// A name that exists outside is not unknown: it has to be passed.
Value Checker::unknown_in_module(const Name& name) {
  if (damaged(instance_->module) || refused_in_module(name.text)) return wrong(name.span);
  const std::string module = module_name(parsed_, instance_->module);
  const bool own = symbols_.find(Space::values, name.text) != nullptr;
  ModuleInstance* here = instance_;
  const Inside outside(*this, nullptr);
  const bool column =
      program_.population.exists() && program_.inputs[program_.population.index()].find(name.text) != nullptr;
  if (!own && (column || symbols_.find(Space::values, name.text) != nullptr || input_called(name.text))) {
    report(Code::S2053, name.span, {name.text, module});
    return wrong(name.span);
  }
  std::vector<std::string> known;
  for (const auto& [parameter, value] : here->values) known.push_back(parameter);
  for (const auto& [parameter, view] : here->streams) known.push_back(parameter);
  for (std::string_view fact : symbols_.names(Space::values))
    if (fact.starts_with(here->scope)) known.emplace_back(fact.substr(here->scope.size()));
  if (own || here->streams.contains(name.text)) {
    report(Code::S2037, name.span, {"value", "the whole of `" + name.text + "`", "值", "整个 `" + name.text + "`"});
    return wrong(name.span);
  }
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  suggest(report(Code::S2001, name.span, {"fact or parameter", name.text, "事实或参数"}), name.text, candidates,
          name.span);
  return wrong(name.span);
}

// Tags, lists, groups, calendars and steps are the program's: a body that found them would mean another thing
// elsewhere.
bool Checker::stands_outside(const std::string& name, Span span) {
  if (instance_ == nullptr) return false;
  if (!damaged(instance_->module) && !refused_in_module(name))
    report(Code::S2053, span, {name, module_name(parsed_, instance_->module)});
  return true;
}

Value Checker::unknown_column_of_view(const StreamView& view, const Name& name) {
  std::string parameter = program_.inputs[view.input.index()].name;
  for (const auto& [known, other] : instance_->streams)
    if (&other == &view) parameter = known;
  std::vector<std::string_view> candidates;
  for (const auto& [column, value] : view.columns) candidates.push_back(column);
  suggest(report(Code::S2030, name.span, {parameter, name.text}), name.text, candidates, name.span);
  return wrong(name.span);
}

// `v30.spent`, or `v30` alone.
Value Checker::unknown_in_instance(const Symbol& alias, const Name& name) {
  const auto found = instances_.find(alias.name + ".");
  if (found == instances_.end() || !found->second.module || damaged(found->second.module)) return wrong(name.span);
  std::vector<std::string> known;
  for (Space space : {Space::values, Space::metrics})
    for (std::string_view fact : symbols_.names(space))
      if (fact.starts_with(found->second.scope)) known.emplace_back(fact.substr(found->second.scope.size()));
  std::string list;
  for (const std::string& fact : known) list += (list.empty() ? "`" : ", `") + found->second.scope + fact + "`";
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  if (name.text == alias.name) {
    report(Code::S2055, name.span, {alias.name, list});
    return wrong(name.span);
  }
  suggest(report(Code::S2054, name.span, {alias.name, name.text, list}), name.text, candidates, name.span);
  return wrong(name.span);
}

// ---- Files ---------------------------------------------------------------------------------------------------------

// `use "…"` that could not join.
void Checker::check_uses() {
  for (Node use : parsed_.declarations()) {
    const Node file = use.is(N::use) ? use.child(N::text) : Node{};
    if (!file) continue;
    const std::string path = text(file);
    for (const AbsentUse& absent : source(file.span()).absent_uses) {
      if (absent.path != path) continue;
      switch (absent.fault) {
        case UseFault::absent: report(Code::S2056, file.span(), {path}); break;
        case UseFault::outside: report(Code::S2057, file.span(), {path}); break;
        case UseFault::no_file:
        case UseFault::unreadable: report(Code::S2058, file.span(), {path}); break;
        case UseFault::file_size: over_limit(diagnostics_, limits::Id::source_bytes, file.span()); break;
        case UseFault::program_size: over_limit(diagnostics_, limits::Id::program_bytes, file.span()); break;
        case UseFault::depth: over_limit(diagnostics_, limits::Id::use_depth, file.span(), Code::S6003); break;
        case UseFault::count: over_limit(diagnostics_, limits::Id::used_files, file.span(), Code::S6004); break;
      }
      break;
    }
  }
}

}  // namespace sop
