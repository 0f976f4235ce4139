// Tables and event streams: what a declaration says of the whole of it (key, time, id), and how tables refer to each
// other. Columns: columns.cpp.
#include "compiler/check/checker.h"
#include "compiler/check/columns.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::declare_inputs() {
  program_.enumerations = options_.inferred_enumerations;
  for (const Input& input : options_.inferred) program_.inputs.push_back(input);
  for (Node node : parsed_.declarations()) {
    const bool table = node.is(N::table) || node.is(N::events) || node.is(N::staff);
    if (!table && !(node.is(N::error) && symbols_of_broken_table(node))) continue;
    declares_inputs_ = true;
    broken_table_ = broken_table_ || !table;
    if (table) declare_table(node);
  }
  declare_predeclared();
  choose_population();
  check_tag_lists();
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

bool Checker::declared_brokenly(const std::string& name) const {
  const Symbol* symbol = symbols_.find(Space::values, name);
  return symbol != nullptr && symbol->broken;
}

// `sku text -> prodcts`.
void Checker::unknown_table(const std::string& word, Span span) {
  std::vector<std::string_view> tables;
  for (const Input& input : program_.inputs)
    if (input.kind != InputKind::stream && !input.predeclared) tables.push_back(input.name);
  suggest(report(Code::S2001, span, {"table", word, "表"}), word, tables, span);
}

void Checker::declare_table(Node node) {
  Input input;
  input.name = parsed_.name_of(node);
  input.span = node.child(N::name).span();
  input.label = parsed_.label_of(node);
  if (input_called(input.name)) return;  // a duplicate, reported with the names
  input.kind = node.is(N::events) ? InputKind::stream : InputKind::lookup;
  for (Node column : node.children(N::column)) declare_column(column, input);
  if (!node.children(N::error).empty()) damaged_inputs_.insert(input.name);
  table_clauses(node, input);
  if (input.kind == InputKind::stream) add_stream_columns(input);
  if (node.is(N::staff)) staff_tables_.insert(InputId(program_.inputs.size()));
  input_nodes_[static_cast<std::int32_t>(program_.inputs.size())] = node;
  program_.inputs.push_back(std::move(input));
}

int Checker::named_column(const Input& input, Node clause) {
  const Node name = clause.child(N::name);
  const std::string word = text(name);
  for (std::size_t i = 0; i < input.columns.size(); ++i)
    if (input.columns[i].name == word) return static_cast<int>(i);
  if (damaged_inputs_.contains(input.name)) return -1;
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
  if (const Node key = node.child(N::key); key && input.key >= 0) check_key(key, input);
  for (const N what : {N::key, N::since_column}) of_the_file(node, what);
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
      input.lateness = program_.constants[static_cast<std::size_t>(program_.at(value.inst).a)].whole;
  }
  for (int index : {input.key, input.time, input.id, input.since})
    if (index >= 0) input.columns[static_cast<std::size_t>(index)].used = true;
}

// Rows are found by what is the same or not, and written in one way only.
void Checker::check_key(Node clause, const Input& input) {
  const Column& column = input.columns[static_cast<std::size_t>(input.key)];
  switch (column.type.kind) {
    case TypeKind::boolean:
    case TypeKind::number:
    case TypeKind::duration:
    case TypeKind::enumeration:
      report(Code::S2012, clause.child(N::name).span(),
             {"an id, a text or a whole number", described(column.type, false), "编号、文本或整数",
              described(column.type, true)});
      return;
    case TypeKind::error:
    case TypeKind::id:
    case TypeKind::text:
    case TypeKind::integer:
    case TypeKind::money:
    case TypeKind::date:
    case TypeKind::time:
    case TypeKind::datetime: return;
  }
}

// Whose row it is and since when is read before anything is derived.
void Checker::of_the_file(Node table, NodeKind clause) {
  const Node named = table.child(clause);
  if (!named) return;
  for (Node column : table.children(N::column))
    if (column.child(N::derived) && text(column.child(N::name)) == text(named.child(N::name)))
      report(Code::S2012, named.child(N::name).span(),
             {"a column of the file", "a derived one", "文件中的列", "派生列"});
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
      else if (!declared_brokenly(text(from.child(N::name))))
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
        declare_lookup(input.columns[static_cast<std::size_t>(column)], *table, lookup.span());
      else if (table && program_.inputs[table->index()].kind != InputKind::stream)
        continue;  // its key is missing: told where it is declared
      else if (!table)
        unknown_table(text(target), target.span());
      else
        report(Code::S2003, target.span(),
               {text(target), "stream of events", "table with a key", "事件流", "有主键的表"});
    }
  }
}

// A key is found by values of its own type; an id is a text.
void Checker::declare_lookup(Column& column, InputId table, Span place) {
  const Input& found = program_.inputs[table.index()];
  const Column& key = found.columns[static_cast<std::size_t>(found.key)];
  const auto kind = [](const Type& type) { return type.is(TypeKind::id) ? TypeKind::text : type.kind; };
  if (kind(column.type) == kind(key.type))
    column.lookup = table;
  else if (!column.type.is(TypeKind::error) && !key.type.is(TypeKind::error))
    report_mismatch(column.type, key.type, column.span, key.span, "->", place);
}

}  // namespace sop
