// The schema: project settings, tables, event streams, columns, the population, derived columns and filters.
#include <algorithm>

#include "compiler/check/checker.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

TypeKind type_of(Kw kw) {
  switch (kw) {
    case Kw::bool_type: return TypeKind::boolean;
    case Kw::int_type: return TypeKind::integer;
    case Kw::number_type: return TypeKind::number;
    case Kw::money_type: return TypeKind::money;
    case Kw::text_type: return TypeKind::text;
    case Kw::date_type: return TypeKind::date;
    case Kw::time_type: return TypeKind::time;
    case Kw::datetime_type: return TypeKind::datetime;
    case Kw::duration_type: return TypeKind::duration;
    case Kw::id_type: return TypeKind::id;
    default: return TypeKind::enumeration;
  }
}

bool is_temporal(TypeKind kind) { return kind == TypeKind::date || kind == TypeKind::datetime; }

Column plain_column(std::string name, TypeKind kind, bool nullable) {
  Column column;
  column.name = name;
  column.file_name = std::move(name);
  column.type = {kind, nullable, {}};
  return column;
}

}  // namespace

// ---- Project -------------------------------------------------------------------------------------------------------

void Checker::declare_project() {
  Node first;
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::project)) continue;
    if (first) {
      report(Code::S2002, node.span(), {"project"}).relate(first.first_token(), Phrase::first_declared_here);
      continue;
    }
    first = node;
    program_.project.name = parsed_.name_of(node);
    program_.project.span = node.first_token();
    for (Node item : node.children()) project_item(item);
  }
}

void Checker::project_item(Node item) {
  Project& project = program_.project;
  switch (item.kind()) {
    case N::timezone: {
      project.timezone = text(item.child(N::text));
      const std::optional<ZoneRules> rules = options_.zone == nullptr ? std::nullopt : options_.zone(project.timezone);
      zone_known_ = rules.has_value();
      if (rules)
        zone_ = *rules;
      else
        report(Code::S2029, item.child(N::text).span(), {project.timezone});
      return;
    }
    case N::currency: project.currency = text(item.child(N::name)); return;
    case N::week_start: {
      constexpr Kw days[] = {Kw::monday, Kw::tuesday,  Kw::wednesday, Kw::thursday,
                             Kw::friday, Kw::saturday, Kw::sunday};
      for (std::size_t i = 0; i < 7; ++i)
        if (item.has_keyword(days[i])) project.week_start = static_cast<Weekday>(i + 1);
      return;
    }
    case N::guard:
      for (Node part : item.children()) {
        const Node number = part.child(N::number);
        const std::optional<Decimal> value = number ? decimal_of(text(number), number.span()) : std::nullopt;
        if (value && part.is(N::guard_cap)) project.guard_cap = value->mantissa;
        if (value && part.is(N::guard_factor)) project.guard_factor = static_cast<double>(value->mantissa);
      }
      return;
    case N::max_staleness: {
      const Value value = expression(item.last_child(), {});
      if (!value.wrong() && program_.at(value.inst).kind == InstKind::constant)
        project.max_staleness_days =
            unpack_duration(program_.constants[static_cast<std::size_t>(program_.at(value.inst).a)].whole).count;
      later("`max_staleness`", item.span());
      return;
    }
    default: return;  // platform, population and lint levels are read where they matter
  }
}

// ---- Tables and streams --------------------------------------------------------------------------------------------

void Checker::declare_inputs() {
  program_.enumerations = options_.inferred_enumerations;
  for (const Input& input : options_.inferred) program_.inputs.push_back(input);
  for (Node node : parsed_.declarations()) {
    const bool table = node.is(N::table) || node.is(N::events) || node.is(N::staff);
    if (!table && !(node.is(N::error) && symbols_of_broken_table(node))) continue;
    declares_inputs_ = true;
    if (table) declare_table(node);
  }
  declare_predeclared();
  choose_population();
  declare_lists();
  resolve_tables();
}

// A table that could not be read: the program does declare inputs, so unknown names are not taken on trust.
bool Checker::symbols_of_broken_table(Node error) const {
  const Kw kw = Kw::table;
  const Spelling spelling = error.tree().tokens.all[error.begin()].spelling;
  for (Kw word : {kw, Kw::events, Kw::staff_table})
    if (spelling != 0 && (spelling == words_of(word).en[0] || spelling == words_of(word).zh[0])) return true;
  return false;
}

void Checker::declare_table(Node node) {
  Input input;
  input.name = parsed_.name_of(node);
  input.span = node.child(N::name).span();
  if (const Node label = node.child(N::label)) input.label = text(label);
  if (input_called(input.name)) return;  // a duplicate, reported with the names
  input.kind = node.is(N::events) ? InputKind::stream : InputKind::lookup;
  for (Node column : node.children(N::column)) declare_column(column, input);
  const bool damaged = !node.children(N::error).empty();
  table_clauses(node, input);
  if (input.kind == InputKind::stream) add_stream_columns(input);
  if (node.is(N::staff)) staff_tables_.insert(InputId(program_.inputs.size()));
  input_nodes_[static_cast<std::int32_t>(program_.inputs.size())] = node;
  program_.inputs.push_back(std::move(input));
  if (damaged) damaged_inputs_.insert(program_.inputs.back().name);
}

void Checker::declare_column(Node node, Input& input) {
  const Node name = node.child(N::name), type = node.child(N::type);
  Column column;
  column.name = text(name);
  column.file_name = column.name;
  column.span = name.span();
  if (const Node label = node.child(N::label)) column.label = text(label);
  if (const Column* first = input.find(column.name)) {
    report(Code::S2002, name.span(), {column.name}).relate(first->span, Phrase::first_declared_here);
    return;
  }
  column.type = declared_type(type, column);
  if (is_temporal(column.type.kind)) needs_zone(type.span());
  for (Node clause : node.children()) column_clause(clause, column);
  input.columns.push_back(std::move(column));
}

Type Checker::declared_type(Node type_node, Column& column) {
  Type type;
  type.kind = type_of(type_node.keyword());
  for (std::uint32_t i = type_node.begin(); i < type_node.end(); ++i)
    if (type_node.tree().tokens.all[i].kind == TokenKind::question) type.nullable = true;
  if (type.is(TypeKind::enumeration)) type.enumeration = declare_enumeration(type_node, column);
  return type;
}

EnumId Checker::declare_enumeration(Node type_node, Column& column) {
  Enumeration e;
  e.name = column.name;
  for (Node member : type_node.children(N::member)) {
    const Node name = member.child(N::name);
    const std::string word = text(name);
    if (std::find(e.members.begin(), e.members.end(), word) != e.members.end())
      report(Code::S2018, name.span(), {word});
    else
      e.members.push_back(word);
    for (Node file_value : member.children(N::text)) column.members_from.emplace_back(text(file_value), word);
  }
  program_.enumerations.push_back(std::move(e));
  return EnumId(program_.enumerations.size() - 1);
}

void Checker::column_clause(Node clause, Column& column) {
  switch (clause.kind()) {
    case N::from_clause: column.file_name = text(clause.child(N::text)); return;
    case N::missing_tokens:
      column.missing_declared = true;
      column.type.nullable = true;
      for (Node token : clause.children(N::text)) column.missing_tokens.push_back(text(token));
      return;
    case N::format: column.format = text(clause.child(N::text)); return;
    case N::range: return column_range(clause, column);
    case N::flag:
      if (clause.has_keyword(Kw::pii)) column.pii = true;
      if (clause.has_keyword(Kw::consent)) {
        column.consent = true;
        if (!column.type.is(TypeKind::boolean))
          report(Code::S2012, clause.span(),
                 {"a bool for consent", described(column.type, false), "是否型的同意项", described(column.type, true)});
      }
      return;
    default: return;  // lookups and formulas are resolved when all inputs are known
  }
}

void Checker::column_range(Node clause, Column& column) {
  const std::vector<Node> bounds = clause.children();
  Value low = expression(bounds[0], {}), high = expression(bounds[1], {});
  if (column.type.is(TypeKind::money) || column.type.is(TypeKind::number)) {
    low = convert(low, column.type.kind);
    high = convert(high, column.type.kind);
  }
  for (const Value* bound : {&low, &high}) {
    if (bound->wrong()) return;
    if (bound->type.kind == column.type.kind) continue;
    report_mismatch(column.type, bound->type, column.span, bound->span, "in", clause.span());
    return;
  }
  const Constant& a = program_.constants[static_cast<std::size_t>(program_.at(low.inst).a)];
  const Constant& b = program_.constants[static_cast<std::size_t>(program_.at(high.inst).a)];
  column.range = ColumnRange{a.whole, b.whole, a.real, b.real};
}

int Checker::named_column(const Input& input, Node clause) {
  const Node name = clause.child(N::name);
  const std::string word = text(name);
  for (std::size_t i = 0; i < input.columns.size(); ++i)
    if (input.columns[i].name == word) return static_cast<int>(i);
  auto& found = report(Code::S2030, name.span(), {input.name, word});
  std::vector<std::string_view> candidates;
  for (const Column& column : input.columns) candidates.push_back(column.name);
  suggest(found, word, candidates, name.span());
  return -1;
}

void Checker::table_clauses(Node node, Input& input) {
  const Span place = node.child(N::name).span();
  auto clause_missing = [&](std::string_view clause, std::string_view zh, std::string help, std::string help_zh) {
    report(Code::S2017, place, {input.name, std::string(clause), std::string(zh), std::move(help), std::move(help_zh)});
  };
  const bool has_columns = !input.columns.empty();
  if (const Node key = node.child(N::key)) {
    if (!has_columns && node.child(N::from_stream))
      input.columns.push_back(plain_column(text(key.child(N::name)), TypeKind::id, false));
    input.key = named_column(input, key);
  } else {
    clause_missing("key", "主键", "name the column that says whose row it is: `key customer_id`",
                   "写明哪一列是主键:`主键 customer_id`");
  }
  if (const Node since = node.child(N::since_column)) input.since = named_column(input, since);
  if (const Node id = node.child(N::id_column)) input.id = named_column(input, id);
  if (node.is(N::events)) {
    if (const Node time = node.child(N::time_column))
      input.time = named_column(input, time);
    else
      clause_missing("time", "时间", "name the column that says when it happened: `time paid_at`",
                     "写明哪一列是事件时间:`时间 paid_at`");
  }
  for (auto [index, clause] : {std::pair(input.time, N::time_column), std::pair(input.since, N::since_column)}) {
    if (index < 0) continue;
    const Column& column = input.columns[static_cast<std::size_t>(index)];
    if (!is_temporal(column.type.kind))
      report(Code::S2012, node.child(clause).span(),
             {"a date or datetime", described(column.type, false), "日期或日期时间", described(column.type, true)});
  }
  if (const Node late = node.child(N::lateness)) {
    const Value value = expression(late.last_child(), {});
    if (!value.wrong() && program_.at(value.inst).kind == InstKind::constant)
      input.lateness_days =
          unpack_duration(program_.constants[static_cast<std::size_t>(program_.at(value.inst).a)].whole).count;
  }
  for (int index : {input.key, input.time, input.id, input.since})
    if (index >= 0) input.columns[static_cast<std::size_t>(index)].used = true;
}

// Every stream has `nth` and `gap` (language.md 2.3), filled when its events are in order.
void Checker::add_stream_columns(Input& input) {
  for (auto [name, nullable] : {std::pair("nth", false), std::pair("gap", true)}) {
    if (input.find(name) != nullptr) continue;
    Column column = plain_column(name, TypeKind::integer, nullable);
    column.file_name.clear();
    input.columns.push_back(std::move(column));
  }
}

void Checker::declare_predeclared() {
  struct Field {
    const char* name;
    TypeKind kind;
    bool nullable;
  };
  auto declare = [this](const char* name, InputKind kind, std::initializer_list<Field> fields, int time) {
    if (input_called(name) || symbols_.find(Space::values, name) != nullptr) return;
    Input input;
    input.name = name;
    input.kind = kind;
    input.predeclared = true;
    for (const Field& field : fields) input.columns.push_back(plain_column(field.name, field.kind, field.nullable));
    input.key = 0;
    input.time = time;
    if (kind == InputKind::stream) add_stream_columns(input);
    program_.inputs.push_back(std::move(input));
  };
  using enum TypeKind;
  declare("tags", InputKind::tags,
          {{"customer_id", id, false},
           {"tag", TypeKind::text, false},
           {"group", TypeKind::text, true},
           {"source", TypeKind::text, true},
           {"staff_id", id, true},
           {"since", datetime, true},
           {"until", datetime, true},
           {"locked_until", datetime, true}},
          -1);
  declare("group_members", InputKind::stream,
          {{"customer_id", id, false},
           {"group", TypeKind::text, false},
           {"joined_at", datetime, false},
           {"left_at", datetime, true}},
          2);
  declare("coupons_used", InputKind::stream,
          {{"customer_id", id, false},
           {"coupon", TypeKind::text, false},
           {"used_at", datetime, false},
           {"order_id", id, true}},
          2);
  declare("send_results", InputKind::predeclared,
          {{"effect_id", id, false}, {"outcome", TypeKind::text, false}, {"at", datetime, false}}, -1);
  declare("task_results", InputKind::predeclared,
          {{"effect_id", id, false}, {"outcome", TypeKind::text, false}, {"at", datetime, false}}, -1);
}

void Checker::choose_population() {
  std::string name = "customers";
  Span place = program_.project.span;
  for (Node node : parsed_.declarations())
    if (node.is(N::project))
      if (const Node item = node.child(N::population_name)) {
        name = text(item.child(N::name));
        place = item.span();
      }
  auto found = input_called(name);
  if (!found && !declares_inputs_) {
    Input input;
    input.name = name;
    input.columns.push_back(plain_column("customer_id", TypeKind::id, false));
    input.key = 0;
    input.inferred = true;
    program_.inputs.push_back(std::move(input));
    found = InputId(program_.inputs.size() - 1);
  }
  if (found && program_.inputs[found->index()].kind != InputKind::stream) {
    program_.population = *found;
    Input& population = program_.inputs[found->index()];
    population.kind = InputKind::population;
    if (population.key >= 0) population.columns[static_cast<std::size_t>(population.key)].used = true;
    return;
  }
  const Symbol* broken = symbols_.find(Space::values, name);
  if (broken != nullptr && broken->broken) return;
  for (Node node : parsed_.declarations())
    if (node.is(N::table) || node.is(N::events)) {
      report(Code::S2039, place.exists() ? place : node.child(N::name).span());
      return;
    }
}

// Side tables share the population's key; `-> products` and `from orders` name other inputs.
void Checker::resolve_tables() {
  const Input* population = program_.population.exists() ? &program_.inputs[program_.population.index()] : nullptr;
  for (auto& [index, node] : input_nodes_) {
    Input& input = program_.inputs[static_cast<std::size_t>(index)];
    const bool same_key = population != nullptr && input.key >= 0 && population->key >= 0 &&
                          input.columns[static_cast<std::size_t>(input.key)].name ==
                              population->columns[static_cast<std::size_t>(population->key)].name;
    if (input.kind == InputKind::lookup && same_key && !node.is(N::staff)) input.kind = InputKind::side;
    if (const Node from = node.child(N::from_stream)) {
      const auto stream = input_called(text(from.child(N::name)));
      if (stream && program_.inputs[stream->index()].kind == InputKind::stream)
        input.keys_from = *stream;
      else
        report(Code::S2014, from.child(N::name).span(), {text(from.child(N::name))});
    }
    for (Node column_node : node.children(N::column)) {
      const Node lookup = column_node.child(N::lookup);
      if (!lookup) continue;
      const Node target = lookup.child(N::name);
      const auto table = input_called(text(target));
      const int column = column_index(input, {text(column_node.child(N::name)), no_keyword, {}});
      if (column < 0) continue;
      const bool keyed = table && program_.inputs[table->index()].kind != InputKind::stream &&
                         program_.inputs[table->index()].key >= 0;
      if (keyed)
        input.columns[static_cast<std::size_t>(column)].lookup = *table;
      else if (!table)
        unknown(Space::values, text(target), target.span());
      else
        report(Code::S2003, target.span(),
               {text(target), "stream of events", "table with a key", "事件流", "有主键的表"});
    }
  }
}

// ---- Derived columns and filters
// -------------------------------------------------------------------------------------

void Checker::check_formulas() {
  for (auto& [index, node] : input_nodes_) {
    const InputId id(index);
    Scope scope;
    scope.domain = Domain::rows_of(id);
    scope.only = id;
    for (Node column_node : node.children(N::column)) {
      const Node formula = column_node.child(N::derived);
      if (!formula) continue;
      const int at = column_index(program_.inputs[id.index()], {text(column_node.child(N::name)), no_keyword, {}});
      if (at < 0) continue;
      Value value = expression(formula.child(std::size_t{0}), scope);
      if (value.wrong()) {
        program_.inputs[id.index()].columns[static_cast<std::size_t>(at)].type.kind = TypeKind::error;
        continue;
      }
      const Type declared = program_.inputs[id.index()].columns[static_cast<std::size_t>(at)].type;
      const Type found = value.type;
      if (!value.type.is(declared.kind)) value = convert(value, declared.kind);
      if (value.wrong()) {
        report_mismatch(declared, found, column_node.child(N::type).span(), formula.child(std::size_t{0}).span(), "=",
                        formula.span());
        continue;
      }
      check_formula_reads(value.inst, "derived column", "派生列", formula.span());
      Column& column = program_.inputs[id.index()].columns[static_cast<std::size_t>(at)];
      column.derived = value.inst;
      column.type.nullable = column.type.nullable || value.type.nullable;
    }
    if (const Node filter = node.child(N::filter)) {
      const InstId keep = condition(filter.child(std::size_t{0}), scope);
      if (keep.exists()) check_formula_reads(keep, "stream's `where`", "事件流的 `其中`", filter.span());
      program_.inputs[id.index()].filter = keep;
    }
  }
  open_probes_.clear();
}

// Rows are kept and computed when they are read, before there is a clock or a customer.
void Checker::check_formula_reads(InstId root, std::string_view what_en, std::string_view what_zh, Span span) {
  std::vector<InstId> todo{root};
  while (!todo.empty()) {
    const InstId at = todo.back();
    todo.pop_back();
    const InstKind kind = program_.at(at).kind;
    if (kind == InstKind::context || kind == InstKind::event_aggregate || kind == InstKind::fact) {
      report(Code::S2037, span,
             {std::string(what_en), "the clock or the customer's facts", std::string(what_zh), "时钟或客户的事实"});
      return;
    }
    for (InstId arg : program_.args_of(at)) todo.push_back(arg);
  }
}

}  // namespace sop
