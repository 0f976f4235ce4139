// Roles (language.md 2.2): who does the work. The first alternative still in service; the chain must end in somebody. A
// reference becomes an instruction: her person, by the staff table and the instant.
#include <algorithm>

#include "compiler/check/checker.h"
#include "compiler/ir/left_words.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::check_roles() {
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::role)) continue;
    std::map<std::string, Value> locals;
    Column unused;
    if (const Node parameters = node.child(N::parameters))
      for (Node parameter : parameters.children(N::parameter)) {
        const Type type = declared_type(parameter.child(N::type), unused);
        locals[parsed_.name_of(parameter)] = made(build_.missing(type), parameter.span());
      }
    const std::size_t errors = diagnostics_.errors();
    std::vector<RoleChoice> chain;
    std::vector<const Symbol*> open;
    for (Node choice : node.children(N::role_choice)) role_choice(choice, locals, open, chain);
    if (diagnostics_.errors() > errors) broken_roles_.insert(parsed_.name_of(node));
    std::vector<std::string> seen;
    if (!ends_in_somebody(node, seen)) {
      report(Code::S2048, node.child(N::name).span(), {parsed_.name_of(node)});
      broken_roles_.insert(parsed_.name_of(node));
    }
  }
}

// The staff table whose people serve: the one the column points to, else the only one.
std::optional<InputId> Checker::staff_table(const Value& who) const {
  if (!who.wrong()) {
    const Inst& inst = program_.at(who.inst);
    if (inst.kind == InstKind::column || inst.kind == InstKind::lookup) {
      const Column& column =
          program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
      if (column.lookup.exists() && staff_tables_.contains(column.lookup)) return column.lookup;
    }
  }
  if (staff_tables_.size() == 1) return *staff_tables_.begin();
  return std::nullopt;
}

// Has this person a row in the staff table, and not left? Without a staff table everybody named serves.
InstId Checker::in_service(const Value& who) {
  const std::optional<InputId> table = staff_table(who);
  const InstId named = build_.negation(build_.is_missing(who.inst, who.span), who.span);
  if (!table) return named;
  const Input& staff = program_.inputs[table->index()];
  if (staff.key < 0 || !staff.columns[static_cast<std::size_t>(staff.key)].type.is(TypeKind::id)) return named;
  const InstId row = build_.lookup(*table, staff.key, who.inst, who.span);
  const InstId known = build_.negation(build_.is_missing(row, who.span), who.span);
  const int left = left_column(staff);
  if (left < 0) return known;
  const InstId stays = still_serves(build_.lookup(*table, left, who.inst, who.span), Domain::frame(), who.span);
  return stays.exists() ? build_.all_of({known, stays}, who.span) : known;
}

// Gone from the day or the instant on that stands there.
InstId Checker::still_serves(InstId left, Domain rows, Span span) {
  const bool date = program_.at(left).type.is(TypeKind::date);
  if (!date && !program_.at(left).type.is(TypeKind::datetime)) return {};
  needs_zone(span);
  const InstId now = build_.outer(rows, build_.context(date ? ContextValue::today : ContextValue::as_of));
  const InstId later = build_.call(date ? Op::less_date : Op::less_datetime, {now, left}, span);
  return build_.any_of({build_.is_missing(left, span), later}, span);
}

// `reps where duty = manager`: of those in service for whom it holds, the first by id. Where there is work to be shared
// out, a run asks it of those with the fewest open tasks first (runtime/journeys/open_tasks.h).
Value Checker::picked_from(InputId table, Node where, const std::map<std::string, Value>& locals, Span span) {
  const Input& staff = program_.inputs[table.index()];
  if (staff.kind != InputKind::lookup || staff.key < 0 ||
      !staff.columns[static_cast<std::size_t>(staff.key)].type.is(TypeKind::id)) {
    report(Code::S2003, span,
           {staff.name, "table of another kind", "table of staff with an id", "其他表", "以编号为主键的员工表"});
    return wrong(span);
  }
  // Who has the fewest open tasks depends on what became of them.
  for (const char* results : {"send_results", "task_results"})
    if (const auto told = input_called(results))
      for (Column& column : program_.inputs[told->index()].columns) column.used = true;
  Scope scope;
  scope.domain = Domain::rows_of(table);
  scope.only = table;
  scope.locals = &locals;
  const std::size_t probes = program_.probes.size();
  std::vector<InstId> parts;
  if (where) {
    const InstId holds = condition(where.last_child(), scope);
    if (!holds.exists()) return wrong(span);
    parts.push_back(holds);
  }
  if (const int left = left_column(staff); left >= 0) {
    const InstId stays = still_serves(build_.column(scope.domain, table, left, span), scope.domain, span);
    if (stays.exists()) parts.push_back(stays);
  }
  Aggregate form;
  form.op = AggregateOp::min;
  form.input = table;
  form.value = build_.column(scope.domain, table, staff.key, span);
  if (!parts.empty()) form.where = build_.all_of(parts, span);
  const InstId picked = build_.pick_row(form, span);
  for (std::size_t i = probes; i < program_.probes.size(); ++i)
    if (program_.at(program_.probes[i].inst).domain == scope.domain)
      program_.probes[i].inside = AggregateId(program_.at(picked).a);
  return made(picked, span);
}

// One alternative, appended to the chain; a role stands for its own alternatives.
bool Checker::role_choice(Node choice, const std::map<std::string, Value>& locals, std::vector<const Symbol*>& open,
                          std::vector<RoleChoice>& chain) {
  const Node who = choice.child(std::size_t{0});
  const Node where = choice.child(N::where_clause);
  Scope scope;
  scope.locals = &locals;
  if (who.is(N::text)) {
    const Value literal_id = constant({{TypeKind::id, false, {}}, 0, 0, text(who)}, who.span());
    chain.push_back({literal_id.inst, in_service(literal_id)});
    return true;
  }
  if (who.is(N::call)) {
    const std::vector<Node> children = who.children();
    const std::string name = text(children[0]);
    const Symbol* role = symbols_.find(Space::roles, name);
    std::vector<Value> args;
    for (std::size_t i = 1; i < children.size(); ++i) args.push_back(expression(children[i], scope));
    if (role == nullptr) return unknown(Space::roles, name, children[0].span()), false;
    return role_chain(*role, args, who.span(), open, chain);
  }
  if (!who.is(N::path)) return false;
  const std::vector<Name> names = names_of(who);
  const auto table = input_called(names[0].text);
  if (table && names.size() == 1) {
    const Value picked = picked_from(*table, where, locals, who.span());
    if (picked.wrong()) return false;
    chain.push_back({picked.inst, build_.negation(build_.is_missing(picked.inst, who.span()), who.span())});
    return true;
  }
  if (names.size() == 1)
    if (const Symbol* role = symbols_.find(Space::roles, names[0].text))
      return role_chain(*role, {}, who.span(), open, chain);
  const std::size_t known = diagnostics_.all().size();
  const Value person = path(who, scope);
  if (person.wrong()) return offer_text(known, who, {TypeKind::id, false, {}}), false;
  if (!person.type.is(TypeKind::id)) {
    report(Code::S2012, who.span(), {"an id", described(person.type, false), "编号", described(person.type, true)});
    return false;
  }
  chain.push_back({person.inst, in_service(person)});
  return true;
}

// The alternatives of a role whose parameters have these values.
bool Checker::role_chain(const Symbol& role, const std::vector<Value>& args, Span span,
                         std::vector<const Symbol*>& open, std::vector<RoleChoice>& chain) {
  if (role.broken || std::ranges::find(open, &role) != open.end()) return false;
  const Node list = role.declaration.child(N::parameters);
  const std::vector<Node> parameters = list ? list.children(N::parameter) : std::vector<Node>{};
  if (parameters.size() != args.size()) {
    report(Code::S2044, span, {role.name, std::to_string(parameters.size()), std::to_string(args.size())});
    return false;
  }
  std::map<std::string, Value> locals;
  Column unused;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i].wrong()) return false;
    const Type wanted = declared_type(parameters[i].child(N::type), unused);
    const Value value = convert(args[i], wanted.kind);
    if (value.wrong()) {
      report(Code::S2012, args[i].span,
             {described(wanted, false), described(args[i].type, false), described(wanted, true),
              described(args[i].type, true)});
      return false;
    }
    locals[parsed_.name_of(parameters[i])] = value;
  }
  open.push_back(&role);
  const std::size_t before = diagnostics_.all().size();
  bool good = true;
  for (Node choice : role.declaration.children(N::role_choice)) good = role_choice(choice, locals, open, chain) && good;
  // What is wrong in the body is reported where the role is declared.
  auto& all = diagnostics_.all();
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(before), all.end());
  open.pop_back();
  return good;
}

// `to owner`, `to manager(customer.store)`: the person, or nothing when the role is unknown or wrong.
InstId Checker::role_reference(Node node, const Scope& scope) {
  const Node name = node.child(N::name);
  const std::string word = text(name);
  std::vector<Value> args;
  if (node.is(N::call)) {
    const std::vector<Node> children = node.children();
    for (std::size_t i = 1; i < children.size(); ++i) args.push_back(expression(children[i], scope));
  }
  const Symbol* role = symbols_.find(Space::roles, word);
  if (role == nullptr) {
    expect_declared(Space::roles, word, name.span(), false);
    return {};
  }
  return person_of(*role, args, node.span());
}

InstId Checker::person_of(const Symbol& role, const std::vector<Value>& args, Span span) {
  if (broken_roles_.contains(role.name)) return {};
  std::vector<RoleChoice> chain;
  std::vector<const Symbol*> open;
  if (!role_chain(role, args, span, open, chain) || chain.empty()) return {};
  std::vector<InstId> choice;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) choice.insert(choice.end(), {chain[i].serves, chain[i].who});
  choice.push_back(chain.back().who);
  if (choice.size() == 1) return choice[0];
  const Type type = program_.at(choice.back()).type;
  return build_.choose(choice, type.with_nullable(true), span);
}

// Somebody is a literal id, itself or through another role that ends in one. What is wrong with that role is told
// there; of roles that name each other in a circle at the first.
bool Checker::ends_in_somebody(Node role, std::vector<std::string>& seen) {
  const std::string name = parsed_.name_of(role);
  if (!seen.empty() && name == seen.front()) return false;
  if (std::find(seen.begin(), seen.end(), name) != seen.end()) return true;  // a circle of others
  const Symbol* first = seen.empty() ? nullptr : symbols_.find(Space::roles, seen.front());
  if (first != nullptr && role.span() < first->declaration.span()) return true;
  seen.push_back(name);
  const std::vector<Node> choices = role.children(N::role_choice);
  if (choices.empty()) return true;
  const Node last = choices.back().child(std::size_t{0});
  if (last.is(N::text)) return true;
  if (last.is(N::path) && names_of(last).size() > 1) return seen.size() > 1;
  const std::string other = last.is(N::call) ? text(last.child(N::name)) : names_of(last)[0].text;
  const Symbol* symbol = symbols_.find(Space::roles, other);
  if (symbol == nullptr) {  // a table's row or a column may be nobody; an unknown name is reported as such
    const bool column = program_.population.exists() && program_.inputs[program_.population.index()].find(other);
    return seen.size() > 1 || (!column && !input_called(other) && symbols_.find(Space::values, other) == nullptr);
  }
  return symbol->broken || ends_in_somebody(symbol->declaration, seen);
}

}  // namespace sop
