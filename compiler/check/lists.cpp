// Lists and groups (language.md 2.10, 2.5): `customer in list x` asks a side table that is read from a file of the
// project, or whether she was in a segment at the list's instant; `customer in group g` asks the predeclared stream
// `group_members`.
#include "compiler/check/as_of_then.h"
#include "compiler/check/checker.h"
#include "compiler/source/project_path.h"

namespace sop {
namespace {

using N = NodeKind;

// Tables and lists have name spaces of their own; an input's name is both.
std::string input_name(const std::string& list) { return "list " + list; }

}  // namespace

// A list from a file is a side table of one column: the customers' ids. One taken from a segment is a table that runs
// fill: was she on it when it was taken?
void Checker::declare_lists() {
  std::vector<std::string> files;
  for (const SourceBuffer& file : *parsed_.sources) files.push_back(file.name());
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::list_decl) || input_called(input_name(parsed_.name_of(node)))) continue;
    const Span place = node.child(N::name).span();
    Input input;
    input.name = input_name(parsed_.name_of(node));
    input.label = parsed_.label_of(node);
    input.kind = InputKind::side;
    input.span = place;
    Column key;
    key.name = key.file_name = "id";
    key.type = {TypeKind::id, false, {}};
    key.used = true;
    input.columns.push_back(std::move(key));
    input.key = 0;
    if (const Node file = node.child(N::list_file)) {
      const Node path = file.child(N::text);
      if (!project_path(files, static_cast<std::size_t>(place.file), text(path))) {
        report(Code::S2019, path.span(),
               {"path in the project", text(path), "项目内路径",
                "a list lies in the program's folder or below it; the path starts at the file that names it",
                "名单须在程序所在文件夹之内,路径从写它的文件算起"});
        continue;
      }
      input.list_file = text(path);
    } else {
      Column listed;
      listed.name = listed.file_name = "listed";
      listed.type = {TypeKind::boolean, true, {}};
      listed.used = true;
      input.columns.push_back(std::move(listed));
      input.recorded = input.predeclared = true;
    }
    program_.inputs.push_back(std::move(input));
  }
}

// Is she on it? Never missing.
InstId Checker::in_list(const Symbol& list, Span span) {
  if (!list.declaration.child(N::list_file)) return was_listed(list, span);
  const std::optional<InputId> input = input_called(input_name(list.name));
  if (!input) return {};
  return build_.negation(build_.is_missing(build_.lookup(*input, 0, std::nullopt, span), span), span);
}

// The instant of a list of a segment: a date is its midnight.
Value Checker::list_instant(Node list) {
  for (const Node child : list.children()) {
    if (child.is(N::path) || child.is(N::label) || child.is(N::name)) continue;
    Value at = literal(child);
    if (at.wrong()) return at;
    needs_zone(child.span());
    if (at.type.is(TypeKind::date)) at = made(build_.call(Op::datetime_of_date, {at.inst}), child.span());
    return at;
  }
  return wrong(list.span());
}

// Is she on the list? Before its instant nobody is; once it was taken, whoever was found to be then; until a run has
// taken it, whoever was in the segment then by the data there are. Nothing where her past is not kept.
InstId Checker::taken_list(const Symbol& list) {
  const auto known = std::ranges::find(program_.lists, list.name, &TakenList::name);
  if (known != program_.lists.end()) return known->member;
  const std::optional<InputId> input = input_called(input_name(list.name));
  const Node path = list.declaration.child(N::path);
  std::vector<Open> guards;
  std::swap(guards, guards_);
  const InstId segment = condition(path, {});
  std::swap(guards, guards_);
  const Value at = list_instant(list.declaration);
  if (!input || !segment.exists() || at.wrong()) return {};
  AsOfThen then(build_, at.inst);
  const InstId member = then.of(segment);
  if (then.not_kept().exists()) return {};
  const InstId too_early = build_.call(Op::less_datetime, {build_.context(ContextValue::as_of), at.inst});
  const InstId by_data = build_.all_of({then.existed(), member});
  const InstId taken = build_.fallback(build_.lookup(*input, 1, std::nullopt), by_data);
  const InstId listed = build_.choose({too_early, build_.truth(false), taken}, condition_type);
  program_.lists.push_back({list.name, *input, segment, at.inst, listed, list.span});
  return listed;
}

// What of it is known of now only, by its name.
std::string Checker::not_kept_of(const Symbol& list) {
  const InstId segment = condition(list.declaration.child(N::path), {});
  const Value at = list_instant(list.declaration);
  AsOfThen then(build_, at.inst);
  then.of(segment);
  const Inst& inst = program_.at(then.not_kept());
  if (inst.kind == InstKind::has_tag) return "`" + program_.constants[static_cast<std::size_t>(inst.a)].text + "`";
  if (inst.kind == InstKind::history) return "`" + program_.histories[static_cast<std::size_t>(inst.a)].name + "`";
  return "`" + one_line(list.declaration.child(N::path).span()) + "`";
}

InstId Checker::was_listed(const Symbol& list, Span span) {
  const std::size_t errors = diagnostics_.errors();
  const InstId listed = taken_list(list);
  if (listed.exists() || diagnostics_.errors() > errors || list.broken) return listed;
  const std::string what = not_kept_of(list);
  report(Code::S2032, span,
         {"list " + list.name,
          "it asks for " + what + ", of which only what holds now is kept: who was in the segment then is not known",
          "它用到了 " + what + ",只知道现在的情况:当时谁在分群中无从得知"})
      .relate(list.span, Phrase::declared_here)
      .help(Phrase::list_from_events, {list.name});
  return {};
}

// Joined at or before the instant and not left by then (semantics B1: what comes later is invisible).
InstId Checker::in_chat_group(const std::string& name, Span span) {
  const std::optional<InputId> input = input_called("group_members");
  if (!input || program_.inputs[input->index()].kind != InputKind::stream) return {};
  Input& members = program_.inputs[input->index()];
  const auto column = [&](const char* word) {
    for (std::size_t i = 0; i < members.columns.size(); ++i)
      if (members.columns[i].name == word) return static_cast<int>(i);
    return -1;
  };
  const int group = column("group"), left = column("left_at");
  if (group < 0 || left < 0 || members.time < 0) return {};
  needs_zone(span);
  const Domain rows = Domain::rows_of(*input);
  for (int used : {members.key, members.time}) members.columns[static_cast<std::size_t>(used)].used = true;
  const InstId wanted = build_.constant({{TypeKind::text, false, {}}, 0, 0, name}, span);
  const InstId left_at = build_.column(rows, *input, left, span);
  const InstId now = build_.outer(rows, build_.context(ContextValue::as_of));
  const InstId in_group = build_.call(Op::equal_text, {build_.column(rows, *input, group, span), wanted}, span);
  const InstId stays =
      build_.any_of({build_.is_missing(left_at, span), build_.call(Op::less_datetime, {now, left_at}, span)}, span);
  Aggregate form;
  form.op = AggregateOp::any;
  form.input = *input;
  form.where = build_.all_of({in_group, stays}, span);
  return build_.aggregate(form, condition_type, span);
}

InstId Checker::named_set(Node node, const Scope& scope) {
  const Node name = node.child(N::name);
  if (stands_outside(text(name), name.span())) return {};
  if (node.is(N::in_group)) {
    expect_declared(Space::groups, text(name), name.span(), false);
    const InstId member = in_chat_group(text(name), node.span());
    return member.exists() ? build_.outer(scope.domain, member) : member;
  }
  const Symbol* symbol = symbols_.find(Space::lists, text(name));
  if (symbol == nullptr) {
    if (declares_inputs_ || !symbols_.empty(Space::lists))
      unknown(Space::lists, text(name), name.span());
    else
      later("a list that is not declared", name.span());
    return {};
  }
  if (symbol->broken) return {};
  const InstId member = in_list(*symbol, node.span());
  return member.exists() ? build_.outer(scope.domain, member) : member;
}

}  // namespace sop
